/**
 * Import against the bare parser of the same bytes, interleaved in one run: what reading, checking and mapping cost on top of
 * parsing. `node --import tsx scripts/bench/import.ts [events]`, after a build; prints MB/s and ratios. What counts is processor time of
 * the process, not the clock on the wall, so that other work on the machine disturbs less.
 *
 * The bare parser is the one an importer would be built on, without doing anything with what it finds: saxes with namespaces,
 * JSON.parse of the whole document, the tokens of a JSON parser that streams, papaparse row by row. Both sides get the same chunks of 64 KiB from memory.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Tokenizer } from '@streamparser/json'
import papa from 'papaparse'
import { type Format, importDocument } from '../../packages/exchange/dist/index.js'

// saxes is the exchange package's, not the workspace's: loaded from there, with as much of its types as is used.
const load = createRequire(new URL('../../packages/exchange/package.json', import.meta.url))
interface Saxes {
  on(event: 'opentag' | 'text' | 'closetag', handler: () => void): void
  write(text: string): void
  close(): void
}
const { SaxesParser } = load('saxes') as { readonly SaxesParser: new (options: { readonly xmlns: boolean }) => Saxes }

const CHUNK = 1 << 16
const ROUNDS = 5

export interface ImportSpeed {
  readonly name: string
  readonly bytes: number
  /** Processor time, best of the rounds, ms. */
  readonly bare: number
  readonly import: number
  /** import ÷ bare as speed: 1 = as fast as the parser alone. Median of the rounds, taken round by round. */
  readonly ratio: number
  readonly events: number
}

interface Case {
  readonly name: string
  readonly format: Format
  readonly text: string
  readonly bare: (bytes: Uint8Array) => number
}

function checkDigit(body: string): string {
  let sum = 0
  for (let i = body.length - 1, weight = 3; i >= 0; i--, weight = 4 - weight) sum += Number(body[i]) * weight
  return `${body}${(10 - (sum % 10)) % 10}`
}

const serial = (i: number): string => `S${String(i).padStart(9, '0')}`
const time = (i: number): string => new Date(1_767_225_600_000 + i * 1000).toISOString()

function xmlText(events: number): string {
  const rows = [
    '<?xml version="1.0" encoding="UTF-8"?>\n<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2" creationDate="2026-01-01T00:00:00Z">\n<EPCISBody>\n<EventList>\n',
  ]
  for (let i = 0; i < events; i++) {
    const epcs = [0, 1, 2].map((k) => `    <epc>urn:epc:id:sgtin:0614141.012345.${serial(i * 3 + k)}</epc>\n`).join('')
    rows.push(
      `<ObjectEvent>\n  <eventTime>${time(i)}</eventTime>\n  <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>\n  <epcList>\n${epcs}  </epcList>\n  <action>OBSERVE</action>\n  <bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>\n  <disposition>urn:epcglobal:cbv:disp:in_transit</disposition>\n  <readPoint>\n    <id>urn:epc:id:sgln:0614141.00${100 + (i % 50)}.0</id>\n  </readPoint>\n  <bizTransactionList>\n    <bizTransaction type="urn:epcglobal:cbv:btt:po">urn:epcglobal:cbv:bt:0614141000005:PO${i % 1000}</bizTransaction>\n  </bizTransactionList>\n</ObjectEvent>\n`,
    )
  }
  return `${rows.join('')}</EventList></EPCISBody></epcis:EPCISDocument>\n`
}

