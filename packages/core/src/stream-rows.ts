/** Streams on disk: a head each, with the log positions of the last up to 255 entries, and full chunks of 256. */
import { type Hash, type StreamName, streamKey, streamOfParts, streamParts } from '@packtrail/protocol'
import { type HashText, hashOfText, nodeText, rootText, textOfHash } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { sha256 } from './node-crypto.ts'
import { openRow, RowReader, type RowWriter } from './row-bytes.ts'
import { bytesKey, pairKey } from './row-key.ts'
import type { StoreBatch, StoreReader } from './store.ts'
import type { RowCodec } from './table.ts'

/** Entries of one full chunk. */
export const STREAM_CHUNK = 256

export interface StreamRow {
  readonly name: StreamName
  readonly size: number
  /** Frontier of the stream's tree. */
  readonly hashes: readonly HashText[]
  readonly last: HashText
  /** Log positions of entries `size - tail.length` to `size - 1`. */
  readonly tail: readonly number[]
}

export function streamId(key: Hash): string {
  return textOfHash(key)
}

export const streamCodec: RowCodec<StreamRow> = {
  key: (id) => bytesKey('h', hashOfText(id)),
  write(row, value) {
    const parts = streamParts(value.name)
    row.u8(parts.length)
    for (const part of parts) row.text(part)
    row.count(value.size)
    for (const hash of value.hashes) row.raw(hashOfText(hash))
    row.raw(hashOfText(value.last))
    writePositions(row, value.tail)
  },
  read(row) {
    const parts = Array.from({ length: row.u8() }, () => row.text())
    const name = streamOfParts(parts)
    if (name === undefined) throw new LedgerError('DAMAGED', 'the head of a stream has no name')
    const size = row.count()
    const hashes = Array.from({ length: ones(size) }, () => textOfHash(row.raw(32)))
    const last = textOfHash(row.raw(32))
    return { name, size, hashes, last, tail: readPositions(row, size % STREAM_CHUNK) }
  },
}

function ones(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

function writePositions(row: RowWriter, positions: readonly number[]): void {
  let before = 0
  for (const g of positions) {
    row.count(g - before)
    before = g
  }
}

function readPositions(row: RowReader, count: number): number[] {
  const positions: number[] = []
  let g = 0
  for (let i = 0; i < count; i++) {
    g += row.count()
    positions.push(g)
  }
  return positions
}

/** A stream while a group is appended to it. */
export interface GrowingStream {
  readonly id: string
  readonly name: StreamName
  size: number
  readonly hashes: HashText[]
  last: HashText | undefined
  tail: number[]
  /** Chunks that became full: number, root and positions. */
  readonly full: { readonly chunk: number; readonly root: HashText; readonly positions: readonly number[] }[]
}

export function growStream(id: string, name: StreamName, row: StreamRow | undefined): GrowingStream {
  if (row === undefined) return { id, name, size: 0, hashes: [], last: undefined, tail: [], full: [] }
  return { id, name, size: row.size, hashes: [...row.hashes], last: row.last, tail: [...row.tail], full: [] }
}

export function pushToStream(stream: GrowingStream, g: number, leaf: HashText): void {
  let top = leaf
  let height = 0
  let chunkRoot: HashText | undefined
  for (let rest = stream.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    top = nodeText(stream.hashes.pop() as HashText, top)
    height++
    if (height === 8) chunkRoot = top
  }
  stream.hashes.push(top)
  stream.tail.push(g)
  stream.size++
  stream.last = leaf
  if (chunkRoot !== undefined) {
    stream.full.push({ chunk: stream.size / STREAM_CHUNK - 1, root: chunkRoot, positions: stream.tail })
    stream.tail = []
  }
}

export function streamRowOf(stream: GrowingStream): StreamRow {
  const { name, size, hashes, last, tail } = stream
  return { name, size, hashes: [...hashes], last: last as HashText, tail: [...tail] }
}

export function writeFullChunks(batch: StoreBatch, row: RowWriter, stream: GrowingStream): void {
  for (const { chunk, root, positions } of stream.full) {
    const key = pairKey('s', hashOfText(stream.id), chunk)
    row.start().raw(hashOfText(root))
    writePositions(row, positions)
    batch.put(key, row.row(key))
  }
  stream.full.length = 0
}

/** The head of a stream as the map and proofs know it. */
export function streamRoot(row: StreamRow): Hash {
  return hashOfText(rootText(row.hashes))
}

/** Log positions of the entries [from, to) of a stream. */
export function* streamPositions(
  store: StoreReader,
  id: string,
  row: StreamRow,
  from: number,
  to: number,
): Generator<number> {
  const full = Math.floor(row.size / STREAM_CHUNK)
  for (let chunk = Math.floor(from / STREAM_CHUNK); chunk * STREAM_CHUNK < to; chunk++) {
    const positions = chunk < full ? chunkPositions(store, id, chunk) : row.tail
    const first = chunk * STREAM_CHUNK
    for (let i = Math.max(from - first, 0); i < Math.min(to - first, positions.length); i++)
      yield positions[i] as number
  }
}

function chunkPositions(store: StoreReader, id: string, chunk: number): number[] {
  const key = pairKey('s', hashOfText(id), chunk)
  const bytes = store.get(key)
  if (bytes === undefined) throw new LedgerError('DAMAGED', `chunk ${chunk} of a stream is missing`)
  const row = new RowReader(openRow(key, bytes))
  row.raw(32)
  return readPositions(row, STREAM_CHUNK)
}

/** Names to keys, remembered: a group names few streams many times. */
export function streamKeys(ledgerId: Hash): (name: StreamName) => string {
  const known = new Map<string, string>()
  return (name) => {
    const text = name.type === 'batch' ? `b${name.product}\u0000${name.lot}` : streamParts(name).join('\u0000')
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size > 4000) known.clear()
    const id = streamId(streamKey(sha256, ledgerId, name))
    known.set(text, id)
    return id
  }
}
