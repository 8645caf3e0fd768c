/** A list of packs as a document, in pieces. */
import { shortDate } from '@packtrail/codes'
import { ExchangeError } from '../error.ts'
import { makeOutbox } from '../outbox.ts'
import { ACTIVE, euAction } from './actions.ts'
import { checkEuBulk, type EuBulkList } from './bulk.ts'
import { euCodeOf } from './code.ts'

/**
 * `json` and `csv` are our own, and hold everything. `nmvs-json` has the data model of the bodies that the public client library of
 * the REST interface sends to `/product/packs`: key and entry mode are headers there.
 */
export const EU_BULK_FORMS = ['json', 'csv', 'nmvs-json'] as const
export type EuBulkForm = (typeof EU_BULK_FORMS)[number]

export const EU_BULK_FORMAT = 'packtrail.eu-bulk'
export const EU_BULK_VERSION = 1

/** @throws ExchangeError VALUE for a list that no system would take: `readEuBulk` says of what is written that it is right. */
export function* writeEuBulk(list: EuBulkList, form: EuBulkForm): Generator<string> {
  const out = makeOutbox('')
  checkEuBulk(list, out, () => ({}))
  const [first] = out.take()
  if (first?.kind === 'fault') throw new ExchangeError('VALUE', first.fault.message)
  switch (form) {
    case 'json':
      yield* writeJson(list)
      return
    case 'csv':
      yield* writeCsv(list)
      return
    case 'nmvs-json':
      yield* writeNmvs(list)
  }
}

function* writeJson({ serials, product, ...head }: EuBulkList): Generator<string> {
  const { scheme, code } = euCodeOf(product) ?? { scheme: 'gtin', code: product }
  const { lot, expiry, expiryText, claimed, ...act } = head
  const what = { scheme, code, lot, expiry, ...(expiryText === undefined ? {} : { expiryText }), claimed }
  const text = JSON.stringify({ format: EU_BULK_FORMAT, version: EU_BULK_VERSION, ...act, ...what }, null, 1)
  yield `${text.slice(0, -2)},\n "serials": [\n`
  yield* joined(serials, (serial) => `  ${JSON.stringify(serial)}`)
  yield '\n ]\n}\n'
}

/** Column of each field; the first row has all of them, the others only the serial. */
export const EU_BULK_COLUMNS = [
  'action',
  'undoes',
  'not_supplied_to_public',
  'entry_mode',
  'key',
  'scheme',
  'code',
  'lot',
  'expiry',
  'claimed',
  'serial',
] as const

function* writeCsv(list: EuBulkList): Generator<string> {
  const { scheme, code } = euCodeOf(list.product) ?? { scheme: 'gtin', code: list.product }
  const stated = list.notSuppliedToPublic === undefined ? '' : String(list.notSuppliedToPublic)
  const act = [list.action, list.undoes ?? '', stated, list.entryMode, list.key]
  const head = [...act, scheme, code, list.lot, list.expiryText ?? list.expiry, String(list.claimed)]
    .map(cell)
    .join(',')
  const none = ','.repeat(EU_BULK_COLUMNS.length - 1)
  yield `${EU_BULK_COLUMNS.join(',')}\n${head},${cell(list.serials[0] ?? '')}\n`
  yield* joined(list.serials.slice(1), (serial) => `${none}${cell(serial)}`, '\n')
  if (list.serials.length > 1) yield '\n'
}

function* writeNmvs({ action, product, lot, expiry, expiryText, serials }: EuBulkList): Generator<string> {
  const { scheme, code } = euCodeOf(product) ?? { scheme: 'gtin', code: product }
  const state = euAction(action)?.state ?? ACTIVE
  const shared = { productCodeScheme: scheme.toUpperCase(), productCode: code }
  const rest = { batchId: lot, expiryDate: expiryText ?? shortDate(expiry) }
  yield `{"state":${JSON.stringify(state)},"numberOfPacks":${serials.length},"packs":[\n`
  yield* joined(serials, (serialNumber) => JSON.stringify({ ...shared, serialNumber, ...rest }))
  yield '\n]}\n'
}

const TOGETHER = 1000

function* joined(items: readonly string[], write: (item: string) => string, between = ',\n'): Generator<string> {
  for (let at = 0; at < items.length; at += TOGETHER) {
    const part = items
      .slice(at, at + TOGETHER)
      .map(write)
      .join(between)
    yield at === 0 ? part : `${between}${part}`
  }
}

/** RFC 4180, with quotes around everything but plain letters and digits. */
function cell(text: string): string {
  return /^[A-Za-z0-9._:-]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}
