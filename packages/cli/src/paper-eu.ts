/** Lists for the national medicines verification systems of the EU. */
import type { Product } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { EntryMode, EuAction, EuBulkList, EuProduct } from '@packtrail/exchange'
import type { OpenItem } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { dataError, usageError } from './error.ts'
import { readJson } from './files.ts'
import { batchOf, type PaperPack, type PaperPlan, type Planned, packsOf } from './paper-file.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

const { papers: say } = words

/** Product and pack data of each batch: what the hub is told before release. The product's data come from a file. */
export async function planEuBatch(
  call: Call,
  { ledger }: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const products = await readProducts(call)
  const { writeEuPackData } = await import('@packtrail/exchange')
  const left: { item: string; why: string }[] = []
  const plans = items.flatMap((item): PaperPlan[] => {
    if (item.act !== 'commission') {
      left.push({ item: item.item, why: say.chooseThere(item.act) })
      return []
    }
    const { product, lot } = batchOf(item)
    const data = products.get(product)
    const { packs: claimed = 0, state } = ledger.batch(product, lot) ?? {}
    const expiry = state?.expiry
    if (data === undefined || expiry === undefined || claimed === 0) {
      left.push({ item: item.item, why: data === undefined ? say.noProductData(product) : say.noLot })
      return []
    }
    const number = numberOf()
    const chunks = (): AsyncIterable<string> =>
      writeEuPackData({ product: data, lot, expiry, claimed }, serialsOf(ledger, product, lot))
    return [{ number, items: [item], file: `${number}.json`, chunks }]
  })
  return { plans, left }
}

const SERIALS_TOGETHER = 10_000

async function* serialsOf(ledger: Ledger, product: Product, lot: string): AsyncGenerator<readonly string[]> {
  for await (const { event, serials } of ledger.events({ stream: { type: 'batch', product, lot } })) {
    if (event.type !== 'commission' && event.type !== 'adopt') continue
    let part: string[] = []
    for (const serial of serials()) {
      part.push(serial)
      if (part.length < SERIALS_TOGETHER) continue
      yield part
      part = []
    }
    yield part
  }
}

/** `--product-data`: one product or a list, as docs/guide/official-papers.md shows it. @throws CliError FILE_BAD */
async function readProducts(call: Call): Promise<ReadonlyMap<string, EuProduct>> {
  const name = call.text('productData')
  if (name === undefined) throw usageError('MISSING_ARGUMENT', say.whichData, say.whichDataHint)
  const value = await readJson(call.io, name)
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const { readEuProduct } = await import('@packtrail/exchange')
  const read = list.map((one) => readEuProduct(one, { file: name }))
  const faults = read.flatMap((one) => one.faults)
  if (read.some(({ ok }) => !ok))
    throw dataError('DATA_BAD', say.badProductData(name), { faults, hint: say.whichDataHint })
  return new Map(read.flatMap((one) => (one.ok ? [[one.value.product, one.value] as const] : [])))
}

const EU_ACTION_OF: Partial<Readonly<Record<string, EuAction>>> = {
  dispense: 'supply',
  export: 'export',
  sample: 'sample',
  destroy: 'destroy',
}

/** One list a batch and act: the system takes product, lot and expiry once, then every serial. */
export async function planEuStatus(
  call: Call,
  session: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const entryMode = entryOf(call)
  const { packs, left } = await packsOf(session, items)
  const notTold = [...left]
  const lists = new Map<string, { readonly act: Pick<EuBulkList, 'action' | 'undoes'>; readonly packs: PaperPack[] }>()
  for (const pack of packs) {
    const act = euActOf(pack)
    if (act === undefined) notTold.push({ item: pack.item, why: say.chooseThere(pack.act) })
    else if (pack.lot === undefined || pack.expiry === undefined) notTold.push({ item: pack.item, why: say.noLot })
    else if (act.action === 'undo' && !call.flag('notSupplied')) notTold.push({ item: pack.item, why: say.statement })
    else {
      const key = JSON.stringify([act, pack.product, pack.lot])
      const list = lists.get(key) ?? { act, packs: [] }
      lists.set(key, list)
      list.packs.push(pack)
    }
  }
  const { writeEuBulk } = await import('@packtrail/exchange')
  const plans = [...lists.values()].map(({ act, packs: of }): PaperPlan => {
    const [{ product, lot = '', expiry = '' }] = of as [PaperPack]
    const number = numberOf()
    const list: EuBulkList = {
      ...act,
      ...(act.action === 'undo' ? { notSuppliedToPublic: true } : {}),
      entryMode,
      key: number,
      product,
      lot,
      expiry,
      claimed: of.length,
      serials: of.map(({ serial }) => serial),
    }
    return { number, items: of, file: `${number}.json`, chunks: () => writeEuBulk(list, 'json') }
  })
  return { plans, left: notTold }
}

function euActOf({ act, undoes }: OpenItem): Pick<EuBulkList, 'action' | 'undoes'> | undefined {
  if (act !== 'undo') {
    const action = EU_ACTION_OF[act]
    return action === undefined ? undefined : { action }
  }
  const taken = EU_ACTION_OF[undoes ?? 'dispense']
  return taken === undefined ? undefined : { action: 'undo', undoes: taken }
}

/** No ledger knows how a code was captured, and the system wants it stated. @throws CliError MISSING_ARGUMENT, BAD_ARGUMENT */
function entryOf(call: Call): EntryMode {
  const given = call.text('entry')
  if (given === undefined) throw usageError('MISSING_ARGUMENT', say.whichEntry, say.whichEntryHint)
  if (given === 'manual' || given === 'non-manual') return given
  throw usageError('BAD_ARGUMENT', say.badEntry(given), say.whichEntryHint)
}
