/** Product and pack data of a batch as a document, serials as they come. */
import { isSerial } from '@packtrail/codes'
import { ExchangeError } from '../error.ts'
import { makeOutbox } from '../outbox.ts'
import { euCodeOf } from './code.ts'
import { checkEuPackData, EU_PACK_FORMAT, EU_PACK_VERSION, type EuPackData } from './pack-data.ts'

/**
 * In pieces of some thousand serials; memory is that of one of them.
 * @throws ExchangeError VALUE for a head that the hub would refuse, and when the serials are not as many as it says, or not serials.
 */
export async function* writeEuPackData(
  data: EuPackData,
  serials: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<string> {
  const out = makeOutbox('')
  checkEuPackData(data, out, () => ({}))
  const wrong = out.take().find((item) => item.kind === 'fault' && item.fault.severity === 'error')
  if (wrong?.kind === 'fault') throw new ExchangeError('VALUE', wrong.fault.message)
  yield headOf(data)
  let count = 0
  for await (const part of serials) {
    if (part.length === 0) continue
    for (const serial of part) {
      if (!isSerial(serial)) throw new ExchangeError('VALUE', 'a serial has 1 to 20 characters of GS1 set 82')
    }
    yield `${count === 0 ? '' : ',\n'}${part.map((serial) => `  ${JSON.stringify(serial)}`).join(',\n')}`
    count += part.length
  }
  if (count !== data.claimed) {
    throw new ExchangeError('VALUE', `the batch has ${data.claimed} packs, and ${count} serials were given`)
  }
  yield '\n ]\n}\n'
}

function headOf({ product, lot, expiry, expiryText, claimed }: EuPackData): string {
  const { product: canonical, ...rest } = product
  const batch = { lot, expiry, ...(expiryText === undefined ? {} : { expiryText }) }
  const told = { ...euCodeOf(canonical), ...rest }
  const head = { format: EU_PACK_FORMAT, version: EU_PACK_VERSION, product: told, batch, claimed }
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "serials": [\n`
}
