/**
 * Drafts → in and out bills (终端接口XML Schema-3.0; readers: `../cn/bill.ts`), streamed: acts of one type that follow each other are one
 * `<Event>`. Written in the form of the platform's schema with its mapping blocks; what a handheld wrote, in the form of handhelds.
 */
import { type BillType, billToken, billTypeFor, billTypeOf } from '../cn/bill-types.ts'
import type { DraftEvent, DraftPack } from '../draft.ts'
import { formatDay, formatTime, MS_PER_DAY } from '../time.ts'
import type { Loss } from './loss.ts'
import { isAttribute, xmlAttribute } from './xml-text.ts'

type Drafts = AsyncIterable<DraftEvent> | Iterable<DraftEvent>
type Cells = ReadonlyMap<string, string>

interface Written {
  readonly type: string
  readonly action: 'WareHouseIn' | 'WareHouseOut'
  readonly document: Cells
  readonly shared: Cells
  readonly codes: readonly string[]
  readonly lost: readonly string[]
}

export async function* billDocument(drafts: Drafts, onLoss?: (loss: Loss) => void): AsyncGenerator<string> {
  let form: Form | undefined
  let open = ''
  let event = -1
  for await (const draft of drafts) {
    event++
    const bill = billOf(draft)
    for (const field of bill?.lost ?? ['type']) onLoss?.({ code: 'NOT_WRITTEN', event, field })
    if (bill === undefined || bill.codes.length === 0) continue
    if (form === undefined) {
      form = bill.document.has('SN') ? TERMINAL : SCHEMA
      yield form.head(bill.document)
    }
    const cells = form.cells(bill)
    const columns = [...cells.keys()]
    const key = JSON.stringify([bill.type, bill.action, columns])
    if (key !== open) yield `${open === '' ? '' : form.end}${form.start(bill, columns)}`
    open = key
    for (const code of bill.codes) yield form.row(new Map([...cells, ['Code', code]]))
  }
  form ??= SCHEMA
  yield open === '' ? `${form.head(new Map())}${form.empty}` : `${form.end}${form.tail}`
}

// ------------------------------------------------------------------- event

function billOf(draft: DraftEvent): Written | undefined {
  const extra = new Map(draft.extra ?? [])
  const number = extra.get('bill.type') ?? numberOf(draft)
  if (number === undefined || draft.original !== undefined || draft.commission !== undefined) return undefined
  const type = billTypeOf(number)
  const { codes, lost } = codesOf(draft)
  const { cells, document, other } = cellsOf(draft, type, extra)
  return {
    type: number,
    action: type?.direction === 'in' || (type === undefined && number.startsWith('1')) ? 'WareHouseIn' : 'WareHouseOut',
    document,
    shared: cells,
    codes,
    lost: [...lost, ...other, ...outside(draft)],
  }
}

function numberOf({ type, detail, trade }: DraftEvent): string | undefined {
  if (
    type === 'ship' &&
    detail.reason === undefined &&
    trade?.toOwner !== undefined &&
    trade.toOwner !== trade.toHolder
  )
    return '207'
  return billTypeFor(type, detail.reason)?.number
}

/** Fields of an event that no bill has. */
function outside({
  detail,
  who,
  where,
  trade,
  docs = [],
  batches,
  products,
  parent,
  packs,
  containers,
}: DraftEvent): string[] {
  const said: readonly (readonly [string, boolean])[] = [
    ['units', detail.units !== undefined],
    ['who', who !== undefined && who.holder !== trade?.fromHolder && who.holder !== trade?.toHolder],
    ['where', where !== undefined],
    ['trade', trade?.fromOwner !== undefined || trade?.toMarket !== undefined],
    ['docs', docs.length > 1 || docs.some(({ type }) => type !== 'bill')],
    ['batches', batches.length + products.length > 0],
    ['parent', parent !== undefined && packs.length + containers.length > 0],
  ]
  return said.filter(([, is]) => is).map(([field]) => field)
}

/** A large code means everything that is in it: what was seen inside of it is not named again. */
function codesOf({ packs, containers, parent }: DraftEvent): {
  readonly codes: readonly string[]
  readonly lost: readonly string[]
} {
  const named = parent === undefined ? containers : [parent]
  const codes = [
    ...(parent === undefined ? packs.map(codeOf) : []),
    ...named.filter((one) => one.startsWith('cn:')).map((one) => one.slice(3)),
  ]
  return { codes, lost: named.every((one) => one.startsWith('cn:')) ? [] : ['containers'] }
}

const codeOf = ({ product, serial }: DraftPack): string =>
  product.startsWith('cn:') ? `${product.slice(3)}${serial}` : `01${product}21${serial}`

// ------------------------------------------------------------------- cells

