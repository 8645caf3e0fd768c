/** What an auditor waits for. */

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Measured } from './child.ts'
import { GROUP, now, seconds } from './clock.ts'
import { inGroups } from './frames.ts'
import { admit, chunksOf, commissioning, freshLedger, policyText, signed, singleDispenses, take } from './ours.ts'
import {
  type Crypto,
  defaultRules,
  EMPTY_MEMORY,
  generateKey,
  makeScenario,
  makeSerials,
  nodeCrypto,
  parsePolicy,
  type SignatureCheck,
  seededRandom,
  sha256,
  verifyBundle,
} from './product.ts'
import { percentile } from './stats.ts'

export async function verify({
  bundle,
  events,
  signatures,
}: {
  bundle: string
  events: number
  signatures: boolean
}): Promise<Measured> {
  const bytes = readFileSync(bundle)
  const parsed = parsePolicy(sha256, readFileSync(`${bundle}.policy`, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message)
  const crypto = signatures ? nodeCrypto() : trusting(nodeCrypto())
  const shared = { policy: parsed.value, memory: EMPTY_MEMORY, rules: defaultRules }
  const options = { ...shared, crypto, now: Date.now(), makeHasher }
  const started = now()
  const report = await verifyBundle(chunksOf(bytes), options)
  const taken = seconds(started)
  if (report.headline !== 'in order' || report.findings.length > 0)
    throw new Error(`${report.headline}: ${report.findings[0]?.code}`)
  return { eventsPerSecond: events / taken, secondsInAll: taken, rssMB: process.resourceUsage().maxRSS / 1024 }
}

/** Of the file as a whole, by Node's cryptography: as the command line gives it to the verifier. */
function makeHasher(): { update(bytes: Uint8Array): void; digest(): Uint8Array } {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}

/** Everything but the signatures, to see what they cost. */
function trusting(crypto: Crypto): Crypto {
  return { ...crypto, verifyEd25519: (items) => Promise.resolve(items.map(() => true)) }
}

/** A bundle of which every event came in a signed submission of 1,000. */
export async function signedBundle({
  folder,
  packs,
  bundle,
}: {
  folder: string
  packs: number
  bundle: string
}): Promise<Measured> {
  const story = makeScenario({ packs: 100 })
  const serials = makeSerials(seededRandom(13), packs)
  const bench = await freshLedger(folder, story)
  const key = await admit(bench, story.manufacturer.id)
  await take(bench.ledger, await signed(bench.ledger, key, [commissioning(story, serials)]))
  for (const group of inGroups(serials, GROUP)) {
    await take(bench.ledger, await signed(bench.ledger, key, singleDispenses(story, group)))
  }
  await bench.ledger.seal()
  const parts: Uint8Array[] = []
  for await (const part of bench.ledger.exportBundle(story.product, story.lot)) parts.push(part)
  writeFileSync(bundle, Buffer.concat(parts))
  writeFileSync(`${bundle}.policy`, policyText(bench))
  await bench.ledger.close()
  return { bundleBytes: Buffer.concat(parts).length }
}

/** Signatures alone: in portions that stay on the calling thread, and all at once. */
export async function signatures({ count }: { count: number }): Promise<Measured> {
  const { signer } = generateKey()
  const items: SignatureCheck[] = []
  for (let i = 0; i < count; i++) {
    const message = new TextEncoder().encode(`message ${i}`)
    items.push({ publicKey: signer.publicKey, message, signature: await signer.sign(message) })
  }
  const { verifyEd25519 } = nodeCrypto()
  const alone = async (): Promise<boolean[]> => {
    const verdicts: boolean[] = []
    for (const group of inGroups(items, 31)) verdicts.push(...(await verifyEd25519(group)))
    return verdicts
  }
  // Threads that are there and code that is compiled are fair to both.
  await verifyEd25519(items)
  await alone()
  const one: number[] = []
  const two: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    one.push(await timed(alone))
    two.push(await timed(() => verifyEd25519(items)))
  }
  return { onePerSecond: count / percentile(one, 0.5), twoPerSecond: count / percentile(two, 0.5) }
}

/** Both ways by turns, so that whatever else the machine does meets both. */
const TURNS = 5

async function timed(check: () => Promise<boolean[]>): Promise<number> {
  const started = now()
  const verdicts = await check()
  const taken = seconds(started)
  if (!verdicts.every(Boolean)) throw new Error('a good signature was called bad')
  return taken
}
