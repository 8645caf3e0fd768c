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
      /** Whether they are leaves of a tree: then its frontier is asked for as well. */
      readonly leaves: boolean
    }
  | {
      readonly id: number
      readonly kind: 'manifest'
      readonly serials: Uint8Array
      readonly seed: Uint8Array
      readonly count: number
    }

export interface HashAnswer {
  readonly id: number
  /** Root of the manifest, or the frontier of the leaves. */
  readonly hashes?: Uint8Array
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

// Claims are leaf data in the tree of their submission.
function frontierOf(claims) {
  const hashes = []
  claims.forEach((claim, i) => {
    claimLeaf.latin1Write(claim, 1, 32)
    push(hashes, i, hash('sha256', claimLeaf, 'latin1'))
  })
  return bytesOf(hashes.join(''))
}

function bytesOf(text) {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

function claims({ memory, count, leaves }) {
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
  return leaves ? { hashes: frontierOf(out) } : {}
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
  const work = task.kind === 'claims' ? claims : manifest
  parentPort.postMessage({ id: task.id, ...work(task) })
})
`
