/** A small ledger that has at least one row of every kind, as rows that a test can damage before it checks them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventType, Signer } from '@packtrail/protocol'
import { testKey } from '@packtrail/testkit'
import { MemoryLevel } from 'memory-level'
import type { Draft } from '../src/draft.ts'
import { type FsckReport, fsck } from '../src/fsck.ts'
import { writeGenesis } from '../src/init.ts'
import { type Ledger, openOn } from '../src/ledger.ts'
import { type ByteLevel, storeOnLevel } from '../src/level-store.ts'
import { nodeCrypto } from '../src/node-crypto.ts'
import { closeRow, readRow } from '../src/row-bytes.ts'
import type { Store, StoreRow } from '../src/store.ts'
import { CLEAN } from '../src/writer.ts'
import { keySubject, registration, submissionFile } from './author.ts'

export const OPERATOR = 'gln:4012345000009'
export const MAKER = 'gln:4099999000005'
export const PHARMACY = 'gln:4006381333931'
export const PRODUCT = '04012345678901'
export const CASE = 'sscc:340123450000000017'

const START = Date.UTC(2026, 0, 1)

export async function memoryStore(rows: readonly StoreRow[] = []): Promise<Store> {
  const level = new MemoryLevel<Uint8Array, Uint8Array>({
    keyEncoding: 'view',
    valueEncoding: 'view',
    storeEncoding: 'view',
  })
  await level.open()
  const store = storeOnLevel(level as unknown as ByteLevel, { copies: true, compact: async () => undefined })
  const batch = store.batch()
  for (const [key, value] of rows) batch.put(key, value)
  await batch.write()
  return store
}

export async function allRows(store: Store): Promise<StoreRow[]> {
  const rows: StoreRow[] = []
  for await (const chunk of store.scan({ from: Uint8Array.of(0), to: Uint8Array.of(255) })) {
    for (const [key, value] of chunk) rows.push([new Uint8Array(key), new Uint8Array(value)])
  }
  return rows
}

export interface World {
  readonly store: Store
  readonly ledger: Ledger
  readonly signer: Signer
  add(...drafts: readonly Draft[]): Promise<void>
  close(): Promise<void>
}

export async function emptyWorld(): Promise<World> {
  const store = await memoryStore()
  const signer = testKey('operator')
  const anchorDir = mkdtempSync(join(tmpdir(), 'packtrail-test-'))
  let now = START
  const clock = (): number => {
    now += 1000
    return now
  }
  await writeGenesis(store, { origin: 'example.org/fsck', operator: OPERATOR, signer, clock })
  const ledger = await openOn(store, { signer, clock, anchorDir })
  return {
    store,
    ledger,
    signer,
    async add(...drafts) {
      for await (const { outcome, findings } of ledger.attest(drafts, { mode: 'document' })) {
        if (outcome !== 'appended') throw new Error(`${outcome} ${findings.map(({ message }) => message).join()}`)
      }
    },
    async close() {
      await ledger.close()
      rmSync(anchorDir, { recursive: true })
    },
  }
}

const who = { agent: OPERATOR }

export function serialsOf(count: number, prefix = 'S'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(18, '0')}`)
}

export function packs(serials: readonly string[]): { product: string; serial: string }[] {
  return serials.map((serial) => ({ product: PRODUCT, serial }))
}

/** Rows of the ledger that all tests damage, and what a check of it must find: nothing. */
export async function ledgerRows(): Promise<StoreRow[]> {
  const world = await emptyWorld()
  const { ledger, add } = world
  const maker = testKey('maker')
  const serials = serialsOf(600)
  await add(
    { type: 'party', who, subjects: [{ kind: 'party', actor: OPERATOR, status: 'active', licences: [] }] },
    // Handed out before it was registered: a place entry follows its registration.
    { type: 'dispense', who: { agent: PHARMACY }, packs: packs([serials[599] as string]) },
    { type: 'commission', who, commission: { product: PRODUCT, lot: 'L1', serials: serials.slice(0, 300) } },
    { type: 'commission', who, commission: { product: PRODUCT, lot: 'L2', serials: serials.slice(300) } },
    // Above four kibibytes, so its claim has a row of its own.
    { type: 'aggregate', who, parent: CASE, packs: packs(serials.slice(0, 290)) },
    { type: 'ship', who, containers: [CASE], trade: { toHolder: PHARMACY }, idempotencyKey: 'shipment 1' },
    { type: 'receive', who: { agent: PHARMACY }, containers: [CASE] },
    { type: 'disaggregate', who: { agent: PHARMACY }, parent: CASE, packs: packs(serials.slice(0, 10)) },
    { type: 'policy', who, subjects: [{ kind: 'policy', key: 'profile', value: 'eu' }] },
    { type: 'recall', who, detail: { market: 'DE' }, batches: [{ product: PRODUCT, lot: 'L2' }] },
    { type: 'key', who, subjects: [await keySubject(ledger.ledgerId, MAKER, maker)] },
  )
  await ledger.seal()
  // More than 256 entries of one stream, and more than 128 lines of one history.
  await add(...Array.from({ length: 280 }, (_, i) => observation(i)))
  await ledger.seal()
  const acts = [
    registration({ type: 'commission', detail: {}, who: { agent: MAKER } }, PRODUCT, 'L3', serialsOf(300, 'M')),
    registration({ type: 'commission', detail: {}, who: { agent: MAKER } }, PRODUCT, 'L4', serialsOf(10, 'N')),
  ]
  const file = await submissionFile(acts, { ledgerId: ledger.ledgerId, signer: maker, seq: 7, ms: START })
  const { outcome } = await ledger.submit([file])
  if (outcome !== 'accepted') throw new Error('the submission was refused')
  await ledger.seal()
  await add({ type: 'dispense', who: { agent: PHARMACY }, packs: packs(serials.slice(0, 3)) })
  // With more than sixteen streams the map has more than one page.
  const lots = Array.from({ length: 10 }, (_, i) => `X${i}`)
  await add(
    ...lots.map((lot): Draft => ({ type: 'commission', who, commission: { product: PRODUCT, lot, serials: [lot] } })),
  )
  await ledger.seal()
  await add({ type: 'observe', who, packs: packs(['X0']) })
  const rows = await allRows(world.store)
  await world.close()
  return [...rows, [CLEAN, closeRow(CLEAN, Uint8Array.of(1))]]
}

