/** The serials of one manifest as they come behind its claim. */
import { makePackId } from '@packtrail/codes'
import { equalBytes, FormatError, type Hash, type ManifestSubject, type SubmissionFrame } from '@packtrail/protocol'
import { hashOfText, manifestText } from './claim-hash.ts'
import type { ManifestIn } from './claim-in.ts'
import { Refused } from './refusal.ts'
import { type SerialSetBuilder, serialSetBuilder } from './serial-set.ts'

export class IncomingManifest {
  readonly #subject: ManifestSubject
  readonly #claim: () => Hash
  readonly #serials: SerialSetBuilder = serialSetBuilder()
  #seed: Uint8Array | undefined

  /** @param claim Hash of the claim that registers them. */
  constructor(subject: ManifestSubject, claim: () => Hash) {
    this.#subject = subject
    this.#claim = claim
  }

  add(frame: Extract<SubmissionFrame, { kind: 'manifest' }>): void {
    const { product, count } = this.#subject
    if (!equalBytes(frame.claim, this.#claim())) throw new FormatError('SHAPE', 'serials of another claim')
    if (this.#seed !== undefined && !equalBytes(this.#seed, frame.seed)) {
      throw new FormatError('SHAPE', 'the serials of one manifest have two seeds')
    }
    this.#seed = frame.seed
    for (const serial of frame.serials) {
      if (!makePackId(product, serial).ok) throw new FormatError('VALUE', `${serial} cannot stand on a pack`)
      this.#serials.add(serial)
    }
    if (this.#serials.count > count) {
      throw new Refused('SUBMISSION_DIFFERS', { what: 'more serials than were signed' })
    }
  }

  finish(): ManifestIn {
    const { root, count } = this.#subject
    const seed = this.#seed
    const { set, twice } = this.#serials.finish()
    if (seed === undefined || set.count !== count || twice.length > 0 || !equalBytes(rootOf(seed, set), root)) {
      throw new Refused('SUBMISSION_DIFFERS', { what: 'other serials' })
    }
    return { seed, serials: set }
  }
}

function rootOf(seed: Uint8Array, serials: ManifestIn['serials']): Hash {
  return hashOfText(manifestText(seed, serials.count, (i, target, at) => serials.write(i, target, at)))
}
