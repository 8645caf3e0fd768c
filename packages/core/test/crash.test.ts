import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crash } from './crash.ts'
import { removeFolders } from './world.ts'

const test = suite('killed')
test.after(removeFolders)

test('a ledger that is killed keeps what it acknowledged, and a second run completes the first without doubles', async () => {
  let seed = Date.now() % 1000
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const { midway } = await crash(3, 3, random)
  assert.is(midway, 3)
})

test.run()
