/** A million packs by one manifest. */

import { readFileSync, writeFileSync } from 'node:fs'
import type { Measured } from './child.ts'
import { now, seconds } from './clock.ts'
import { admit, commissioning, freshLedger, inChunks, reopen, settled, signed } from './ours.ts'
import { makeScenario, makeSerials, seededRandom } from './product.ts'

/** A manifest from a signed file on disk to durable state of every pack. */
export async function register({
  folder,
  packs,
  file,
}: {
  folder: string
  packs: number
  file: string
}): Promise<Measured> {
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
