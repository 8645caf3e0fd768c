/** Files: a first line that names the format, then frames, each a length and one canonical CBOR array (docs/spec/12-files.md). */
import { concatBytes, utf8 } from './bytes.ts'
import { type Cbor, decode, encode } from './cbor.ts'
import { FormatError } from './error.ts'

/** Largest frame in bytes, checked before anything is allocated for it. */
export const MAX_FRAME_SIZE: number = 8 << 20

export const FILE_KINDS = ['bundle', 'submission', 'receipt', 'log'] as const
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

/** The bytes of a frame, not decoded yet. */
export interface RawFrame {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Cuts a file into the bytes of its frames as its chunks come. */
export interface RawFrameSplitter {
  /** @throws FormatError NOTE for another kind of file, CBOR_TOO_LARGE, or SHAPE for a frame without bytes. */
  push(chunk: Uint8Array): Generator<RawFrame>
  /** @throws FormatError CBOR_TRUNCATED, or NOTE when not even the first line came. */
  finish(): void
}

/**
 * @param memory `own`: each frame has a buffer of its own, so what is kept of one keeps nothing else alive. `lent`: nothing is
 * allocated for most frames, and the bytes of a frame hold only until the next frame is asked for or the next chunk comes.
 * `kept`: a frame that lies whole in its chunk is a view of it, for chunks that nobody writes to any more.
 */
export function rawFrameSplitter(kind: FileKind, memory: 'own' | 'lent' | 'kept' = 'own'): RawFrameSplitter {
  const start = fileStart(kind)
  const lent = memory === 'lent'
  /** What is being gathered from the chunks, its first `filled` bytes: the first line, then by turns a length and a body. */
  let part = new Uint8Array(start.length)
  let size = start.length
  let filled = 0
  let reading: 'start' | 'length' | 'body' = 'start'
  let offset = start.length
  const gather = (what: 'length' | 'body', wanted: number): void => {
    reading = what
    size = wanted
    filled = 0
    if (!lent || part.length < wanted) part = new Uint8Array(lent ? Math.max(wanted, 2 * part.length) : wanted)
  }
  /** End of the frame at `at` if it lies whole in the chunk, and need not be gathered: nearly all do. Else 0. */
  const wholeEnd = (chunk: Uint8Array, at: number): number => {
    if (memory === 'own' || reading !== 'length' || filled > 0 || chunk.length - at < 4) return 0
    const end = at + 4 + bodySize(chunk, at, offset)
    return end <= chunk.length ? end : 0
  }
  return {
    *push(given) {
      // A plain view: Node's Buffer gives views, not copies, to those who call its `slice`.
      const chunk = new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
      for (let at = 0; at < chunk.length; ) {
        const end = wholeEnd(chunk, at)
        if (end > 0) {
          yield { offset, bytes: chunk.subarray(at + 4, end) }
          offset += end - at
          at = end
          continue
        }
        const taken = Math.min(size - filled, chunk.length - at)
        part.set(chunk.subarray(at, at + taken), filled)
        filled += taken
        at += taken
        if (filled < size) return
        if (reading === 'body') {
          yield { offset, bytes: part.subarray(0, size) }
          offset += 4 + size
          gather('length', 4)
        } else if (reading === 'length') gather('body', bodySize(part, 0, offset))
        else {
          checkStart(part, start)
          gather('length', 4)
        }
      }
    },
    finish() {
      if (reading === 'start') checkStart(part.subarray(0, filled), start)
      if (reading === 'body' || filled > 0) {
        throw new FormatError('CBOR_TRUNCATED', 'the file ends inside a frame', offset)
      }
    },
  }
}

function bodySize(bytes: Uint8Array, at: number, offset: number): number {
  const high = (bytes[at] as number) * 0x1000000
  const size = high + (((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number))
  if (size > MAX_FRAME_SIZE) throw new FormatError('CBOR_TOO_LARGE', 'a frame is above 8 MiB', offset)
  if (size === 0) throw new FormatError('SHAPE', 'a frame must be an array', offset)
  return size
}

/**
 * The frames of a file, from chunks of any size. Holds at most one frame and one chunk in memory; each frame has a buffer of
 * its own, so what is kept of one keeps nothing else alive.
 * @throws FormatError NOTE for another kind of file, CBOR_TOO_LARGE, CBOR_TRUNCATED, or as `decode`.
 */
export async function* readFrames(
  kind: FileKind,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Frame> {
  const splitter = rawFrameSplitter(kind)
  for await (const chunk of chunks) for (const raw of splitter.push(chunk)) yield decodeFrame(raw)
  splitter.finish()
}

function checkStart(bytes: Uint8Array, start: Uint8Array): void {
  if (bytes.length < start.length || start.some((byte, i) => bytes[i] !== byte)) {
    throw new FormatError('NOTE', 'the first line does not name this kind of file')
  }
}

/** @throws FormatError as `decode`, with the place in the file. */
export function decodeFrame({ bytes, offset }: RawFrame): Frame {
  try {
    const value = decode(bytes)
    if (!Array.isArray(value)) throw new FormatError('SHAPE', 'a frame must be an array')
    return { offset, value: value as readonly Cbor[] }
  } catch (error) {
    if (error instanceof FormatError) throw error.at(offset + 4 + (error.offset ?? 0))
    throw error
  }
}
