/** The map proof, item by item as its frames come: what is kept is the path to the item at hand and the heads that are shown. */
import {
  EMPTY_MAP_NODE,
  FormatError,
  type Hash,
  joinMap,
  keyBit,
  MAP_CHUNK,
  type MapNode,
  type MapProofItem,
  mapLeaf,
  type Sha256,
} from '@packtrail/protocol'
import { column64, hashColumn } from './columns.ts'
import { copyOf } from './copy.ts'
import { hashIndex } from './hash-index.ts'

export interface MapReader {
  /** @throws FormatError PROOF_SHAPE as `rootFromMapProof`, or for a frame that is not full though another follows. */
  push(proof: readonly MapProofItem[]): void
  /** @throws FormatError PROOF_SHAPE when the proof is cut short. */
  finish(): { readonly root: Hash; readonly shown: Heads }
}

/** Heads of streams by row, in columns: a batch may have tens of thousands of containers. */
export interface Heads {
  readonly count: number
  /** Row of a stream key, or -1. */
  find(key: Hash): number
  size(row: number): number
  root(row: number): Hash
  last(row: number): Hash
}

interface Branch {
  left: MapNode | undefined
  /** Heads shown before this branch: one that shows nothing of its own must not be opened. */
  readonly shownBefore: number
}

export function mapReader(sha256: Sha256): MapReader {
  const keys = hashIndex()
  const sizes = column64()
  const roots = hashColumn()
  const lasts = hashColumn()
  const path: Branch[] = []
  const bits: (0 | 1)[] = []
  let root: MapNode | undefined
  let lastChunk = MAP_CHUNK

  /** A subtree is complete: it closes every branch of which it is the right half. */
  const complete = (node: MapNode): void => {
    let at = node
    for (;;) {
      const branch = path.at(-1)
      if (branch === undefined) {
        root = at
        return
      }
      if (branch.left === undefined) {
        branch.left = at
        bits[bits.length - 1] = 1
        return
      }
      if (keys.size === branch.shownBefore) throw shape('the map proof opens a branch that shows nothing')
      at = joinMap(sha256, branch.left, at)
      if (at.kind !== 'inner') throw shape('the map proof splits a subtree that holds one key')
      path.pop()
      bits.pop()
    }
  }

  const take = (item: MapProofItem): void => {
    if (root !== undefined) throw shape('the map proof is too long')
    if (item.kind === 'branch') {
      if (path.length >= 256) throw shape('the map proof is deeper than a key is long')
      path.push({ left: undefined, shownBefore: keys.size })
      bits.push(0)
    } else if (item.kind === 'empty') complete(EMPTY_MAP_NODE)
    else if (item.kind === 'hidden') complete({ kind: 'inner', hash: copyOf(item.hash) })
    else {
      const { key, size, root: head, last } = item.item
      if (bits.some((bit, depth) => keyBit(key, depth) !== bit)) {
        throw shape('the map proof shows a key where it cannot stand')
      }
      sizes.set(keys.add(key), size)
      roots.push(head)
      lasts.push(last)
      complete(mapLeaf(sha256, item.item))
    }
  }

  return {
    push(proof) {
      if (lastChunk !== MAP_CHUNK) throw shape('a map frame before the last is not full')
      lastChunk = proof.length
      for (const item of proof) take(item)
    },
    finish() {
      if (root === undefined) throw shape('the map proof is cut short')
      const shown = {
        find: keys.find,
        size: (row: number) => sizes.get(row),
        root: roots.at,
        last: lasts.at,
        count: keys.size,
      }
      return { root: root.hash, shown }
    },
  }
}

function shape(message: string): FormatError {
  return new FormatError('PROOF_SHAPE', message)
}
