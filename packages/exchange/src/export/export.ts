/** The other door of the package: drafts in, a document out, as pieces of text. */
import { isUsName } from '../check/names.ts'
import type { DraftEvent } from '../draft.ts'
import { ExchangeError } from '../error.ts'
import type { MasterData } from '../item.ts'
import { billDocument } from './cn-bill.ts'
import { relationDocument } from './cn-relation.ts'
import { CSV_HEADER, csvRows } from './csv.ts'
import { encodeDocument } from './encode.ts'
import { type EpcNames, makeEpcNames } from './epc-names.ts'
import { epcisEvent, type WrittenEvent } from './epcis-event.ts'
import { extensionFits, type Members } from './epcis-extra.ts'
import { type Envelope, jsonFrame, xmlFrame } from './frame.ts'
import { joinedDraft } from './joined.ts'
import { type Loss, tellLosses } from './loss.ts'
import type { Names } from './names.ts'
import { nhsaDocument } from './nhsa.ts'
import { grouped, transformationEvent } from './transformation.ts'
import { makeUsEvents, prefixesOf, type UsEvents, type UsGuideline } from './us-guideline.ts'
import { type XmlForm, xmlEvent } from './xml-event.ts'
import { REPLACED } from './xml-text.ts'

export const EXPORT_FORMATS = [
  'epcis2-json',
  'epcis2-xml',
  'epcis12-xml',
  'csv',
  'cn-relation',
  'cn-bill',
  'nhsa-3505',
  'nhsa-3506',
] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportOptions {
  /** When the document is made, RFC 3339 with offset: this package has no clock. EPCIS documents need it. */
  readonly creationDate: string
  /**
   * GS1 company prefixes, 6 to 12 digits: identifiers with one of them are written as EPC URN, for EPCIS. All others stay GS1 Digital
   * Links, of which `onLoss` is told (`DIGITAL_LINK`); in EPCIS 1.2 it is told of them in any case.
   */
  readonly companyPrefixes?: readonly string[]
  /** More of them, for EPCIS 1.2: what the documents that are converted show (`onCompanyPrefix`). It may grow while events are written. */
  readonly learnedPrefixes?: ReadonlySet<string>
  /** Who sends the document to whom: a Standard Business Document Header in XML, fields of the document in JSON. */
  readonly envelope?: Envelope
  /** The name of the query that an EPCIS document answers: it is written as EPCISQueryDocument. */
  readonly query?: string
  /**
   * The guideline of GS1 Healthcare US, for EPCIS 1.2: master data and transaction statement in the header, drop shipment on shipments.
   * Needs `envelope`. The company prefixes of its products are those of their NDCs.
   */
  readonly guideline?: UsGuideline
  /**
   * Entries for the header of an EPCIS document, as `importDocument` gives them; of their attributes those that are texts. Not written
   * where `holdsMasterData` says so.
   */
  readonly masterData?: readonly MasterData[]
  /**
   * What the document says of itself, as `importDocument` gives it: by the `field` and `text` of items of kind `around`. Not written
   * where `holdsAround` says so.
   */
  readonly around?: readonly (readonly [string, string])[]
  /** Told of everything that the form of the document has no field for. */
  readonly onLoss?: (loss: Loss) => void
}

/** Whether master data has a place: in EPCIS 1.2 only behind an `envelope`, in answers to queries nowhere, and a guideline has its own. */
export function holdsMasterData(format: ExportFormat, options: Omit<ExportOptions, 'creationDate'>): boolean {
  const { envelope, query, guideline } = options
  if (query !== undefined || guideline !== undefined) return false
  return format === 'epcis2-json' || format === 'epcis2-xml' || (format === 'epcis12-xml' && envelope !== undefined)
}

/**
 * Whether a statement of the document has a place: behind a business document header in EPCIS 1.2, at the level of the document in JSON.
 * The header of EPCIS 2.0 XML takes nothing of others.
 */
export function holdsAround(
  format: ExportFormat,
  { envelope, guideline }: Omit<ExportOptions, 'creationDate'>,
  [field, text]: readonly [string, string],
): boolean {
  const name = field.endsWith('[]') ? field.slice(0, -2) : field
  if (!name.startsWith('{') || name.startsWith('{}')) return false
  if (format === 'epcis2-json') return true
  // A guideline has its own.
  if (guideline !== undefined && isUsName(name)) return false
  return format === 'epcis12-xml' && envelope !== undefined && extensionFits(field, name, text)
}

