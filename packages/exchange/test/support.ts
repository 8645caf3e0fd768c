/** What the tests of this package share: reading a document in memory, and a cut that needs no ledger. */
import { type Event, eventBytes, type Fault, type Subject, toHex } from '@packtrail/protocol'
import {
  type DraftEvent,
  type ImportedEvent,
  type ImportItem,
  type ImportOptions,
  importDocument,
} from '../src/index.ts'

export interface Result {
  readonly items: readonly ImportItem[]
  readonly events: readonly ImportedEvent[]
  readonly drafts: readonly DraftEvent[]
  readonly faults: readonly Fault[]
  readonly errors: readonly Fault[]
  readonly warnings: readonly Fault[]
  readonly dropped: Readonly<Record<string, number>>
  readonly format: string | undefined
}

export type Source = string | Uint8Array | AsyncIterable<Uint8Array>

export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function read(source: Source, options: Partial<ImportOptions> = {}, chunk = 1 << 16): Promise<Result> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  const chunks = bytes instanceof Uint8Array ? inChunks(bytes, chunk) : bytes
  const items: ImportItem[] = []
  for await (const batch of importDocument(chunks, { file: 'test', ...options })) items.push(...batch)
  return resultOf(items)
}

function resultOf(items: readonly ImportItem[]): Result {
  const events = items.filter((item) => item.kind === 'event')
  const faults = items.filter((item) => item.kind === 'fault').map(({ fault }) => fault)
  const document = items.find((item) => item.kind === 'document')
  return {
    items,
    events,
    drafts: events.map(({ event }) => event),
    faults,
    errors: faults.filter(({ severity }) => severity === 'error'),
    warnings: faults.filter(({ severity }) => severity === 'warn'),
    dropped: Object.fromEntries(items.filter((item) => item.kind === 'dropped').map((item) => [item.what, item.count])),
    format: document?.format,
  }
}

export const codes = (faults: readonly Fault[]): string[] => faults.map(({ code }) => code)

/** A draft as an event whose packs are all unplaced: enough to compare what two documents say, byte by byte. */
export function simpleCut(draft: DraftEvent): Event {
  const { type, detail, when, who, where, trade, docs, extra, parent, packs, containers, commission, close } = draft
  const isParts = type === 'aggregate' || type === 'disaggregate'
  const inParent = parent === undefined ? {} : { parent }
  const subjects: Subject[] = [
    ...packs.map((pack): Subject => ({ kind: 'unplaced', ...pack, ...inParent })),
    ...containers.map(
      (container): Subject =>
        parent === undefined
          ? { kind: 'container', container, role: 'self' }
          : { kind: 'container', container, role: 'child', parent },
    ),
    ...draft.batches.map((batch): Subject => ({ kind: 'batch', ...batch })),
    ...draft.products.map((product): Subject => ({ kind: 'product', product })),
  ]
  if (parent !== undefined) subjects.push({ kind: 'container', container: parent, role: isParts ? 'parent' : 'self' })
  if (close !== undefined) subjects.push({ kind: 'close', ...close })
  // A manifest needs a ledger's seed. Its serials stand in for it here, under a type that may name packs.
  if (commission !== undefined) {
    const { product, lot, expiry, serials } = commission
    const rest = expiry === undefined ? { lot } : { lot, expiry }
    for (const serial of serials) subjects.push({ kind: 'unplaced', product, serial, ...rest })
  }
  const fields = { detail, ...given({ when, who, where, trade, docs, extra }) }
  return { type: commission === undefined ? type : 'observe', ...fields, subjects }
}

function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

/** The canonical bytes of what a draft says, the event it takes back included. */
export function bytesOf(draft: DraftEvent): string {
  const { original } = draft
  const own = toHex(eventBytes(simpleCut(draft)))
  return original === undefined ? own : `${own} ${bytesOf(original)}`
}

// --------------------------------------------------------------- EPCIS made for tests

export const PACK = 'urn:epc:id:sgtin:030001.0012345.'
export const PRODUCT = '00300010123455'

/** A 1.2 document around event elements. */
export function xml12(events: string, body = 'EventList'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2" creationDate="2026-01-01T00:00:00Z">
<EPCISBody><${body}>
${events}
</${body}></EPCISBody>
</epcis:EPCISDocument>`
}

/** A 2.0 document around events. */
export function json20(events: readonly unknown[], context: unknown = []): string {
  return JSON.stringify(
    {
      '@context': ['https://ref.gs1.org/standards/epcis/epcis-context.jsonld', context],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: '2026-01-01T00:00:00Z',
      epcisBody: { eventList: events },
    },
    null,
    1,
  )
}

export const SHIPPING = {
  type: 'ObjectEvent',
  eventTime: '2026-03-01T10:00:00.000+01:00',
  eventTimeZoneOffset: '+01:00',
  epcList: [`${PACK}11`],
  action: 'OBSERVE',
  bizStep: 'shipping',
  disposition: 'in_transit',
  readPoint: { id: 'urn:epc:id:sgln:030001.111111.0' },
} as const

export const COMMISSIONING = {
  ...SHIPPING,
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  epcList: [`${PACK}11`, `${PACK}12`],
  ilmd: { 'cbvmda:lotNumber': 'A123', 'cbvmda:itemExpirationDate': '2028-03-31' },
} as const

export async function readEvent(event: unknown): Promise<Result> {
  return read(json20([event]))
}