function observation(minute: number): Draft {
  return {
    type: 'observe',
    who: { agent: PHARMACY },
    when: { ms: START + 60_000 * minute, offset: 0, precision: 'ms' },
    containers: [CASE],
  }
}

export async function check(rows: readonly StoreRow[]): Promise<FsckReport> {
  const store = await memoryStore(rows)
  const report = await fsck(store, nodeCrypto(), undefined, undefined, { scratch: () => memoryStore() })
  await store.close()
  return report
}

/** A row with another body and a checksum that fits it. */
export function withBody([key, value]: StoreRow, change: (body: Uint8Array) => Uint8Array): StoreRow {
  const body = readRow(key, value)
  if (body === undefined) throw new Error('the row was damaged before')
  return [key, closeRow(key, change(new Uint8Array(body)))]
}

/** Whole numbers below a limit, the same for every run of a seed. */
export type Random = (below: number) => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const CASES = [CASE, 'sscc:340123450000000024', 'sscc:340123450000000031']

/** Records of everything that may happen to sixty packs of six lots, in no sensible order and with times that jump. */
export function randomDrafts(random: Random): Draft[] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const all = serialsOf(60)
  const lots = Array.from({ length: 6 }, (_, i) => ({ lot: `L${i}`, serials: all.slice(10 * i, 10 * i + 10) }))
  const past: Draft[] = []
  for (let i = 40 + random(60); i > 0; i--) {
    const ms = START + 60_000 * random(200)
    const when = pick([
      { ms, offset: 0, precision: 'ms' },
      { ms: START, offset: 0, precision: 'day' },
      undefined,
    ] as const)
    const base = { who: { agent: pick([OPERATOR, MAKER, PHARMACY]) }, ...(when === undefined ? {} : { when }) }
    const some = packs([...new Set([pick(all), pick(all), pick(all)])])
    const goods = random(2) === 0 ? { packs: some } : { containers: [pick(CASES)] }
    const lot = lots[random(lots.length)]
    const kind = pick(KINDS)
    if (kind === 'commission') {
      if (lot === undefined) continue
      lots.splice(lots.indexOf(lot), 1)
      past.push({ ...base, type: kind, commission: { product: PRODUCT, ...lot } })
    } else if (kind === 'aggregate' || kind === 'disaggregate')
      past.push({ ...base, ...goods, type: kind, parent: pick(CASES) })
    else if (kind === 'ship') past.push({ ...base, ...goods, type: kind, trade: { toHolder: pick([MAKER, PHARMACY]) } })
    else if (kind === 'receive') past.push({ ...base, ...goods, type: kind })
    else if (kind === 'undo') past.push({ ...base, type: kind, detail: { undoes: 'dispense' }, packs: some })
    else if (kind === 'recall')
      past.push({ ...base, type: kind, batches: [{ product: PRODUCT, lot: `L${random(6)}` }] })
    else if (kind === 'correct') {
      if (past.length > 0) past.push({ ...base, type: kind, original: pick(past), packs: some })
    } else if (kind === 'product') {
      past.push({ ...base, type: kind, subjects: [{ kind, product: PRODUCT, units: 2 + random(3) }] })
    } else if (kind === 'dispense' && random(2) === 0) {
      past.push({ ...base, type: kind, detail: { units: 1 + random(3) }, packs: some })
    } else past.push({ ...base, type: kind, packs: some })
  }
  return past
}

const KINDS = [
  ...['commission', 'commission', 'aggregate', 'aggregate', 'disaggregate', 'ship', 'ship', 'receive', 'receive'],
  ...['dispense', 'dispense', 'undo', 'recall', 'correct', 'return', 'lock', 'unlock', 'quarantine', 'release'],
  ...['lose', 'find', 'destroy', 'observe', 'product'],
] as EventType[]
