/**
 * What a careful forger does after his change: he puts right everything that needs no key. Claims, entries, chains, proofs, the
 * map, the epoch and the root of the checkpoint all fit each other again; only signatures he has no key for stay as they were.
 * With the ledger's key he signs the checkpoint too: that is the operator turned criminal (docs/spec, adversaries F and O).
 * This code knows the format and no verifier.
 */
import {
  type BundleFrame,
  consistencyProof,
  decodeEntry,
  decodeSubmission,
  type Entry,
  encodeEntry,
  equalBytes,
  type Hash,
  hashEntry,
  hashOpenClaim,
  hashSubmission,
  inclusionProof,
  type MapItem,
  type MapProofItem,
  parseCheckpoint,
  rootFromMapProof,
  rootFromSubset,
  type Sha256,
  type Signer,
  signCheckpoint,
  signSubmission,
  streamKey,
  subsetProof,
  toHex,
  utf8,
} from '@packtrail/protocol'
import { entryOf, type FrameOf, frameOf, shownClaims, submissionTree } from './forge.ts'
import { type KnownTree, knownTree } from './known-tree.ts'

export async function mend(sha256: Sha256, frames: readonly BundleFrame[], ledgerKey?: Signer): Promise<BundleFrame[]> {
  const claims = mendClaims(sha256, frames)
  const submissions = await mendSubmissions(sha256, claims)
  const { frames: chained, leaves } = mendChains(sha256, submissions)
  const heads = streamHeads(sha256, chained, leaves)
  const mapped = mendMap(chained, heads)
  const counted = mapped.map((frame) => (frame.kind === 'end' ? countAgain(frame, mapped) : frame))
  return mendCheckpoint(sha256, counted, ledgerKey)
}

/** Every entry names its claim by hash; so do manifests. */
function mendClaims(sha256: Sha256, frames: readonly BundleFrame[]): readonly BundleFrame[] {
  const renamed = new Map<string, Hash>()
  for (const frame of frames) {
    if (frame.kind !== 'entry' || frame.claim === undefined) continue
    const hash = hashOpenClaim(sha256, frame.claim)
    const { claim } = entryOf(frame)
    if (!equalBytes(claim, hash)) renamed.set(toHex(claim), hash)
  }
  if (renamed.size === 0) return frames
  return frames.map((frame): BundleFrame => {
    if (frame.kind === 'manifest') return { ...frame, claim: renamed.get(toHex(frame.claim)) ?? frame.claim }
    if (frame.kind !== 'entry') return frame
    const claim = renamed.get(toHex(entryOf(frame).claim))
    return claim === undefined ? frame : changeEntry(frame, { claim })
  })
}

/** The root over the claims, inside what was signed; the signature is the old one, for want of the actor's key. */
async function mendSubmissions(sha256: Sha256, frames: readonly BundleFrame[]): Promise<readonly BundleFrame[]> {
  const shown = shownClaims(frames)
  const renamed = new Map<string, Hash>()
  const mended = new Map<BundleFrame, BundleFrame>()
  for (const frame of frames) {
    if (frame.kind !== 'submission') continue
    const old = decodeSubmission(frame.bytes)
    const name = toHex(hashSubmission(sha256, frame.bytes))
    const root = submissionTree(sha256, frame, shown.get(name) ?? new Map()).subtree(0, old.count + old.streams)
    if (equalBytes(root, old.root)) continue
    const signer: Signer = { publicKey: old.keyId, sign: () => Promise.resolve(old.signature) }
    const bytes = await signSubmission(signer, { ...old, root })
    renamed.set(name, hashSubmission(sha256, bytes))
    mended.set(frame, { ...frame, bytes })
  }
  if (renamed.size === 0) return frames
  return frames.map((frame) => {
    const kept = mended.get(frame) ?? frame
    if (kept.kind !== 'entry') return kept
    const submission = renamed.get(toHex(entryOf(kept).submission as Hash))
    return submission === undefined ? kept : changeEntry(kept, { submission })
  })
}

/** `previous` of each entry whose predecessor in its stream is here; and the leaves, by stream and place. */
function mendChains(
  sha256: Sha256,
  frames: readonly BundleFrame[],
): { readonly frames: BundleFrame[]; readonly leaves: ReadonlyMap<string, ReadonlyMap<number, Hash>> } {
  const leaves = new Map<string, Map<number, Hash>>()
  const out = frames.map((frame) => {
    if (frame.kind !== 'entry') return frame
    const { stream, s, previous } = entryOf(frame)
    const chain = leaves.get(toHex(stream as Hash)) ?? new Map<number, Hash>()
    leaves.set(toHex(stream as Hash), chain)
    const before = chain.get(s - 1)
    const fits = before === undefined || (previous !== undefined && equalBytes(before, previous))
    const mended = fits ? frame : changeEntry(frame, { previous: before })
    chain.set(s, hashEntry(sha256, mended.bytes))
    return mended
  })
  return { frames: out, leaves }
}

