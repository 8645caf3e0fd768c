import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crash } from './crash.ts'
import { removeFolders } from './world.ts'

const test = suite('killed fifty times')
test.after(removeFolders)

test('fifty kills with records on their way lose nothing and double nothing', async () => {
  let seed = 20_261_122
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const { midway } = await crash(50, 12, random)
  assert.is(midway, 50)
})

test.run()
