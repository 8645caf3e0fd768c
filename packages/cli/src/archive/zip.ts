/** The bytes of one entry of a zip, checked against its size and checksum. */
import { crc32 } from 'node:zlib'
import { words } from '../words.ts'
import type { Meter } from './limits.ts'
import { badArchive, inflate, stored } from './unpack.ts'
import type { ReadAt, ZipDirectory, ZipEntry } from './zip-directory.ts'

const { archive: say } = words

const LOCAL = 0x04034b50
const LOCAL_SIZE = 30
const CHUNK = 1 << 17

/** @throws BytesFault BAD_ARCHIVE, ARCHIVE_LIMIT */
export async function* readEntry(
  readAt: ReadAt,
  { start }: ZipDirectory,
  entry: ZipEntry,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  if (entry.encrypted) throw await badArchive(say.encrypted)
  if (entry.method !== 0 && entry.method !== 8) throw await badArchive(say.method(entry.method))
  const head = await readAt(entry.offset, LOCAL_SIZE)
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (head.length < LOCAL_SIZE || view.getUint32(0, true) !== LOCAL) throw await badArchive(say.damaged)
  const from = entry.offset + LOCAL_SIZE + view.getUint16(26, true) + view.getUint16(28, true)
  if (from + entry.packed > start) throw await badArchive(say.damaged)
  const packed = readPart(readAt, from, entry.packed)
  let size = 0
  let crc = 0
  for await (const chunk of entry.method === 0 ? stored(packed, meter) : inflate(packed, meter)) {
    size += chunk.length
    if (size > entry.size) break
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (size !== entry.size || crc !== entry.crc) throw await badArchive(say.checksum)
}

async function* readPart(readAt: ReadAt, from: number, size: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < size; ) {
    const chunk = await readAt(from + done, Math.min(CHUNK, size - done))
    if (chunk.length === 0) return
    done += chunk.length
    yield chunk
  }
}
