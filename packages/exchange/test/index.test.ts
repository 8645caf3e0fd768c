import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as exchange from '../src/index.ts'

const index = suite('the public names')

index('are these, and no others', () => {
  assert.equal(Object.keys(exchange).sort(), [
    'EXPORT_FORMATS',
    'ExchangeError',
    'FAULT_CODES',
    'FORMATS',
    'MAX_DRAFT_ITEMS',
    'MAX_DRAFT_SERIALS',
    'PERSONS',
    'detectFormat',
    'draftsOfEvent',
    'exportEvents',
    'importDocument',
  ])
})

index('no fault code stands twice', () => {
  assert.is(new Set(exchange.FAULT_CODES).size, exchange.FAULT_CODES.length)
})

index.run()
