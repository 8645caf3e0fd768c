/** What an event says of classes and of instances together: quantities, lot and expiry. */
import type { ClassId } from '@packtrail/codes'
import { canonicalDecimal } from '../decimal.ts'
import type { DraftBatch } from '../draft.ts'
import { tolerantDay } from '../time.ts'
import { readInner } from './extensions.ts'
import { listOf, objectOf, type Reading, textOf } from './reading.ts'
import type { EventReport } from './report.ts'
import { inside, type Path } from './tree.ts'

export interface Quantities {
  /** There is a quantity list that is not empty. */
  readonly any: boolean
  readonly batches: readonly DraftBatch[]
  readonly products: readonly string[]
}

const LISTS = ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'] as const
const NONE: Quantities = { any: false, batches: [], products: [] }

/** Classes with their amounts, kept as sorted text, and the batches and products they name. */
export function readQuantities(reading: Reading): Quantities {
  const { raw } = reading
  const some = raw['quantityList'] ?? raw['childQuantityList'] ?? raw['inputQuantityList'] ?? raw['outputQuantityList']
  if (some === undefined) return NONE
  const batches: DraftBatch[] = []
  const products: string[] = []
  let any = false
  const action = reading.raw['action']
  for (const field of LISTS) {
    const bareIsNamed = action !== 'ADD' && (field === 'quantityList' || field === 'childQuantityList')
    const texts = listOf(reading.raw[field], field, reading.report).flatMap((item, i) => {
      const element = readElement(item, [field, i], reading)
      if (element === undefined) return []
      addClass(element.named, batches, products)
      any = true
      // A batch or product without an amount is named by the event itself; nothing more is said.
      return element.bare && bareIsNamed ? [] : [element.text]
    })
    if (texts.length === 0) continue
    reading.extra.push([`${field}[]`, `[${texts.sort().join(',')}]`])
  }
  return { any, batches, products }
}

/** `[class, quantity, uom]`; an absent quantity is an empty text. */
function readElement(
  item: unknown,
  path: Path,
  { reader, report }: Reading,
): { readonly named: ClassId; readonly text: string; readonly bare: boolean } | undefined {
  const element = objectOf(item, path, report)
  const named = reader.class(element?.['epcClass'], inside(path, 'epcClass'), report)
  if (element === undefined || named === undefined) return undefined
  const uom = textOf(element['uom'], inside(path, 'uom'), report)
  const quantity = quantityOf(element['quantity'], inside(path, 'quantity'), report) ?? ''
  const text = JSON.stringify(uom === undefined ? [named, quantity] : [named, quantity, uom])
  return { named, text, bare: quantity === '' && uom === undefined && !named.startsWith('uri:') }
}

function quantityOf(value: unknown, path: Path, report: EventReport): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const quantity = canonicalDecimal(value)
  if (quantity === undefined)
    report.error('BAD_NUMBER', 'a quantity is a decimal number', path, 'Write a plain number.')
  return quantity
}

function addClass(named: ClassId, batches: DraftBatch[], products: string[]): void {
  if (named.startsWith('uri:')) return
  const slash = named.indexOf('/')
  if (slash < 0) {
    if (!products.includes(named)) products.push(named)
    return
  }
  const batch = { product: named.slice(0, slash), lot: named.slice(slash + 1) }
  if (!batches.some((one) => one.product === batch.product && one.lot === batch.lot)) batches.push(batch)
}

export interface Ilmd {
  readonly lot?: string
  readonly expiry?: string
}

const LOT = 'ilmd{urn:epcglobal:cbv:mda}lotNumber'
const EXPIRY = 'ilmd{urn:epcglobal:cbv:mda}itemExpirationDate'
const NO_ILMD: Ilmd = {}

/** What was said of the lot, for things that have no lot of their own: under the names of any other field of `ilmd`. */
export function ilmdExtra({ lot, expiry }: Ilmd): (readonly [string, string])[] {
  return [
    ...(lot === undefined ? [] : [[LOT, lot] as const]),
    ...(expiry === undefined ? [] : [[EXPIRY, expiry] as const]),
  ]
}

/** Instance/lot master data: lot and expiry are fields of ours, the rest is kept. */
export function readIlmd({ raw, extra, report }: Reading): Ilmd {
  const ilmd = objectOf(raw['ilmd'], 'ilmd', report)
  if (ilmd === undefined) return NO_ILMD
  const inner: Reading['extra'] = []
  readInner(ilmd, [], 'ilmd', inner, report)
  const found: { -readonly [K in keyof Ilmd]: Ilmd[K] } = {}
  for (const pair of inner) {
    const text = pair[1]
    if (pair[0] === LOT && text.trim() !== '') found.lot = text.trim()
    else if (pair[0] === EXPIRY) {
      const expiry = expiryOf(text, report)
      if (expiry !== undefined) found.expiry = expiry
    } else extra.push(pair)
  }
  return found
}

function expiryOf(text: string, report: EventReport): string | undefined {
  const expiry = tolerantDay(text)
  if (expiry === undefined) {
    report.error('BAD_DAY', `the expiry «${text.slice(0, 40)}» is no day`, ['ilmd'], 'Write YYYY-MM-DD.')
  }
  return expiry
}
