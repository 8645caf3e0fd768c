/** Acts as the documents that lines and warehouses write: EPCIS 2.0 JSON-LD and EPCIS 1.2 XML (GS1 EPCIS 2.0 and 1.2, CBV 2.0). */
import { type GcpLength, type ItemId, itemToUrn, type PlaceId, partyToUrn, placeToUrn } from '@packtrail/codes'
import type { Act } from './acts.ts'
import { PREFIX_LENGTH } from './scenario.ts'

const GCP = PREFIX_LENGTH as GcpLength

interface Words {
  readonly event: 'ObjectEvent' | 'AggregationEvent'
  readonly action: 'ADD' | 'OBSERVE' | 'DELETE'
  readonly step: string
  readonly disposition: string
}

/** CBV 2.0, section 7. */
const WORDS: { readonly [T in Act['type']]: Words } = {
  commission: { event: 'ObjectEvent', action: 'ADD', step: 'commissioning', disposition: 'active' },
  aggregate: { event: 'AggregationEvent', action: 'ADD', step: 'packing', disposition: 'in_progress' },
  disaggregate: { event: 'AggregationEvent', action: 'DELETE', step: 'unpacking', disposition: 'in_progress' },
  ship: { event: 'ObjectEvent', action: 'OBSERVE', step: 'shipping', disposition: 'in_transit' },
  receive: { event: 'ObjectEvent', action: 'OBSERVE', step: 'receiving', disposition: 'in_progress' },
  dispense: { event: 'ObjectEvent', action: 'DELETE', step: 'dispensing', disposition: 'dispensed' },
}

export function epcisJson(acts: readonly Act[], created: number): string {
  const document = {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: iso(created),
    epcisBody: { eventList: acts.map(jsonEvent) },
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

function jsonEvent(act: Act): object {
  const words = WORDS[act.type]
  const epcs = epcsOf(act)
  return {
    type: words.event,
    eventTime: iso(act.time),
    eventTimeZoneOffset: '+00:00',
    ...(act.parent === undefined ? { epcList: epcs } : { parentID: urn(act.parent), childEPCs: epcs }),
    action: words.action,
    bizStep: words.step,
    disposition: words.disposition,
    readPoint: { id: place(act.agent) },
    bizLocation: { id: place(act.agent) },
    ...(act.advice === undefined ? {} : { bizTransactionList: [{ type: 'desadv', bizTransaction: adviceUri(act) }] }),
    ...(act.from === undefined || act.to === undefined
      ? {}
      : {
          sourceList: [
            { type: 'possessing_party', source: party(act.from) },
            { type: 'owning_party', source: party(act.from) },
          ],
          destinationList: [
            { type: 'possessing_party', destination: party(act.to) },
            { type: 'owning_party', destination: party(act.to) },
          ],
        }),
    ...(act.type === 'commission'
      ? { ilmd: { 'cbvmda:lotNumber': act.goods.lot, 'cbvmda:itemExpirationDate': act.goods.expiry } }
      : {}),
  }
}

export function epcis12Xml(acts: readonly Act[], created: number): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:cbvmda="urn:epcglobal:cbv:mda"' +
      ` schemaVersion="1.2" creationDate="${iso(created)}">`,
    '  <EPCISBody>',
    '    <EventList>',
    ...acts.map(xmlEvent),
    '    </EventList>',
    '  </EPCISBody>',
    '</epcis:EPCISDocument>',
    '',
  ].join('\n')
}

/** Element order as in the schema of EPCIS 1.2. */
function xmlEvent(act: Act): string {
  const words = WORDS[act.type]
  const epcs = epcsOf(act)
    .map((epc) => `<epc>${escapeXml(epc)}</epc>`)
    .join('')
  const goods =
    act.parent === undefined
      ? `<epcList>${epcs}</epcList>`
      : `<parentID>${escapeXml(urn(act.parent))}</parentID><childEPCs>${epcs}</childEPCs>`
  const transaction =
    act.advice === undefined
      ? ''
      : `<bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:desadv">${escapeXml(adviceUri(act))}</bizTransaction></bizTransactionList>`
  return (
    `      <${words.event}><eventTime>${iso(act.time)}</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>${goods}` +
    `<action>${words.action}</action><bizStep>urn:epcglobal:cbv:bizstep:${words.step}</bizStep>` +
    `<disposition>urn:epcglobal:cbv:disp:${words.disposition}</disposition>` +
    `<readPoint><id>${place(act.agent)}</id></readPoint><bizLocation><id>${place(act.agent)}</id></bizLocation>` +
    `${transaction}${xmlTrade(act)}</${words.event}>`
  )
}

function xmlTrade({ from, to }: Act): string {
  if (from === undefined || to === undefined) return ''
  const kinds = ['possessing_party', 'owning_party']
  const list = (name: 'source' | 'destination', id: string): string =>
    `<${name}List>${kinds.map((kind) => `<${name} type="urn:epcglobal:cbv:sdt:${kind}">${place(id)}</${name}>`).join('')}</${name}List>`
  return `<extension>${list('source', from)}${list('destination', to)}</extension>`
}

function epcsOf(act: Act): string[] {
  const packs = (act.serials ?? []).map((serial) => `${act.goods.product}/${serial}`)
  return [...packs, ...(act.containers ?? [])].map(urn)
}

function urn(item: string): string {
  const written = itemToUrn(item as ItemId, GCP)
  if (!written.ok) throw new Error(`the scenario made an item without a URN: ${item}`)
  return written.value
}

/** CBV 2.0, section 8.4.2: the GLN-based form of a transaction number. */
function adviceUri(act: Act): string {
  return `urn:epcglobal:cbv:bt:${(act.from ?? act.agent).slice(4)}:${act.advice}`
}

/** A party of trade: a PGLN, which came with CBV 2.0; documents of 1.2 name the party by the SGLN of its place. */
function party(id: string): string {
  const written = partyToUrn(id as PlaceId, GCP)
  return written.ok ? written.value : place(id)
}

function place(id: string): string {
  const written = placeToUrn(id as PlaceId, GCP)
  if (!written.ok) throw new Error(`the scenario made a place without a URN: ${id}`)
  return written.value
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
