import { skipTest } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const mixed = suite('mixed')

mixed('passes', () => assert.ok(true))

mixed('fails', () => assert.is(1, 2))

skipTest(mixed, 'skipped', 'to see it skipped')

mixed.run()
