/**
 * Bill numbers are given once by an enterprise (rule 1 of the platform): the same bill again is known, another one under the number is a conflict.
 * Looked up among the bills of this call, and in the records of the goods that the bill names: another bill about other goods is not found there.
 */
import { type PackId, packAsContainer } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { Bill, BillBook, ImportedEvent, ImportItem } from '@packtrail/exchange'
import type { Fault } from '@packtrail/protocol'
import { words } from './words.ts'

export type BillNumbers = (
  items: AsyncIterable<readonly ImportItem[]>,
  file: string,
) => AsyncGenerator<readonly ImportItem[]>

/** Codes of bills that are held until their document ends; of a document with more, bills are not compared. */
const MOST_CODES = 500_000
/** Goods of one bill whose records are looked at. */
const LOOKED_AT = 20

export function makeBillNumbers(ledger: Ledger): BillNumbers {
  let book: BillBook | undefined
  return async function* (items, file) {
    const { billsOf, makeBillBook } = await import('@packtrail/exchange')
    book ??= makeBillBook()
    let held: ImportItem[] | undefined
    let codes = 0
    for await (const some of items) {
      const rest: ImportItem[] = []
      for (const item of some) {
        if (item.kind === 'document' && item.format === 'cn-bill') held = []
        if (held === undefined || item.kind !== 'event') rest.push(item)
        else {
          held.push(item)
          codes += item.event.packs.length
        }
      }
      if (held !== undefined && codes > MOST_CODES) {
        rest.push(...held)
        held = undefined
      }
      if (rest.length > 0) yield rest
    }
    const refused = new Set<ImportItem | ImportedEvent>()
    for (const group of groupsOf(held ?? [])) {
      const [bill] = billsOf(group.events)
      const owner = group.events[0]?.event.who?.agent
      const own = bill === undefined || owner === undefined ? bill : { ...bill, owner }
      const fault = own === undefined ? undefined : await conflictOf(ledger, book, own, file)
      if (fault === undefined) continue
      for (const event of group.events) refused.add(event)
      yield [{ kind: 'fault', fault }]
    }
    if (held !== undefined) yield held.filter((item) => !refused.has(item))
  }
}

/** Events of one bill together: those of one enterprise, number, type and other side. */
function groupsOf(items: readonly ImportItem[]): Iterable<{ readonly events: ImportedEvent[] }> {
  const groups = new Map<string, { readonly events: ImportedEvent[] }>()
  for (const [i, item] of items.entries()) {
    if (item.kind !== 'event') continue
    const { who, docs, extra, trade } = item.event
    const number = docs?.find(({ type }) => type === 'bill')?.id
    const type = extra?.find(([key]) => key === 'bill.type')?.[1]
    const key = number === undefined ? String(i) : JSON.stringify([who?.agent, number, type, trade])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { events: [item] })
    else group.events.push(item)
  }
  return groups.values()
}

async function conflictOf(ledger: Ledger, book: BillBook, bill: Bill, file: string): Promise<Fault | undefined> {
  const { outcome, fault } = book.enter(bill, file)
  if (outcome !== 'new') return fault
  const codes = new Set(bill.codes.map(({ code }) => code))
  for (const g of recordsOf(ledger, bill)) {
    if (await saysTheSame(ledger, g, bill.type, codes)) continue
    const { line, path } = bill
    const place = { ...(line === undefined ? {} : { line }), ...(path === undefined ? {} : { path }) }
    const { numberTwice: message, numberTwiceDo: remedy } = words.importing
    return { severity: 'error', code: 'BILL_NUMBER_TWICE', message: message(g), remedy, file, ...place }
  }
  return undefined
}

/** Records of the bill's goods that the same enterprise made under its number. */
function recordsOf(ledger: Ledger, { number, owner, codes }: Bill): ReadonlySet<number> {
  const found = new Set<number>()
  for (const { code } of codes.slice(0, LOOKED_AT)) {
    const pack = (code.length === 20 ? `cn:${code.slice(0, 7)}/${code.slice(7)}` : code) as PackId
    const container = packAsContainer(pack)
    for (const id of container === undefined ? [pack] : [pack, container]) {
      for (const { g, event, through } of ledger.history(id)) {
        const isNumber = event.docs?.some((doc) => doc.type === 'bill' && doc.id === number) === true
        if (isNumber && event.who?.agent === owner && through === id) found.add(g)
      }
    }
  }
  return found
}

/** A bill may be several records: one of them names nothing that is not in the bill. */
async function saysTheSame(ledger: Ledger, g: number, type: string, codes: ReadonlySet<string>): Promise<boolean> {
  const { billsOf, draftsOfEvent } = await import('@packtrail/exchange')
  for await (const { event, serials } of ledger.events({ from: g, to: g + 1 })) {
    const events = [...draftsOfEvent(event, serials())].map((one) => ({ event: one, line: 0, path: '' }))
    for (const known of billsOf(events))
      if (known.type !== type || !known.codes.every(({ code }) => codes.has(code))) return false
  }
  return true
}