function jsonText(events: number): string {
  const list: unknown[] = []
  for (let i = 0; i < events; i++) {
    list.push({
      type: 'ObjectEvent',
      eventTime: time(i),
      eventTimeZoneOffset: '+01:00',
      epcList: [0, 1, 2].map((k) => `urn:epc:id:sgtin:0614141.012345.${serial(i * 3 + k)}`),
      action: 'OBSERVE',
      bizStep: 'shipping',
      disposition: 'in_transit',
      readPoint: { id: `urn:epc:id:sgln:0614141.00${100 + (i % 50)}.0` },
      bizTransactionList: [{ type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:0614141000005:PO${i % 1000}` }],
    })
  }
  return JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
    epcisBody: { eventList: list },
  })
}

function csvText(events: number): string {
  const rows = ['action,time,product,serial,lot,expiry,readPoint,bizLocation,doc\n']
  const gtin = checkDigit('0061414112345')
  for (let i = 0; i < events; i++) {
    const site = checkDigit(`061414100${100 + (i % 50)}`)
    for (const k of [0, 1, 2]) {
      rows.push(`ship,${time(i)},${gtin},${serial(i * 3 + k)},L1,2028-12-31,gln:${site},,po:PO${i % 1000}\n`)
    }
  }
  return rows.join('')
}

/** One case of 40 packs under a 码上放心 relation file, again and again. */
function relationText(packs: number): string {
  const rows = [
    '<?xml version="1.0" encoding="utf-8"?>\n<Document License="1001123">\n<Events Version="3.0">\n<Event Name="RelationCreate">\n<Relation productCode="9500000" subTypeNo="9500000001" cascade="1:40" packageSpec="x" comment="">\n<Batch batchNo="20260901" madeDate="2026-09-01" validateDate="2028-08-31" workshop="A" lineName="L1" lineManager="M">\n',
  ]
  for (let i = 0, box = ''; i < packs; i++) {
    if (i % 40 === 0) {
      box = `8100002${String(i).padStart(9, '0')}${String(i % 9973).padStart(4, '0')}`
      rows.push(`<Code curCode="${box}" packLayer="2" flag="0"/>\n`)
    }
    rows.push(
      `<Code curCode="8100003${String(i).padStart(9, '0')}${String(i % 9967).padStart(4, '0')}" packLayer="1" parentCode="${box}" flag="0"/>\n`,
    )
  }
  return `${rows.join('')}</Batch></Relation></Event></Events></Document>\n`
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK)
}

/** Each counts what it finds, so that finding it is not optimised away. */
function bareXml(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const parser = new SaxesParser({ xmlns: true })
  let seen = 0
  const count = (): void => {
    seen++
  }
  for (const event of ['opentag', 'text', 'closetag'] as const) parser.on(event, count)
  for (const chunk of chunksOf(bytes)) parser.write(decoder.decode(chunk, { stream: true }))
  parser.close()
  return seen
}

function bareJson(bytes: Uint8Array): number {
  const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  return Object.keys(document as object).length
}

/** Tokens only, no values: the least that a parser which streams can do. */
function bareJsonStream(bytes: Uint8Array): number {
  const tokenizer = new Tokenizer()
  let seen = 0
  tokenizer.onToken = () => {
    seen++
  }
  for (const chunk of chunksOf(bytes)) tokenizer.write(chunk)
  return seen
}

function bareCsv(bytes: Uint8Array): number {
  let seen = 0
  papa.parse<readonly unknown[]>(new TextDecoder('utf-8', { fatal: true }).decode(bytes), {
    step: ({ data }) => {
      seen += data.length
    },
  })
  return seen
}

async function importAll(format: Format, bytes: Uint8Array): Promise<number> {
  let events = 0
  async function* source(): AsyncGenerator<Uint8Array> {
    yield* chunksOf(bytes)
  }
  for await (const items of importDocument(source(), { file: 'bench', format })) {
    for (const item of items) {
      if (item.kind === 'event') events++
      else if (item.kind === 'fault') throw new Error(`${item.fault.code} ${item.fault.line}: ${item.fault.message}`)
    }
  }
  return events
}

/** User and system time of this process, ms. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function measure({ name, format, text, bare }: Case): Promise<ImportSpeed> {
  const bytes = new TextEncoder().encode(text)
  const bares: number[] = []
  const imports: number[] = []
  let events = 0
  for (let round = -1; round < ROUNDS; round++) {
    const start = processorTime()
    if (bare(bytes) === 0) throw new Error(`the bare parser found nothing in ${name}`)
    const middle = processorTime()
    events = await importAll(format, bytes)
    const end = processorTime()
    // The first round warms up both.
    if (round < 0) continue
    bares.push(middle - start)
    imports.push(end - middle)
  }
  const ratios = bares.map((ms, i) => ms / (imports[i] as number)).sort((a, b) => a - b)
  return {
    name,
    bytes: bytes.length,
    bare: Math.min(...bares),
    import: Math.min(...imports),
    ratio: ratios[ratios.length >> 1] as number,
    events,
  }
}

export async function benchImport(events: number): Promise<readonly ImportSpeed[]> {
  const cases: readonly (() => Case)[] = [
    () => ({ name: 'EPCIS 1.2 XML ÷ saxes xmlns', format: 'epcis12-xml', text: xmlText(events), bare: bareXml }),
    () => ({ name: 'EPCIS 2.0 JSON-LD ÷ JSON.parse', format: 'epcis2-json', text: jsonText(events), bare: bareJson }),
    () => ({
      name: 'EPCIS 2.0 JSON-LD ÷ tokens of @streamparser/json',
      format: 'epcis2-json',
      text: jsonText(events),
      bare: bareJsonStream,
    }),
    () => ({ name: 'CSV ÷ papaparse', format: 'csv', text: csvText(events), bare: bareCsv }),
    () => ({
      name: '码上放心 relation ÷ saxes xmlns',
      format: 'cn-relation',
      text: relationText(events * 3),
      bare: bareXml,
    }),
  ]
  const speeds: ImportSpeed[] = []
  for (const make of cases.slice(0, Number(process.env['N'] ?? 5))) speeds.push(await measure(make()))
  return speeds
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const speeds = await benchImport(Number(process.argv[2] ?? 50_000))
  for (const { name, bytes, bare, import: took, ratio, events } of speeds) {
    const rate = (ms: number): string => `${(bytes / 1000 / ms).toFixed(0)} MB/s`
    console.log(
      `${name}: ${(bytes / 1e6).toFixed(1)} MB, ${events} events; bare ${rate(bare)}, import ${rate(took)} (${((events / took) * 1000).toFixed(0)} events/s), ratio ${ratio.toFixed(2)}`,
    )
  }
}
