/** The frames of a log file: every entry, and no claim (docs/spec/12-files.md#log). */
import type { Cbor } from './cbor.ts'
import type { Hash } from './crypto.ts'
import { FormatError } from './error.ts'
import { encodeFrame, type Frame } from './frame.ts'
import { HASH_SIZE } from './hash.ts'
import { MAX_NOTE_SIZE } from './note.ts'
import { asArray, asBytes } from './shape.ts'

/** Entries of a frame; all frames but the last are full. */
export const LOG_CHUNK = 1024

export type LogFrame =
  | { readonly kind: 'header'; readonly ledgerId: Hash }
  /** In the order of the log, from genesis on; each as it was appended. */
  | { readonly kind: 'entries'; readonly entries: readonly Uint8Array[] }
  /** The checkpoint over all of them, a signed note. */
  | { readonly kind: 'checkpoint'; readonly note: Uint8Array }

export function encodeLogFrame(frame: LogFrame): Uint8Array {
  switch (frame.kind) {
    case 'header':
      return encodeFrame([1, frame.ledgerId])
    case 'entries':
      return encodeFrame([2, frame.entries])
    case 'checkpoint':
      return encodeFrame([3, frame.note])
  }
}

/** @throws FormatError with the place of the frame. */
export function decodeLogFrame({ value, offset }: Frame): LogFrame {
  try {
    return read(value)
  } catch (error) {
    if (error instanceof FormatError && error.offset === undefined) throw error.at(offset)
    throw error
  }
}

function read(value: readonly Cbor[]): LogFrame {
  if (value[0] === 1) {
    return { kind: 'header', ledgerId: asBytes(asArray(value, 'header', 2)[1], 'ledger id', HASH_SIZE) }
  }
  if (value[0] === 2) {
    const list = asArray(asArray(value, 'entries frame', 2)[1], 'entries')
    if (list.length === 0 || list.length > LOG_CHUNK) throw new FormatError('VALUE', 'a frame has 1 to 1,024 entries')
    return { kind: 'entries', entries: list.map((entry) => asBytes(entry, 'entry')) }
  }
  if (value[0] === 3) {
    const note = asBytes(asArray(value, 'checkpoint', 2)[1], 'note')
    if (note.length > MAX_NOTE_SIZE) throw new FormatError('VALUE', 'the note is too long')
    return { kind: 'checkpoint', note }
  }
  throw new FormatError('SHAPE', 'unknown kind of frame')
}
