/** What an authority answered → the steps that are recorded. Uploaded is not accepted; what is named as rejected is, the rest is not. */
import type { PackAnswer, PaperAnswer } from '@packtrail/exchange'
import type { OpenItem, PaperStep } from '@packtrail/regimes'

export interface AnswerStep {
  readonly step: PaperStep
  readonly code?: string
  readonly of: readonly OpenItem[]
}

/** In the order in which they are recorded: each code of a rejection, then what was accepted or only taken. */
export function stepsOf(answer: PaperAnswer, items: readonly OpenItem[]): readonly AnswerStep[] {
  const { outcome, packs, morePages = false } = answer
  if (outcome === 'sent' || outcome === 'processing') return some('sent', items)
  if (outcome === 'accepted') return some('accepted', items)
  const find = finder(items)
  const codes = new Map<OpenItem, string>()
  const told = new Set<OpenItem>()
  for (const pack of packs) {
    const item = find(pack)
    if (item === undefined) continue
    told.add(item)
    if (!pack.accepted) codes.set(item, pack.code ?? answer.code ?? '')
  }
  // A paper that was rejected without naming packs was rejected as a whole.
  if (outcome === 'rejected' && told.size === 0) for (const item of items) codes.set(item, answer.code ?? '')
  const byCode = new Map<string, OpenItem[]>()
  for (const [item, code] of codes) {
    const same = byCode.get(code)
    if (same === undefined) byCode.set(code, [item])
    else same.push(item)
  }
  const refused = [...byCode].map(
    ([code, of]): AnswerStep => ({ step: 'refused', ...(code === '' ? {} : { code }), of }),
  )
  const rest = items.filter((item) => !codes.has(item))
  return [...refused, ...some(morePages ? 'sent' : 'accepted', rest)]
}

function some(step: PaperStep, of: readonly OpenItem[]): AnswerStep[] {
  return of.length === 0 ? [] : [{ step, of }]
}

/** The item of a pack. An answer may name a pack by its serial alone: then any with that serial is meant. */
function finder(items: readonly OpenItem[]): (pack: PackAnswer) => OpenItem | undefined {
  const byId = new Map(items.map((one) => [one.item, one]))
  const bySerial = new Map(items.map((one) => [one.item.slice(one.item.indexOf('/') + 1), one]))
  return ({ product, serial }) => (product === undefined ? bySerial.get(serial) : byId.get(`${product}/${serial}`))
}

/** Whether every pack of the answer stands in the paper. */
export function speaksOf(items: readonly OpenItem[], { packs }: PaperAnswer): boolean {
  const find = finder(items)
  return packs.every((pack) => find(pack) !== undefined)
}