/** How the schema writes names that readers here know in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  corpproductid: 'CorpProductID',
  corpbatchno: 'CorpBatchNo',
  producedate: 'ProduceDate',
  sn: 'SN',
  version: 'Version',
  license: 'License',
}

function cellsOf(
  draft: DraftEvent,
  type: BillType | undefined,
  extra: ReadonlyMap<string, string>,
): { readonly cells: Cells; readonly document: Cells; readonly other: readonly string[] } {
  const cells = new Map<string, string>([
    ['CorpOrderID', draft.docs?.[0]?.id ?? ''],
    ['Actor', ''],
    ['ActDate', extra.get('bill.actdate') ?? timeText(draft)],
    ...sides(draft, type),
  ])
  const document = new Map<string, string>()
  const other: string[] = []
  for (const [key, text] of extra) {
    const inDocument = key.startsWith('bill.document.')
    const plain = key.slice(inDocument ? 14 : 5)
    const name = NAMES[plain] ?? plain
    if (KNOWN.has(key)) continue
    if (!key.startsWith('bill.') || !isAttribute(name, text) || name.includes('{')) other.push(key)
    else if (inDocument) document.set(name, text)
    else cells.set(name, text)
  }
  return { cells, document, other }
}

const KNOWN: ReadonlySet<string> = new Set(['bill.type', 'bill.actdate'])

function sides({ trade }: DraftEvent, type: BillType | undefined): [string, string][] {
  const { fromHolder, toHolder, toOwner } = trade ?? {}
  const drop = toOwner !== undefined && toHolder !== undefined
  const to = drop ? toOwner : toHolder
  const found: [string, string][] = []
  if (fromHolder !== undefined || type?.direction === 'in') found.push(['FromCorpID', plainParty(fromHolder)])
  if (to !== undefined || type?.direction === 'out') found.push(['ToCorpID', plainParty(to)])
  if (drop) found.push(['DestCorpID', plainParty(toHolder)])
  return found
}

const plainParty = (party = ''): string => party.replace(/^cn-ent:/, '')

/** In the time of China. */
function timeText({ when }: DraftEvent): string {
  if (when === undefined) return ''
  if (when.precision === 'day') return formatDay(Math.floor((when.ms + when.offset * 60_000) / MS_PER_DAY))
  return formatTime(when.ms, 480).slice(0, 19).replace('T', ' ')
}

// -------------------------------------------------------------------- form

interface Form {
  head(document: Cells): string
  start(bill: Written, columns: readonly string[]): string
  cells(bill: Written): Cells
  row(cells: Cells): string
  readonly end: string
  readonly tail: string
  /** Behind the head of a document without bills. */
  readonly empty: string
}

const attributes = (cells: Iterable<readonly [string, string]>): string =>
  [...cells].map(([name, text]) => ` ${name}="${xmlAttribute(text)}"`).join('')

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const SCHEMA_FILE = '终端接口XML Schema-3.0.xsd'

/** Names in this order first. */
function ordered(cells: Cells, names: readonly string[]): Cells {
  const first = names.flatMap((name) => (cells.has(name) ? [[name, cells.get(name) as string] as const] : []))
  return new Map([...first, ...cells])
}

const SCHEMA: Form = {
  head: (document) =>
    `<?xml version="1.0" encoding="utf-8"?>\n<Document ${XSI} xsi:noNamespaceSchemaLocation="${SCHEMA_FILE}"${attributes(ordered(new Map([['Version', '3.0'], ...document]), ['Version', 'License']))}>\n <Events>`,
  start({ type, action }, columns) {
    const names = [...columns, 'Code']
    const data = names.map((name) => `<ActionData>${name}</ActionData>`).join('')
    const meta = names
      .map((name) => `<MetaData Name="${name}" Type="${name === 'ActDate' ? 'Date' : 'String'}"/>`)
      .join('')
    return `<Event Name="${xmlAttribute(billToken(type))}" MainAction="${action}">
  <ActionMapping><Action Name="${action}">${data}</Action></ActionMapping>
  <DataMaping>${meta}</DataMaping>
  <DataField>
`
  },
  cells: ({ shared }) => shared,
  row: (cells) => `   <Data${attributes(ordered(cells, ['Code']))} WrongCode="False"/>\n`,
  end: '  </DataField></Event>',
  tail: '</Events></Document>\n',
  empty: '</Events></Document>\n',
}

const TERMINAL: Form = {
  head: (document) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document ${XSI} noNamespaceSchemaLocation="${SCHEMA_FILE}"${attributes(ordered(document, ['SN', 'Version', 'License']))}>\n  <Events>\n`,
  start: ({ type, action }) =>
    `    <Event Name="${xmlAttribute(billToken(type))}" MainAction="${action}">\n      <DataField>\n`,
  cells: ({ shared }) => ordered(shared, ['Actor', 'ActDate', 'FromCorpID', 'ToCorpID', 'DestCorpID', 'CorpOrderID']),
  row: (cells) => `        <Data${attributes(ordered(cells, ['Code']))} />\n`,
  end: '      </DataField>\n    </Event>\n',
  tail: '  </Events>\n</Document>\n',
  empty: '  </Events>\n</Document>\n',
}
