/**
 * The measurements, each run in a process of its own (`child.ts`): node … tasks.ts NAME PARAMS. The last line on standard output
 * is the answer.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from './child.ts'
import { frameFile, inGroups, readFrameFile } from './frames.ts'
import {
  admit,
  type Bench,
  bytesIn,
  commissioning,
  freshLedger,
  inChunks,
  policyText,
  reopen,
  rowsIn,
  signed,
  singleDispenses,
  take,
} from './ours.ts'
import { appendToHypercore } from './peers/hypercore.ts'
import { type Row, writeToLevel } from './peers/level.ts'
import { appendToSqlite } from './peers/sqlite.ts'
import {
  type Act,
  type Crypto,
  type Draft,
  defaultRules,
  deliveryActs,
  EMPTY_MEMORY,
  encodeClaim,
  epcisJson,
  eventSlots,
  generateKey,
  type Hash,
  importDocument,
  intakeActs,
  lineActs,
  type MapItem,
  makeScenario,
  makeSerials,
  nodeCrypto,
  openLevelStore,
  openMapPages,
  parsePolicy,
  pharmacyActs,
  type Scenario,
  type SignatureCheck,
  seededRandom,
  sha256,
  shipActs,
  verifyBundle,
} from './product.ts'
import { recordBatches } from './record.ts'
import { percentile } from './stats.ts'

const GROUP = 1000

const seconds = (from: bigint): number => Number(process.hrtime.bigint() - from) / 1e9
const now = (): bigint => process.hrtime.bigint()

// ------------------------------------------------------------------ capture

/** Single-pack events in signed submissions of 1,000: signature, rules, proofs, one synced batch each. */
async function capture({ folder, packs, rows }: { folder: string; packs: number; rows?: string }): Promise<Measured> {
  const scenario = makeScenario({ packs: 100 })
  const serials = makeSerials(seededRandom(7), packs)
  const bench = await freshLedger(folder, scenario)
  const key = await admit(bench, scenario.manufacturer.id)
  await take(bench.ledger, await signed(bench.ledger, key, [commissioning(scenario, serials)]))
  const files: Uint8Array[] = []
  for (const group of inGroups(serials, GROUP)) {
    files.push(await signed(bench.ledger, key, singleDispenses(scenario, group)))
  }
  const before = await settled(bench)
  const ledger = await reopen(bench)
  const recorded = rows === undefined ? undefined : recordBatches()
  const started = now()
  // Two under way: the second is read and its signature checked while the first is written, and their order stays.
  let last: Promise<void> = Promise.resolve()
  for (const file of files) {
    const next = take(ledger, file)
    await last
    last = next
  }
  await last
  const taken = seconds(started)
  recorded?.stop()
  const { entries } = ledger.stats()
  await ledger.close()
  if (rows !== undefined && recorded !== undefined) writeRows(rows, recorded.groups)
  const puts = recorded?.groups.reduce((sum, group) => sum + group.length, 0) ?? 0
  const after = await settled({ ...bench, ledger })
  if (entries < packs) throw new Error(`only ${entries} entries after ${packs} events`)
  return {
    eventsPerSecond: packs / taken,
    bytesPerEvent: (after.bytes - before.bytes) / packs,
    rowsPerEvent: (after.rows - before.rows) / packs,
    putsPerEvent: puts / packs,
  }
}

/** The database when nothing waits in its write-ahead log any more: it was opened once again and closed. */
async function settled(bench: Bench): Promise<{ readonly bytes: number; readonly rows: number }> {
  const db = join(bench.folder, 'db')
  await bench.ledger.close()
  await (await reopen(bench)).close()
  return { bytes: bytesIn(db), rows: await rowsIn(db) }
}

function writeRows(name: string, groups: readonly (readonly Row[])[]): void {
  const file = frameFile(name)
  for (const group of groups) {
    file.write(Uint8Array.of(2))
    for (const [key, value] of group) {
      file.write(key)
      file.write(value === null ? Uint8Array.of(0) : Buffer.concat([Uint8Array.of(1), value]))
    }
  }
  file.close()
}

function readRows(name: string): Row[][] {
  const groups: Row[][] = []
  const frames = readFrameFile(name)
  for (let i = 0; i < frames.length; ) {
    const frame = frames[i] as Uint8Array
    if (frame.length === 1 && frame[0] === 2) {
      groups.push([])
      i++
      continue
    }
    const value = frames[i + 1] as Uint8Array
    groups.at(-1)?.push([frame, value[0] === 0 ? null : value.subarray(1)])
    i += 2
  }
  return groups
}

/** The bytes that every peer appends: the claims of the same events, as they travel in a submission. */
async function dataset({ file, packs }: { file: string; packs: number }): Promise<Measured> {
  const scenario = makeScenario({ packs: 100 })
  const serials = makeSerials(seededRandom(7), packs)
  const { random } = nodeCrypto()
  const out = frameFile(file)
  let bytes = 0
  for (const { event } of singleDispenses(scenario, serials)) {
    const claim = encodeClaim({ seed: random(16), slots: eventSlots(event) })
    bytes += claim.length
    out.write(claim)
  }
  out.close()
  writeFileSync(`${file}.packs`, serials.join('\n'))
  return { bytesPerEvent: bytes / packs }
}

