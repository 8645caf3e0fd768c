/** Walks the log from its first entry to its last: every block there, every entry readable and in its place. */
import { decodeEntry, type Entry, FormatError, ZERO_HASH } from '@packtrail/protocol'
import { type HashText, leafText } from './claim-hash.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { guarded, type RowCursor, readOne, rowCursor } from './fsck-rows.ts'
import { BLOCK, type ClaimRef, readClaimRefs, readEntries } from './log-rows.ts'
import { numberKey, rangeOf, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'

/** What stands at one log position, as far as it can be read. */
export interface WalkedEntry {
  readonly g: number
  readonly entry: Entry | undefined
  /** Known whenever the bytes are there, readable or not. */
  readonly leaf: HashText | undefined
  readonly ref: ClaimRef | undefined
}

export interface LogVisitor {
  visit(at: WalkedEntry): void
  /** Whether `pause` is wanted behind the entry at `g`. */
  pausesAt(g: number): boolean
  pause(at: WalkedEntry): Promise<void>
  /** Called between blocks; may write what has piled up. */
  rest(): Promise<void> | undefined
}

/** Rows of one kind that are numbered, asked for in order. */
interface Numbered {
  /** The body of this row; `undefined` when it is missing or damaged. */
  take(number: number): Promise<Uint8Array | undefined>
  /** Rows that nobody asked for. */
  readonly extra: number[]
}

function numbered(cursor: RowCursor): Numbered {
  let started = false
  const extra: number[] = []
  return {
    extra,
    async take(number) {
      if (!started) await cursor.more()
      started = true
      while (cursor.row !== undefined) {
        const { key, body } = cursor.row
        const found = key.length === 7 ? readNumber(key, 1) : -1
        if (found > number) return undefined
        if (found !== number) extra.push(found)
        if (cursor.next()) await cursor.more()
        if (found === number) return body
      }
      return undefined
    },
  }
}

/**
 * @param size Entries that there must be; `undefined` when the head is lost: then as many as there are.
 * @returns The number of positions walked.
 */
export async function walkLog(
  store: StoreReader,
  notes: FsckNotes,
  size: number | undefined,
  visitor: LogVisitor,
): Promise<number> {
  const blocks = rowCursor(store, rangeOf('e'), notes)
  const claims = rowCursor(store, rangeOf('d'), notes)
  const entryRows = numbered(blocks)
  const claimRows = numbered(claims)
  let g = 0
  try {
    for (let block = 0; size === undefined || block * BLOCK < size; block++) {
      const body = await entryRows.take(block)
      if (size === undefined && body === undefined && blocks.row === undefined) break
      const count = size === undefined ? undefined : Math.min(BLOCK, size - block * BLOCK)
      const entries = parts(notes, numberKey('e', block), body, readEntries) ?? []
      const refs = parts(notes, numberKey('d', block), await claimRows.take(block), readClaimRefs) ?? []
      const there = count ?? (entries.length === 0 ? BLOCK : Math.min(entries.length, BLOCK))
      reportBlock(notes, g, there, entries.length, refs.length)
      for (let i = 0; i < there; i++, g++) {
        const at = walked(notes, g, entries[i], refs[i])
        visitor.visit(at)
        if (visitor.pausesAt(g)) await visitor.pause(at)
      }
      const rest = visitor.rest()
      if (rest !== undefined) await rest
    }
    await entryRows.take(Number.MAX_SAFE_INTEGER)
    await claimRows.take(Number.MAX_SAFE_INTEGER)
    for (const block of entryRows.extra) {
      notes.problem('ENTRY_PLACE', `block ${block}`, 'It holds entries behind the end of the log, or out of order.')
    }
    for (const block of claimRows.extra) {
      notes.problem('ENTRY_PLACE', `claims of block ${block}`, 'They belong to no entry of the log.')
    }
    return g
  } finally {
    await blocks.close()
    await claims.close()
  }
}

function parts<T>(
  notes: FsckNotes,
  key: Uint8Array,
  body: Uint8Array | undefined,
  read: (body: Uint8Array) => T[],
): T[] | undefined {
  let list: T[] | undefined
  if (body !== undefined) {
    guarded(notes, key, () => {
      list = read(body)
    })
  }
  return list
}

function reportBlock(notes: FsckNotes, g: number, there: number, entries: number, refs: number): void {
  const name = (from: number): string =>
    from === there - 1 ? `entry ${g + from}` : `entries ${g + from} to ${g + there - 1}`
  if (entries < there) notes.problem('ENTRY_MISSING', name(entries), 'The log has a hole here.')
  if (entries > there) notes.problem('ENTRY_PLACE', `entry ${g + there}`, 'It stands behind the end of the log.')
  if (refs < there) notes.problem('CLAIM_MISSING', name(refs), 'The claims of these entries are gone.')
  if (refs > there) notes.problem('ENTRY_PLACE', `claim of entry ${g + there}`, 'It stands behind the end of the log.')
}

function walked(notes: FsckNotes, g: number, bytes: Uint8Array | undefined, ref: ClaimRef | undefined): WalkedEntry {
  notes.count('entries')
  if (bytes === undefined) return { g, entry: undefined, leaf: undefined, ref }
  const leaf = leafText(bytes)
  try {
    return { g, entry: decodeEntry(bytes), leaf, ref }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    notes.problem('ENTRY_FORM', `entry ${g}`, `It cannot be read: ${reasonOf(error)}.`)
    return { g, entry: undefined, leaf, ref }
  }
}

/** The bytes of a claim that an entry opens. */
export function openedBytes(store: StoreReader, notes: FsckNotes, g: number, ref: ClaimRef): Uint8Array | undefined {
  if (ref.kind === 'inline') return ref.bytes
  if (ref.kind !== 'large') return undefined
  const bytes = readOne(store, numberKey('D', g), (body) => body)
  if (bytes === undefined) notes.problem('CLAIM_MISSING', `claim of entry ${g}`, 'Its row is missing or damaged.')
  return bytes
}

/** Log position, ledger, time and the chain of epochs. */
export function entryOrder(notes: FsckNotes, ledgerId: Uint8Array): (at: WalkedEntry) => void {
  let recorded = 0
  let epochs = 0
  let lastEpoch: HashText | undefined
  return ({ g, entry, leaf }) => {
    if (entry === undefined) return
    const where = `entry ${g}`
    if (entry.g !== g) notes.problem('ENTRY_PLACE', where, `It says that it is entry ${entry.g}.`)
    if (Buffer.compare(entry.ledgerId, g === 0 ? ZERO_HASH : ledgerId) !== 0) {
      notes.problem('ENTRY_PLACE', where, 'It belongs to another ledger.')
    }
    if (entry.recorded < recorded)
      notes.problem('ENTRY_TIME', where, 'It was recorded before the entry in front of it.')
    recorded = Math.max(recorded, entry.recorded)
    if (entry.kind !== 'epoch') return
    const previous = entry.previous === undefined ? undefined : Buffer.from(entry.previous).toString('latin1')
    if (entry.s !== epochs) notes.problem('EPOCH_CHAIN', where, `It is epoch ${entry.s}, where ${epochs} comes next.`)
    if (previous !== lastEpoch) notes.problem('EPOCH_CHAIN', where, 'It does not follow from the epoch before it.')
    epochs = entry.s + 1
    lastEpoch = leaf
  }
}
