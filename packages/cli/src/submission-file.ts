/** Acts signed into a file by a party that has a key and no ledger (docs/spec/files.md#submission). */
import {
  type Crypto,
  claimsRoot,
  encodeSubmissionFrame,
  eventSlots,
  fileStart,
  type Hash,
  hashClaim,
  hashSubmission,
  hashTime,
  keyIdOf,
  MANIFEST_CHUNK,
  MAX_CLAIMS,
  openTallies,
  SALT_SIZE,
  SEED_SIZE,
  type Seen,
  type Signer,
  signSubmission,
  talliesOf,
} from '@packtrail/protocol'
import type { CutClaim } from './cut.ts'
import { dataError } from './error.ts'
import { words } from './words.ts'

export interface SigningOptions {
  readonly ledgerId: Hash
  readonly signer: Signer
  readonly seq: number
  readonly seen: Seen | undefined
  /** Claimed time of the submission, ms. */
  readonly ms: number
}

export interface SignedSubmission {
  /** What a receipt names it by. */
  readonly hash: Hash
  readonly claims: number
  readonly serials: number
  /** The whole file. */
  chunks(): Iterable<Uint8Array>
}

/** @throws CliError DATA_BAD when there are more claims than a submission holds. */
export async function signClaims(
  crypto: Crypto,
  claims: readonly CutClaim[],
  options: SigningOptions,
): Promise<SignedSubmission> {
  if (claims.length > MAX_CLAIMS) throw dataError('DATA_BAD', words.submit.tooMany(claims.length, MAX_CLAIMS))
  const { sha256 } = crypto
  const cut = claims.map(({ event, manifest }) => {
    const slots = eventSlots(event)
    const seed = crypto.random(SEED_SIZE)
    return { slots, seed, hash: hashClaim(sha256, slots, seed), manifest }
  })
  const seed = crypto.random(SEED_SIZE)
  const salt = crypto.random(SALT_SIZE)
  const tallies = openTallies(sha256, talliesOf(claims.map(({ event }) => event.subjects)), seed)
  const hashes = cut.map(({ hash }) => hash)
  const bytes = await signSubmission(options.signer, {
    ledgerId: options.ledgerId,
    keyId: keyIdOf(sha256, options.signer.publicKey),
    seq: options.seq,
    count: cut.length,
    streams: tallies.length,
    root: claimsRoot(sha256, hashes, tallies),
    seen: options.seen,
    time: hashTime(sha256, options.ms, salt),
    attests: false,
  })
  const serials = cut.reduce((sum, { manifest }) => sum + (manifest?.serials.count ?? 0), 0)
  function* chunks(): Generator<Uint8Array> {
    yield fileStart('submission')
    yield encodeSubmissionFrame({
      kind: 'submission',
      bytes,
      ms: options.ms,
      salt,
      ...(tallies.length === 0 ? {} : { seed }),
    })
    for (const { slots, seed: claimSeed, hash, manifest } of cut) {
      yield encodeSubmissionFrame({ kind: 'claim', claim: { seed: claimSeed, slots } })
      if (manifest === undefined) continue
      const { count, text } = manifest.serials
      for (let from = 0; from < count; from += MANIFEST_CHUNK) {
        const size = Math.min(MANIFEST_CHUNK, count - from)
        const part = Array.from({ length: size }, (_, i) => text(from + i))
        yield encodeSubmissionFrame({ kind: 'manifest', claim: hash, seed: manifest.seed, serials: part })
      }
    }
    yield encodeSubmissionFrame({ kind: 'end', claims: cut.length, serials })
  }
  return { hash: hashSubmission(sha256, bytes), claims: cut.length, serials, chunks }
}
