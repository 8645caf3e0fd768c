/** The forger's hands: a bundle apart and together again, a claim replaced, an entry taken out. See `mend.ts` for what follows. */
import {
  type BundleFrame,
  claimLeaf,
  decodeBundleFrame,
  decodeEntry,
  decodeSubmission,
  type Entry,
  encodeBundleFrame,
  encodeEntry,
  fileStart,
  type Hash,
  hashSubmission,
  type MapProofItem,
  type OpenClaim,
  readFrames,
  runsOf,
  type Sha256,
  shownLeaves,
  streamKey,
  subsetProof,
  tallyLeaf,
  toHex,
} from '@packtrail/protocol'
import { type KnownTree, knownTree } from './known-tree.ts'

export type FrameOf<K extends BundleFrame['kind']> = Extract<BundleFrame, { kind: K }>

export async function readBundle(bytes: Uint8Array): Promise<BundleFrame[]> {
  const frames: BundleFrame[] = []
  for await (const frame of readFrames('bundle', [bytes])) frames.push(decodeBundleFrame(frame))
  return frames
}

export function writeBundle(frames: readonly BundleFrame[]): Uint8Array {
  const parts = [fileStart('bundle'), ...frames.map(encodeBundleFrame)]
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export function frameOf<K extends BundleFrame['kind']>(frames: readonly BundleFrame[], kind: K): FrameOf<K> {
  const found = frames.find((frame) => frame.kind === kind)
  if (found === undefined) throw new Error(`the bundle has no ${kind} frame`)
  return found as FrameOf<K>
}

const entries = new WeakMap<Uint8Array, Entry>()

/** The entry of a frame; a forger looks at each many times. */
export function entryOf({ bytes }: FrameOf<'entry'>): Entry {
  const known = entries.get(bytes)
  if (known !== undefined) return known
  const entry = decodeEntry(bytes)
  entries.set(bytes, entry)
  return entry
}

/** Put another claim in the place of one: the frame of its first entry gets it, `mend` does the rest. */
export function withClaim(frames: readonly BundleFrame[], at: number, claim: OpenClaim): BundleFrame[] {
  return frames.map((frame, i) => (i === at && frame.kind === 'entry' ? { ...frame, claim } : frame))
}

/**
 * Take an entry out, as if it had never been: its stream closes ranks. Only for an entry whose stream is shown whole.
 * The submission it came in keeps its signature; the claim becomes one of those the reader «may not see».
 */
export function withoutEntry(sha256: Sha256, frames: readonly BundleFrame[], at: number): BundleFrame[] {
  const gone = frames[at]
  if (gone?.kind !== 'entry') throw new Error('not an entry')
  const { stream, s, submission } = entryOf(gone)
  const { ledgerId } = frameOf(frames, 'header')
  const claims = shownClaims(frames).get(toHex(submission as Hash)) ?? new Map<number, Hash>()
  const sameStream = (key: Hash | undefined): boolean => key !== undefined && toHex(key) === toHex(stream as Hash)
  return frames.flatMap((frame, i): BundleFrame[] => {
    if (i === at) return []
    if (frame.kind === 'entry') {
      const entry = entryOf(frame)
      return [
        sameStream(entry.stream) && entry.s > s
          ? { ...frame, bytes: encodeEntry({ ...entry, s: entry.s - 1 }) }
          : frame,
      ]
    }
    if (frame.kind === 'stream' && sameStream(streamKey(sha256, ledgerId, frame.stream))) {
      return [{ ...frame, runs: frame.runs.map((run) => ({ from: run.from, to: run.to - 1 })) }]
    }
    if (frame.kind === 'map') {
      const proof = frame.proof.map(
        (node): MapProofItem =>
          node.kind === 'shown' && sameStream(node.item.key)
            ? { kind: 'shown', item: { ...node.item, size: node.item.size - 1 } }
            : node,
      )
      return [{ ...frame, proof }]
    }
    if (frame.kind === 'submission' && toHex(hashSubmission(sha256, frame.bytes)) === toHex(submission as Hash)) {
      return [hideClaim(sha256, frame, gone.index as number, claims)]
    }
    return [frame]
  })
}

/** The submission frame with one claim fewer shown: its hash goes into the proof. */
function hideClaim(
  sha256: Sha256,
  frame: FrameOf<'submission'>,
  hidden: number,
  claims: ReadonlyMap<number, Hash>,
): BundleFrame {
  const { count, streams } = decodeSubmission(frame.bytes)
  const tallies = frame.tallies ?? []
  const tree = submissionTree(sha256, frame, claims)
  const shown = frame.runs.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))
  const runs = runsOf(shown.filter((index) => index !== hidden))
  return { ...frame, runs, proof: subsetProof(count + streams, shownLeaves(count, runs, tallies), tree.subtree) }
}

/** The tree of a submission as far as its frame and the claims beside it show it. */
export function submissionTree(
  sha256: Sha256,
  frame: FrameOf<'submission'>,
  claims: ReadonlyMap<number, Hash>,
): KnownTree {
  const { count, streams } = decodeSubmission(frame.bytes)
  const tallies = frame.tallies ?? []
  const tree = knownTree(sha256, count + streams)
  tree.learnSubset(shownLeaves(count, frame.runs, tallies), frame.proof)
  for (const [index, claim] of claims) tree.setLeaf(index, claimLeaf(sha256, claim))
  for (const tally of tallies) tree.setLeaf(count + tally.index, tallyLeaf(sha256, tally, tally.salt))
  return tree
}

/** The shown claims of every submission: submission hash as hex → index → claim hash. */
export function shownClaims(frames: readonly BundleFrame[]): ReadonlyMap<string, ReadonlyMap<number, Hash>> {
  const all = new Map<string, Map<number, Hash>>()
  for (const frame of frames) {
    if (frame.kind !== 'entry' || frame.index === undefined) continue
    const { claim, submission } = entryOf(frame)
    const name = toHex(submission as Hash)
    const claims = all.get(name) ?? new Map<number, Hash>()
    all.set(name, claims.set(frame.index, claim))
  }
  return all
}
