/** The scenarios B10k and B100k, from their documents to a sealed batch. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from './child.ts'
import { now, seconds } from './clock.ts'
import { bytesIn, chunksOf, freshLedger, policyText, reopen } from './ours.ts'
import {
  type Act,
  type Draft,
  deliveryActs,
  epcisJson,
  importDocument,
  intakeActs,
  lineActs,
  makeScenario,
  pharmacyActs,
  type Scenario,
  seededRandom,
  shipActs,
} from './product.ts'
import { percentile } from './stats.ts'

/** The whole scenario from EPCIS 2.0 documents, attested; then seal, export, history, opening. */
export async function scenario({
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
