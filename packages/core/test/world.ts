/** A ledger to try things on: in memory or in a folder of its own, with a clock that is turned by hand. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Signer } from '@packtrail/protocol'
import { MemoryLevel } from 'memory-level'
import {
  type AttestOptions,
  type Draft,
  type DraftOutcome,
  generateKey,
  initLedger,
  type Ledger,
  type Store,
} from '../src/index.ts'
import { writeGenesis } from '../src/init.ts'
import { openOn } from '../src/ledger.ts'
import { type ByteLevel, storeOnLevel } from '../src/level-store.ts'

export const OPERATOR = 'gln:4012345000009'
export const MAKER = 'gln:4012345000016'
export const WHOLESALER = 'gln:4012345000023'
export const PHARMACY = 'gln:4012345000030'
export const PRODUCT = '04012345678901'
export const LOT = 'LOT1'
export const CASE = 'sscc:340123450000000017'
export const PALLET = 'sscc:340123450000000024'
export const START: number = Date.UTC(2026, 10, 1, 8)
export const HOUR = 3_600_000

const folders: string[] = []

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'packtrail core '))
  folders.push(path)
  return path
}

/** To be called after the tests of a file. */
export function removeFolders(): void {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true })
}

export interface World {
  readonly ledger: Ledger
  readonly signer: Signer
  readonly clock: { now: number }
  /** Where the anchor file is kept. */
  readonly anchorDir: string
}

export function clockFrom(clock: { now: number }): () => number {
  return () => {
    clock.now += 1000
    return clock.now
  }
}

export async function memoryStore(): Promise<Store> {
  const db = new MemoryLevel<Uint8Array, Uint8Array>({
    keyEncoding: 'view',
    valueEncoding: 'view',
    storeEncoding: 'view',
  })
  await db.open()
  return storeOnLevel(db as unknown as ByteLevel, { copies: true, compact: () => Promise.resolve() })
}

/** A new ledger in memory. */
export async function newWorld(store?: Store): Promise<World> {
  const { signer } = generateKey()
  const clock = { now: START + 24 * HOUR }
  const on = store ?? (await memoryStore())
  const anchorDir = folder()
  await writeGenesis(on, { origin: 'example.org/ledger', operator: OPERATOR, signer, clock: clockFrom(clock) })
  return { ledger: await openOn(on, { signer, clock: clockFrom(clock), anchorDir }), signer, clock, anchorDir }
}

/** A new ledger in `directory`. */
export async function newWorldIn(directory: string): Promise<World> {
  const { signer } = generateKey()
  const clock = { now: START + 24 * HOUR }
  const anchorDir = folder()
  const options = { origin: 'example.org/ledger', operator: OPERATOR, signer, clock: clockFrom(clock), anchorDir }
  return { ledger: await initLedger(directory, options), signer, clock, anchorDir }
}

export async function attestAll(
  ledger: Ledger,
  drafts: readonly Draft[],
  options: AttestOptions = { mode: 'document' },
): Promise<DraftOutcome[]> {
  const outcomes: DraftOutcome[] = []
  for await (const outcome of ledger.attest(drafts, options)) outcomes.push(outcome)
  return outcomes
}

/** What became of drafts, in a line each: outcome and the codes of its findings. */
export function lines(outcomes: readonly DraftOutcome[]): string[] {
  return outcomes.map(({ outcome, findings }) => [outcome, ...findings.map(({ code }) => code)].join(' '))
}

export function packs(serials: readonly string[], product: string = PRODUCT): { product: string; serial: string }[] {
  return serials.map((serial) => ({ product, serial }))
}

export function serialsOf(count: number, prefix = 'S'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${String((i * 7919) % 100_000).padStart(5, '0')}`)
}

/** Fields of an event at a party's own place, some hours after the start. */
export function at(party: string, hours: number): Pick<Draft, 'when' | 'who' | 'where'> {
  return {
    when: { ms: START + hours * HOUR, offset: 60, precision: 'ms' },
    who: { agent: party },
    where: { readPoint: party },
  }
}

export function commission(serials: readonly string[], hours = 0, lot: string = LOT): Draft {
  return {
    type: 'commission',
    ...at(MAKER, hours),
    commission: { product: PRODUCT, lot, expiry: '2028-12-31', serials },
  }
}

export function dispense(serial: string, hours = 10): Draft {
  return { type: 'dispense', ...at(PHARMACY, hours), packs: packs([serial]) }
}

/** From the line to the pharmacy: ten packs in a case, five of them sold on, one dispensed. */
export function chain(serials: readonly string[]): Draft[] {
  const some = packs(serials.slice(0, 5))
  const toWholesaler = { fromHolder: MAKER, toHolder: WHOLESALER }
  const toPharmacy = { fromHolder: WHOLESALER, toHolder: PHARMACY }
  return [
    commission(serials),
    { type: 'aggregate', ...at(MAKER, 1), packs: packs(serials), parent: CASE },
    { type: 'ship', ...at(MAKER, 2), containers: [CASE], trade: toWholesaler },
    { type: 'receive', ...at(WHOLESALER, 3), containers: [CASE], trade: toWholesaler },
    { type: 'disaggregate', ...at(WHOLESALER, 4), parent: CASE },
    { type: 'ship', ...at(WHOLESALER, 5), packs: some, trade: toPharmacy },
    { type: 'receive', ...at(PHARMACY, 6), packs: some, trade: toPharmacy },
    dispense(serials[0] as string, 7),
  ]
}

export async function gather(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
