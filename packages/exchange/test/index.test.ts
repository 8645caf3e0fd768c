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
    'CN_USE_METHODS',
    'CN_USE_PERSONAL',
    'CN_USE_TYPES',
    'CODE_NEEDED_FROM',
    'COLUMNS',
    'DEFECTS',
    'ENTRY_MODES',
    'EU_ACTIONS',
    'EU_ALERTS',
    'EU_BULK_FORMS',
    'EU_RETURN_CODES_AS_OF',
    'EXEMPT',
    'EXPORT_FORMATS',
    'ExchangeError',
    'FAULT_CODES',
    'FDA_3911',
    'FDA_3911_HOURS',
    'FORMATS',
    'GUIDELINES',
    'HASH_PROFILES',
    'LOSS_CODES',
    'MAX_CN_USE',
    'MAX_DRAFT_ITEMS',
    'MAX_DRAFT_SERIALS',
    'MAX_EU_BULK',
    'MAX_EU_PACKS',
    'ORPHAN',
    'OTHER_DEFECTS',
    'PAPER_OUTCOMES',
    'PERSONS',
    'PROFILES',
    'REPORT_FORMS',
    'STOCK_CHANGES',
    'VRS_CONTEXT',
    'VRS_HEADERS',
    'VRS_INFOS',
    'VRS_POLICY',
    'VRS_REASONS',
    'VRS_REPLY_HEADERS',
    'VRS_STATUSES',
    'WHO_SF',
    'actionOfState',
    'billsOf',
    'checkBill',
    'checkDocuments',
    'checkReport',
    'cnUseFamily',
    'detectFormat',
    'draftsOfEvent',
    'euAction',
    'euCodeOf',
    'euPackPath',
    'euRequestOf',
    'euReturnCode',
    'exportBytes',
    'exportEvents',
    'fillReport',
    'formOf',
    'hashDocument',
    'holdsAround',
    'holdsMasterData',
    'importDocument',
    'importTable',
    'isOutside',
    'judgeLine',
    'judgeSales',
    'makeBillBook',
    'meaningsOf',
    'noNumbers',
    'openSpreadsheet',
    'readAnswer',
    'readCnUse',
    'readEuBulk',
    'readEuPackData',
    'readEuPackPath',
    'readEuProduct',
    'readReport',
    'readVrsReply',
    'readVrsRequest',
    'stockChange',
    'tableHead',
    'vrsAnswer',
    'vrsConnectivityReply',
    'vrsConnectivityUrl',
    'vrsMatch',
    'vrsReply',
    'vrsRequestUrl',
    'vrsVerdict',
    'writeCnUse',
    'writeEuBulk',
    'writeEuPackData',
    'writeReportHtml',
    'writeReportJson',
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
