import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { randomDamages, sampleOf } from './durability/damage.ts'
import { randomOf } from './durability/kill.ts'
import { newHome } from './durability/program.ts'
import { makeSample } from './durability/sample.ts'

const test = suite('six hundred damages')

test('no bit, end or page of any file of the database is changed without being noticed', async () => {
  const random = randomOf(42)
  for (const tables of [true, false]) {
    const home = newHome()
    await makeSample(home, tables)
    const sample = await sampleOf(home)
    const counts = new Map<string, number>()
    for (let round = 0; round < 10; round++) {
      for (const { title, outcome, why } of await sample.judge(randomDamages(sample, /./, 30, random))) {
        assert.not(outcome === 'wrong' || outcome === 'thrown', `${title}: ${outcome} ${why}`)
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      }
    }
    console.log(tables ? 'in tables:' : 'in the log:', Object.fromEntries(counts))
    home.remove()
  }
})

test.run()
