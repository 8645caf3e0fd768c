/** Files: a first line that names the format, then frames, each a length and one canonical CBOR array (docs/spec/12-files.md). */
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

/** Cuts a file into frames as its chunks come. */
export interface FrameSplitter {
  /** @throws FormatError NOTE for another kind of file, CBOR_TOO_LARGE, or as `decode`. */
  push(chunk: Uint8Array): Generator<Frame>
  /** @throws FormatError CBOR_TRUNCATED, or NOTE when not even the first line came. */
  finish(): void
}

/**
 * @param memory `own`: each frame has a buffer of its own, so what is kept of one keeps nothing else alive. `lent`: nothing is
 * allocated for most frames, and a frame's byte strings hold only until the next frame is asked for or the next chunk comes.
 */
export function frameSplitter(kind: FileKind, memory: 'own' | 'lent' = 'own'): FrameSplitter {
  const start = fileStart(kind)
  /** What is being gathered from the chunks, its first `filled` bytes: the first line, then by turns a length and a body. */
  let part = new Uint8Array(start.length)
  let size = start.length
  let filled = 0
  let reading: 'start' | 'length' | 'body' = 'start'
  let offset = 0
  const lent = memory === 'lent'
  const next = (what: 'length' | 'body', wanted: number): void => {
    reading = what
    size = wanted
    filled = 0
    if (!lent || part.length < wanted) part = new Uint8Array(lent ? Math.max(wanted, 2 * part.length) : wanted)
  }
  return {
    *push(given) {
      // A plain view: Node's Buffer gives views, not copies, to those who call its `slice`.
      const chunk = new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
      for (let at = 0; at < chunk.length; ) {
        const taken = Math.min(size - filled, chunk.length - at)
        // A body that lies whole in the chunk need not be gathered.
        const whole = lent && reading === 'body' && taken === size
        if (!whole) part.set(chunk.subarray(at, at + taken), filled)
        filled += taken
        at += taken
        if (filled < size) return
        if (reading === 'body') {
          yield frameOf(whole ? chunk.subarray(at - size, at) : part.subarray(0, size), offset)
          offset += 4 + size
          next('length', 4)
        } else if (reading === 'length') {
          next('body', bodySize(part, offset))
        } else {
          checkStart(part, start)
          offset = start.length
          next('length', 4)
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

function bodySize(length: Uint8Array, offset: number): number {
  const size = new DataView(length.buffer).getUint32(0)
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
  const splitter = frameSplitter(kind)
  for await (const chunk of chunks) for (const frame of splitter.push(chunk)) yield frame
  splitter.finish()
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
    if (error instanceof FormatError) throw error.at(offset + 4 + (error.offset ?? 0))
    throw error
  }
}
