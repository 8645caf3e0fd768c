/**
 * The map: stream key → [size, root, last leaf], a sparse Merkle trie over the 256 bits of the key (docs/spec/09-map.md).
 * An empty subtree hashes to 32 zero bytes, a subtree with one key to that key's leaf, any other to its two halves.
 */
import { compareBytes, equalBytes } from './bytes.ts'
import { type Cbor, encode } from './cbor.ts'
import type { Hash, Sha256 } from './crypto.ts'
import { ZERO_HASH } from './entry.ts'
import { FormatError } from './error.ts'
import { hashMapLeaf, hashMapNode, hashMapValue } from './hash.ts'
import { asArray, asBytes, asCount } from './shape.ts'

/** Items of one map frame of a bundle; all frames but the last are full. */
export const MAP_CHUNK = 16_384

/** The head of a stream at an epoch. */
export interface StreamHead {
  /** Number of entries, at least 1. */
  readonly size: number
  /** RFC 9162 root over the leaves of the stream. */
  readonly root: Hash
  readonly last: Hash
}

export interface MapItem extends StreamHead {
  readonly key: Hash
}

/** A subtree, as far as its parent must know it: a lone leaf is carried up unchanged. */
export interface MapNode {
  readonly kind: 'empty' | 'leaf' | 'inner'
  readonly hash: Hash
}

export const EMPTY_MAP_NODE: MapNode = { kind: 'empty', hash: ZERO_HASH }

export function mapLeaf(sha256: Sha256, item: MapItem): MapNode {
  const value = hashMapValue(sha256, encode([item.size, item.root, item.last]))
  return { kind: 'leaf', hash: hashMapLeaf(sha256, item.key, value) }
}

export function joinMap(sha256: Sha256, left: MapNode, right: MapNode): MapNode {
  if (left.kind === 'empty' && right.kind !== 'inner') return right
  if (right.kind === 'empty' && left.kind !== 'inner') return left
  return { kind: 'inner', hash: hashMapNode(sha256, left.hash, right.hash) }
}

/** Bit `depth` of a key, the first being the highest bit of its first byte. */
export function keyBit(key: Hash, depth: number): 0 | 1 {
  return (((key[depth >> 3] as number) >> (7 - (depth & 7))) & 1) === 1 ? 1 : 0
}

/** One item of a multiproof, in the order of a walk from the root, left before right. */
export type MapProofItem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'hidden'; readonly hash: Hash }
  | { readonly kind: 'branch' }
  | { readonly kind: 'shown'; readonly item: MapItem }

export function mapProofToCbor(proof: readonly MapProofItem[]): Cbor {
  return proof.map((node): Cbor => {
    if (node.kind === 'empty') return null
    if (node.kind === 'branch') return true
    if (node.kind === 'hidden') return node.hash
    return [node.item.key, node.item.size, node.item.root, node.item.last]
  })
}

export function mapProofFromCbor(value: Cbor | undefined): MapProofItem[] {
  return asArray(value, 'map proof').map((node): MapProofItem => {
    if (node === null) return { kind: 'empty' }
    if (node === true) return { kind: 'branch' }
    if (node instanceof Uint8Array) return { kind: 'hidden', hash: hiddenHash(node) }
    const [key, size, root, last] = asArray(node, 'map leaf', 4)
    const count = asCount(size, 'stream size')
    if (count === 0) throw new FormatError('VALUE', 'a stream in the map has at least one entry')
    return {
      kind: 'shown',
      item: {
        key: asBytes(key, 'stream key', 32),
        size: count,
        root: asBytes(root, 'root', 32),
        last: asBytes(last, 'last', 32),
      },
    }
  })
}

/** 32 zero bytes are an empty subtree, which has its own sign: a second spelling is refused. */
function hiddenHash(node: Uint8Array): Hash {
  const hash = asBytes(node, 'map node', 32)
  if (equalBytes(hash, ZERO_HASH)) throw new FormatError('SHAPE', 'an empty subtree is written null')
  return hash
}

