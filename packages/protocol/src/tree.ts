/** RFC 9162 §2.1: Merkle tree hash, inclusion and consistency proofs; and proofs for a subset of leaves (docs/spec/08-trees.md). */
import { equalBytes } from './bytes.ts'
import type { Hash, Sha256 } from './crypto.ts'
import { FormatError } from './error.ts'
import { hashEmpty, hashNode } from './hash.ts'

/**
 * What an append needs of the past: the roots of the complete subtrees that cover it, largest first.
 * Its length is the number of one bits in `size`.
 */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Hash[]
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] }

/** The largest power of two below `n`, for n ≥ 2. */
export function splitPoint(n: number): number {
  if (n <= 0x7fffffff) return 1 << (31 - Math.clz32(n - 1))
  let k = 0x40000000
  while (k * 2 < n) k *= 2
  return k
}

/** Add a leaf in place; `hashes` is the frontier of a tree of `size`. For loops that append many. */
export function pushLeaf(sha256: Sha256, hashes: Hash[], size: number, leaf: Hash): void {
  let hash = leaf
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) hash = hashNode(sha256, hashes.pop() as Hash, hash)
  hashes.push(hash)
}

export function appendLeaf(sha256: Sha256, frontier: Frontier, leaf: Hash): Frontier {
  const hashes = [...frontier.hashes]
  pushLeaf(sha256, hashes, frontier.size, leaf)
  return { size: frontier.size + 1, hashes }
}

export function frontierRoot(sha256: Sha256, hashes: readonly Hash[]): Hash {
  const last = hashes.at(-1)
  if (last === undefined) return hashEmpty(sha256)
  let root = last
  for (let i = hashes.length - 2; i >= 0; i--) root = hashNode(sha256, hashes[i] as Hash, root)
  return root
}

export function treeRoot(sha256: Sha256, leaves: readonly Hash[]): Hash {
  const hashes: Hash[] = []
  leaves.forEach((leaf, size) => {
    pushLeaf(sha256, hashes, size, leaf)
  })
  return frontierRoot(sha256, hashes)
}

/** Root of the leaves [from, to) of some log; the caller says where it keeps the hashes. */
export type Subtree = (from: number, to: number) => Hash

/** A `Subtree` over leaves in memory. */
export function subtreeOf(sha256: Sha256, leaves: readonly Hash[]): Subtree {
  return (from, to) => treeRoot(sha256, leaves.slice(from, to))
}

/** PATH(index, D_size), RFC 9162 §2.1.3.1: siblings from the leaf upwards. */
export function inclusionProof(index: number, size: number, subtree: Subtree): Hash[] {
  const proof: Hash[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + splitPoint(to - from)
    if (index < middle) {
      proof.unshift(subtree(middle, to))
      to = middle
    } else {
      proof.unshift(subtree(from, middle))
      from = middle
    }
  }
  return proof
}

/** RFC 9162 §2.1.3.2. `undefined` when the proof has the wrong length for these numbers. */
export function rootFromInclusion(
  sha256: Sha256,
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
): Hash | undefined {
  if (index >= size) return undefined
  let fn = index
  let sn = size - 1
  let root = leaf
  for (const sibling of proof) {
    if (sn === 0) return undefined
    if (fn % 2 === 1 || fn === sn) {
      root = hashNode(sha256, sibling, root)
      while (fn % 2 === 0 && fn !== 0) {
        fn = fn / 2
        sn = Math.floor(sn / 2)
      }
    } else root = hashNode(sha256, root, sibling)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 ? root : undefined
}

/** PROOF(first, D_second), RFC 9162 §2.1.4.1. */
export function consistencyProof(first: number, second: number, subtree: Subtree): Hash[] {
  const walk = (m: number, from: number, to: number, whole: boolean): Hash[] => {
    const n = to - from
    if (m === n) return whole ? [] : [subtree(from, to)]
    const k = splitPoint(n)
    if (m <= k) return [...walk(m, from, from + k, whole), subtree(from + k, to)]
    return [...walk(m - k, from + k, to, false), subtree(from, from + k)]
  }
  return first === 0 || first === second ? [] : walk(first, 0, second, true)
}

/** RFC 9162 §2.1.4.2: whether the tree of `second` begins with the tree of `first`. */
export function checkConsistency(
  sha256: Sha256,
  first: number,
  second: number,
  firstRoot: Hash,
  secondRoot: Hash,
  proof: readonly Hash[],
): boolean {
  if (first > second) return false
  if (first === second) return proof.length === 0 && equalBytes(firstRoot, secondRoot)
  if (first === 0) return proof.length === 0 && equalBytes(firstRoot, hashEmpty(sha256))
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof]
  let fn = first - 1
  let sn = second - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  const start = path[0]
  if (start === undefined) return false
  let old = start
  let now = start
  for (const hash of path.slice(1)) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      old = hashNode(sha256, hash, old)
      now = hashNode(sha256, hash, now)
      while (fn % 2 === 0 && fn !== 0) {
        fn = fn / 2
        sn = Math.floor(sn / 2)
      }
    } else now = hashNode(sha256, now, hash)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equalBytes(old, firstRoot) && equalBytes(now, secondRoot)
}

