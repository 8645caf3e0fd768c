/** Submission files made on the format alone (docs/spec/05-submissions.md), so that what is measured is only who takes them. */
import {
  claimsRoot,
  type Event,
  encodeSubmissionFrame,
  eventSlots,
  fileStart,
  type Hash,
  hashClaim,
  hashTime,
  keyIdOf,
  MANIFEST_CHUNK,
  nodeCrypto,
  openTallies,
  type Signer,
  sha256,
  signSubmission,
  talliesOf,
} from './product.ts'

export interface SignedClaim {
  readonly event: Event
  /** Sorted. */
  readonly manifest?: { readonly seed: Uint8Array; readonly serials: readonly string[] }
}

export async function submissionFile(
  ledgerId: Hash,
  signer: Signer,
  seq: number,
  claims: readonly SignedClaim[],
): Promise<Uint8Array> {
  const { random } = nodeCrypto()
  const cut = claims.map(({ event, manifest }) => {
    const slots = eventSlots(event)
    const seed = random(16)
    return { seed, slots, manifest, hash: hashClaim(sha256, slots, seed) }
  })
  const [seed, salt, ms] = [random(16), random(16), Date.now()]
  const tallies = openTallies(sha256, talliesOf(claims.map(({ event }) => event.subjects)), seed)
  const hashes = cut.map(({ hash }) => hash)
  const bytes = await signSubmission(signer, {
    ledgerId,
    keyId: keyIdOf(sha256, signer.publicKey),
    seq,
    count: cut.length,
    streams: tallies.length,
    root: claimsRoot(sha256, hashes, tallies),
    seen: undefined,
    time: hashTime(sha256, ms, salt),
    attests: false,
  })
  const parts = [fileStart('submission'), encodeSubmissionFrame({ kind: 'submission', bytes, ms, salt, seed })]
  let serials = 0
  for (const { seed: own, slots, manifest, hash } of cut) {
    parts.push(encodeSubmissionFrame({ kind: 'claim', claim: { seed: own, slots } }))
    for (let at = 0; manifest !== undefined && at < manifest.serials.length; at += MANIFEST_CHUNK) {
      const chunk = manifest.serials.slice(at, at + MANIFEST_CHUNK)
      parts.push(encodeSubmissionFrame({ kind: 'manifest', claim: hash, seed: manifest.seed, serials: chunk }))
      serials += chunk.length
    }
  }
  parts.push(encodeSubmissionFrame({ kind: 'end', claims: cut.length, serials }))
  return Buffer.concat(parts)
}