/**
 * The root that a multiproof gives, and the heads it shows, keyed rising.
 * @throws FormatError PROOF_SHAPE when it is cut, too long, shows a key where it cannot stand, or is not the shortest proof.
 */
export function rootFromMapProof(sha256: Sha256, proof: readonly MapProofItem[]): { root: Hash; shown: MapItem[] } {
  const shown: MapItem[] = []
  const path: (0 | 1)[] = []
  let at = 0
  const visit = (): MapNode => {
    const node = proof[at++]
    if (node === undefined) throw new FormatError('PROOF_SHAPE', 'the map proof is cut short')
    if (node.kind === 'empty') return EMPTY_MAP_NODE
    if (node.kind === 'hidden') return { kind: 'inner', hash: node.hash }
    if (node.kind === 'shown') {
      if (path.some((bit, depth) => keyBit(node.item.key, depth) !== bit)) {
        throw new FormatError('PROOF_SHAPE', 'the map proof shows a key where it cannot stand')
      }
      shown.push(node.item)
      return mapLeaf(sha256, node.item)
    }
    if (path.length >= 256) throw new FormatError('PROOF_SHAPE', 'the map proof is deeper than a key is long')
    const before = shown.length
    path.push(0)
    const left = visit()
    path[path.length - 1] = 1
    const right = visit()
    path.pop()
    if (shown.length === before) throw new FormatError('PROOF_SHAPE', 'the map proof opens a branch that shows nothing')
    const joined = joinMap(sha256, left, right)
    if (joined.kind !== 'inner')
      throw new FormatError('PROOF_SHAPE', 'the map proof splits a subtree that holds one key')
    return joined
  }
  const root = visit()
  if (at !== proof.length) throw new FormatError('PROOF_SHAPE', 'the map proof is too long')
  return { root: root.hash, shown }
}

/** What a prover needs of a stored map: the two halves of a subtree that holds at least two keys. */
export type MapHalves = (path: readonly (0 | 1)[]) => { readonly left: MapNode; readonly right: MapNode }

/** A map held in memory, for tests, vectors and replay; items in any order, keys distinct. */
export function mapOf(
  sha256: Sha256,
  items: readonly MapItem[],
): { root: Hash; prove(keys: readonly Hash[]): MapProofItem[] } {
  const sorted = [...items].sort((a, b) => compareBytes(a.key, b.key))
  const build = (low: number, high: number, depth: number): MapNode => {
    if (low === high) return EMPTY_MAP_NODE
    if (high - low === 1) return mapLeaf(sha256, sorted[low] as MapItem)
    const middle = split(sorted, low, high, depth)
    return joinMap(sha256, build(low, middle, depth + 1), build(middle, high, depth + 1))
  }
  return {
    root: build(0, sorted.length, 0).hash,
    prove(keys) {
      const wanted = (item: MapItem): boolean => keys.some((key) => equalBytes(key, item.key))
      const proof: MapProofItem[] = []
      const visit = (low: number, high: number, depth: number): void => {
        if (low === high) proof.push({ kind: 'empty' })
        else if (!sorted.slice(low, high).some(wanted))
          proof.push({ kind: 'hidden', hash: build(low, high, depth).hash })
        else if (high - low === 1) proof.push({ kind: 'shown', item: sorted[low] as MapItem })
        else {
          const middle = split(sorted, low, high, depth)
          proof.push({ kind: 'branch' })
          visit(low, middle, depth + 1)
          visit(middle, high, depth + 1)
        }
      }
      visit(0, sorted.length, 0)
      return proof
    },
  }
}

function split(sorted: readonly MapItem[], low: number, high: number, depth: number): number {
  let middle = low
  while (middle < high && keyBit((sorted[middle] as MapItem).key, depth) === 0) middle++
  return middle
}
