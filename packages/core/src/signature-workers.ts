/** Signature checks on two threads. */
import { Worker } from 'node:worker_threads'
import type { SignatureCheck } from '@packtrail/protocol'

const THREADS = 2
/** Checks sent at once: enough to hide the messages, few enough that both threads end together. */
const PORTION = 256

/**
 * What a worker runs, as text, so that it needs no file of its own wherever the package was installed or bundled to.
 * A portion is one buffer: for each check 32 bytes key, 64 bytes signature, 4 bytes length, message.
 */
const WORKER = `
const { parentPort } = require('node:worker_threads')
const { createPublicKey, verify } = require('node:crypto')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
let lastBytes, lastKey
parentPort.on('message', ({ id, bytes, count }) => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Uint8Array(count)
  let at = 0
  for (let i = 0; i < count; i++) {
    const publicKey = all.subarray(at, at + 32)
    const signature = all.subarray(at + 32, at + 96)
    const size = all.readUInt32BE(at + 96)
    const message = all.subarray(at + 100, at + 100 + size)
    at += 100 + size
    try {
      if (lastBytes === undefined || !lastBytes.equals(publicKey)) {
        lastBytes = undefined
        lastKey = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
        lastBytes = Buffer.from(publicKey)
      }
      out[i] = verify(null, message, lastKey, signature) ? 1 : 0
    } catch { out[i] = 0 }
  }
  parentPort.postMessage({ id, out })
})
`

interface Done {
  resolve(verdicts: Uint8Array): void
  reject(error: Error): void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Done>
}

let threads: Thread[] = []
let nextId = 0

function startThread(): Thread {
  const worker = new Worker(WORKER, {
    eval: true,
    name: 'signatures',
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
  })
  const thread: Thread = { worker, waiting: new Map() }
  worker.on('message', ({ id, out }: { id: number; out: Uint8Array }) => {
    const done = thread.waiting.get(id)
    thread.waiting.delete(id)
    if (thread.waiting.size === 0) worker.unref()
    done?.resolve(out)
  })
  const fail = (error: Error): void => {
    threads = threads.filter((other) => other !== thread)
    for (const done of thread.waiting.values()) done.reject(error)
    thread.waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('a thread that checks signatures ended')))
  // An idle pool must not keep the program alive.
  worker.unref()
  return thread
}

function send(thread: Thread, checks: readonly SignatureCheck[]): Promise<Uint8Array> {
  const size = checks.reduce((sum, { message }) => sum + 100 + message.length, 0)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { publicKey, signature, message } of checks) {
    bytes.set(publicKey, at)
    bytes.set(signature, at + 32)
    view.setUint32(at + 96, message.length)
    bytes.set(message, at + 100)
    at += 100 + message.length
  }
  const id = nextId++
  return new Promise((resolve, reject) => {
    thread.waiting.set(id, { resolve, reject })
    thread.worker.ref()
    thread.worker.postMessage({ id, bytes, count: checks.length }, [bytes.buffer])
  })
}

/** Verdicts in order, by the equation alone: the caller has already refused what is malformed. */
export async function verifyOnWorkers(checks: readonly SignatureCheck[]): Promise<boolean[]> {
  while (threads.length < THREADS) threads.push(startThread())
  const portions: (readonly SignatureCheck[])[] = []
  for (let i = 0; i < checks.length; i += PORTION) portions.push(checks.slice(i, i + PORTION))
  const out: Uint8Array[] = []
  let next = 0
  // Each thread asks for the next portion when it is done with one: an uneven machine does not hold the other up.
  const run = async (thread: Thread): Promise<void> => {
    for (let i = next++; i < portions.length; i = next++) out[i] = await send(thread, portions[i] as SignatureCheck[])
  }
  await Promise.all(threads.map(run))
  return out.flatMap((part) => Array.from(part, (verdict) => verdict === 1))
}
