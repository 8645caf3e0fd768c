import { basename, join } from 'node:path'
import type { Hash } from '@packtrail/protocol'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { exists, inputFiles, pathOf } from '../files.ts'
import { nodeCryptography } from '../lazy.ts'
import { writeFile } from '../output-file.ts'
import { claimsOfReceipt, summarize } from '../receipt.ts'
import { type Session, withLedger } from '../session.ts'
import { words } from '../words.ts'

const { receipt: say } = words

export const RECEIPT_WRITE: CommandSpec = {
  name: 'receipt write',
  group: 'files',
  args: ['<submission...>'],
  options: ['output'],
  opensLedger: true,
  run: receiptWrite,
}

async function receiptWrite(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const output = call.text('output')
  if (output === undefined) throw usageError('MISSING_ARGUMENT', say.whichOutput, say.whichOutputHint)
  const isFolder = (await exists(io, pathOf(io, output))) && (await io.fs.stat(pathOf(io, output))).isDirectory()
  if (call.args.length > 1 && !isFolder) throw usageError('USAGE', say.folderForSeveral, say.whichOutputHint)
  const files = await inputFiles(io, call.args)
  return await withLedger(call, 'write', async (session) => {
    const written: object[] = []
    await session.ledger.seal()
    for (const file of files) {
      const { hash, claims } = await summarize(await nodeCryptography(), file)
      const name = isFolder ? receiptName(output, file.name) : output
      await writeReceipt(call, session, hash, name, file.name)
      const recorded = await claimsOfReceipt(session.ledger.receipt(hash) ?? [])
      written.push({ submission: hash, claims: claims.length, recorded, receipt: name })
      await out.text(say.written(name, file.name, claims.length, recorded))
    }
    await out.value({ receipts: written })
    return EXIT.done
  })
}

export function receiptName(folder: string, submission: string): string {
  return join(folder, `${basename(submission)}.receipt`)
}

/** @throws CliError NOT_FOUND when the submission was never taken in, or every act of it was refused. */
export async function writeReceipt(
  call: Call,
  { ledger }: Session,
  hash: Hash,
  name: string,
  of: string,
): Promise<void> {
  const receipt = ledger.receipt(hash)
  if (receipt === undefined) throw dataError('NOT_FOUND', say.notTaken(of), { hint: say.notTakenHint })
  await writeFile(call.io, name, receipt)
}
