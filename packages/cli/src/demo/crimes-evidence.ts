/**
 * Crimes with evidence: somebody changes the history itself. The forger mends everything that needs no key (`mend.ts`); who is
 * the operator also signs with the ledger's key. None of this code knows how a bundle is verified.
 */
import { generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { fileSigner, sha256 } from '@packtrail/core'
import {
  type BundleFrame,
  decodeEntry,
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
import type { Crime } from './crime.ts'
import { type FrameOf, readBundle, withClaim, withoutEntry, writeBundle } from './forge.ts'
import { mend } from './mend.ts'
import type { Party } from './scenario.ts'
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
      expect: { code: 'CHECKPOINT_SIGNATURE' },
      commit: (stage) => forged(stage, big.lot, undefined, (frames) => editSale(frames, shop)),
    },
    {
      word: 'edited-inside',
      title: 'The operator edits a sale that a pharmacy signed',
      by: 'the operator, with the ledger’s key and all files',
      deed: 'The same edit, and a new checkpoint, properly signed by the ledger.',
      expect: { code: 'SUBMISSION_SIGNATURE' },
      commit: (stage) => forged(stage, big.lot, 'operator', (frames) => editSale(frames, shop)),
    },
    {
      word: 'dropped',
      title: 'The operator drops one sale',
      by: 'the operator, with the ledger’s key and all files',
      deed: 'One entry of ten thousand disappears; its stream closes ranks, the pharmacy’s signature stays valid.',
      expect: { code: 'TALLY_DIFFERS' },
      commit: (stage) =>
        forged(stage, big.lot, 'operator', (frames) => withoutEntry(sha256, frames, saleOf(frames, shop))),
    },
    {
      word: 'hidden-serial',
      title: 'A pack is hidden from the manifest',
      by: 'the operator, with the ledger’s key and all files',
      deed: 'One of the serials that the manufacturer signed for is left out of the list, and the counts are put right.',
      expect: { code: 'MANIFEST_COUNT' },
      commit: (stage) => forged(stage, big.lot, 'operator', hideSerial),
    },
    {
      word: 'forged-signature',
      title: 'A sale in a pharmacy’s name, signed by somebody else',
      by: 'the operator, with the ledger’s key and a key he made himself',
      deed: `What ${victim.name} signed is replaced by a file of his own making under a key that nobody admitted.`,
      expect: { code: 'KEY_UNKNOWN' },
      commit: (stage) => forged(stage, small.lot, 'operator', (frames) => signAsOther(frames, victim)),
    },
  ]
}

type Forgery = (frames: readonly BundleFrame[]) => readonly BundleFrame[] | Promise<readonly BundleFrame[]>

async function forged(
  stage: Stage,
  lot: string,
  who: 'operator' | undefined,
  forge: Forgery,
): Promise<{ readonly bundle: Uint8Array }> {
  const frames = await readBundle(stage.read(`bundles/${lot}.ptb`))
  const key = who === undefined ? undefined : await fileSigner(stage.path('ledger', 'keys', 'ledger.pem'))
  return { bundle: writeBundle(await mend(sha256, await forge(frames), key)) }
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

function editSale(frames: readonly BundleFrame[], shop: Party): BundleFrame[] {
  const at = saleOf(frames, shop)
  const { claim } = frames[at] as FrameOf<'entry'>
  const { withheld: _, hiddenSubjects: __, ...event } = readClaim(claim as OpenClaim)
  const when = { ms: (event.when?.ms ?? 0) - 30 * 86_400_000, offset: 0, precision: 'ms' } as const
  return withClaim(frames, at, { seed: claim?.seed ?? new Uint8Array(16), slots: eventSlots({ ...event, when }) })
}

function hideSerial(frames: readonly BundleFrame[]): BundleFrame[] {
  const at = frames.findIndex(({ kind }) => kind === 'manifest')
  return frames.map((frame, i) =>
    i === at && frame.kind === 'manifest' ? { ...frame, serials: frame.serials.filter((_, k) => k !== 7) } : frame,
  )
}

/** Every submission that shows a sale of `victim` is signed again, by a key of the forger's. */
async function signAsOther(frames: readonly BundleFrame[], victim: Party): Promise<BundleFrame[]> {
  const target = decodeEntry((frames[saleOf(frames, victim)] as FrameOf<'entry'>).bytes).submission as Uint8Array
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const signer: Signer = {
    publicKey: raw,
    sign: (message) => Promise.resolve(new Uint8Array(signBytes(null, message, privateKey))),
  }
  const frame = frames.find(
    (each) => each.kind === 'submission' && toHex(hashSubmission(sha256, each.bytes)) === toHex(target),
  ) as FrameOf<'submission'>
  const bytes = await signSubmission(signer, { ...decodeSubmission(frame.bytes), keyId: keyIdOf(sha256, raw) })
  const renamed = hashSubmission(sha256, bytes)
  return frames.map((each): BundleFrame => {
    if (each === frame) return { ...frame, bytes }
    if (each.kind !== 'entry') return each
    const entry = decodeEntry(each.bytes)
    if (entry.submission === undefined || toHex(entry.submission) !== toHex(target)) return each
    return { ...each, bytes: encodeEntry({ ...entry, submission: renamed }) }
  })
}
