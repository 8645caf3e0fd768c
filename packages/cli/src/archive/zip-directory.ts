/** The central directory of a zip (APPNOTE 6.3.10, sections 4.3 and 4.4). Everything in it comes from outside. */

import { words } from '../words.ts'
import { MAX_ENTRIES } from './limits.ts'
import { badArchive } from './unpack.ts'
import { entryName } from './zip-name.ts'

const { archive: say } = words

/** Part of a file by its place; fewer bytes than wanted when the file ends before. */
export type ReadAt = (position: number, size: number) => Promise<Uint8Array>

export interface ZipEntry {
  /** For people: never a path. */
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  readonly crc: number
  readonly packed: number
  readonly size: number
  /** Where its local header begins. */
  readonly offset: number
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[]
  /** Where it begins: data of entries ends before. */
  readonly start: number
}

const END = 0x06054b50
const END_SIZE = 22
const END64 = 0x06064b50
const END64_SIZE = 56
const LOCATOR64 = 0x07064b50
const LOCATOR64_SIZE = 20
const CENTRAL = 0x02014b50
const CENTRAL_SIZE = 46
const MAX_COMMENT = 0xffff
/** More than 10,000 entries with the longest sensible names need. */
const MAX_DIRECTORY = 32 << 20
const IN_64 = 0xffffffff

/** @throws BytesFault BAD_ARCHIVE */
export async function readDirectory(readAt: ReadAt, fileSize: number): Promise<ZipDirectory> {
  const { count, start, size } = await findDirectory(readAt, fileSize)
  if (count > MAX_ENTRIES) throw await badArchive(say.tooManyEntries(count, MAX_ENTRIES))
  if (size > MAX_DIRECTORY || start + size > fileSize) throw await badArchive(say.noDirectory)
  const bytes = await readAt(start, size)
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count; ) {
    const read =
      at + CENTRAL_SIZE <= bytes.length && view.getUint32(at, true) === CENTRAL ? readEntry(view, at) : undefined
    if (read === undefined) throw await badArchive(say.noDirectory)
    entries.push(read.entry)
    at = read.next
  }
  return { entries, start }
}

interface Found {
  readonly count: number
  readonly start: number
  readonly size: number
}

async function findDirectory(readAt: ReadAt, fileSize: number): Promise<Found> {
  const tailStart = Math.max(0, fileSize - END_SIZE - MAX_COMMENT - LOCATOR64_SIZE)
  const tail = await readAt(tailStart, fileSize - tailStart)
  const view = viewOf(tail)
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + END_SIZE + view.getUint16(at + 20, true) !== tail.length) continue
    const count = view.getUint16(at + 10, true)
    const size = view.getUint32(at + 12, true)
    const start = view.getUint32(at + 16, true)
    const locator = at - LOCATOR64_SIZE
    if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64) {
      return await findDirectory64(readAt, bigNumber(view, locator + 8), fileSize)
    }
    if (view.getUint16(at + 4, true) !== 0) throw await badArchive(say.severalDisks)
    return { count, start, size }
  }
  throw await badArchive(say.noDirectory)
}

async function findDirectory64(readAt: ReadAt, position: number, fileSize: number): Promise<Found> {
  if (position + END64_SIZE > fileSize) throw await badArchive(say.noDirectory)
  const bytes = await readAt(position, END64_SIZE)
  const view = viewOf(bytes)
  if (view.getUint32(0, true) !== END64) throw await badArchive(say.noDirectory)
  return { count: bigNumber(view, 32), size: bigNumber(view, 40), start: bigNumber(view, 48) }
}

function readEntry(view: DataView, at: number): { readonly entry: ZipEntry; readonly next: number } | undefined {
  const flags = view.getUint16(at + 8, true)
  const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const next = extraEnd + view.getUint16(at + 32, true)
  if (next > view.byteLength) return undefined
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL_SIZE, nameEnd - at - CENTRAL_SIZE)
  const sizes = {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  }
  readExtra64(view, nameEnd, extraEnd, sizes)
  const entry: ZipEntry = {
    name: entryName(bytes, (flags & 0x800) !== 0),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 0x2041) !== 0,
    crc: view.getUint32(at + 16, true),
    ...sizes,
  }
  return { entry, next }
}

/** Numbers that do not fit stand in an extra field, in this order (section 4.5.3). */
function readExtra64(
  view: DataView,
  from: number,
  to: number,
  sizes: { size: number; packed: number; offset: number },
): void {
  for (let at = from; at + 4 <= to; ) {
    const end = Math.min(to, at + 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1) {
      let next = at + 4
      for (const field of ['size', 'packed', 'offset'] as const) {
        if (sizes[field] !== IN_64 || next + 8 > end) continue
        sizes[field] = bigNumber(view, next)
        next += 8
      }
    }
    at = end
  }
}

/** Numbers beyond what a file can have come out as one that no file reaches. */
function bigNumber(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true)
  return value > BigInt(Number.MAX_SAFE_INTEGER / 4) ? Number.MAX_SAFE_INTEGER / 4 : Number(value)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