const PIECE: number = 1 << 16

type Drafts = AsyncIterable<DraftEvent> | Iterable<DraftEvent>

/**
 * Write events as a document. Reading it back with `importDocument` gives the same drafts.
 * @throws ExchangeError VALUE for an unknown format, or a guideline that it cannot follow.
 */
export async function* exportEvents(
  format: ExportFormat,
  events: Drafts,
  options: ExportOptions,
): AsyncGenerator<string> {
  if (options.guideline !== undefined && (format !== 'epcis12-xml' || options.envelope === undefined)) {
    throw new ExchangeError('VALUE', 'the guideline of GS1 US is for EPCIS 1.2 with sender and receiver')
  }
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
    case 'nhsa-3505':
    case 'nhsa-3506':
      yield* inPieces(nhsaDocument(format, events, options.onLoss))
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
  names: EpcNames,
): AsyncGenerator<readonly [WrittenEvent, number]> {
  const xml = format !== 'epcis2-json'
  // In 2.0 Digital Links are as good as URNs: there nothing is looked at unless somebody wants URNs.
  const { rename } = format === 'epcis12-xml' || options.companyPrefixes !== undefined ? names : AS_THEY_ARE
  const guided = guide(options)
  let count = 0
  for await (const group of grouped(events)) {
    for (const [i, written] of writtenGroup(group, xml).entries()) {
      tellLosses(written, count + i, format, options)
      const { members, kept, parties } = rename(written.members)
      for (const field of parties) options.onLoss?.({ code: 'NOT_WRITTEN', event: count + i, field: `${field}.pgln` })
      for (const field of kept) options.onLoss?.({ code: 'DIGITAL_LINK', event: count + i, field })
      yield [{ ...written, members: guided(members, written.names, count + i) }, count + i]
    }
    count += group.length
  }
}

/** What was told as one event is one, where it can be. */
function writtenGroup(group: readonly DraftEvent[], xml: boolean): readonly WrittenEvent[] {
  const joined = joinedDraft(group)
  const whole = transformationEvent(group, xml) ?? (joined === undefined ? undefined : epcisEvent(joined, xml))
  return whole === undefined ? group.map((one) => transformationEvent([one], xml) ?? epcisEvent(one, xml)) : [whole]
}

/** By the guideline that is asked for, if one is. */
function guide({ guideline, onLoss }: ExportOptions): (members: Members, names: Names, event: number) => Members {
  if (guideline === undefined) return (members) => members
  const change: UsEvents = makeUsEvents(guideline)
  return (members, names, event) => {
    const guided = change(members, names.short)
    if (members['bizLocation'] !== guided['bizLocation']) onLoss?.({ code: 'NOT_WRITTEN', event, field: 'bizLocation' })
    return guided
  }
}

const NONE: readonly string[] = []
const AS_THEY_ARE: Pick<EpcNames, 'rename'> = { rename: (members) => ({ members, kept: NONE, parties: NONE }) }

async function* jsonDocument(events: Drafts, options: ExportOptions): AsyncGenerator<string> {
  const names = makeEpcNames(options.companyPrefixes ?? [], false)
  const { head, tail } = jsonFrame(options, names)
  yield head
  let first = true
  for await (const [written] of writtenEvents('epcis2-json', events, options, names)) {
    const context = written.names.context()
    const members = context === undefined ? written.members : { '@context': [context], ...written.members }
    yield `${first ? '' : ',\n'}${JSON.stringify(members)}`
    first = false
  }
  yield tail
}

async function* xmlDocument(format: XmlForm, events: Drafts, options: ExportOptions): AsyncGenerator<string> {
  const prefixes = [...(options.companyPrefixes ?? []), ...prefixesOf(options.guideline)]
  const names = makeEpcNames(
    prefixes,
    options.guideline !== undefined,
    format === 'epcis12-xml' ? options.learnedPrefixes : undefined,
  )
  const { head, tail } = xmlFrame(format, options, names)
  yield head
  for await (const [written, event] of writtenEvents(format, events, options, names)) {
    const text = xmlEvent(written.members, format, written.names.made)
    if (text.includes(REPLACED)) options.onLoss?.({ code: 'CHARACTERS', event, field: '' })
    yield text
  }
  yield tail
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
