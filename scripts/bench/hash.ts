/**
 * Event hash IDs against epcis2.js on the same events, interleaved in one run: `node --import tsx scripts/bench/hash.ts [events]`, after a
 * build. What counts is processor time of the process. Both get the bytes of one JSON document, parse it and hash each event; the other
 * one parses with JSON.parse. Before anything is measured, all IDs must be the same (our profile `js`).
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type HashProfile, hashDocument } from '../../packages/exchange/dist/index.js'
import { type HashOther, loadEpcis2 } from './peers/epcis2.ts'

const CHUNK = 1 << 16
const ROUNDS = 3

export interface HashSpeed {
  readonly events: number
  /** Events a second of processor time, median of the rounds. */
  readonly ours: number
  readonly other: number
  /** Median of the rounds, taken round by round. */
  readonly ratio: number
}

/** Commissioning and shipping of packs, with papers, sides, sensor data and an extension. No SSCC as URN: the other one gets it wrong. */
function documentOf(events: number): string {
  const list: object[] = []
  for (let i = 0; i < events; i++) {
    const epcList = [0, 1, 2].map((k) => `urn:epc:id:sgtin:0614141.012345.S${String(i * 3 + k).padStart(9, '0')}`)
    const common = {
      type: 'ObjectEvent',
      eventTime: new Date(1_767_225_600_000 + i * 1000).toISOString(),
      eventTimeZoneOffset: '+01:00',
      epcList,
      readPoint: { id: `urn:epc:id:sgln:0614141.00${100 + (i % 50)}.0` },
    }
    list.push(
      i % 2 === 0
        ? { ...common, action: 'ADD', bizStep: 'commissioning', disposition: 'active', ilmd: ILMD }
        : { ...common, action: 'OBSERVE', bizStep: 'shipping', disposition: 'in_transit', ...SHIPPED },
    )
  }
  const head = {
    '@context': CONTEXT,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
  }
  return JSON.stringify({ ...head, epcisBody: { eventList: list } })
}

const CONTEXT = ['https://ref.gs1.org/standards/epcis/epcis-context.jsonld', { x: 'https://x.example/' }]
const ILMD = { 'cbvmda:lotNumber': 'L24A', 'cbvmda:itemExpirationDate': '2028-06-30' }
const SHIPPED = {
  bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141000005:PO1' }],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:0614141.00000' }],
  destinationList: [{ type: 'owning_party', destination: 'https://id.gs1.org/417/4012345000009' }],
  sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 5.5, uom: 'CEL' }] }],
  'x:truck': { 'x:plate': 'AB 12' },
}

async function ourIds(bytes: Uint8Array, profile: HashProfile): Promise<readonly string[]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK)
  }
  const ids: string[] = []
  for await (const items of hashDocument(chunks(), { file: 'bench', profile }))
    for (const item of items) if (item.kind === 'hash') ids.push(item.id)
  return ids
}

function otherIds(bytes: Uint8Array, hash: HashOther): readonly string[] {
  const document = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly '@context': unknown
    readonly epcisBody: { readonly eventList: readonly object[] }
  }
  return document.epcisBody.eventList.map((event) => hash(event, document['@context']))
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** @throws Error when an ID differs. */
export async function benchHash(events: number, peers: string, say: (words: string) => void): Promise<HashSpeed> {
  const hash = loadEpcis2(peers, say)
  const bytes = new TextEncoder().encode(documentOf(events))
  const wanted = otherIds(bytes, hash)
  const found = await ourIds(bytes, 'js')
  const differs = wanted.findIndex((id, i) => id !== found[i])
  if (differs >= 0 || found.length !== wanted.length) throw new Error(`event ${differs} has another ID there`)
  const rounds: { readonly ours: number; readonly other: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = processorTime()
    otherIds(bytes, hash)
    const middle = processorTime()
    await ourIds(bytes, 'py')
    const end = processorTime()
    rounds.push({ other: events / (middle - start), ours: events / (end - middle) })
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number
  return {
    events,
    ours: median(rounds.map(({ ours }) => ours)),
    other: median(rounds.map(({ other }) => other)),
    ratio: median(rounds.map(({ ours, other }) => ours / other)),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const folder = join(root, 'node_modules', '.bench', 'peers', 'epcis2')
  const { events, ours, other, ratio } = await benchHash(Number(process.argv[2] ?? 20_000), folder, console.error)
  console.log(
    `event hash IDs of ${events} events: ${ours.toFixed(0)} events/s, epcis2.js ${other.toFixed(0)} events/s, ratio ${ratio.toFixed(1)}`,
  )
}
