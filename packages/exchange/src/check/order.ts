/** What was ordered, against what is shipped. */
import type { RawEvent } from '../epcis/reading.ts'
import type { EventSource } from '../epcis/report.ts'
import { shippedItems } from './at-end.ts'
import { placeIn } from './epcis-acts.ts'
import { papersOf } from './shipment.ts'
import type { World } from './world.ts'

export interface Order {
  /** Number of the purchase order; empty when the list names none. */
  readonly number: string
  /** GTIN-14 of the pack, or of the case. */
  readonly product: string
  readonly quantity: number
}

export function checkOrderNumbers(world: World, raw: RawEvent, source: EventSource, orders: readonly Order[]): void {
  const numbers = new Set(orders.map(({ number }) => number).filter((number) => number !== ''))
  if (numbers.size === 0) return
  for (const { type, number, text, index } of papersOf(raw)) {
    if (type !== 'po' || numbers.has(number)) continue
    world.report(36, placeIn(source, ['bizTransactionList', index], text), `no purchase order ${number} was given`)
  }
}

/** All orders together, against all shipments of the documents. @param file Name of the list of orders. */
export function checkQuantities(world: World, orders: readonly Order[], file: string): void {
  const wanted = new Map<string, number>()
  for (const { product, quantity } of orders) wanted.set(product, (wanted.get(product) ?? 0) + quantity)
  const shipped = shippedItems(world, new Set(wanted.keys()))
  for (const product of new Set([...wanted.keys(), ...shipped.keys()])) {
    const want = wanted.get(product) ?? 0
    const have = shipped.get(product) ?? 0
    if (want === have) continue
    const message = `${want} were ordered, ${have} are shipped`
    world.findings.add(36, 'error', { file, value: product, message })
  }
}
