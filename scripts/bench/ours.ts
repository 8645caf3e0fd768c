/** A ledger to measure on: made anew, with a manufacturer that has a key and a batch of packs that it holds. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  eventOf,
  formatVerifierKey,
  generateKey,
  hashManifest,
  initLedger,
  keyProofMessage,
  type Ledger,
  nodeCrypto,
  openLedger,
  openLevelStore,
  type Scenario,
  type Signer,
  sha256,
  toHex,
} from './product.ts'
import { type SignedClaim, submissionFile } from './submission.ts'

const ORIGIN = 'bench.example/ledger'

export interface Bench {
  readonly ledger: Ledger
  readonly folder: string
  readonly operatorKey: Signer
}

export async function freshLedger(folder: string, { operator }: Scenario): Promise<Bench> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { signer } = generateKey()
  const ledger = await initLedger(join(folder, 'db'), {
    origin: ORIGIN,
    operator: operator.id,
    signer,
    clock: () => Date.now(),
    anchorDir: join(folder, 'anchor'),
  })
  return { ledger, folder, operatorKey: signer }
}

export function reopen(bench: Bench): Promise<Ledger> {
  const { folder, operatorKey } = bench
  return openLedger(join(folder, 'db'), {
    signer: operatorKey,
    clock: () => Date.now(),
    anchorDir: join(folder, 'anchor'),
  })
}

/** A key of the party's own, admitted by the operator. */
export async function admit({ ledger }: Bench, actor: string): Promise<Signer> {
  const { signer } = generateKey()
  const { publicKey } = signer
  const proof = await signer.sign(keyProofMessage(ledger.ledgerId, actor, publicKey))
  const subjects = [{ kind: 'key', actor, publicKey, proof } as const]
  for await (const { outcome, findings } of ledger.attest(
    [{ type: 'key', who: { agent: ledger.operator }, subjects }],
    { mode: 'document' },
  )) {
    if (outcome !== 'appended') throw new Error(`the key of ${actor} was not admitted: ${findings[0]?.message}`)
  }
  return signer
}

let seq = 0

export function signed(ledger: Ledger, signer: Signer, claims: readonly SignedClaim[]): Promise<Uint8Array> {
  return submissionFile(ledger.ledgerId, signer, ++seq, claims)
}

/** @throws Error unless every claim of the submission was appended without a finding. */
export async function take(ledger: Ledger, file: Uint8Array): Promise<void> {
  const report = await ledger.submit(inChunks(file))
  const bad = report.claims.find(({ outcome, findings }) => outcome !== 'appended' || findings.length > 0)
  if (report.outcome === 'accepted' && bad === undefined) return
  const finding = report.findings[0] ?? bad?.findings[0]
  throw new Error(`a submission was not taken as it is: ${report.outcome} ${finding?.code} ${finding?.message}`)
}

export function* inChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 18) yield bytes.subarray(at, at + (1 << 18))
}

export function commissioning(
  { product, lot, expiry, manufacturer, start }: Scenario,
  serials: readonly string[],
): SignedClaim {
  const seed = nodeCrypto().random(16)
  const sorted = [...serials].sort()
  const { root, count } = hashManifest(sha256, seed, sorted)
  const subject = { kind: 'manifest', product, lot, expiry, root, count } as const
  const { id: agent } = manufacturer
  const when = { ms: start, offset: 0, precision: 'ms' } as const
  return {
    event: { type: 'commission', detail: {}, when, who: { agent }, where: { bizLocation: agent }, subjects: [subject] },
    manifest: { seed, serials: sorted },
  }
}

/** Single-pack events by the one who holds the packs: an honest dispense each. */
export function singleDispenses(scenario: Scenario, serials: readonly string[]): SignedClaim[] {
  const { manufacturer, start } = scenario
  return serials.map((serial, i) => ({
    event: eventOf({
      type: 'dispense',
      time: start + 86_400_000 + i * 1000,
      agent: manufacturer.id,
      goods: scenario,
      serials: [serial],
    }),
  }))
}

export function policyText({ ledger }: Bench): string {
  const { ledgerId, publicKey } = ledger
  const key = formatVerifierKey(sha256, ORIGIN, publicKey, 'ledger')
  return JSON.stringify({
    packtrailPolicy: 0,
    origin: ORIGIN,
    ledgerId: toHex(ledgerId),
    ledgerKeys: [key],
    witnesses: { quorum: 0, keys: [] },
    manufacturers: {},
    required: ['bytes', 'completeness'],
  })
}

export function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0)
}

/** Rows of a closed database. */
export async function rowsIn(folder: string): Promise<number> {
  const store = await openLevelStore(folder, 'existing')
  let rows = 0
  const all = { from: new Uint8Array(0), to: new Uint8Array(64).fill(0xff) }
  for await (const keys of store.scanKeys(all)) rows += keys.length
  await store.close()
  return rows
}

/** The database when nothing waits in its write-ahead log any more: it was opened once again and closed. */
export async function settled(bench: Bench): Promise<{ readonly bytes: number; readonly rows: number }> {
  const db = join(bench.folder, 'db')
  await bench.ledger.close()
  await (await reopen(bench)).close()
  return { bytes: bytesIn(db), rows: await rowsIn(db) }
}

/** A folder with nothing in it. */
export function empty(folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

export async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes)
}
