import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { packsToVerify } from '../src/index.ts'

const test = suite('suspect product in the US')

test('US 52: of 20 packs at least 3 are verified, of 50 five, of two both', () => {
  assert.equal([20, 50, 2, 1, 0, 30, 31].map(packsToVerify), [3, 5, 2, 1, 0, 3, 4])
})

test.run()