// -------------------------------------------------------------------- peers

async function hypercore({ peers, folder, file }: { peers: string; folder: string; file: string }): Promise<Measured> {
  const blocks = readFrameFile(file)
  const taken = await appendToHypercore(peers, empty(folder), inGroups(blocks, GROUP))
  return { eventsPerSecond: blocks.length / taken, bytesPerEvent: bytesIn(folder) / blocks.length }
}

async function sqlite({ peers, folder, file }: { peers: string; folder: string; file: string }): Promise<Measured> {
  const blocks = readFrameFile(file)
  const packs = readFileSync(`${file}.packs`, 'utf8').split('\n')
  const events = blocks.map((bytes, i) => ({ pack: packs[i] as string, bytes }))
  const taken = appendToSqlite(peers, empty(folder), inGroups(events, GROUP))
  return { eventsPerSecond: blocks.length / taken, bytesPerEvent: bytesIn(folder) / blocks.length }
}

async function level({ folder, rows, packs }: { folder: string; rows: string; packs: number }): Promise<Measured> {
  const groups = readRows(rows)
  const taken = await writeToLevel(empty(folder), groups)
  return { eventsPerSecond: packs / taken, rowsPerSecond: groups.reduce((sum, group) => sum + group.length, 0) / taken }
}

function empty(folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

// ----------------------------------------------------------------- scenario

/** The whole scenario from EPCIS 2.0 documents, attested; then seal, export, history, opening. */
async function scenario({
  folder,
  packs,
  bundle,
}: {
  folder: string
  packs: number
  bundle?: string
}): Promise<Measured> {
  const story = makeScenario({ packs })
  const documents = documentsOf(story)
  const bench = await freshLedger(folder, story)
  const { ledger } = bench
  const started = now()
  let events = 0
  for await (const { outcome, findings } of ledger.attest(draftsOf(documents), { mode: 'document' })) {
    if (outcome !== 'appended' || findings.length > 0) throw new Error(`${outcome}: ${findings[0]?.code}`)
    events++
  }
  const taken = seconds(started)
  const sealing = now()
  const { size } = await ledger.seal()
  const sealed = seconds(sealing)
  const exporting = now()
  const parts: Uint8Array[] = []
  for await (const part of ledger.exportBundle(story.product, story.lot)) parts.push(part)
  const exported = seconds(exporting)
  const bytes = Buffer.concat(parts)
  if (bundle !== undefined) {
    writeFileSync(bundle, bytes)
    writeFileSync(`${bundle}.policy`, policyText(bench))
  }
  const history = historyTimes(ledger, story)
  await ledger.close()
  const opening = now()
  const again = await reopen(bench)
  const opened = seconds(opening)
  await again.close()
  if (events !== story.events) throw new Error(`${events} events were appended, not ${story.events}`)
  return {
    eventsPerSecond: events / taken,
    touchesPerSecond: story.touches / taken,
    sealMs: sealed * 1000,
    exportSeconds: exported,
    bundleBytes: bytes.length,
    bundleBytesPerPack: bytes.length / packs,
    historyP50: percentile(history, 0.5),
    historyP99: percentile(history, 0.99),
    openMs: opened * 1000,
    bytesPerEvent: bytesIn(join(folder, 'db')) / events,
    entriesPerEvent: size / events,
    rssMB: process.resourceUsage().maxRSS / 1024,
  }
}

function documentsOf(story: Scenario): Uint8Array[] {
  const line = lineActs(story)
  const shops = story.pharmacies.map((shop) => pharmacyActs(story, shop))
  const acts: (readonly Act[])[] = [
    line.commission,
    line.pack,
    shipActs(story),
    intakeActs(story),
    deliveryActs(story),
    ...shops.map(({ intake }) => intake),
    ...shops.map(({ dispense }) => dispense),
  ]
  return acts.map((list) => new TextEncoder().encode(epcisJson(list, story.start)))
}

async function* draftsOf(documents: readonly Uint8Array[]): AsyncGenerator<Draft> {
  for (const bytes of documents) {
    for await (const items of importDocument(chunksOf(bytes), { file: 'bench' })) {
      for (const item of items) {
        if (item.kind === 'fault') throw new Error(item.fault.message)
        if (item.kind === 'event') yield item.event
      }
    }
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes)
}

/** Milliseconds for the history of a thousand packs, asked a second time: warm. */
function historyTimes(ledger: Awaited<ReturnType<typeof reopen>>, story: Scenario): number[] {
  const random = seededRandom(3)
  const serials = story.commissionings.flat()
  const packs = Array.from({ length: 1000 }, () => `${story.product}/${serials[random() % serials.length]}`)
  for (const pack of packs) ledger.history(pack)
  return packs.map((pack) => {
    const from = now()
    const { length } = ledger.history(pack)
    const ms = seconds(from) * 1000
    if (length < 10) throw new Error(`${pack} has ${length} events in its history`)
    return ms
  })
}

// ------------------------------------------------------------- registration

/** A manifest from a signed file on disk to durable state of every pack. */
async function register({ folder, packs, file }: { folder: string; packs: number; file: string }): Promise<Measured> {
  const story = makeScenario({ packs: 100 })
  const bench = await freshLedger(folder, story)
  const key = await admit(bench, story.manufacturer.id)
  writeFileSync(file, await signed(bench.ledger, key, [commissioning(story, makeSerials(seededRandom(11), packs))]))
  globalThis.gc?.()
  const before = await settled(bench)
  const ledger = await reopen(bench)
  const started = now()
  const report = await ledger.submit(inChunks(readFileSync(file)))
  const taken = seconds(started)
  if (report.outcome !== 'accepted' || report.claims[0]?.outcome !== 'appended')
    throw new Error(`the registration was ${report.outcome}`)
  if (ledger.stats().packs !== packs) throw new Error(`${ledger.stats().packs} packs are known, not ${packs}`)
  await ledger.close()
  const after = await settled({ ...bench, ledger })
  return {
    packsPerSecond: packs / taken,
    bytesPerPack: (after.bytes - before.bytes) / packs,
    rowsPerPack: (after.rows - before.rows) / packs,
  }
}

// ------------------------------------------------------------- verification

async function verify({
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
async function signedBundle({
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
async function signatures({ count }: { count: number }): Promise<Measured> {
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

// ---------------------------------------------------------------------- map

/** An epoch that touches a thousand of a million streams. */
async function epoch({
  folder,
  streams,
  touched,
}: {
  folder: string
  streams: number
  touched: number
}): Promise<Measured> {
  const store = await openLevelStore(empty(folder), 'create')
  const pages = openMapPages(store)
  const item = (i: number, size: number): MapItem => ({
    key: hashOf(`stream ${i}`),
    size,
    root: hashOf(`root ${i} ${size}`),
    last: hashOf(`last ${i} ${size}`),
  })
  for (let from = 0; from < streams; from += 50_000) {
    const batch = store.batch()
    pages.update(
      batch,
      Array.from({ length: Math.min(50_000, streams - from) }, (_, k) => item(from + k, 1)),
    )
    await batch.write()
  }
  const times: number[] = []
  let rows = 0
  for (let round = 0; round < 5; round++) {
    const items = Array.from({ length: touched }, (_, k) => item((k * 977 + round) % streams, 2 + round))
    const started = now()
    const batch = store.batch()
    pages.update(batch, items)
    rows = batch.length
    await batch.write()
    times.push(seconds(started) * 1000)
  }
  await store.close()
  return { epochMs: percentile(times, 0.5), pages: rows }
}

function hashOf(text: string): Hash {
  return sha256(new TextEncoder().encode(text))
}

// --------------------------------------------------------------------- load

/** Rows like ours, half in the order of the log and half at random places, in synced groups of 2,000: how long commits take. */
async function load({ folder, rows }: { folder: string; rows: number }): Promise<Measured> {
  const store = await openLevelStore(empty(folder), 'create')
  const random = seededRandom(5)
  const log = new Uint8Array(190)
  const state = new Uint8Array(40)
  for (let i = 0; i < log.length; i++) log[i] = i % 3 === 0 ? random() % 256 : 65
  const times: number[] = []
  const started = now()
  for (let at = 0; at < rows; at += 2000) {
    const batch = store.batch()
    for (let i = 0; i < 1000; i++) {
      batch.put(numbered(0x65, at + i, 0, 9), log)
      batch.put(numbered(0x69, random(), random(), 24), state)
    }
    const from = now()
    await batch.write()
    times.push(seconds(from) * 1000)
  }
  const taken = seconds(started)
  await store.close()
  return {
    rowsPerSecond: rows / taken,
    slow: times.filter((ms) => ms > 100).length,
    p999: percentile(times, 0.999),
    max: Math.max(...times),
  }
}

function numbered(kind: number, high: number, low: number, size: number): Uint8Array {
  const key = new Uint8Array(size)
  const view = new DataView(key.buffer)
  key[0] = kind
  view.setUint32(1, high)
  view.setUint32(5, low)
  return key
}

// --------------------------------------------------------------------- main

const TASKS: Readonly<Record<string, (params: never) => Promise<Measured>>> = {
  capture,
  dataset,
  hypercore,
  sqlite,
  level,
  scenario,
  register,
  verify,
  signedBundle,
  signatures,
  epoch,
  load,
}

const [name = '', params = '{}'] = process.argv.slice(2)
const task = TASKS[name]
if (task === undefined) throw new Error(`there is no task ${name}`)
process.stdout.write(`${JSON.stringify(await task(JSON.parse(params) as never))}\n`)
// Workers that checked signatures would keep the process alive.
process.exitCode = 0
