import { splitBatchId } from '@packtrail/codes'
import type { DraftEvent, ExportFormat, Loss } from '@packtrail/exchange'
import { readBatch } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { DOCUMENT_OPTIONS, documentOptions } from '../document-options.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { allEvents, batchEvents } from '../exporting.ts'
import { GUIDELINE_OPTIONS, guidelineOptions } from '../guideline-options.ts'
import { unknownBatch } from '../near-lots.ts'
import type { Output } from '../output.ts'
import { checkOutput, writeFile } from '../output-file.ts'
import { withFacts } from '../pack-facts.ts'
import { progress } from '../progress.ts'
import { withLedger } from '../session.ts'
import { isoTime, timeNow } from '../time.ts'
import { words } from '../words.ts'

const { exporting: say } = words

const DOCUMENTS: readonly ExportFormat[] = [
  'epcis2-json',
  'epcis2-xml',
  'epcis12-xml',
  'csv',
  'cn-relation',
  'cn-bill',
  'nhsa-3505',
  'nhsa-3506',
]

export const EXPORT: CommandSpec = {
  name: 'export',
  group: 'files',
  options: ['batch', 'log', 'since', 'format', ...DOCUMENT_OPTIONS, ...GUIDELINE_OPTIONS, 'output'],
  opensLedger: true,
  run: exportFile,
}

async function exportFile(call: Call): Promise<ExitCode> {
  if (call.flag('log')) {
    documentOptions(call, 'the log')
    await guidelineOptions(call, 'the log', {})
    return await exportLog(call)
  }
  const format = call.text('format') ?? 'bundle'
  if (format === 'bundle') {
    documentOptions(call, format)
    await guidelineOptions(call, format, {})
    return await exportBundle(call)
  }
  const document = DOCUMENTS.find((one) => one === format)
  if (document !== undefined) return await exportDocument(call, document)
  throw usageError('BAD_ARGUMENT', say.badFormat(format), say.badFormatHint)
}

/** Without `-o` the document itself goes to standard output. */
async function exportDocument(call: Call, format: ExportFormat): Promise<ExitCode> {
  const { io, out } = call
  const text = call.text('batch')
  const file = call.text('output')
  const batch = text === undefined ? undefined : splitBatchId(readBatch(text))
  const envelope = documentOptions(call, format)
  const written = { ...envelope, ...(await guidelineOptions(call, format, envelope)) }
  if (file !== undefined) await checkOutput(io, file)
  const { exportBytes } = await import('@packtrail/exchange')
  return await withLedger(call, 'read', async ({ ledger }) => {
    if (batch !== undefined && ledger.batch(batch.product, batch.lot) === undefined) {
      throw await unknownBatch(ledger, batch)
    }
    let events = 0
    const losses = makeLosses()
    const found = batch === undefined ? allEvents(ledger) : batchEvents(ledger, batch)
    const source = format.startsWith('nhsa-') ? withFacts(ledger, found) : found
    async function* each(): AsyncGenerator<DraftEvent> {
      for await (const event of source) {
        events++
        yield event
      }
    }
    const made = { creationDate: isoTime(timeNow(io)), onLoss: losses.add, ...written }
    const pieces = exportBytes(format, each(), made)
    if (file === undefined) {
      for await (const piece of pieces) {
        await io.stdout.write(piece)
        if (io.stdout.gone) break
      }
      await losses.tell(out)
      return EXIT.done
    }
    const bytes = await writeFile(io, file, pieces)
    await out.value({ file, format, events, bytes, batch: text, losses: losses.list() })
    await out.text(say.document(file, format, events))
    await losses.tell(out)
    return EXIT.done
  })
}

/** In how many events a field has another place than the form has for it. */
interface LossCount {
  readonly code: Loss['code']
  readonly field: string
  events: number
}

function makeLosses(): { add(loss: Loss): void; list(): readonly LossCount[]; tell(out: Output): Promise<void> } {
  const counts = new Map<string, LossCount>()
  return {
    add({ code, field }) {
      const key = `${code} ${field}`
      const known = counts.get(key)
      if (known !== undefined) known.events++
      // Names of fields come from documents: their number is bounded here.
      else if (counts.size < 1000) counts.set(key, { code, field, events: 1 })
    },
    list: () => [...counts.values()],
    async tell(out) {
      const all = [...counts.values()]
      for (const code of new Set(all.map((loss) => loss.code))) {
        const fields = all.filter((loss) => loss.code === code)
        await out.say(say.losses(code, fields))
      }
    },
  }
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
  return await withLedger(call, 'seal', async ({ ledger }) => {
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

/** Every entry, for who wants to hold bundles against the whole log. */
async function exportLog(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const file = call.text('output')
  const other = (['batch', 'since', 'format'] as const).find((name) => call.text(name) !== undefined)
  if (other !== undefined) throw usageError('USAGE', say.logAlone(other), say.logAloneHint)
  if (file === undefined) throw usageError('MISSING_ARGUMENT', say.whichFile, say.whichLogHint)
  await checkOutput(io, file)
  return await withLedger(call, 'seal', async ({ ledger }) => {
    const bar = progress(io, say.writing(file))
    const bytes = await writeFile(
      io,
      file,
      counted(ledger.exportLog(), (size) => bar.at(size, say.megabytes(size))),
    )
    await bar.end()
    const { size = 0, root } = ledger.checkpoint() ?? {}
    await out.value({ file, bytes, checkpoint: { origin: ledger.origin, size, root } })
    await out.text(say.logWritten(file, bytes, size))
    await out.say(say.logNext)
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
