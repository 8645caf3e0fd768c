/** The log of a forged bundle: its ties, the epoch's path and the checkpoint, so that all of them give one root. */
import {
  type BundleFrame,
  decodeEntry,
  FormatError,
  fromUtf8,
  type Hash,
  hashEntry,
  hashNode,
  parseCheckpoint,
  type Run,
  runsOf,
  type Sha256,
  signCheckpoint,
  splitPoint,
  type Tie,
  tieKeeper,
  toBase64,
  toHex,
  utf8,
} from '@packtrail/protocol'
import type { FrameOf, MendOptions } from './bundle-mend.ts'

/** Mends a bundle with one log frame; the tests have no larger ones. */
export async function mendLog(
  frames: readonly BundleFrame[],
  ledgerId: Hash,
  { sha256, ledgerKey }: Pick<MendOptions, 'sha256' | 'ledgerKey'>,
): Promise<BundleFrame[]> {
  const checkpoint = frames.find((frame) => frame.kind === 'checkpoint')
  const logs = frames.filter((frame) => frame.kind === 'log')
  const [log] = logs
  const note = checkpoint && readNote(checkpoint.note)
  if (checkpoint === undefined || note === undefined || log === undefined || logs.length > 1) return [...frames]
  const ties = tiesOf(frames, ledgerId, sha256)
  const tree = partialTree(log, ties, checkpoint, note.size, sha256)
  if (tree === undefined) return [...frames]
  const { root, path, proof } = tree
  const signed =
    ledgerKey === undefined
      ? replaceRoot(checkpoint.note, note.root, root)
      : await signCheckpoint(sha256, ledgerKey, { ...note, root })
  const runs = runsOf(ties.map(({ g }) => g))
  return frames.map((frame): BundleFrame => {
    if (frame.kind === 'checkpoint') return { ...frame, note: signed, path }
    return frame.kind === 'log' ? { ...frame, runs, proof } : frame
  })
}

function readNote(
  note: Uint8Array,
): { readonly origin: string; readonly size: number; readonly root: Hash } | undefined {
  try {
    return parseCheckpoint(note)
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

/** Without the key: another root under the old signature. */
function replaceRoot(note: Uint8Array, before: Hash, after: Hash): Uint8Array {
  return utf8((fromUtf8(note) ?? '').replace(toBase64(before), toBase64(after)))
}

function tiesOf(frames: readonly BundleFrame[], ledgerId: Hash, sha256: Sha256): Tie[] {
  const links = frames.flatMap((frame) => (frame.kind === 'link' ? [frame.size] : []))
  const keeper = tieKeeper(links, ledgerId)
  const last = new Map<string, { readonly s: number; readonly run: number }>()
  for (const frame of frames) {
    if (frame.kind !== 'entry') continue
    const entry = decodeEntry(frame.bytes)
    const stream = toHex(entry.stream ?? new Uint8Array(0))
    const before = last.get(stream)
    const run = before === undefined ? 0 : before.run + (before.s + 1 === entry.s ? 0 : 1)
    last.set(stream, { s: entry.s, run })
    keeper.see(`${stream} ${run}`, entry.g, hashEntry(sha256, frame.bytes))
  }
  const ties = keeper.finish()
  return ties.filter(({ g }, i) => g !== ties[i - 1]?.g)
}

interface Mended {
  readonly root: Hash
  readonly path: Hash[]
  readonly proof: Hash[]
}

/**
 * The part of the log's tree that the ties and the epoch stand in, over the old hashes of what is hidden. A tie that stands in
 * what used to be hidden cannot be mended: the forger does not know the other leaves there.
 */
function partialTree(
  log: FrameOf<'log'>,
  ties: readonly Tie[],
  { epoch, path }: FrameOf<'checkpoint'>,
  size: number,
  sha256: Sha256,
): Mended | undefined {
  const leaves = new Map(ties.map(({ g, leaf }) => [g, leaf]))
  const last = hashEntry(sha256, epoch)
  const old = [...log.proof]
  const proof: Hash[] = []
  const mendedPath: Hash[] = []
  let oldPath = [...path]
  let broken = false

  /** Right edge inside a hidden subtree: the path's lower hashes are all there is. */
  const edge = (low: number, high: number): Hash => {
    if (high - low === 1) return last
    const middle = low + splitPoint(high - low)
    const right = edge(middle, high)
    const left = oldPath.shift() ?? new Uint8Array(32)
    mendedPath.push(left)
    return hashNode(sha256, left, right)
  }
  const has = (runs: readonly Run[], low: number, high: number): boolean =>
    runs.some(({ from, to }) => from < high && to > low)
  const visit = (low: number, high: number): Hash => {
    if (!has(log.runs, low, high)) {
      const hidden = old.shift() ?? new Uint8Array(32)
      if (ties.some(({ g }) => g >= low && g < high)) broken = true
      const hash = high === size ? edge(low, high) : hidden
      proof.push(hash)
      return hash
    }
    if (high - low === 1) {
      const leaf = leaves.get(low)
      if (leaf === undefined) broken = true
      return leaf ?? new Uint8Array(32)
    }
    const middle = low + splitPoint(high - low)
    const left = visit(low, middle)
    const right = visit(middle, high)
    if (high === size) {
      oldPath = oldPath.slice(1)
      mendedPath.push(left)
    }
    return hashNode(sha256, left, right)
  }
  const root = visit(0, size)
  return broken ? undefined : { root, path: mendedPath, proof }
}
