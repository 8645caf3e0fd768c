/**
 * One hash over the answers for all sizes, so that a reader can check every case without a file of every case. Leaf i is the leaf
 * of the two bytes of i, big-endian; what is hashed for each case is said in test/vectors/README.md.
 */
import {
  concatBytes,
  consistencyProof,
  type Hash,
  hashLeaf,
  inclusionProof,
  runsOf,
  subsetProof,
  subtreeOf,
} from '../../packages/protocol/src/index.ts'
import { sha256 } from './tiny-ledger.ts'

export function exhaustive(what: string, sizes: number): Hash {
  const leaves = Array.from({ length: sizes }, (_, i) => hashLeaf(sha256, Uint8Array.of(i >> 8, i & 255)))
  let rolling: Hash = new Uint8Array(32)
  const add = (hashes: readonly Hash[]): void => {
    rolling = sha256(concatBytes(rolling, ...hashes))
  }
  for (let size = 0; size <= sizes; size++) {
    const subtree = memo(leaves.slice(0, size))
    if (what === 'roots') add([subtree(0, size)])
    if (what === 'inclusion') for (let i = 0; i < size; i++) add(inclusionProof(i, size, subtree))
    if (what === 'consistency') for (let m = 1; m <= size; m++) add(consistencyProof(m, size, subtree))
    if (what === 'subset') for (let m = 1; m <= size; m++) add(subsetProof(size, runsOf(everyNth(m, size)), subtree))
  }
  return rolling
}

/** The leaves 0, m, 2m, … below `size`. */
function everyNth(m: number, size: number): number[] {
  return Array.from({ length: Math.ceil(size / m) }, (_, i) => i * m)
}

function memo(leaves: readonly Hash[]): (from: number, to: number) => Hash {
  const known = new Map<number, Hash>()
  const subtree = subtreeOf(sha256, leaves)
  return (from, to) => {
    const key = from * 1000 + to
    const found = known.get(key) ?? subtree(from, to)
    known.set(key, found)
    return found
  }
}