function isPowerOfTwo(n: number): boolean {
  let rest = n
  while (rest % 2 === 0) rest /= 2
  return rest === 1
}

/** A run of leaf indices, `to` excluded. Runs of a subset are sorted, apart and never empty. */
export interface Run {
  readonly from: number
  readonly to: number
}

/**
 * Proof that the leaves of `runs` stand at their places in a tree of `size`: the roots of the largest subtrees without
 * a leaf of the subset, in the order in which a walk from the root, left before right, meets them.
 */
export function subsetProof(size: number, runs: readonly Run[], subtree: Subtree): Hash[] {
  const proof: Hash[] = []
  walkSubset(0, size, runs, {
    hidden: (from, to) => {
      proof.push(subtree(from, to))
    },
    shown: () => undefined,
    join: () => undefined,
  })
  return proof
}

/**
 * The root that a subset and its proof give. `leaf(index)` is asked for each index of `runs` in rising order, until it has
 * none to give: the work is bounded by the leaves there are and the length of the proof, whatever the runs say.
 * @throws FormatError PROOF_SHAPE when the proof has too few or too many hashes, a leaf is missing, or the runs are not rising,
 * apart and inside the tree.
 */
export function rootFromSubset(
  sha256: Sha256,
  size: number,
  runs: readonly Run[],
  leaf: (index: number) => Hash | undefined,
  proof: readonly Hash[],
): Hash {
  checkRuns(runs, size)
  if (size === 0) {
    if (proof.length > 0) throw new FormatError('PROOF_SHAPE', 'an empty tree has no proof')
    return hashEmpty(sha256)
  }
  let used = 0
  const root = walkSubset<Hash>(0, size, runs, {
    hidden: () => {
      const hash = proof[used++]
      if (hash === undefined) throw new FormatError('PROOF_SHAPE', 'the proof has too few hashes')
      return hash
    },
    shown: (from, to) => {
      const hashes: Hash[] = []
      for (let index = from; index < to; index++) {
        const hash = leaf(index)
        if (hash === undefined) throw new FormatError('PROOF_SHAPE', 'a leaf that the proof is for is not there')
        pushLeaf(sha256, hashes, index - from, hash)
      }
      return frontierRoot(sha256, hashes)
    },
    join: (left, right) => hashNode(sha256, left, right),
  })
  if (used !== proof.length) throw new FormatError('PROOF_SHAPE', 'the proof has too many hashes')
  return root
}

function checkRuns(runs: readonly Run[], size: number): void {
  let last = -1
  for (const { from, to } of runs) {
    if (from <= last || to <= from || to > size) {
      throw new FormatError('PROOF_SHAPE', 'runs overlap, touch, are empty or leave the tree')
    }
    last = to
  }
}

/** The runs that hold exactly these indices, which rise. */
export function runsOf(indices: readonly number[]): Run[] {
  const runs: { from: number; to: number }[] = []
  for (const index of indices) {
    const last = runs.at(-1)
    if (last !== undefined && last.to === index) last.to = index + 1
    else runs.push({ from: index, to: index + 1 })
  }
  return runs
}

interface SubsetVisitor<T> {
  /** No leaf of this subtree is shown. */
  hidden(from: number, to: number): T
  /** All are. */
  shown(from: number, to: number): T
  join(left: T, right: T): T
}

function walkSubset<T>(from: number, to: number, runs: readonly Run[], visitor: SubsetVisitor<T>): T {
  let first = 0
  // Runs are visited in rising order, so `first` only moves forward over the whole walk.
  const visit = (low: number, high: number): T => {
    while (first < runs.length && (runs[first] as Run).to <= low) first++
    const run = runs[first]
    if (run === undefined || run.from >= high) return visitor.hidden(low, high)
    if (run.from <= low && run.to >= high) return visitor.shown(low, high)
    const middle = low + splitPoint(high - low)
    const left = visit(low, middle)
    return visitor.join(left, visit(middle, high))
  }
  return visit(from, to)
}
