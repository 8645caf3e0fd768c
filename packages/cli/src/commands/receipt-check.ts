import { equalBytes } from '@packtrail/protocol'
import type { Call, CommandSpec } from '../command.ts'
import { dataError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { inputFile } from '../files.ts'
import { nodeCryptography } from '../lazy.ts'
import { readPolicy } from '../policy-file.ts'
import { checkReceipt, summarize } from '../receipt.ts'
import { words } from '../words.ts'

const { receipt: say } = words

export const RECEIPT_CHECK: CommandSpec = {
  name: 'receipt check',
  group: 'files',
  args: ['<receipt>'],
  options: ['submission', 'policy'],
  run: receiptCheck,
}

async function receiptCheck(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const [name = ''] = call.args
  const { policy } = await readPolicy(io, call.text('policy'))
  const file = await inputFile(io, name)
  const crypto = await nodeCryptography()
  const { submission, checkpoint, claims } = await checkReceipt(crypto, policy, file)
  const sent = call.text('submission')
  const mine = sent === undefined ? undefined : await summarize(crypto, await inputFile(io, sent))
  if (mine !== undefined && !equalBytes(mine.hash, submission))
    throw dataError('DATA_BAD', say.otherSubmission(name, sent ?? ''), { hint: say.otherSubmissionHint })
  const missing = mine?.claims.filter((claim) => !claims.has(claim)) ?? []
  const { origin, size, root } = checkpoint
  await out.value({
    valid: true,
    submission,
    checkpoint: { origin, size, root },
    recorded: [...claims].map(([claim, { g, recorded }]) => ({ claim, g, time: new Date(recorded).toISOString() })),
    claims: mine?.claims.length,
    missing,
  })
  await out.text(claims.size === 0 ? say.nothingStands(origin) : say.good(origin, size, claims.size))
  if (missing.length > 0 && claims.size > 0) await out.text(say.missing(missing.length, mine?.claims.length ?? 0))
  return missing.length > 0 || claims.size === 0 ? EXIT.bad : EXIT.done
}
