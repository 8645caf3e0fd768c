/** Single-pack events, and the same bytes and rows with the peers. */

import { readFileSync, writeFileSync } from 'node:fs'
import type { Measured } from './child.ts'
import { GROUP, now, seconds } from './clock.ts'
import { frameFile, inGroups, readFrameFile } from './frames.ts'
import {
  admit,
  bytesIn,
  commissioning,
  empty,
  freshLedger,
  reopen,
  settled,
  signed,
  singleDispenses,
  take,
} from './ours.ts'
import { appendToHypercore } from './peers/hypercore.ts'
import { type Row, writeToLevel } from './peers/level.ts'
import { appendToSqlite } from './peers/sqlite.ts'
import { encodeClaim, eventSlots, makeScenario, makeSerials, nodeCrypto, seededRandom } from './product.ts'
import { recordBatches } from './record.ts'

/** Single-pack events in signed submissions of 1,000: signature, rules, proofs, one synced batch each. */
export async function capture({
  folder,
  packs,
  rows,
}: {
  folder: string
  packs: number
  rows?: string
}): Promise<Measured> {
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
export async function dataset({ file, packs }: { file: string; packs: number }): Promise<Measured> {
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

export async function hypercore({
  peers,
  folder,
  file,
}: {
  peers: string
  folder: string
  file: string
}): Promise<Measured> {
  const blocks = readFrameFile(file)
  const taken = await appendToHypercore(peers, empty(folder), inGroups(blocks, GROUP))
  return { eventsPerSecond: blocks.length / taken, bytesPerEvent: bytesIn(folder) / blocks.length }
}

export async function sqlite({
  peers,
  folder,
  file,
}: {
  peers: string
  folder: string
  file: string
}): Promise<Measured> {
  const blocks = readFrameFile(file)
  const packs = readFileSync(`${file}.packs`, 'utf8').split('\n')
  const events = blocks.map((bytes, i) => ({ pack: packs[i] as string, bytes }))
  const taken = appendToSqlite(peers, empty(folder), inGroups(events, GROUP))
  return { eventsPerSecond: blocks.length / taken, bytesPerEvent: bytesIn(folder) / blocks.length }
}

export async function level({
  folder,
  rows,
  packs,
}: {
  folder: string
  rows: string
  packs: number
}): Promise<Measured> {
  const groups = readRows(rows)
  const taken = await writeToLevel(empty(folder), groups)
  return { eventsPerSecond: packs / taken, rowsPerSecond: groups.reduce((sum, group) => sum + group.length, 0) / taken }
}
