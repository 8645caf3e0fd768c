/**
 * Flips single bits of a bundle of fifty events and tallies what an auditor is told: node … flip-bits.ts FIRST STEP takes the bytes
 * FIRST, FIRST + STEP, … and all eight bits of each. The last line on standard output is the answer.
 */
import { writeBundle } from '@packtrail/testkit'
import { fiftyEvents } from './fifty.ts'
import { check, codes, policyFor } from './story.ts'

export interface Flipped {
  readonly bytes: number
  readonly bits: number
  /** By the first code of the report. */
  readonly tally: Readonly<Record<string, number>>
  /** Bits that passed, and what was said of them; at most twenty. */
  readonly survivors: readonly string[]
}

const [first = 0, step = 1] = process.argv.slice(2).map(Number)
const { ledger, product, lot } = await fiftyEvents()
const bytes = writeBundle(ledger.bundle(product, lot))
const policy = policyFor(ledger)
const { verdict } = await check(bytes, policy)
if (verdict !== 'proven') throw new Error(`the bundle itself is ${verdict}`)

const tally: Record<string, number> = {}
const survivors: string[] = []
let bits = 0
for (let at = first; at < bytes.length; at += step) {
  for (let bit = 0; bit < 8; bit++) {
    const copy = bytes.slice()
    copy[at] = (copy[at] as number) ^ (1 << bit)
    const report = await check(copy, policy)
    const code = codes(report)[0] ?? 'nothing'
    tally[code] = (tally[code] ?? 0) + 1
    if (report.verdict !== 'refuted' && survivors.length < 20)
      survivors.push(`byte ${at}, bit ${bit}: ${report.verdict} ${codes(report)}`)
    bits++
  }
}
const flipped: Flipped = { bytes: bytes.length, bits, tally, survivors }
console.log(JSON.stringify(flipped))
