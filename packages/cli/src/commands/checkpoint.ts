import { fromUtf8 } from '@packtrail/protocol'
import type { Call, CommandSpec } from '../command.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { checkOutput, writeFile } from '../output-file.ts'
import { withLedger } from '../session.ts'
import { words } from '../words.ts'

const { checkpoint: say } = words

export const CHECKPOINT: CommandSpec = {
  name: 'checkpoint',
  group: 'proof',
  options: ['output'],
  opensLedger: true,
  run: checkpoint,
}

async function checkpoint(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const file = call.text('output')
  if (file !== undefined) await checkOutput(io, file)
  return await withLedger(call, 'write', async ({ ledger }) => {
    const { size, root, note } = await ledger.seal()
    if (file !== undefined) await writeFile(io, file, [note])
    const text = fromUtf8(note) ?? ''
    await out.value({ origin: ledger.origin, size, root, note: text, file })
    await out.text(file === undefined ? text : say.written(file, size))
    return EXIT.done
  })
}
