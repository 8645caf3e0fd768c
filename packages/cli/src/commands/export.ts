import { splitBatchId } from '@packtrail/codes'
import { readBatch } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { checkOutput, writeFile } from '../output-file.ts'
import { progress } from '../progress.ts'
import { withLedger } from '../session.ts'
import { words } from '../words.ts'

const { exporting: say } = words

export const EXPORT: CommandSpec = {
  name: 'export',
  group: 'files',
  options: ['batch', 'since', 'format', 'output'],
  opensLedger: true,
  run: exportFile,
}

async function exportFile(call: Call): Promise<ExitCode> {
  const format = call.text('format') ?? 'bundle'
  if (format === 'bundle') return await exportBundle(call)
  throw usageError('BAD_ARGUMENT', say.badFormat(format), say.badFormatHint)
}

async function exportBundle(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const text = call.text('batch')
  const file = call.text('output')
  if (text === undefined) throw usageError('MISSING_ARGUMENT', say.whichBatch, words.codes.batchHint)
  if (file === undefined) throw usageError('MISSING_ARGUMENT', say.whichFile, say.whichFileHint)
  const { product, lot } = splitBatchId(readBatch(text))
  const since = call.count('since')
  await checkOutput(io, file)
  return await withLedger(call, 'read', async ({ ledger }) => {
    const bar = progress(io, say.writing(file))
    const frames = ledger.exportBundle(product, lot, since === undefined ? {} : { since })
    const bytes = await writeFile(
      io,
      file,
      counted(frames, (size) => bar.at(size, say.megabytes(size))),
    )
    await bar.end()
    const checkpoint = ledger.checkpoint()
    const { size = 0, root } = checkpoint ?? {}
    await out.value({ file, bytes, batch: `${product}/${lot}`, checkpoint: { origin: ledger.origin, size, root } })
    await out.text(say.written(file, bytes, `${product}/${lot}`, size))
    await out.say(say.next)
    return EXIT.done
  })
}

async function* counted(chunks: AsyncIterable<Uint8Array>, at: (size: number) => void): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    yield chunk
    size += chunk.length
    at(size)
  }
}
