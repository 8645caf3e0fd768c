/** The forger's hands: a bundle apart and together again, a claim replaced, an entry taken out. See `mend.ts` for what follows. */
import {
  type BundleFrame,
  claimLeaf,
  decodeBundleFrame,
  decodeEntry,
  decodeSubmission,
  encodeBundleFrame,
  encodeEntry,
  fileStart,
  type Hash,
  hashSubmission,
  type MapProofItem,
  type OpenClaim,
  readFrames,
  type Sha256,
  streamKey,
  subsetProof,
  subtreeOf,
  toHex,
} from '@packtrail/protocol'

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
  const { stream, s, submission } = decodeEntry(gone.bytes)
  const { ledgerId } = frameOf(frames, 'header')
  const sameStream = (key: Hash | undefined): boolean => key !== undefined && toHex(key) === toHex(stream as Hash)
  return frames.flatMap((frame, i): BundleFrame[] => {
    if (i === at) return []
    if (frame.kind === 'entry') {
      const entry = decodeEntry(frame.bytes)
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
      return [hideClaim(sha256, frames, frame, gone)]
    }
    return [frame]
  })
}

/** The submission frame with one claim fewer shown, if all of them were. */
function hideClaim(
  sha256: Sha256,
  frames: readonly BundleFrame[],
  frame: FrameOf<'submission'>,
  gone: FrameOf<'entry'>,
): BundleFrame {
  const { count } = decodeSubmission(frame.bytes)
  const hidden = gone.index as number
  const leaves = claimsOf(sha256, frames, frame).map((claim) => claimLeaf(sha256, claim))
  if (leaves.length !== count) throw new Error('the submission is not shown whole')
  const runs = [
    { from: 0, to: hidden },
    { from: hidden + 1, to: count },
  ].filter(({ from, to }) => from < to)
  return { ...frame, runs, proof: subsetProof(count, runs, subtreeOf(sha256, leaves)) }
}

/** Hashes of the shown claims of a submission, by their index. */
function claimsOf(sha256: Sha256, frames: readonly BundleFrame[], frame: FrameOf<'submission'>): Hash[] {
  const name = toHex(hashSubmission(sha256, frame.bytes))
  const claims: Hash[] = []
  for (const each of frames) {
    if (each.kind !== 'entry' || each.index === undefined) continue
    const { submission, claim } = decodeEntry(each.bytes)
    if (submission !== undefined && toHex(submission) === name) claims[each.index] = claim
  }
  return claims
}
