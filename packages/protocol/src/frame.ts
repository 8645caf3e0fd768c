/** Files: a first line that names the format, then frames, each a length and one canonical CBOR array (docs/spec/files.md). */
import { concatBytes, utf8 } from './bytes.ts'
import { type Cbor, decode, encode } from './cbor.ts'
import { FormatError } from './error.ts'

/** Largest frame in bytes, checked before anything is allocated for it. */
export const MAX_FRAME_SIZE: number = 8 << 20

export const FILE_KINDS = ['bundle', 'submission', 'receipt'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** The first line of a file: `packtrail-bundle/0\n`. */
export function fileStart(kind: FileKind): Uint8Array {
  return utf8(`packtrail-${kind}/0\n`)
}

/** Four bytes of length, big-endian, then the bytes. */
export function encodeFrame(value: Cbor): Uint8Array {
  const body = encode(value)
  if (body.length > MAX_FRAME_SIZE) throw new FormatError('VALUE', 'a frame is above 8 MiB')
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, body.length)
  return concatBytes(length, body)
}

/** A frame with its place in the file, for messages. */
export interface Frame {
  readonly offset: number
  readonly value: readonly Cbor[]
}

/**
 * The frames of a file, from chunks of any size. Holds at most one frame and one chunk in memory.
 * @throws FormatError NOTE for another kind of file, CBOR_TOO_LARGE, CBOR_TRUNCATED, or as `decode`.
 */
export async function* readFrames(
  kind: FileKind,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Frame> {
  const start = fileStart(kind)
  let rest = new Uint8Array(0)
  let offset = 0
  let begun = false
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk.slice() : (concatBytes(rest, chunk) as Uint8Array<ArrayBuffer>)
    let at = 0
    if (!begun) {
      if (rest.length < start.length) continue
      checkStart(rest, start)
      begun = true
      at = start.length
    }
    for (;;) {
      if (rest.length - at < 4) break
      const size = new DataView(rest.buffer, rest.byteOffset + at).getUint32(0)
      if (size > MAX_FRAME_SIZE) throw new FormatError('CBOR_TOO_LARGE', 'a frame is above 8 MiB', offset + at)
      if (rest.length - at < 4 + size) break
      yield frameOf(rest.subarray(at + 4, at + 4 + size), offset + at)
      at += 4 + size
    }
    offset += at
    rest = rest.slice(at)
  }
  if (!begun) checkStart(rest, start)
  if (rest.length > 0) throw new FormatError('CBOR_TRUNCATED', 'the file ends inside a frame', offset)
}

function checkStart(bytes: Uint8Array, start: Uint8Array): void {
  if (bytes.length < start.length || start.some((byte, i) => bytes[i] !== byte)) {
    throw new FormatError('NOTE', 'the first line does not name this kind of file')
  }
}

function frameOf(bytes: Uint8Array, offset: number): Frame {
  try {
    const value = decode(bytes)
    if (!Array.isArray(value)) throw new FormatError('SHAPE', 'a frame must be an array')
    return { offset, value: value as readonly Cbor[] }
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(error.code, error.message, offset)
    throw error
  }
}
