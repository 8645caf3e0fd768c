import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Flipped } from './flip-bits.ts'

const test = suite('every bit')

const FLIP = fileURLToPath(new URL('./flip-bits.ts', import.meta.url))
/** Kept in the repository: a run that finds anything else shows itself as a change of this file. */
const LOG = fileURLToPath(new URL('../../../test/bits.log', import.meta.url))
/** As many as the machines have cores that this is written for. */
const PROCESSES = 2

function flip(first: number, step: number): Promise<Flipped> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, FLIP, String(first), String(step)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const out: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => out.push(part))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const last = Buffer.concat(out).toString().trim().split('\n').at(-1) ?? ''
      if (code === 0) resolve(JSON.parse(last) as Flipped)
      else reject(new Error(`a process that flips bits ended with ${signal ?? code}`))
    })
  })
}

function joined(parts: readonly Flipped[]): Flipped {
  const tally: Record<string, number> = {}
  for (const part of parts) {
    for (const [code, count] of Object.entries(part.tally)) tally[code] = (tally[code] ?? 0) + count
  }
  return {
    bytes: parts[0]?.bytes ?? 0,
    bits: parts.reduce((sum, { bits }) => sum + bits, 0),
    tally,
    survivors: parts.flatMap(({ survivors }) => survivors),
  }
}

function logOf({ bytes, bits, tally, survivors }: Flipped): string {
  const codes = Object.entries(tally).sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    'Each bit of a bundle of fifty events, flipped alone: the first code that the report names.',
    '',
    `${bytes} bytes, ${bits} bits, ${survivors.length === 0 ? 'all refuted' : `not refuted: ${survivors.join('; ')}`}`,
    '',
    ...codes.map(([code, count]) => `${String(count).padStart(7)}  ${code}`),
    '',
  ].join('\n')
}

test('flipping any bit of a fifty-event bundle is refuted, with a code, and without an exception', async () => {
  const parts = await Promise.all(Array.from({ length: PROCESSES }, (_, first) => flip(first, PROCESSES)))
  const all = joined(parts)
  writeFileSync(LOG, logOf(all))
  assert.is(all.bits, all.bytes * 8)
  assert.equal(all.survivors, [])
  assert.is(all.tally['nothing'], undefined)
})

test.run()
