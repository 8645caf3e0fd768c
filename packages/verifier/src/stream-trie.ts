/** The map of a log that is replayed: heads of all streams, and its root when it is asked for (docs/spec/09-map.md). */
import {
  EMPTY_MAP_NODE,
  equalBytes,
  frontierRoot,
  type Hash,
  joinMap,
  keyBit,
  type MapNode,
  mapLeaf,
  pushLeaf,
  type Sha256,
} from '@packtrail/protocol'

/** A stream as far as it was read. */
export interface GrowingStream {
  readonly key: Hash
  size: number
  /** Leaf of its newest entry. */
  last: Hash
  readonly frontier: Hash[]
}

export interface StreamTrie {
  /** The stream of this key, if an entry of it was read. */
  find(key: Hash): GrowingStream | undefined
  /** Append a leaf to a stream, which is new if there was none. */
  push(key: Hash, leaf: Hash): void
  /** Root over all heads; only what changed since is hashed again. */
  root(): Hash
}

interface Leaf {
  readonly stream: GrowingStream
  node: MapNode | undefined
}
interface Inner {
  left: Node | undefined
  right: Node | undefined
  node: MapNode | undefined
}
type Node = Leaf | Inner

export function streamTrie(sha256: Sha256): StreamTrie {
  let top: Node | undefined

  /** The leaf of a key, new if it is not there. What changes on the way must be hashed again. */
  const reach = (key: Hash): Leaf => {
    const fresh = (): Leaf => ({ stream: { key, size: 0, last: key, frontier: [] }, node: undefined })
    if (top === undefined) {
      const leaf = fresh()
      top = leaf
      return leaf
    }
    let at = top
    let above: Inner | undefined
    for (let depth = 0; ; depth++) {
      if ('stream' in at) {
        if (equalBytes(at.stream.key, key)) return at
        // Two keys that agree so far: one step down, and on until they differ.
        const inner: Inner = { left: undefined, right: undefined, node: undefined }
        if (keyBit(at.stream.key, depth) === 0) inner.left = at
        else inner.right = at
        put(above, depth - 1, key, inner)
        at = inner
      }
      at.node = undefined
      const next: Node | undefined = keyBit(key, depth) === 0 ? at.left : at.right
      if (next === undefined) {
        const leaf = fresh()
        put(at, depth, key, leaf)
        return leaf
      }
      above = at
      at = next
    }
  }
  const put = (above: Inner | undefined, depth: number, key: Hash, node: Node): void => {
    if (above === undefined) top = node
    else if (keyBit(key, depth) === 0) above.left = node
    else above.right = node
  }
  const hashOf = (at: Node | undefined): MapNode => {
    if (at === undefined) return EMPTY_MAP_NODE
    if (at.node !== undefined) return at.node
    if ('stream' in at) {
      const { key, size, frontier, last } = at.stream
      at.node = mapLeaf(sha256, { key, size, root: frontierRoot(sha256, frontier), last })
    } else at.node = joinMap(sha256, hashOf(at.left), hashOf(at.right))
    return at.node
  }
  return {
    find(key) {
      let at = top
      for (let depth = 0; at !== undefined; depth++) {
        if ('stream' in at) return equalBytes(at.stream.key, key) ? at.stream : undefined
        at = keyBit(key, depth) === 0 ? at.left : at.right
      }
      return undefined
    },
    push(key, leaf) {
      const found = reach(key)
      found.node = undefined
      pushLeaf(sha256, found.stream.frontier, found.stream.size, leaf)
      found.stream.size++
      found.stream.last = leaf
    },
    root: () => hashOf(top).hash,
  }
}
