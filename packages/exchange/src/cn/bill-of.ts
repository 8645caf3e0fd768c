/** Events of a bill file → bills, for the rules: rows of one number are one bill, however many moments they have. */
import type { ImportedEvent } from '../item.ts'
import type { Bill, BillCode } from './bill-rules.ts'

/** The bills of events that were read from bill files, in their order; what has no number is passed over. */
export function billsOf(events: Iterable<ImportedEvent>): readonly Bill[] {
  const bills = new Map<string, Bill & { readonly codes: BillCode[] }>()
  for (const { event, line, path } of events) {
    const number = event.docs?.find(({ type }) => type === 'bill')?.id
    const type = event.extra?.find(([key]) => key === 'bill.type')?.[1]
    if (number === undefined || type === undefined) continue
    const { fromHolder, toHolder, toOwner } = event.trade ?? {}
    const drop = type === '207'
    const sides = { from: fromHolder, to: drop ? toOwner : toHolder, dest: drop ? toHolder : undefined }
    const key = JSON.stringify([number, type, sides])
    let bill = bills.get(key)
    if (bill === undefined) {
      const parties = Object.entries(sides).flatMap(([side, id]) => (id === undefined ? [] : [[side, plain(id)]]))
      bill = {
        number,
        type,
        ...(Object.fromEntries(parties) as Pick<Bill, 'from' | 'to' | 'dest'>),
        codes: [],
        line,
        path,
      }
      bills.set(key, bill)
    }
    for (const { product, serial } of event.packs) {
      bill.codes.push({
        code: product.startsWith('cn:') ? `${product.slice(3)}${serial}` : `01${product}21${serial}`,
        line,
      })
    }
    for (const container of event.containers) bill.codes.push({ code: container.replace(/^cn:/, ''), line })
  }
  return [...bills.values()]
}

const plain = (party: string): string => party.replace(/^cn-ent:/, '')
