/** The other door of the package: drafts in, a document out, as pieces of text. */
import type { DraftEvent } from '../draft.ts'
import { OWN_NAMESPACE, OWN_PREFIX } from '../epcis/own.ts'
import { ExchangeError } from '../error.ts'
import { CSV_HEADER, csvRows } from './csv.ts'
import { epcisEvent } from './epcis-event.ts'

export const EXPORT_FORMATS = ['epcis2-json', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportOptions {
  /** When the document is made, RFC 3339 with offset: this package has no clock. EPCIS documents need it. */
  readonly creationDate: string
}

const PIECE: number = 1 << 16

/**
 * Write events as a document. Reading it back with `importDocument` gives the same drafts.
 * @throws ExchangeError VALUE for an unknown format.
 */
export async function* exportEvents(
  format: ExportFormat,
  events: AsyncIterable<DraftEvent> | Iterable<DraftEvent>,
  options: ExportOptions,
): AsyncGenerator<string> {
  switch (format) {
    case 'epcis2-json':
      yield* inPieces(epcisDocument(events, options))
      return
    case 'csv':
      yield* inPieces(csvDocument(events))
      return
    default:
      throw new ExchangeError('VALUE', `«${String(format)}» is no format that is written`)
  }
}

async function* epcisDocument(
  events: AsyncIterable<DraftEvent> | Iterable<DraftEvent>,
  { creationDate }: ExportOptions,
): AsyncGenerator<string> {
  const head = {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { [OWN_PREFIX]: OWN_NAMESPACE }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate,
  }
  yield `${JSON.stringify(head).slice(0, -1)},"epcisBody":{"eventList":[\n`
  let first = true
  for await (const event of events) {
    yield `${first ? '' : ',\n'}${JSON.stringify(epcisEvent(event))}`
    first = false
  }
  yield '\n]}}\n'
}

async function* csvDocument(events: AsyncIterable<DraftEvent> | Iterable<DraftEvent>): AsyncGenerator<string> {
  yield CSV_HEADER
  let number = 0
  for await (const event of events) {
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
