/** What a forger knows of a Merkle tree: the leaves he sees, and the hashes of subtrees that proofs let slip. */
import {
  consistencyProof,
  type Hash,
  hashNode,
  inclusionProof,
  type Run,
  type Sha256,
  type Subtree,
  splitPoint,
  subsetProof,
} from '@packtrail/protocol'

export interface KnownTree {
  /** Learn from a subset proof, or with one index from an inclusion proof. */
  learnSubset(runs: readonly Run[], proof: readonly Hash[]): void
  learnPath(index: number, proof: readonly Hash[]): void
  /** Learn from a consistency proof of the tree of `first` leaves. */
  learnGrowth(first: number, proof: readonly Hash[]): void
  /** A leaf as it shall be from now on: subtrees above it are computed anew. */
  setLeaf(index: number, leaf: Hash): void
  /** @throws Error when nothing he knows gives this hash. */
  readonly subtree: Subtree
}

export function knownTree(sha256: Sha256, size: number): KnownTree {
  const leaves = new Map<number, Hash>()
  const hidden = new Map<string, Hash>()
  const place = (from: number, to: number): string => `${from}-${to}`
  const holdsLeaf = (from: number, to: number): boolean => {
    for (const index of leaves.keys()) if (from <= index && index < to) return true
    return false
  }
  const compute = (from: number, to: number): Hash | undefined => {
    if (to - from === 1) return leaves.get(from) ?? hidden.get(place(from, to))
    const known = hidden.get(place(from, to))
    if (known !== undefined && !holdsLeaf(from, to)) return known
    const middle = from + splitPoint(to - from)
    const left = compute(from, middle)
    const right = left && compute(middle, to)
    return left && right ? hashNode(sha256, left, right) : undefined
  }
  return {
    learnSubset(runs, proof) {
      let at = 0
      subsetProof(size, runs, (from, to) => {
        const hash = proof[at++] as Hash
        hidden.set(place(from, to), hash)
        return hash
      })
    },
    learnPath(index, proof) {
      let at = proof.length
      inclusionProof(index, size, (from, to) => {
        const hash = proof[--at] as Hash
        hidden.set(place(from, to), hash)
        return hash
      })
    },
    learnGrowth(first, proof) {
      let at = 0
      consistencyProof(first, size, (from, to) => {
        const hash = proof[at++] as Hash
        hidden.set(place(from, to), hash)
        return hash
      })
    },
    setLeaf: (index, leaf) => {
      leaves.set(index, leaf)
    },
    subtree(from, to) {
      const hash = compute(from, to)
      if (hash === undefined) throw new Error(`the forger does not know the subtree ${from} to ${to}`)
      return hash
    },
  }
}