function streamHeads(
  sha256: Sha256,
  frames: readonly BundleFrame[],
  leaves: ReadonlyMap<string, ReadonlyMap<number, Hash>>,
): Map<string, (head: MapItem) => MapItem> {
  const { ledgerId } = frameOf(frames, 'header')
  const heads = new Map<string, (head: MapItem) => MapItem>()
  for (const frame of frames) {
    if (frame.kind !== 'stream') continue
    const key = toHex(streamKey(sha256, ledgerId, frame.stream))
    const chain = leaves.get(key) ?? new Map<number, Hash>()
    heads.set(key, (head) => ({
      ...head,
      root: rootFromSubset(sha256, head.size, frame.runs, (s) => chain.get(s), frame.proof),
      last: chain.get(head.size - 1) ?? head.last,
    }))
  }
  return heads
}

function mendMap(
  frames: readonly BundleFrame[],
  heads: ReadonlyMap<string, (head: MapItem) => MapItem>,
): BundleFrame[] {
  return frames.map((frame) => {
    if (frame.kind !== 'map') return frame
    const proof = frame.proof.map((node): MapProofItem => {
      const mended = node.kind === 'shown' ? heads.get(toHex(node.item.key)) : undefined
      return node.kind === 'shown' && mended !== undefined ? { kind: 'shown', item: mended(node.item) } : node
    })
    return { ...frame, proof }
  })
}

/** The root of the log, from the epoch and from the entries that the log frames tie to it; and all proofs against it. */
async function mendCheckpoint(
  sha256: Sha256,
  frames: BundleFrame[],
  ledgerKey: Signer | undefined,
): Promise<BundleFrame[]> {
  const map = frames.flatMap((frame) => (frame.kind === 'map' ? frame.proof : []))
  const at = frameOf(frames, 'checkpoint')
  const epoch = encodeEntry({ ...decodeEntry(at.epoch), claim: rootFromMapProof(sha256, map).root })
  const { origin, size, text } = parseCheckpoint(at.note)
  const tree = logTree(sha256, frames, size, epoch)
  const checkpoint = { origin, size, root: tree.subtree(0, size) }
  const signed = await signCheckpoint(sha256, ledgerKey ?? NOBODY, checkpoint)
  const note = ledgerKey === undefined ? withOldSignatures(signed, at.note, utf8(text).length) : signed
  return frames.map((frame): BundleFrame => {
    if (frame.kind === 'log') return { ...frame, proof: subsetProof(size, frame.runs, tree.subtree) }
    if (frame.kind === 'link') return { ...frame, proof: consistencyProof(frame.size, size, tree.subtree) }
    if (frame.kind !== 'checkpoint') return frame
    return { ...frame, note, epoch, path: inclusionProof(size - 1, size, tree.subtree) }
  })
}

function logTree(sha256: Sha256, frames: readonly BundleFrame[], size: number, epoch: Uint8Array): KnownTree {
  const tree = knownTree(sha256, size)
  tree.learnPath(size - 1, frameOf(frames, 'checkpoint').path)
  const ties = new Set<number>()
  for (const frame of frames) {
    if (frame.kind === 'link') tree.learnGrowth(frame.size, frame.proof)
    if (frame.kind !== 'log') continue
    tree.learnSubset(frame.runs, frame.proof)
    for (const { from, to } of frame.runs) for (let g = from; g < to; g++) ties.add(g)
  }
  if (ties.has(0)) tree.setLeaf(0, hashEntry(sha256, frameOf(frames, 'genesis').entry))
  for (const frame of frames) {
    if (frame.kind !== 'entry') continue
    const { g } = entryOf(frame)
    if (ties.has(g)) tree.setLeaf(g, hashEntry(sha256, frame.bytes))
  }
  tree.setLeaf(size - 1, hashEntry(sha256, epoch))
  return tree
}

const NOBODY: Signer = { publicKey: new Uint8Array(32), sign: () => Promise.resolve(new Uint8Array(64)) }

/** The new text, under it the signature lines of the old one. `oldText` is the length of the old text in bytes. */
function withOldSignatures(signed: Uint8Array, old: Uint8Array, oldText: number): Uint8Array {
  const text = utf8(parseCheckpoint(signed).text)
  const lines = old.subarray(oldText + 1)
  const out = new Uint8Array(text.length + 1 + lines.length)
  out.set(signed.subarray(0, text.length + 1))
  out.set(lines, text.length + 1)
  return out
}

function countAgain(frame: FrameOf<'end'>, frames: readonly BundleFrame[]): BundleFrame {
  const entries = frames.filter(({ kind }) => kind === 'entry').length
  const serials = frames.reduce((sum, each) => sum + (each.kind === 'manifest' ? each.serials.length : 0), 0)
  return { ...frame, entries, serials }
}

function changeEntry(frame: FrameOf<'entry'>, change: Partial<Entry>): FrameOf<'entry'> {
  return { ...frame, bytes: encodeEntry({ ...entryOf(frame), ...change }) }
}
