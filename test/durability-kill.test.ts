import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { killAtRandom, randomOf } from './durability/kill.ts'

const test = suite('killed while recording')

test('killed at ten moments, the program loses nothing it acknowledged and records nothing twice', async () => {
  const { kills, inFlight, log } = await killAtRandom(10, randomOf(20_261_123))
  assert.is(kills, 10)
  assert.ok(inFlight >= 6, `only ${inFlight} of the kills met a write under way\n${log.join('\n')}`)
})

test.run()
