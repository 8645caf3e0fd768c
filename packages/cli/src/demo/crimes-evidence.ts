/**
 * Crimes with evidence: somebody changes the history itself. The forger mends everything that needs no key (`mend.ts`); who is
 * the operator also signs with the ledger's key. None of this code knows how a bundle is verified.
 */
import { generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { fileSigner, sha256 } from '@packtrail/core'
import {
  type BundleFrame,
  decodeSubmission,
  type Event,
  encodeEntry,
  eventSlots,
  hashSubmission,
  keyIdOf,
  type OpenClaim,
  readClaim,
  type Signer,
  signSubmission,
  toHex,
} from '@packtrail/protocol'
import type { Cast } from './cast.ts'
import type { Committed, Crime } from './crime.ts'
import { entryOf, type FrameOf, readBundle, withClaim, withoutEntry, writeBundle } from './forge.ts'
import { mend } from './mend.ts'
import type { Goods, Party } from './scenario.ts'
import type { Stage } from './stage.ts'

/** The forger takes the bundle that everybody may have, and a sale out of its middle. */
export function evidenceCrimes({ big, small }: Cast): Crime[] {
  const shop = big.pharmacies[0] as Party
  const victim = small.pharmacies[1] as Party
  return [
    {
      word: 'edited',
      title: 'A sale is edited in the exported file',
      by: 'an outsider with the file and no key',
      deed: 'One of the sales gets another time; every hash, chain, proof and count of the file is computed anew.',
      code: 'CHECKPOINT_SIGNATURE',
      commit: (stage) => forged(stage, big.lot, undefined, (frames) => ({ ...editSale(frames, shop), place: {} })),
    },
    {
      word: 'edited-inside',
      title: 'The operator edits a sale that a pharmacy signed',
      by: 'the operator, with the ledger’s key and all files',
      deed: 'The same edit, and a new checkpoint, properly signed by the ledger.',
      code: 'SUBMISSION_SIGNATURE',
      commit: (stage) => forged(stage, big.lot, 'operator', (frames) => editSale(frames, shop)),
    },
    {
      word: 'dropped',
      title: 'The operator drops one sale',
      by: 'the operator, with the ledger’s key and all files',
      deed: `One of ${big.touches / 10} sales disappears; its stream closes ranks, the pharmacy’s signature stays valid.`,
      code: 'TALLY_DIFFERS',
      commit: (stage) => forged(stage, big.lot, 'operator', (frames) => dropSale(frames, shop, big)),
    },
    {
      word: 'hidden-serial',
      title: 'A pack is hidden from the manifest',
      by: 'the operator, with the ledger’s key and all files',
      deed: 'One of the serials that the manufacturer signed for is left out of the list, and the counts are put right.',
      code: 'MANIFEST_COUNT',
      commit: (stage) => forged(stage, big.lot, 'operator', hideSerial),
    },
    {
      word: 'forged-signature',
      title: 'A sale in a pharmacy’s name, signed by somebody else',
      by: 'the operator, with the ledger’s key and a key he made himself',
      deed: `What ${victim.name} signed is replaced by a file of his own making under a key that nobody admitted.`,
      code: 'KEY_UNKNOWN',
      commit: (stage) => forged(stage, small.lot, 'operator', (frames) => signAsOther(frames, victim)),
    },
  ]
}

interface Forgery {
  readonly frames: readonly BundleFrame[]
  readonly place: Committed['place']
}

async function forged(
  stage: Stage,
  lot: string,
  who: 'operator' | undefined,
  forge: (frames: readonly BundleFrame[]) => Forgery | Promise<Forgery>,
): Promise<Committed> {
  const { frames, place } = await forge(await readBundle(stage.read(`bundles/${lot}.ptb`)))
  const key = who === undefined ? undefined : await fileSigner(stage.path('ledger', 'keys', 'ledger.pem'))
  return { bundle: writeBundle(await mend(sha256, frames, key)), place }
}

/** A sale of this pharmacy, far from the ends of its streams and of its submission. */
function saleOf(frames: readonly BundleFrame[], shop: Party): number {
  const sales = frames.flatMap((frame, i) => (eventIn(frame, shop)?.type === 'dispense' ? [i] : []))
  return sales[Math.floor(sales.length / 2)] as number
}

function eventIn(frame: BundleFrame | undefined, agent: Party): Event | undefined {
  if (frame?.kind !== 'entry' || frame.claim === undefined) return undefined
  const event = readClaim(frame.claim)
  return event.who?.agent === agent.id ? event : undefined
}

function editSale(frames: readonly BundleFrame[], shop: Party): Forgery {
  const at = saleOf(frames, shop)
  const { claim } = frames[at] as FrameOf<'entry'>
  const { withheld: _, hiddenSubjects: __, ...event } = readClaim(claim as OpenClaim)
  const when = { ms: (event.when?.ms ?? 0) - 30 * 86_400_000, offset: 0, precision: 'ms' } as const
  const edited = { seed: claim?.seed ?? new Uint8Array(16), slots: eventSlots({ ...event, when }) }
  return { frames: withClaim(frames, at, edited), place: { params: submissionOf(frames, at, shop) } }
}

function dropSale(frames: readonly BundleFrame[], shop: Party, { product, lot }: Goods): Forgery {
  const at = saleOf(frames, shop)
  const params = { ...submissionOf(frames, at, shop), stream: `batch ${product}/${lot}` }
  return { frames: withoutEntry(sha256, frames, at), place: { params } }
}

/** Whose submission, and which one, brought the entry. */
function submissionOf(frames: readonly BundleFrame[], at: number, by: Party): { actor: string; seq: number } {
  const { seq } = decodeSubmission(submissionFrame(frames, at).bytes)
  return { actor: by.id, seq }
}

function submissionFrame(frames: readonly BundleFrame[], at: number): FrameOf<'submission'> {
  const { submission } = entryOf(frames[at] as FrameOf<'entry'>)
  const named = (each: BundleFrame): boolean =>
    each.kind === 'submission' && toHex(hashSubmission(sha256, each.bytes)) === toHex(submission as Uint8Array)
  return frames.find(named) as FrameOf<'submission'>
}

function hideSerial(frames: readonly BundleFrame[]): Forgery {
  const at = frames.findIndex(({ kind }) => kind === 'manifest')
  const { g } = entryOf(frames[at - 1] as FrameOf<'entry'>)
  const changed = frames.map((frame, i) =>
    i === at && frame.kind === 'manifest' ? { ...frame, serials: frame.serials.filter((_, k) => k !== 7) } : frame,
  )
  return { frames: changed, place: { record: g } }
}

/** The submission with the victim's sales is signed again, by a key of the forger's. */
async function signAsOther(frames: readonly BundleFrame[], victim: Party): Promise<Forgery> {
  const frame = submissionFrame(frames, saleOf(frames, victim))
  const target = toHex(hashSubmission(sha256, frame.bytes))
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const signer: Signer = {
    publicKey: raw,
    sign: (message) => Promise.resolve(new Uint8Array(signBytes(null, message, privateKey))),
  }
  const bytes = await signSubmission(signer, { ...decodeSubmission(frame.bytes), keyId: keyIdOf(sha256, raw) })
  const renamed = hashSubmission(sha256, bytes)
  const records: number[] = []
  const changed = frames.map((each): BundleFrame => {
    if (each === frame) return { ...frame, bytes }
    if (each.kind !== 'entry') return each
    const entry = entryOf(each)
    if (entry.submission === undefined || toHex(entry.submission) !== target) return each
    records.push(entry.g)
    return { ...each, bytes: encodeEntry({ ...entry, submission: renamed }) }
  })
  return { frames: changed, place: { record: Math.min(...records) } }
}
