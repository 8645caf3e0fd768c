import type { Call, CommandSpec } from '../command.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { visible } from '../paint.ts'
import { progress } from '../progress.ts'
import { withLedger } from '../session.ts'
import { words } from '../words.ts'

const { fsck: say } = words

export const FSCK: CommandSpec = { name: 'fsck', group: 'running', opensLedger: true, run: fsck }

/** Problems that are printed; `--json` has them all. */
const SHOWN = 30

async function fsck(call: Call): Promise<ExitCode> {
  const { io, out } = call
  return await withLedger(call, 'read', async ({ ledger, home }) => {
    const bar = progress(io, say.checking)
    const report = await ledger.fsck(({ part, done, of }) => bar.at(done, say.progress(part, done, of)))
    await bar.end()
    const { ok, checked, problems, problemCount, remarks } = report
    await out.value({ ok, checked, problems, problemCount, remarks, readOnly: ledger.readOnlyReason })
    if (ok) await out.text(say.clean(home.name, checked.entries, checked.packs, checked.bytes))
    else {
      await out.text(say.damaged(home.name, problemCount))
      for (const { code, where, message } of problems.slice(0, SHOWN))
        await out.text(`  ${visible(where)}: ${visible(message)} (${code})\n`)
      if (problemCount > SHOWN) await out.text(`  ${words.moreFaults(problemCount - SHOWN)}\n`)
    }
    for (const remark of remarks) await out.say(`${remark}\n`)
    if (ledger.readOnlyReason !== undefined) await out.say(`${words.ledger.readOnly(ledger.readOnlyReason)}\n`)
    return ok ? EXIT.done : EXIT.bad
  })
}
