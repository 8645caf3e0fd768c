/** The other door of the package: drafts in, a document out, as pieces of text. */
import type { DraftEvent } from '../draft.ts'
import { OWN_NAMESPACE, OWN_PREFIX } from '../epcis/own.ts'
import { ExchangeError } from '../error.ts'
import { billDocument } from './cn-bill.ts'
import { relationDocument } from './cn-relation.ts'
import { CSV_HEADER, csvRows } from './csv.ts'
import { encodeDocument } from './encode.ts'
import { epcisEvent, type WrittenEvent } from './epcis-event.ts'
import { type Loss, tellLosses } from './loss.ts'
import { KNOWN } from './names.ts'
import { grouped, transformationEvent } from './transformation.ts'
import { type XmlForm, xmlEvent } from './xml-event.ts'
import { REPLACED, xmlAttribute } from './xml-text.ts'

export const EXPORT_FORMATS = ['epcis2-json', 'epcis2-xml', 'epcis12-xml', 'csv', 'cn-relation', 'cn-bill'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportOptions {
  /** When the document is made, RFC 3339 with offset: this package has no clock. EPCIS documents need it. */
  readonly creationDate: string
  /** Told of everything that the form of the document has no field for. */
  readonly onLoss?: (loss: Loss) => void
}

const PIECE: number = 1 << 16

type Drafts = AsyncIterable<DraftEvent> | Iterable<DraftEvent>

/**
 * Write events as a document. Reading it back with `importDocument` gives the same drafts.
 * @throws ExchangeError VALUE for an unknown format.
 */
export async function* exportEvents(
  format: ExportFormat,
  events: Drafts,
  options: ExportOptions,
): AsyncGenerator<string> {
  switch (format) {
    case 'epcis2-json':
      yield* inPieces(jsonDocument(events, options))
      return
    case 'epcis2-xml':
    case 'epcis12-xml':
      yield* inPieces(xmlDocument(format, events, options))
      return
    case 'csv':
      yield* inPieces(csvDocument(events, options))
      return
    case 'cn-relation':
      yield* inPieces(relationDocument(events, options.onLoss))
      return
    case 'cn-bill':
      yield* inPieces(billDocument(events, options.onLoss))
      return
    default:
      throw new ExchangeError('VALUE', `«${String(format)}» is no format that is written`)
  }
}

/**
 * The same as bytes, in the character set that the document declares: GB2312 for a relation file that came so, else UTF-8.
 * @throws ExchangeError VALUE for an unknown format.
 */
export function exportBytes(format: ExportFormat, events: Drafts, options: ExportOptions): AsyncGenerator<Uint8Array> {
  return encodeDocument(exportEvents(format, events, options))
}

/** The events of a document, each with the number of the first draft it was made of. */
async function* writtenEvents(
  format: 'epcis2-json' | XmlForm,
  events: Drafts,
  options: ExportOptions,
): AsyncGenerator<readonly [WrittenEvent, number]> {
  const xml = format !== 'epcis2-json'
  let count = 0
  for await (const group of grouped(events)) {
    const whole = transformationEvent(group, xml)
    for (const [i, written] of (whole === undefined ? group.map((one) => epcisEvent(one, xml)) : [whole]).entries()) {
      tellLosses(written, count + i, format, options)
      yield [written, count + i]
    }
    count += group.length
  }
}

async function* jsonDocument(events: Drafts, options: ExportOptions): AsyncGenerator<string> {
  const head = {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { [OWN_PREFIX]: OWN_NAMESPACE }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: options.creationDate,
  }
  yield `${JSON.stringify(head).slice(0, -1)},"epcisBody":{"eventList":[\n`
  let first = true
  for await (const [written] of writtenEvents('epcis2-json', events, options)) {
    const context = written.names.context()
    const members = context === undefined ? written.members : { '@context': [context], ...written.members }
    yield `${first ? '' : ',\n'}${JSON.stringify(members)}`
    first = false
  }
  yield '\n]}}\n'
}

async function* xmlDocument(format: XmlForm, events: Drafts, options: ExportOptions): AsyncGenerator<string> {
  const version = format === 'epcis2-xml' ? 2 : 1
  const prefixes = [...KNOWN].map(([namespace, prefix]) => ` xmlns:${prefix}="${xmlAttribute(namespace)}"`).join('')
  const made = ` schemaVersion="${version === 2 ? '2.0' : '1.2'}" creationDate="${xmlAttribute(options.creationDate)}"`
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:${version}"${prefixes}${made}>\n<EPCISBody>\n<EventList>\n`
  for await (const [written, event] of writtenEvents(format, events, options)) {
    const text = xmlEvent(written.members, format, written.names.made)
    if (text.includes(REPLACED)) options.onLoss?.({ code: 'CHARACTERS', event, field: '' })
    yield text
  }
  yield '</EventList>\n</EPCISBody>\n</epcis:EPCISDocument>\n'
}

async function* csvDocument(events: Drafts, { onLoss }: ExportOptions): AsyncGenerator<string> {
  yield CSV_HEADER
  let number = 0
  for await (const event of events) {
    // A row says that something was taken back, not what it said.
    if (event.original !== undefined) onLoss?.({ code: 'NOT_WRITTEN', event: number, field: 'original' })
    number++
    for (const row of csvRows(event, number)) yield row
  }
}

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
