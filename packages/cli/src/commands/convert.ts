import type { ExportFormat } from '@packtrail/exchange'
import { withColumns } from '../columns.ts'
import type { Call, CommandSpec } from '../command.ts'
import { type Conversion, type ConvertSettings, convertFiles, type ReadState } from '../converting.ts'
import { documentFiles } from '../document-files.ts'
import { DOCUMENT_OPTIONS, documentOptions } from '../document-options.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { GUIDELINE_OPTIONS, guidelineOptions } from '../guideline-options.ts'
import { checkOutput, writeFile } from '../output-file.ts'
import { fileProgress } from '../progress.ts'
import { renderFaults } from '../render/faults.ts'
import { isoTime, timeNow } from '../time.ts'
import { words } from '../words.ts'
import { importFormat } from './import.ts'

const { converting: say } = words

export const CONVERT: CommandSpec = {
  name: 'convert',
  group: 'files',
  args: ['<file>', '[output]'],
  options: [
    'output',
    'to',
    'format',
    'sheet',
    'map',
    'strict',
    ...DOCUMENT_OPTIONS,
    ...GUIDELINE_OPTIONS,
    'allOrNothing',
  ],
  run: convert,
}

/** Endings of names that belong to one format alone. */
const ENDINGS: Readonly<Record<string, ExportFormat>> = {
  json: 'epcis2-json',
  jsonld: 'epcis2-json',
  csv: 'csv',
}

async function convert(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const [name = '', second] = call.args
  const output = call.text('output') ?? second
  if (second !== undefined && call.text('output') !== undefined) throw usageError('USAGE', say.twoOutputs)
  if (output === undefined && out.json) throw usageError('MISSING_ARGUMENT', say.whichFile, say.whichFileHint)
  const to = await targetFormat(call, output)
  const envelope = documentOptions(call, to)
  const written = { ...envelope, ...(await guidelineOptions(call, to, envelope)) }
  const format = importFormat(call)
  const files = await withColumns(call, await documentFiles(io, [name], call.text('sheet')))
  if (files === undefined) return EXIT.done
  if (output !== undefined) await checkOutput(io, output)
  io.keepHeapSmall()
  const bar = fileProgress(io, say.working, files)
  // Of standard output nothing can be taken back.
  let begun = false
  const settings: ConvertSettings = {
    to,
    format,
    written,
    strict: call.flag('strict'),
    creationDate: isoTime(timeNow(io)),
    at: (file, bytes, { events }) => bar.at(file, bytes, say.events(events)),
    atEnd: (state) => refuse(call, name, state, begun),
  }
  const conversion = await convertFiles(files, settings)
  if (output === undefined) {
    for await (const piece of conversion.pieces) {
      begun = true
      await io.stdout.write(piece)
      if (io.stdout.gone) break
    }
    await bar.end()
    return await tell(call, conversion, { file: name, output, to, bytes: undefined })
  }
  let size: number
  try {
    size = await writeFile(io, output, conversion.pieces)
  } finally {
    await bar.end()
  }
  return await tell(call, conversion, { file: name, output, to, bytes: size })
}

async function targetFormat(call: Call, output: string | undefined): Promise<ExportFormat> {
  const { EXPORT_FORMATS } = await import('@packtrail/exchange')
  const name = call.text('to')
  const list = EXPORT_FORMATS.join(', ')
  if (name !== undefined) {
    const format = EXPORT_FORMATS.find((one) => one === name)
    if (format === undefined) throw usageError('BAD_ARGUMENT', words.exporting.badFormat(name), say.formats(list))
    return format
  }
  const ending = /\.([a-z0-9]+)$/i.exec(output ?? '')?.[1]?.toLowerCase() ?? ''
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
  if (format === undefined) throw usageError('MISSING_ARGUMENT', say.whichFormat(output), say.formats(list))
  return format
}

/** @throws CliError DATA_BAD when nothing may be written: then no file is left, and what went to standard output has no end. */
function refuse(call: Call, name: string, { tally, broken }: ReadState, begun: boolean): void {
  const whole = tally.unread + tally.empty === 0
  if (whole || !(broken || call.flag('allOrNothing'))) return
  const message = broken ? say.broken(name, begun) : say.notAll(name, tally.unread + tally.empty, begun)
  throw dataError('DATA_BAD', message, { hint: say.brokenHint, faults: tally.faults })
}

interface Done {
  readonly file: string
  readonly output: string | undefined
  readonly to: ExportFormat
  readonly bytes: number | undefined
}

async function tell(call: Call, { tally, losses }: Conversion, done: Done): Promise<ExitCode> {
  const { out } = call
  const { output, to } = done
  const { events, unread, empty, documents, dropped, faultCount, faults } = tally
  const lost = losses()
  if (output !== undefined) {
    const read = documents.map(({ file, format, events: count }) => ({ file, format, events: count }))
    await out.value({ ...done, documents: read, events, unread, empty, losses: lost, dropped, faultCount, faults })
    await out.text(say.done(output, to, events, unread + empty))
  }
  if (faults.length > 0) await out.say(renderFaults(faults, out.paintWords))
  for (const code of new Set(lost.map((loss) => loss.code))) {
    await out.say(
      say.losses(
        code,
        lost.filter((loss) => loss.code === code),
      ),
    )
  }
  if (lost.length === 0 && unread + empty === 0) await out.say(say.nothingLost)
  return unread + empty > 0 ? EXIT.bad : EXIT.done
}
