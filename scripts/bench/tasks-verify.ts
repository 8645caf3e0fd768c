/** What an auditor waits for. */

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
  const options = { policy: parsed.value, memory: EMPTY_MEMORY, crypto, now: Date.now(), rules: defaultRules }
  const started = now()
  const report = await verifyBundle(chunksOf(bytes), options)
  const taken = seconds(started)
  if (report.headline !== 'in order' || report.findings.length > 0)
    throw new Error(`${report.headline}: ${report.findings[0]?.code}`)
  return { eventsPerSecond: events / taken, secondsInAll: taken, rssMB: process.resourceUsage().maxRSS / 1024 }
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
  await verifyEd25519(items.slice(0, 2000))
  const one = now()
  for (const group of inGroups(items, 31)) await verifyEd25519(group)
  const alone = seconds(one)
  const two = now()
  const good = await verifyEd25519(items)
  const together = seconds(two)
  if (!good.every(Boolean)) throw new Error('a good signature was called bad')
  return { onePerSecond: count / alone, twoPerSecond: count / together }
}
