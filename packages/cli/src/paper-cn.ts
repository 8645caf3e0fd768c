/** Papers for the Chinese platform: bills of use, in and out bills, relation files. */
import type { CnUseType, DraftEvent } from '@packtrail/exchange'
import type { OpenItem } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { batchEvents } from './exporting.ts'
import { batchOf, type PaperPlan, type Planned, packsOf } from './paper-file.ts'
import type { Session } from './session.ts'
import { isoTime, timeNow } from './time.ts'
import { words } from './words.ts'

const { papers: say } = words

const USE_TYPES: readonly string[] = ['321', '322', '323']

/** One bill a type and at most so many codes: what was handed out, and what came back (116). */
export async function planCnUse(
  call: Call,
  session: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const refUserId = call.text('refUser')
  if (refUserId === undefined) throw usageError('MISSING_ARGUMENT', say.whichRef, say.whichRefHint)
  const type = call.text('billType') ?? '321'
  if (!USE_TYPES.includes(type)) throw usageError('BAD_ARGUMENT', say.badBillType(type), say.billTypeHint)
  const { cnUseFamily, MAX_CN_USE, writeCnUse } = await import('@packtrail/exchange')
  const { packs, left } = await packsOf(session, items)
  const notTold = [...left]
  const bills = new Map<CnUseType, { readonly item: OpenItem; readonly code: string }[]>()
  for (const pack of packs) {
    if (!pack.product.startsWith('cn:')) {
      notTold.push({ item: pack.item, why: say.noTraceCode })
      continue
    }
    const of = (pack.act === 'dispense' ? type : '116') as CnUseType
    const bill = bills.get(of) ?? []
    bills.set(of, bill)
    bill.push({ item: pack, code: `${pack.product.slice(3)}${pack.serial}` })
  }
  const plans: PaperPlan[] = []
  for (const [billType, all] of bills) {
    for (let at = 0; at < all.length; at += MAX_CN_USE) {
      const part = all.slice(at, at + MAX_CN_USE)
      const number = numberOf()
      // The time of the last act in it: the same however often the file is written.
      const ms = Math.floor(Math.max(...part.map(({ item }) => item.time)) / 1000) * 1000
      const codes = part.map(({ code }) => code)
      const use = { family: cnUseFamily(billType), billType, billCode: number, ms, refUserId, codes }
      plans.push({
        number,
        items: part.map(({ item }) => item),
        file: `${number}.json`,
        chunks: () => [writeCnUse(use)],
      })
    }
  }
  return { plans, left: notTold }
}

/** A file a batch, in the form that the platform takes: everything that was packed of it until now. */
export async function planCnRelation(
  { io }: Call,
  { ledger }: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const { exportEvents } = await import('@packtrail/exchange')
  const plans = items.map((item): PaperPlan => {
    const number = numberOf()
    const creationDate = isoTime(timeNow(io))
    const chunks = (): AsyncIterable<string> =>
      exportEvents('cn-relation', batchEvents(ledger, batchOf(item)), { creationDate })
    return { number, items: [item], file: `${number}.xml`, chunks }
  })
  return { plans, left: [] }
}

/** One file an act: its bill, with the goods as they were named. */
export async function planCnBill(
  { io }: Call,
  { ledger }: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const { draftsOfEvent, exportEvents } = await import('@packtrail/exchange')
  const byAct = new Map<number, OpenItem[]>()
  for (const item of items) {
    const same = byAct.get(item.g)
    if (same === undefined) byAct.set(item.g, [item])
    else same.push(item)
  }
  const plans = [...byAct].map(([g, of]): PaperPlan => {
    const number = numberOf()
    async function* events(): AsyncGenerator<DraftEvent> {
      for await (const { event, serials } of ledger.events({ from: g, to: g + 1 }))
        yield* draftsOfEvent(event, serials())
    }
    const creationDate = isoTime(timeNow(io))
    return {
      number,
      items: of,
      file: `${number}.xml`,
      chunks: () => exportEvents('cn-bill', events(), { creationDate }),
    }
  })
  return { plans, left: [] }
}
