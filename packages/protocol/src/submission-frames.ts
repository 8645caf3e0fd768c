/** The frames of a submission file: acts signed by a party that has a key and no ledger (docs/spec/12-files.md#submission). */
import { claimToCbor, type OpenClaim } from './claim.ts'
import { FormatError } from './error.ts'
import { encodeFrame, type Frame } from './frame.ts'
import { type ManifestFrame, readManifestFrame, readWholeClaim } from './frame-parts.ts'
import { SALT_SIZE, SEED_SIZE } from './hash.ts'
import { asArray, asBytes, asCount, asTime, orNull } from './shape.ts'

export type SubmissionFrame =
  /** `ms` and `salt` open the time commitment; `seed` gives the salts of the tallies, and is absent when there are none. */
  | {
      readonly kind: 'submission'
      readonly bytes: Uint8Array
      readonly ms: number
      readonly salt: Uint8Array
      readonly seed?: Uint8Array
    }
  /** Always whole: a ledger takes nothing that it cannot read. */
  | { readonly kind: 'claim'; readonly claim: OpenClaim }
  | ManifestFrame
  | { readonly kind: 'end'; readonly claims: number; readonly serials: number }

export function encodeSubmissionFrame(frame: SubmissionFrame): Uint8Array {
  switch (frame.kind) {
    case 'submission':
      return encodeFrame([1, frame.bytes, frame.ms, frame.salt, frame.seed ?? null])
    case 'claim':
      return encodeFrame([2, claimToCbor(frame.claim)])
    case 'manifest':
      return encodeFrame([3, frame.claim, frame.seed, frame.serials])
    case 'end':
      return encodeFrame([4, frame.claims, frame.serials])
  }
}

export function decodeSubmissionFrame({ value, offset }: Frame): SubmissionFrame {
  try {
    if (value[0] === 1) {
      asArray(value, 'submission', 5)
      const seed = orNull(value[4], (v) => asBytes(v, 'seed', SEED_SIZE))
      return {
        kind: 'submission',
        bytes: asBytes(value[1], 'submission'),
        ms: asTime(value[2], 'time'),
        salt: asBytes(value[3], 'salt', SALT_SIZE),
        ...(seed === undefined ? {} : { seed }),
      }
    }
    if (value[0] === 2) {
      return { kind: 'claim', claim: readWholeClaim(asArray(value, 'claim frame', 2)[1]) }
    }
    if (value[0] === 3) return readManifestFrame(value)
    if (value[0] === 4) {
      asArray(value, 'end', 3)
      return { kind: 'end', claims: asCount(value[1], 'claim count'), serials: asCount(value[2], 'serial count') }
    }
    throw new FormatError('SHAPE', 'unknown kind of frame')
  } catch (error) {
    if (error instanceof FormatError && error.offset === undefined) throw error.at(offset)
    throw error
  }
}
