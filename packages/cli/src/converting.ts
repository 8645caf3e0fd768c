/** One document into another form, without a ledger: streamed, and everything counted that did not come through. */
import type {
  DocumentInfo,
  DraftEvent,
  ExportFormat,
  Format,
  ImportItem,
  ImportOptions,
  MasterData,
} from '@packtrail/exchange'
import { formatName, itemsOf } from './document-items.ts'
import { type DocumentOptions, envelopeOfInfo } from './document-options.ts'
import type { InputFile } from './files.ts'
import { type HeaderData, makeHeader } from './header-data.ts'
import { type LossCount, type LossReport, makeLossReport } from './losses.ts'
import { enterFault, newDocument, newTally, type Place, type Tally } from './tally.ts'

export interface ConvertSettings {
  readonly to: ExportFormat
  /** Absent: found by looking into the file. */
  readonly format: Format | undefined
  readonly strict: boolean
  readonly creationDate: string
  readonly written: DocumentOptions
  readonly at: (file: InputFile, bytes: number, tally: Tally) => void
  /** Called before the end of the document is written: what throws here leaves it without one. */
  readonly atEnd: (state: ReadState) => void
}

/** How the reading of all documents ended. */
export interface ReadState {
  readonly tally: Tally
  /** It ended before a document did, or nothing of them could be read. */
  readonly broken: boolean
}

export interface Conversion {
  /** The document that is written. */
  readonly pieces: AsyncIterable<Uint8Array>
  /** Complete when the pieces have come to their end. */
  readonly tally: Tally
  losses(): readonly LossCount[]
}

/** Events whose places are remembered: a writer that gathers more before it writes tells losses without them. */
const WINDOW = 1 << 16
const MOST_STATEMENTS = 1000
const MOST_PREFIXES = 1000

/** All files become one document, in their order. */
export async function convertFiles(files: readonly InputFile[], settings: ConvertSettings): Promise<Conversion> {
  const exchange = await import('@packtrail/exchange')
  const { to, creationDate } = settings
  const tally = newTally()
  const report = makeLossReport()
  const places: { readonly event: number; readonly place: Place }[] = []
  let broken = false
  let options = settings.written
  let header: HeaderData | undefined
  /** The first event has come: what stands around the events is written. */
  let begun = false
  // What the first document says of itself decides what stands in front of its master data.
  const headerNow = (): HeaderData => {
    header ??= makeHeader(options, to, report, exchange)
    return header
  }
  const keep = (info: DocumentInfo): boolean => {
    const { envelope, query } = options
    if (envelope !== undefined || query !== undefined || header !== undefined || !to.startsWith('epcis')) return false
    const said = envelopeOfInfo(info)
    if (said !== undefined) options = { ...options, envelope: said }
    return said !== undefined
  }
  const state = (): ReadState => ({ tally, broken: broken || (tally.events === 0 && tally.unread > 0) })
  const learnedPrefixes = new Set<string>()
  const statements: Extract<Placed, { kind: 'around' }>[] = []
  const items = placedItems(files, settings, tally, report, keep, learnedPrefixes)
  async function* events(): AsyncGenerator<DraftEvent> {
    for await (const item of items) {
      if (item.kind === 'fault') broken ||= item.fault.severity === 'error' && item.fault.path === undefined
      if (item.kind === 'master') headerNow().add(item.entry, item.place)
      // Whether there is a place for it is known when the document has said who sends it.
      if (item.kind === 'around') {
        if (begun) headerNow().say(item.field, item.text, item.place)
        else if (statements.length < MOST_STATEMENTS) statements.push(item)
        else report.add('DOCUMENT_INFO', item.field, item.place)
      }
      if (item.kind !== 'event') continue
      places[tally.events % WINDOW] = { event: tally.events, place: item.place }
      tally.events++
      yield item.event
    }
    settings.atEnd(state())
  }
  async function* written(): AsyncGenerator<Uint8Array> {
    const all = events()
    // What stands in the header comes before the first event.
    const first = await all.next()
    begun = true
    for (const { field, text, place } of statements) headerNow().say(field, text, place)
    const said = headerNow().close()
    async function* again(): AsyncGenerator<DraftEvent> {
      if (first.done !== true) yield first.value
      yield* all
    }
    yield* exchange.exportBytes(to, again(), {
      creationDate,
      ...options,
      ...said,
      learnedPrefixes,
      onLoss({ code, field, event }) {
        const known = places[event % WINDOW]
        report.add(code, field, known?.event === event ? known.place : undefined)
      },
    })
  }
  return { pieces: written(), tally, losses: () => report.list() }
}

type Placed =
  | Exclude<ImportItem, { kind: 'event' | 'master' | 'around' }>
  | { kind: 'around'; field: string; text: string | undefined; place: Place }
  | { kind: 'event'; event: DraftEvent; place: Place }
  | { kind: 'master'; entry: MasterData; place: Place }

/** The items of all files; what is no event is taken note of here. */
async function* placedItems(
  files: readonly InputFile[],
  settings: ConvertSettings,
  tally: Tally,
  report: LossReport,
  keep: (info: DocumentInfo) => boolean,
  prefixes: Set<string>,
): AsyncGenerator<Placed> {
  const options = optionsFor(settings, (prefix) => {
    if (prefixes.size < MOST_PREFIXES) prefixes.add(prefix)
  })
  for (const file of files) {
    const document = newDocument(file.name, '?')
    tally.documents.push(document)
    tally.files++
    for await (const items of itemsOf(file, options, (bytes) => settings.at(file, bytes, tally))) {
      for (const item of items) {
        if (item.kind === 'event') {
          const { event, line, path } = item
          document.events++
          yield { kind: 'event', event, place: { file: file.name, line, path } }
          continue
        }
        if (item.kind === 'master') {
          const { entry, line, path } = item
          yield { kind: 'master', entry, place: { file: file.name, line, path } }
          continue
        }
        if (item.kind === 'around') {
          const { field, text, line, path } = item
          yield { kind: 'around', field, text, place: { file: file.name, line, path } }
          continue
        }
        if (item.kind === 'document') document.format = formatName(file, item.format)
        if (item.kind === 'fault') enterFault(tally, document, item.fault)
        else if (item.kind !== 'document' || !keep(item.info)) noteLoss(item, report)
        yield item
      }
    }
  }
}

function optionsFor(
  { format, strict, to }: ConvertSettings,
  onCompanyPrefix: (prefix: string) => void,
): Omit<ImportOptions, 'file'> {
  const kept = {
    masterData: true,
    around: true,
    forms: true,
    orphans: 'warn',
    nameless: to.startsWith('epcis'),
  } as const
  return { ...kept, onCompanyPrefix, strict, ...(format === undefined ? {} : { format }) }
}

/** What stands in a document beside its events. */
function noteLoss(
  item: Exclude<ImportItem, { kind: 'event' | 'fault' | 'master' | 'around' }>,
  report: LossReport,
): void {
  if (item.kind === 'dropped') report.add('PERSONAL_DATA', item.what, undefined, item.count)
  else for (const field of SAID) if (item.info[field] !== undefined) report.add('DOCUMENT_INFO', field, undefined)
}

/** What a document says of itself and the next one does not: version, time and character set are its own. */
const SAID: readonly (keyof DocumentInfo)[] = ['sender', 'receiver', 'instanceIdentifier']
