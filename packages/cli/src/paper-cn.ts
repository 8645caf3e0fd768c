/** Papers for the Chinese platform: bills of use, in and out bills, relation files. */
import type { CnUseType, DraftEvent } from '@packtrail/exchange'
import type { OpenItem } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { batchEvents } from './exporting.ts'
import { withFacts } from './pack-facts.ts'
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

/** A file a batch, in the form that the platform takes: everything that was packed of it until now. It holds 追溯码 only. */
export async function planCnRelation(
  { io }: Call,
  { ledger }: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const { exportEvents } = await import('@packtrail/exchange')
  const isCn = ({ item }: OpenItem): boolean => item.startsWith('cn:')
  const plans = items.filter(isCn).map((item): PaperPlan => {
    const number = numberOf()
    const creationDate = isoTime(timeNow(io))
    const chunks = (): AsyncIterable<string> =>
      exportEvents('cn-relation', batchEvents(ledger, batchOf(item)), { creationDate })
    return { number, items: [item], file: `${number}.xml`, chunks }
  })
  const left = items.filter((item) => !isCn(item)).map(({ item }) => ({ item, why: say.noTraceCode }))
  return { plans, left }
}

/** Lines of sales (3505) and of what came back (3506). Everything about people is empty: the pharmacy's own system knows it. */
export async function planNhsa(
  { io }: Call,
  session: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const { exportEvents } = await import('@packtrail/exchange')
  const { left } = await packsOf(session, items)
  const cases = new Set(left.map(({ item }) => item))
  const packs = items.filter(({ item }) => !cases.has(item))
  const creationDate = isoTime(timeNow(io))
  const plans = (['nhsa-3505', 'nhsa-3506'] as const).flatMap((form): PaperPlan[] => {
    const of = packs.filter(({ act }) => (act === 'dispense') === (form === 'nhsa-3505'))
    if (of.length === 0) return []
    const number = numberOf()
    const chunks = (): AsyncIterable<string> =>
      exportEvents(form, withFacts(session.ledger, draftsAbout(session, of)), { creationDate })
    return [{ number, items: of, file: `${number}.json`, chunks }]
  })
  return { plans, left }
}

/** The acts of these packs, and nothing that they say of others. What was undone came back. */
async function* draftsAbout({ ledger }: Session, items: readonly OpenItem[]): AsyncGenerator<DraftEvent> {
  const { draftsOfEvent } = await import('@packtrail/exchange')
  const wanted = new Set(items.map(({ item, g }) => `${g} ${item}`))
  for (const g of new Set(items.map((item) => item.g))) {
    for await (const { event, serials } of ledger.events({ from: g, to: g + 1 })) {
      for (const draft of draftsOfEvent(event, serials())) {
        const packs = draft.packs.filter(({ product, serial }) => wanted.has(`${g} ${product}/${serial}`))
        const type = draft.type === 'undo' ? 'return' : draft.type
        if (packs.length > 0) yield { ...draft, type, packs, containers: [] }
      }
    }
  }
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
