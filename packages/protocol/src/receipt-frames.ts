/** The frames of a receipt: proof that a submission stands in the log under a published checkpoint (docs/spec/12-files.md). */
import type { Hash } from './crypto.ts'
import { FormatError } from './error.ts'
import { encodeFrame, type Frame } from './frame.ts'
import { readHashes, readRuns, runsToCbor } from './frame-parts.ts'
import { asArray, asBytes } from './shape.ts'
import type { Run } from './tree.ts'

export type ReceiptFrame =
  | { readonly kind: 'receipt'; readonly ledgerId: Hash; readonly submission: Hash; readonly note: Uint8Array }
  | { readonly kind: 'entry'; readonly bytes: Uint8Array }
  /** Subset proof over the log for the g of the entries above. */
  | { readonly kind: 'proof'; readonly runs: readonly Run[]; readonly proof: readonly Hash[] }

export function encodeReceiptFrame(frame: ReceiptFrame): Uint8Array {
  switch (frame.kind) {
    case 'receipt':
      return encodeFrame([1, frame.ledgerId, frame.submission, frame.note])
    case 'entry':
      return encodeFrame([2, frame.bytes])
    case 'proof':
      return encodeFrame([3, runsToCbor(frame.runs), frame.proof])
  }
}

export function decodeReceiptFrame({ value, offset }: Frame): ReceiptFrame {
  try {
    if (value[0] === 1) {
      asArray(value, 'receipt', 4)
      return {
        kind: 'receipt',
        ledgerId: asBytes(value[1], 'ledger id', 32),
        submission: asBytes(value[2], 'submission', 32),
        note: asBytes(value[3], 'note'),
      }
    }
    if (value[0] === 2) return { kind: 'entry', bytes: asBytes(asArray(value, 'entry', 2)[1], 'entry') }
    if (value[0] === 3)
      return { kind: 'proof', runs: readRuns(asArray(value, 'proof', 3)[1]), proof: readHashes(value[2]) }
    throw new FormatError('SHAPE', 'unknown kind of frame')
  } catch (error) {
    if (error instanceof FormatError && error.offset === undefined) throw error.at(offset)
    throw error
  }
}
