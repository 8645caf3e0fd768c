/** Papers for the Chinese platform: bills of use, in and out bills, relation files. */
import { splitPackId } from '@packtrail/codes'
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
    const of = (isHandedOut(pack) ? type : '116') as CnUseType
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

/** What came back and did not is handed out. */
function isHandedOut({ act, undoes }: OpenItem): boolean {
  return act === 'dispense' || (act === 'undo' && undoes === 'return')
}

/** A file a batch, in the form that the platform takes: everything that was packed of it until now. It holds 追溯码 only. */
export async function planCnRelation(
  { io }: Call,
  { ledger }: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const { exportEvents } = await import('@packtrail/exchange')
  const registered = items.filter(({ act }) => act === 'commission')
  const told = registered.filter(({ item }) => item.startsWith('cn:'))
  const plans = told.map((item): PaperPlan => {
    const number = numberOf()
    const creationDate = isoTime(timeNow(io))
    const chunks = (): AsyncIterable<string> =>
      exportEvents('cn-relation', batchEvents(ledger, batchOf(item)), { creationDate })
    return { number, items: [item], file: `${number}.xml`, chunks }
  })
  return { plans, left: [...others(items, registered), ...uncoded(registered)] }
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
    const of = packs.filter((one) => isHandedOut(one) === (form === 'nhsa-3505'))
    if (of.length === 0) return []
    const number = numberOf()
    const chunks = (): AsyncIterable<string> =>
      exportEvents(form, withFacts(session.ledger, draftsAbout(session, of)), { creationDate })
    return [{ number, items: of, file: `${number}.json`, chunks }]
  })
  return { plans, left }
}

/** The acts of these packs, and nothing that they say of others. What was undone or did not happen came back. */
async function* draftsAbout({ ledger }: Session, items: readonly OpenItem[]): AsyncGenerator<DraftEvent> {
  const { draftsOfEvent } = await import('@packtrail/exchange')
  for (const [g, of] of byAct(items)) {
    const packs = of.map(({ item }) => splitPackId(item as never))
    for await (const { event } of ledger.events({ from: g, to: g + 1 })) {
      const [draft] = draftsOfEvent(event, [])
      const [first] = of
      if (draft === undefined || first === undefined) continue
      const type = isHandedOut(first) ? 'dispense' : 'return'
      yield {
        ...draft,
        type,
        detail: first.units === undefined ? {} : { units: first.units },
        packs,
        containers: [],
        batches: [],
      }
    }
  }
}

function byAct(items: readonly OpenItem[]): ReadonlyMap<number, readonly OpenItem[]> {
  const acts = new Map<number, OpenItem[]>()
  for (const item of items) {
    const same = acts.get(item.g)
    if (same === undefined) acts.set(item.g, [item])
    else same.push(item)
  }
  return acts
}

function others(items: readonly OpenItem[], told: readonly OpenItem[]): Planned['left'] {
  const known = new Set(told)
  return items.flatMap((one) => (known.has(one) ? [] : [{ item: one.item, why: say.chooseThere(one.act) }]))
}

function uncoded(items: readonly OpenItem[]): Planned['left'] {
  return items.flatMap(({ item }) => (item.startsWith('cn:') ? [] : [{ item, why: say.noTraceCode }]))
}

/** Acts of which it is known what bill they are. */
const BILLS: readonly string[] = ['ship', 'receive', 'destroy', 'sample']

/** One file an act: its bill, with the goods as they were named. */
export async function planCnBill(
  { io }: Call,
  { ledger }: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const { draftsOfEvent, exportEvents } = await import('@packtrail/exchange')
  const billed = items.filter(({ act }) => BILLS.includes(act))
  const coded = billed.filter(({ item }) => item.startsWith('cn:'))
  const plans = [...byAct(coded)].map(([g, of]): PaperPlan => {
    const number = numberOf()
    const wanted = new Set(of.map(({ item }) => item))
    async function* events(): AsyncGenerator<DraftEvent> {
      for await (const { event, serials } of ledger.events({ from: g, to: g + 1 }))
        for (const draft of draftsOfEvent(event, serials()))
          yield {
            ...draft,
            packs: draft.packs.filter(({ product, serial }) => wanted.has(`${product}/${serial}`)),
            containers: draft.containers.filter((one) => wanted.has(one)),
          }
    }
    const creationDate = isoTime(timeNow(io))
    return {
      number,
      items: of,
      file: `${number}.xml`,
      chunks: () => exportEvents('cn-bill', events(), { creationDate }),
    }
  })
  return { plans, left: [...others(items, billed), ...uncoded(billed)] }
}
