import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COLUMNS } from '../src/csv/columns.ts'
import { OWN_FIELDS } from '../src/epcis/own.ts'
import * as exchange from '../src/index.ts'

const index = suite('the public names')

index('are these, and no others', () => {
  assert.equal(Object.keys(exchange).sort(), [
    'ANSWER_KINDS',
    'BytesFault',
    'COLUMNS',
    'DEFECTS',
    'ENTRY_MODES',
    'EU_ACTIONS',
    'EU_BULK_FORMS',
    'EXPORT_FORMATS',
    'ExchangeError',
    'FAULT_CODES',
    'FORMATS',
    'HASH_PROFILES',
    'LOSS_CODES',
    'MAX_DRAFT_ITEMS',
    'MAX_DRAFT_SERIALS',
    'MAX_EU_BULK',
    'OTHER_DEFECTS',
    'PAPER_OUTCOMES',
    'PERSONS',
    'PROFILES',
    'actionOfState',
    'checkDocuments',
    'detectFormat',
    'draftsOfEvent',
    'euAction',
    'euCodeOf',
    'euPackPath',
    'exportBytes',
    'exportEvents',
    'hashDocument',
    'importDocument',
    'importTable',
    'isAtCounter',
    'isReasonWord',
    'isTradePaper',
    'meaningsOf',
    'noNumbers',
    'openSpreadsheet',
    'readEuBulk',
    'readEuPackPath',
    'tableHead',
    'writeEuBulk',
  ])
})

index('no fault code stands twice', () => {
  assert.is(new Set(exchange.FAULT_CODES).size, exchange.FAULT_CODES.length)
})

index('every fault code and every column is in the reference', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  for (const name of [...exchange.FAULT_CODES, ...COLUMNS, ...OWN_FIELDS, ...exchange.LOSS_CODES])
    assert.ok(readme.includes(`\`${name}\``), name)
  const table = readme.slice(readme.indexOf('## Faults'))
  for (const [, code = ''] of table.matchAll(/`([A-Z][A-Z_]+)`(?=.*\|.*\|)/g)) {
    assert.ok((exchange.FAULT_CODES as readonly string[]).includes(code), code)
  }
})

index.run()
