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
  type Subject,
  signSubmission,
  talliesOf,
} from '@packtrail/protocol'
import type { CutClaim, Manifest } from './cut.ts'
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

/** A claim as bytes: what its event named by serial is not held twice. */
export interface EncodedClaim {
  readonly slots: readonly Uint8Array[]
  readonly seed: Uint8Array
  readonly hash: Hash
  readonly manifest: Manifest | undefined
  /** A subject for each stream that it names. */
  readonly named: readonly Subject[]
}

export function encodeClaim(crypto: Crypto, { event, manifest }: CutClaim): EncodedClaim {
  const slots = eventSlots(event)
  const seed = crypto.random(SEED_SIZE)
  return { slots, seed, hash: hashClaim(crypto.sha256, slots, seed), manifest, named: streamSubjects(event.subjects) }
}

/** The same streams, without the serials. */
function streamSubjects(subjects: readonly Subject[]): Subject[] {
  const products = new Set<string>()
  const named: Subject[] = []
  for (const subject of subjects) {
    if (subject.kind === 'unplaced') {
      if (products.has(subject.product)) continue
      products.add(subject.product)
    }
    named.push(subject.kind === 'packs' ? { ...subject, serials: [] } : subject)
  }
  return named
}

/** @throws CliError DATA_BAD when there are more claims than a submission holds. */
export async function signClaims(
  crypto: Crypto,
  cut: readonly EncodedClaim[],
  options: SigningOptions,
): Promise<SignedSubmission> {
  if (cut.length > MAX_CLAIMS) throw dataError('DATA_BAD', words.submit.tooMany(cut.length, MAX_CLAIMS))
  const { sha256 } = crypto
  const seed = crypto.random(SEED_SIZE)
  const salt = crypto.random(SALT_SIZE)
  const tallies = openTallies(sha256, talliesOf(cut.map(({ named }) => named)), seed)
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
  return {
    hash: hashSubmission(sha256, bytes),
    claims: cut.length,
    serials,
    chunks: () => fileChunks({ bytes, ms: options.ms, salt, seed, cut, serials }),
  }
}

interface FileParts {
  /** The COSE_Sign1 bytes. */
  readonly bytes: Uint8Array
  readonly ms: number
  readonly salt: Uint8Array
  readonly seed: Uint8Array
  readonly cut: readonly EncodedClaim[]
  readonly serials: number
}

function* fileChunks({ bytes, ms, salt, seed, cut, serials }: FileParts): Generator<Uint8Array> {
  yield fileStart('submission')
  yield encodeSubmissionFrame({ kind: 'submission', bytes, ms, salt, seed })
  for (const claim of cut) {
    yield encodeSubmissionFrame({ kind: 'claim', claim: { seed: claim.seed, slots: claim.slots } })
    if (claim.manifest === undefined) continue
    const { count, text } = claim.manifest.serials
    for (let from = 0; from < count; from += MANIFEST_CHUNK) {
      const part = Array.from({ length: Math.min(MANIFEST_CHUNK, count - from) }, (_, i) => text(from + i))
      yield encodeSubmissionFrame({ kind: 'manifest', claim: claim.hash, seed: claim.manifest.seed, serials: part })
    }
  }
  yield encodeSubmissionFrame({ kind: 'end', claims: cut.length, serials })
}
