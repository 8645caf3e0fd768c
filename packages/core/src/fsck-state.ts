/** The rows that follow from the claims, held against those that a replay has made. */
import { decodeRow } from '@packtrail/protocol'
import { NO_ITEM, sameItem } from './fsck-item.ts'
import type { ManifestCheck } from './fsck-manifests.ts'
import type { FsckCode, FsckNotes } from './fsck-report.ts'
import { type CheckedRow, eachPair, silent } from './fsck-rows.ts'
import { EMPTY_ITEM, type ItemRow, itemCodec, manifestOf } from './item-rows.ts'
import { RowReader, RowWriter } from './row-bytes.ts'
import { type RowKind, rangeOf, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'

export interface StatesOn {
  readonly store: StoreReader
  readonly scratch: StoreReader
  readonly notes: FsckNotes
  readonly manifests: ManifestCheck
  /** Entries of the log. */
  readonly size: number
  /** False when not every claim could be replayed: then only what each row is by itself is looked at. */
  readonly whole: boolean
}

export async function compareStates(on: StatesOn): Promise<void> {
  await compareItems(on)
  for (const [kind, code, what] of PLAIN) await comparePlain(on, kind, code, what)
  for (const [kind, code, what] of EXACT) await compareExact(on, kind, code, what)
  await compareMarks(on)
  await compareManifests(on)
  await on.manifests.compareMembers()
}

const PLAIN: readonly (readonly [RowKind, FsckCode, string])[] = [
  ['b', 'BATCH_STATE', 'batch'],
  ['q', 'PRODUCT_STATE', 'product'],
  ['a', 'PARTY_STATE', 'party'],
]

const EXACT: readonly (readonly [RowKind, FsckCode, string])[] = [
  ['x', 'ITEM_HISTORY', 'older history of'],
  ['y', 'ITEM_LIST', 'list of what is inside'],
  ['j', 'PLACE', 'place entries of stream'],
  ['k', 'MARK', 'position of claim'],
]

/** What is wrong with a row that was made by a replay and is stored otherwise, or not at all. */
function difference(real: unknown, made: unknown): string {
  if (real === undefined) return 'The row is missing.'
  if (made === undefined) return 'No claim of the log asks for this row.'
  return 'The row does not say what the claims of the log come to.'
}

async function compareItems({ store, scratch, notes, manifests, whole }: StatesOn): Promise<void> {
  const encode = itemEncoder()
  await eachPair({ store, notes }, scratch, rangeOf('i'), (key, real, made) => {
    notes.count('items')
    if (real !== undefined && real.body === undefined) return
    const body = real?.body
    const manifest = body === undefined ? 0 : manifestOf(body)
    if (manifest > 0) manifests.member(key, manifest)
    if (!whole || (body !== undefined && sameItem(body, made ?? NO_ITEM))) return
    const is = body === undefined ? undefined : itemCodec.read(new RowReader(body))
    const ought = made === undefined ? undefined : itemCodec.read(new RowReader(made))
    // What a manifest that never came to be has left says nothing, nor does its absence.
    if (is === undefined && ought === undefined) return
    reportItem(notes, nameOf(key), is, { ...(ought ?? EMPTY_ITEM), manifest }, encode)
  })
}

type ItemEncoder = (item: ItemRow) => Uint8Array

function itemEncoder(): ItemEncoder {
  const row = new RowWriter()
  return (item) => {
    itemCodec.write(row.start(), item)
    return row.body()
  }
}

function reportItem(
  notes: FsckNotes,
  where: string,
  is: ItemRow | undefined,
  ought: ItemRow,
  encode: ItemEncoder,
): void {
  const differs = (part: (item: ItemRow) => Partial<ItemRow>): boolean => {
    const a = encode({ ...EMPTY_ITEM, ...part(is ?? EMPTY_ITEM) })
    return Buffer.compare(a, encode({ ...EMPTY_ITEM, ...part(ought) })) !== 0
  }
  if (is === undefined) notes.problem('ITEM_STATE', where, 'The row is missing.')
  else {
    const state = differs(({ state: value }) => ({ state: value }))
    const history = differs(({ lines, spilled }) => ({ lines, spilled }))
    const list = differs(({ chunks, lastChunk, inside }) => ({ chunks, lastChunk, inside }))
    if (state) notes.problem('ITEM_STATE', where, 'Its state is not what its events come to.')
    if (history) notes.problem('ITEM_HISTORY', where, 'Its history does not name the events that named it.')
    if (list) notes.problem('ITEM_LIST', where, 'What it says is inside is not what its events put there.')
    if (!state && !history && !list)
      notes.problem('ROW_FORM', where, 'Its row is not in the one form it is written in.')
  }
}

/** Rows of plain values: the order of their keys is not theirs to say. */
async function comparePlain(on: StatesOn, kind: RowKind, code: FsckCode, what: string): Promise<void> {
  const { store, scratch, notes, whole } = on
  await eachPair({ store, notes }, scratch, rangeOf(kind), (key, real, made) => {
    if (real !== undefined && real.body === undefined) return
    const is = plainOf(real)
    const ought = made === undefined ? undefined : plainValue(made)
    if (whole && is !== ought) notes.problem(code, `${what} ${nameOf(key)}`, difference(is, ought))
  })
}

function plainOf(row: CheckedRow | undefined): string | undefined {
  return row?.body === undefined ? undefined : plainValue(row.body)
}

function plainValue(body: Uint8Array): string {
  return plainText(decodeRow(new RowReader(body).blob()))
}

/** A plain value as text, the same for equal values whatever the order of their fields. */
export function plainText(value: unknown, isCounts = false): string {
  if (value instanceof Uint8Array) return `h'${Buffer.from(value).toString('hex')}'`
  if (Array.isArray(value)) return `[${value.map((item) => plainText(item)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    // A count that came to be and went again is zero or absent, as the groups fell in which it did.
    const fields = Object.entries(value).filter(([, field]) => field !== undefined && !(isCounts && field === 0))
    return `{${fields
      .map(([name, field]) => `${JSON.stringify(name)}:${plainText(field, name === 'counts')}`)
      .sort()
      .join(',')}}`
  }
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'undefined')
}

async function compareExact(on: StatesOn, kind: RowKind, code: FsckCode, what: string): Promise<void> {
  const { store, scratch, notes, whole } = on
  await eachPair({ store, notes }, scratch, rangeOf(kind), (key, real, made) => {
    if (!whole || (real !== undefined && real.body === undefined)) return
    const same = real?.body !== undefined && made !== undefined && Buffer.compare(real.body, made) === 0
    if (!same) notes.problem(code, `${what} ${nameOf(key)}`, difference(real, made))
  })
}

/** Marks of idempotency keys do not follow from the log: of these only that they point into it. */
async function compareMarks({ store, scratch, notes, size, whole }: StatesOn): Promise<void> {
  await eachPair({ store, notes }, scratch, rangeOf('z'), (key, real, made) => {
    if (real !== undefined && real.body === undefined) return
    const is = real?.body === undefined ? undefined : new RowReader(real.body).count()
    const ought = made === undefined ? undefined : new RowReader(made).count()
    const beyond = is !== undefined && is >= size
    if (beyond || (whole && ought !== undefined && is !== ought)) {
      const where = `mark ${Buffer.from(key.subarray(1)).toString('hex')}`
      notes.problem(
        'MARK',
        where,
        beyond ? `It points at entry ${is}, which the log does not have.` : difference(is, ought),
      )
    }
  })
}

/** Manifests are checked by themselves; here their rows as a whole, which were counted there. */
async function compareManifests({ store, scratch, notes, whole }: StatesOn): Promise<void> {
  if (!whole) return
  await eachPair({ store, notes: silent }, scratch, rangeOf('M'), (key, real, made) => {
    if (real?.body === undefined) return
    if (made === undefined || Buffer.compare(real.body, made) !== 0) {
      notes.problem('MANIFEST_ROW', `manifest ${readNumber(key, 1)}`, difference(real, made))
    }
  })
}

/** Pack, container, batch or party of a key; what is no text in hex. */
export function nameOf(key: Uint8Array): string {
  const zero = key.indexOf(0)
  const text = Buffer.from(key.subarray(1, zero < 0 ? key.length : zero)).toString()
  return /^[\x20-\x7e]+$/.test(text) ? text : Buffer.from(key.subarray(1)).toString('hex')
}
