/**
 * A list of packs of one batch whose status is to be changed in a European system: product, batch and expiry once, then every
 * serial. The legal system knows no cases: a list that names some of a case's packs changes these and no others.
 */
import { isLot, isSerial, parseProduct } from '@packtrail/codes'
import type { Outbox, Place } from '../outbox.ts'
import { readDay } from '../time.ts'
import { EU_ACTIONS, type EuAction, euAction } from './actions.ts'
import { euCodeOf } from './code.ts'
import { makeSerialTable } from './serial-table.ts'

/** How the codes were captured; a scan must not be told as typed, nor the other way round. */
export const ENTRY_MODES = ['manual', 'non-manual'] as const
export type EntryMode = (typeof ENTRY_MODES)[number]

export interface EuBulkList {
  readonly action: EuAction
  /** With `undo`: what is taken back. */
  readonly undoes?: EuAction
  /** With `undo`: the actor's own statement, which no system can know (Art. 13(1)(e)). */
  readonly notSuppliedToPublic?: boolean
  readonly entryMode: EntryMode
  /** One for each list, the same each time it is sent: what is sent twice counts once. */
  readonly key: string
  /** Canonical: a GTIN of 14 digits or `ppn:…`. */
  readonly product: string
  readonly lot: string
  /** `YYYY-MM-DD`. */
  readonly expiry: string
  /** `YYMMDD` as printed, where it is not the same day written out: day 00. */
  readonly expiryText?: string
  /** How many packs the list is said to hold. */
  readonly claimed: number
  readonly serials: readonly string[]
}

/** The most that the public client of the REST interface sends in one list. */
export const MAX_EU_BULK = 500_000

export type PlaceOf = (field: string | number) => Place

/** Says all that is wrong with a list. `placeOf` a number is that of a serial. */
export function checkEuBulk(list: EuBulkList, out: Outbox, placeOf: PlaceOf): void {
  checkAct(list, out, placeOf)
  const product = parseProduct(list.product)
  if (!product.ok) for (const { code, message } of product.faults) out.error({ code, message, ...placeOf('product') })
  else if (euCodeOf(list.product) === undefined) {
    out.error({ code: 'BAD_GTIN', message: 'a European pack has a GTIN or a PPN', ...placeOf('product') })
  }
  if (!isLot(list.lot)) {
    const message = 'a batch number has 1 to 20 characters of GS1 set 82'
    out.error({ code: 'BAD_LOT', message, ...placeOf('lot'), remedy: 'Write it as it is printed.' })
  }
  if (readDay(list.expiry) === undefined) {
    const message = 'this expiry is no day of the calendar'
    out.error({ code: 'BAD_DAY', message, ...placeOf('expiry'), remedy: 'Write 2027-12-31, or YYMMDD as printed.' })
  }
  checkSerials(list, out, placeOf)
}

function checkAct(
  { action, undoes, notSuppliedToPublic, entryMode, key }: EuBulkList,
  out: Outbox,
  placeOf: PlaceOf,
): void {
  if (!EU_ACTIONS.includes(action)) {
    const message = 'this is no status that a pack can be given'
    out.error({ code: 'BAD_WORD', message, ...placeOf('action'), remedy: `Write one of ${EU_ACTIONS.join(', ')}.` })
  }
  if (!ENTRY_MODES.includes(entryMode)) {
    const message = 'the list does not say whether its codes were scanned or typed'
    const remedy = 'Write non-manual for scanned codes, manual for typed ones.'
    out.error({ code: 'MISSING_FIELD', message, ...placeOf('entryMode'), remedy })
  }
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(key)) {
    const message = 'the key of the list has 1 to 64 letters, digits or . _ : -'
    const remedy = 'Give each list one key, and send it with the same key if you must send it again.'
    out.error({ code: 'MISSING_FIELD', message, ...placeOf('key'), remedy })
  }
  if (action !== 'undo') return
  if (notSuppliedToPublic !== true) {
    const message = 'nobody has stated that these packs were not supplied to the public'
    const remedy = 'State it if it is so. What was supplied to the public never becomes active again.'
    out.error({ code: 'MISSING_FIELD', message, ...placeOf('notSuppliedToPublic'), remedy })
  }
  if (undoes !== undefined && (euAction(undoes)?.undo ?? 'never') === 'never') {
    const message = 'what was destroyed or stolen never becomes active again'
    out.error({ code: 'NO_UNDO', message, ...placeOf('undoes'), remedy: 'Take the packs out of the list.' })
  }
}

function checkSerials({ serials, claimed }: EuBulkList, out: Outbox, placeOf: PlaceOf): void {
  if (serials.length === 0) {
    out.error({
      code: 'NO_GOODS',
      message: 'the list names no pack',
      ...placeOf('serials'),
      remedy: 'List every serial.',
    })
  } else if (serials.length > MAX_EU_BULK) {
    const message = `a list has at most ${MAX_EU_BULK} packs`
    out.error({ code: 'TOO_LARGE', message, ...placeOf('serials'), remedy: 'Send several lists.' })
  }
  if (!Number.isSafeInteger(claimed)) {
    const message = 'the list does not say how many packs it holds'
    out.error({
      code: 'MISSING_FIELD',
      message,
      ...placeOf('claimed'),
      remedy: 'Count the packs, and write the number.',
    })
  } else if (serials.length !== claimed) {
    const message = `the list says that it holds ${claimed} packs, and names ${serials.length}: it is refused as a whole`
    const remedy = 'Find out which packs are missing or too many; scan them again.'
    out.error({ code: 'COUNT_MISMATCH', message, ...placeOf('claimed'), remedy })
  }
  const table = makeSerialTable()
  for (const [i, serial] of serials.entries()) {
    if (!isSerial(serial)) {
      const message = 'a serial has 1 to 20 characters of GS1 set 82'
      out.error({ code: 'BAD_SERIAL', message, ...placeOf(i), remedy: 'Scan the pack again.' })
    } else if (!table.add(serial)) {
      const remedy = 'Take one out; upper and lower case are different serials.'
      out.error({ code: 'DUPLICATE', message: 'this serial stands twice in the list', ...placeOf(i), remedy })
    }
  }
}
