/**
 * The platform's text download of what a supplier shipped: `$供应商,单号`, a row a code with drug name, lot and production date, and `#` at the
 * end, without which it is cut off. Comma or tab.
 */
import { makeBatchId, parsePartyId } from '@packtrail/codes'
import { type DraftEvent, type DraftPack, MAX_DRAFT_ITEMS } from '../draft.ts'
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Reader } from '../reader.ts'
import { billPackOf } from './codes.ts'

/** Characters of one line. */
const MAX_TEXT = 4096

interface Delivery {
  readonly base: Omit<DraftEvent, 'packs'>
  readonly line: number
  readonly packs: DraftPack[]
  readonly seen: Map<string, number>
  parts: number
}

export function makeTxtReader(out: Outbox, { defaultAgent }: ImportOptions, encoding: string): Reader<string> {
  let rest = ''
  let line = 0
  let stopped = false
  let delivery: Delivery | undefined
  let deliveries = 0

  const flush = (one: Delivery): void => {
    if (one.packs.length === 0) return
    const path = `delivery[${deliveries - 1}]${one.parts === 0 ? '' : `#${one.parts + 1}`}`
    out.event({ ...one.base, packs: one.packs.splice(0) }, one.line, path)
    one.parts++
  }
  const close = (): void => {
    if (delivery === undefined) return
    flush(delivery)
    if (delivery.parts === 0)
      out.warn({ code: 'NO_CODES', message: 'the delivery names no codes', line: delivery.line })
    delivery = undefined
  }
  const cut = (one: Delivery): void => {
    const message = 'the delivery has no «#» at its end: rows may be missing'
    out.error({ code: 'TRUNCATED', message, line, remedy: 'Download the file again.' })
    flush(one)
    delivery = undefined
  }
  const take = (text: string): void => {
    line++
    const plain = text.trim()
    if (plain === '') return
    if (plain === '#') close()
    else if (plain.startsWith('$')) {
      if (delivery !== undefined) cut(delivery)
      delivery = begin(plain.slice(1), line, defaultAgent)
      deliveries++
    } else if (delivery === undefined) {
      const message = 'the row belongs to no delivery: a line «$supplier,number» must come first'
      out.error({ code: 'NO_PARENT', message, line, remedy: 'Download the file again.' })
    } else {
      addRow(delivery, plain, line, out)
      if (delivery.packs.length >= MAX_DRAFT_ITEMS) flush(delivery)
    }
  }
  out.put({ kind: 'document', format: 'cn-txt', info: { encoding } })
  return {
    write(text) {
      if (stopped) return
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const one of lines) take(one.slice(0, MAX_TEXT))
      if (rest.length <= MAX_TEXT) return
      stopped = true
      const message = `a line has more than ${MAX_TEXT} characters`
      out.error({ code: 'TOO_LARGE', message, line: line + 1, remedy: 'Download the file again.' })
    },
    end() {
      if (rest !== '') take(rest)
      rest = ''
      if (delivery !== undefined) cut(delivery)
    },
    more: () => false,
    get stopped() {
      return stopped
    },
    get line() {
      return line + 1
    },
  }
}

const cellsOf = (text: string): readonly string[] =>
  text.split(text.includes('\t') ? '\t' : /[,，]/).map((cell) => cell.trim())

/** The supplier ships; who he is stands there as a name, and as a party only if it is a number of an enterprise. */
function begin(text: string, line: number, receiver: string | undefined): Delivery {
  const [supplier = '', number = ''] = cellsOf(text)
  const known = /^[0-9A-Z]{15,32}$/.test(supplier) ? parsePartyId(`cn-ent:${supplier}`) : undefined
  const from = known?.ok === true ? known.value : undefined
  const trade = {
    ...(from === undefined ? {} : { fromHolder: from }),
    ...(receiver === undefined ? {} : { toHolder: receiver }),
  }
  const base: Omit<DraftEvent, 'packs'> = {
    type: 'ship',
    detail: {},
    ...(from === undefined ? {} : { who: { agent: from, holder: from } }),
    ...(from === undefined && receiver === undefined ? {} : { trade }),
    ...(number === '' ? {} : { docs: [{ type: 'bill', id: number.slice(0, 1024) }] }),
    ...(supplier === '' ? {} : { extra: [['bill.supplier', supplier.slice(0, 1000)] as const] }),
    containers: [],
    batches: [],
    products: [],
  }
  return { base, line, packs: [], seen: new Map(), parts: 0 }
}

/** Codes that are remembered of one delivery, to see those that stand twice. */
const MAX_SEEN = 1_000_000

function addRow({ packs, seen }: Delivery, text: string, line: number, out: Outbox): void {
  const [code = '', , lot = ''] = cellsOf(text)
  const pack = billPackOf(code)
  if (pack === undefined) {
    out.error({ code: 'BAD_CODE', message: 'the row begins with no 追溯码', line, remedy: 'Download the file again.' })
    return
  }
  if (lot !== '' && !makeBatchId(pack.product, lot).ok) {
    out.error({ code: 'BAD_LOT', message: 'the third column is no lot', line, remedy: 'Correct the lot.' })
    return
  }
  const id = `${pack.product}/${pack.serial}`
  const before = seen.get(id)
  if (before !== undefined) {
    const message = `the code stands twice in the delivery, first on line ${before}; it is counted once`
    out.warn({ code: 'DUPLICATE', message, line, remedy: 'Name each code once.' })
    return
  }
  if (seen.size < MAX_SEEN) seen.set(id, line)
  packs.push(lot === '' ? pack : { ...pack, lot })
}
