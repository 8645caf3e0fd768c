/** Signature checks on two threads. */
import { Worker } from 'node:worker_threads'
import { ed25519Acceptable, type SignatureCheck } from '@packtrail/protocol'

const THREADS = 2
/**
 * Checks sent at once: enough to hide the messages while there are many left, few enough in the end that both threads finish
 * together. Each thread has a second portion waiting, so that it need not wait for the first to be answered.
 */
const MOST = 256
const LEAST = 16
const IN_FLIGHT = 2

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

/** Verdicts in order. What is malformed is refused here; the threads try the equation alone. */
export async function verifyOnWorkers(checks: readonly SignatureCheck[]): Promise<boolean[]> {
  while (threads.length < THREADS) threads.push(startThread())
  const verdicts = new Array<boolean>(checks.length).fill(false)
  let next = 0
  // Each thread asks for the next portion when it is done with one: an uneven machine does not hold the other up.
  const run = async (thread: Thread): Promise<void> => {
    while (next < checks.length) {
      const left = checks.length - next
      const from = next
      next += Math.min(left, MOST, Math.max(LEAST, Math.ceil(left / (2 * THREADS * IN_FLIGHT))))
      const portion: number[] = []
      for (let i = from; i < next; i++) if (ed25519Acceptable(checks[i] as SignatureCheck)) portion.push(i)
      if (portion.length === 0) continue
      const out = await send(
        thread,
        portion.map((i) => checks[i] as SignatureCheck),
      )
      portion.forEach((i, k) => {
        verdicts[i] = out[k] === 1
      })
    }
  }
  await Promise.all(threads.flatMap((thread) => Array.from({ length: IN_FLIGHT }, () => run(thread))))
  return verdicts
}
