/** Bills of the Chinese platform, held against its rules: with the packing of the relation files that were read before them. */
import { billsOf } from '../cn/bill-of.ts'
import { type BillBook, checkBill, makeBillBook } from '../cn/bill-rules.ts'
import type { ImportedEvent } from '../item.ts'
import type { DocumentCheck } from './document-check.ts'
import { IS_CONTAINER } from './serial-table.ts'
import type { World } from './world.ts'

/** Bills of one call. */
export interface BillsCheck {
  readonly book: BillBook
  /** A document said what is inside of what. */
  packing: boolean
  /** A bill was judged without that. */
  unpacked: boolean
  /** A document holds more bills than can be held together. */
  tooMany: boolean
}

/** Codes of the bills of one document: a bill has at most 10,000. */
const MOST_CODES = 500_000

/** The bills of one document, gathered while it is read: its rows may stand apart. */
export interface Gathered {
  readonly events: ImportedEvent[]
  codes: number
}

export function gatherBill(bills: BillsCheck, gathered: Gathered, event: ImportedEvent): void {
  gathered.codes += event.event.packs.length + event.event.containers.length
  if (gathered.codes <= MOST_CODES) gathered.events.push(event)
  else bills.tooMany = true
}

export function newBillsCheck(): BillsCheck {
  return { book: makeBillBook(), packing: false, unpacked: false, tooMany: false }
}

/** @param events All of one document. */
export function checkBills(bills: BillsCheck, doc: DocumentCheck, { events, codes }: Gathered): void {
  if (codes > MOST_CODES) return
  const { world, fileName: file } = doc
  const parentOf = bills.packing ? { parentOf: (code: string) => codeOf(parentOfItem(world, itemOf(code))) } : {}
  for (const bill of billsOf(events)) {
    if (!bills.packing) bills.unpacked = true
    const { fault } = bills.book.enter(bill, file)
    const { faults } = checkBill(bill, { file, ...parentOf })
    for (const { severity, code, message, remedy = '', line, path } of fault === undefined
      ? faults
      : [fault, ...faults]) {
      const place = { ...(line === undefined ? {} : { line }), ...(path === undefined ? {} : { path }) }
      const words = { name: message, remedy }
      if (severity === 'error') doc.us(code, place, message, severity, words)
      else doc.warn(code, place, message, words)
    }
  }
}

/** A 追溯码 and the name of the item that has it: the first seven characters are its product. */
function itemOf(code: string): string {
  return code.length === 20 ? `cn:${code.slice(0, 7)}/${code.slice(7)}` : code
}

function codeOf(item: string | undefined): string | undefined {
  return item?.startsWith('cn:') ? item.slice(3).replace('/', '') : item
}

function parentOfItem(world: World, item: string): string | undefined {
  const { table } = world
  if (!table.find(item, false)) return undefined
  const parent = table.link === IS_CONTAINER ? world.parentOf(table.event) : world.live(table.link)
  return parent === 0 ? undefined : world.nameOf(parent)
}
