/**
 * What the thread that hashes runs, as text: so it needs no file of its own wherever the package is installed, bundled or run
 * from its sources. It computes what `claim-hash.ts` does; a test holds both against each other.
 */

/** Claims one behind the other in shared memory, or the serials of a manifest, sorted, each with its length before it. */
export type HashTask =
  | {
      readonly id: number
      readonly kind: 'claims'
      /** Claims from its start on; in their place the hashes are put, 32 bytes each. */
      readonly memory: SharedArrayBuffer
      readonly count: number
      /** The tree whose next leaves they are, kept until it is asked for. */
      readonly tree?: number
    }
  | { readonly id: number; readonly kind: 'tree'; readonly tree: number }
  | {
      readonly id: number
      readonly kind: 'manifest'
      readonly serials: Uint8Array
      readonly seed: Uint8Array
      readonly count: number
    }

export interface HashAnswer {
  readonly id: number
  /** Root of the manifest, or the frontier of the tree. */
  readonly hashes?: Uint8Array
  /** Leaves of the tree: fewer than were sent when the thread had to be started anew. */
  readonly size?: number
}

export const HASH_WORKER: string = `
const { parentPort } = require('node:worker_threads')
const { hash } = require('node:crypto')

const node = Buffer.alloc(65)
node[0] = 0x01
const salt = Buffer.alloc(25)
let preimage = Buffer.alloc(1 << 16)
let views = []

// The beginning of the preimage; short ones are made once.
function firstOf(size) {
  if (size > 2048) return preimage.subarray(0, size)
  views[size] ??= preimage.subarray(0, size)
  return views[size]
}

function push(hashes, size, leaf) {
  let top = leaf
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    node.latin1Write(hashes.pop(), 1, 32)
    node.latin1Write(top, 33, 32)
    top = hash('sha256', node, 'latin1')
  }
  hashes.push(top)
}

function rootOf(hashes) {
  let root = hashes[hashes.length - 1]
  for (let i = hashes.length - 2; i >= 0; i--) {
    node.latin1Write(hashes[i], 1, 32)
    node.latin1Write(root, 33, 32)
    root = hash('sha256', node, 'latin1')
  }
  return root
}

// 0x00, the value, and the first 16 bytes of SHA-256(domain, seed, index); the value ends at size.
function salted(size, index) {
  salt[21] = index >>> 24
  salt[22] = index >>> 16
  salt[23] = index >>> 8
  salt[24] = index
  preimage.latin1Write(hash('sha256', salt, 'latin1'), size, 16)
  return hash('sha256', firstOf(size + 16), 'latin1')
}

const claimLeaf = Buffer.alloc(33)
const trees = new Map()

// The next leaves of a tree: claims are leaf data there.
function grow(tree, claims) {
  const known = trees.get(tree) ?? { size: 0, hashes: [] }
  trees.set(tree, known)
  for (const claim of claims) {
    claimLeaf.latin1Write(claim, 1, 32)
    push(known.hashes, known.size++, hash('sha256', claimLeaf, 'latin1'))
  }
}

function frontier(tree) {
  const { size, hashes } = trees.get(tree) ?? { size: 0, hashes: [] }
  trees.delete(tree)
  return { size, hashes: bytesOf(hashes.join('')) }
}

function bytesOf(text) {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function claims({ memory, count, tree }) {
  const all = Buffer.from(memory)
  const out = []
  salt[0] = 0x06
  let at = 0
  const head = () => {
    const low = all[at++] & 31
    if (low < 24) return low
    let value = 0
    for (let left = 1 << (low - 24); left > 0; left--) value = value * 256 + all[at++]
    return value
  }
  for (let i = 0; i < count; i++) {
    at++
    head()
    all.copy(salt, 1, at, at + 16)
    at += 16
    const slots = head()
    const hashes = []
    for (let slot = 0; slot < slots; slot++) {
      const size = head()
      if (size + 17 > preimage.length) {
        preimage = Buffer.alloc(2 * size + 17)
        views = []
      }
      preimage[0] = 0
      all.copy(preimage, 1, at, at + size)
      at += size
      push(hashes, slot, salted(1 + size, slot))
    }
    out.push(rootOf(hashes))
  }
  // A claim is longer than its hash, so there is room for all of them.
  out.forEach((root, i) => all.latin1Write(root, 32 * i, 32))
  if (tree !== undefined) grow(tree, out)
}

function manifest({ serials, seed, count }) {
  salt[0] = 0x07
  salt.set(seed, 1)
  preimage[0] = 0
  preimage[1] = 0x81
  const hashes = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const size = serials[at++]
    let to = 2
    if (size < 24) preimage[to++] = 0x60 | size
    else {
      preimage[to++] = 0x78
      preimage[to++] = size
    }
    for (let k = 0; k < size; k++) preimage[to + k] = serials[at + k]
    at += size
    push(hashes, i, salted(to + size, i))
  }
  return { hashes: bytesOf(rootOf(hashes)) }
}

parentPort.on('message', (task) => {
  const work = { claims, tree: ({ tree }) => frontier(tree), manifest }[task.kind]
  parentPort.postMessage({ id: task.id, ...work(task) })
})
`
