/** Submission files as a party with a key and no ledger writes them. */
import {
  claimsRoot,
  type Event,
  encodeSubmissionFrame,
  eventSlots,
  fileStart,
  type Hash,
  hashClaim,
  hashManifest,
  hashTime,
  keyIdOf,
  keyProofMessage,
  MANIFEST_CHUNK,
  openTallies,
  readEvent,
  type Signer,
  type SubmissionFrame,
  signSubmission,
  talliesOf,
} from '@packtrail/protocol'
import { nodeCrypto, sha256 } from '../src/node-crypto.ts'

export interface Act {
  readonly event: Event
  /** For a registration: its serials, sorted, and their seed. */
  readonly manifest?: { readonly seed: Uint8Array; readonly serials: readonly string[] }
}

export interface AuthorOptions {
  readonly ledgerId: Hash
  readonly signer: Signer
  readonly seq: number
  readonly ms?: number
  readonly seen?: { readonly size: number; readonly root: Hash }
  /** Of every claim; random unless said otherwise. */
  readonly claimSeed?: Uint8Array
  /** Change the frames before they are written. */
  readonly forge?: (frames: SubmissionFrame[]) => SubmissionFrame[]
}

/** A registration of serials, as an act. */
export function registration(
  base: Omit<Event, 'subjects'>,
  product: string,
  lot: string,
  serials: readonly string[],
): Act {
  const seed = nodeCrypto().random(16)
  const sorted = [...serials].sort()
  const { root, count } = hashManifest(sha256, seed, sorted)
  const event: Event = { ...base, subjects: [{ kind: 'manifest', product, lot, root, count, expiry: '2028-12-31' }] }
  return { event, manifest: { seed, serials: sorted } }
}

export async function submissionFile(acts: readonly Act[], options: AuthorOptions): Promise<Uint8Array> {
  const { ledgerId, signer, seq, ms = 0, seen } = options
  const { random } = nodeCrypto()
  const claims = acts.map(({ event }) => {
    const slots = eventSlots(event)
    const seed = options.claimSeed ?? random(16)
    return { slots, seed, hash: hashClaim(sha256, slots, seed), subjects: readEvent(slots).subjects }
  })
  const tallies = talliesOf(claims.map(({ subjects }) => subjects))
  const seed = random(16)
  const salt = random(16)
  const bytes = await signSubmission(signer, {
    ledgerId,
    keyId: keyIdOf(sha256, signer.publicKey),
    seq,
    count: claims.length,
    streams: tallies.length,
    root: claimsRoot(
      sha256,
      claims.map(({ hash }) => hash),
      openTallies(sha256, tallies, seed),
    ),
    seen,
    time: hashTime(sha256, ms, salt),
    attests: false,
  })
  const frames: SubmissionFrame[] = [{ kind: 'submission', bytes, ms, salt, seed }]
  let serials = 0
  claims.forEach((claim, i) => {
    frames.push({ kind: 'claim', claim: { seed: claim.seed, slots: claim.slots } })
    const manifest = acts[i]?.manifest
    if (manifest === undefined) return
    serials += manifest.serials.length
    for (let at = 0; at < manifest.serials.length; at += MANIFEST_CHUNK) {
      const part = manifest.serials.slice(at, at + MANIFEST_CHUNK)
      frames.push({ kind: 'manifest', claim: claim.hash, seed: manifest.seed, serials: part })
    }
  })
  frames.push({ kind: 'end', claims: claims.length, serials })
  const all = options.forge === undefined ? frames : options.forge(frames)
  return Buffer.concat([fileStart('submission'), ...all.map(encodeSubmissionFrame)])
}

/** The subject that admits a key, with its proof of possession. */
export async function keySubject(
  ledgerId: Hash,
  actor: string,
  signer: Signer,
  products?: readonly string[],
): Promise<Extract<Event['subjects'][number], { kind: 'key' }>> {
  const { publicKey } = signer
  const proof = await signer.sign(keyProofMessage(ledgerId, actor, publicKey))
  return { kind: 'key', actor, publicKey, proof, ...(products === undefined ? {} : { products }) }
}
