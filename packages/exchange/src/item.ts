/** What a reader answers with, and what it can be told. */
import type { Fault, Person } from '@packtrail/protocol'
import type { ColumnMapping } from './csv/mapping.ts'
import type { DraftEvent } from './draft.ts'

export { PERSONS, type Person } from '@packtrail/protocol'

export const FORMATS = [
  'epcis12-xml',
  'epcis2-xml',
  'epcis2-json',
  'csv',
  'cn-relation',
  'cn-bill',
  'cn-txt',
  'nhsa',
] as const
export type Format = (typeof FORMATS)[number]

/** An event with its place in the document. */
export interface ImportedEvent {
  readonly event: DraftEvent
  /** Counted from 1: where the event begins. */
  readonly line: number
  /** `eventList[3]`, `Batch[0]`, `row`; of an event that was split, with the part behind it: `eventList[3]#2`. */
  readonly path: string
}

/** One entry of the master data in a document's header. */
export interface MasterData {
  /** What kind of thing it is: the URI of its vocabulary as it stands, `urn:epcglobal:epcis:vtype:BusinessLocation`. */
  readonly vocabulary: string
  /** As the document writes it. */
  readonly id: string
  /** `{namespace}name` with its text, or `{namespace}name[]` with a list, as in `extra`; in the order of the document. */
  readonly attributes: readonly (readonly [string, string])[]
  /** Identifiers of what is inside of it. */
  readonly children: readonly string[]
}

/** What a document says of itself. Texts as they stand there, cut at 256 characters. */
export interface DocumentInfo {
  readonly schemaVersion?: string
  readonly creationDate?: string
  readonly sender?: string
  readonly receiver?: string
  readonly instanceIdentifier?: string
  /** Character set the document was read in. */
  readonly encoding?: string
}

export type ImportItem =
  | ({ readonly kind: 'event' } & ImportedEvent)
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Values with personal data that were left out, counted; once per kind of person, at the document's end. */
  | { readonly kind: 'dropped'; readonly what: Person; readonly count: number }
  /** Only when they are asked for, before the events. */
  | { readonly kind: 'master'; readonly entry: MasterData; readonly line: number; readonly path: string }
  /**
   * Only when it is asked for: what an EPCIS document says of itself beyond `info`, before the events as far as it stands before them.
   * `field` and `text` as in `extra`; no text for what is no field of another document.
   */
  | {
      readonly kind: 'around'
      readonly field: string
      readonly text: string | undefined
      readonly line: number
      readonly path: string
    }
  /** Comes before the first event, or before the fault that says why there is none. */
  | { readonly kind: 'document'; readonly format: Format; readonly info: DocumentInfo }

export interface ImportOptions {
  /** For the places of faults: the file's name as the user wrote it. */
  readonly file: string
  /** Absent: found from the content. */
  readonly format?: Format
  /** Canonical party that acted where the document names none: `gln:…`, `cn-ent:…` or `uri:…`. */
  readonly defaultAgent?: string
  /** Label of the WHATWG Encoding Standard that overrides what the document says or looks like. */
  readonly encoding?: string
  /** Give the master data of the header as items. Absent: they are counted, and a warning says how many there are. */
  readonly masterData?: boolean
  /** What the columns of a CSV file or a table are, where they are not called as ours are; a text is read as CSV then. */
  readonly columns?: ColumnMapping
  /** Give what an EPCIS document says of itself beyond `info` as items. */
  readonly around?: boolean
  /** Told of the GS1 company prefixes that the EPC URNs of EPCIS events show the length of; some more than once. */
  readonly onCompanyPrefix?: (prefix: string) => void
  /** Keep beside each event of JSON how its extensions stand there (`DraftEvent.forms`). */
  readonly forms?: boolean
  /** Give EPCIS events too that name nothing a ledger keeps (readings of a sensor at a place): for whoever only passes them on. */
  readonly nameless?: boolean
  /** Refuse what is against the standard and can be read all the same: wrong order, blanks, namespaces, a DOCTYPE, … */
  readonly strict?: boolean
  /**
   * What becomes of a parent that a relation file names and does not hold. `refuse`, as when absent: an error, and nothing is packed into it.
   * `warn`: it is told with a warning. `tell`: it is told, for the caller knows other files; `isOutside` finds such events.
   */
  readonly orphans?: 'refuse' | 'warn' | 'tell'
  /** Most bytes of one event. Default 32 MiB. */
  readonly maxEventBytes?: number
}
