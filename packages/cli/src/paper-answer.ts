/** What an authority answered → the steps that are recorded. What an answer does not name is not accepted. */
import type { AnswerKind, PackAnswer, PaperAnswer } from '@packtrail/exchange'
import type { OpenItem, PaperKindName, PaperStep } from '@packtrail/regimes'

export interface AnswerStep {
  readonly step: PaperStep
  readonly code?: string
  readonly of: readonly OpenItem[]
}

/** Which papers an authority answers so. */
const ANSWERS: Readonly<Record<AnswerKind, readonly PaperKindName[]>> = {
  'eu-bulk': ['eu-status', 'eu-batch'],
  'eu-pack': ['eu-status'],
  // A router says what a pack is, and takes no report.
  vrs: [],
  // Calls that the platform does not take are answered alike, whatever they were about.
  'cn-bill': ['cn-use', 'cn-bill', 'cn-relation'],
  'cn-relation': ['cn-relation'],
  nhsa: ['nhsa-sale'],
}

export function isAnswerTo({ kind }: PaperAnswer, paper: PaperKindName): boolean {
  return ANSWERS[kind].includes(paper)
}

/** The platform said that a part was done, and not yet which codes were not. */
const PARTLY = 'partly'

/** In the order in which they are recorded; an item of which nothing new is said is in none. */
export function stepsOf(answer: PaperAnswer, items: readonly OpenItem[]): readonly AnswerStep[] {
  const { packs } = answer
  const find = finder(items.map(({ item }) => item))
  // Of a pack that is named as accepted and as rejected nothing is settled: the rejection holds.
  const contradicting = [...packs].sort((a, b) => Number(b.accepted) - Number(a.accepted))
  const told = new Map(contradicting.flatMap((pack) => pairOf(find(pack), pack)))
  const groups = new Map<string, AnswerStep & { readonly of: OpenItem[] }>()
  const restIsDone = isListOfFailures(answer)
  for (const one of items) {
    const step = stepOf(answer, told.get(one.item), one, restIsDone)
    if (step === undefined || (step.step === one.state && step.code === one.code)) continue
    const key = `${step.step} ${step.code ?? ''}`
    const group = groups.get(key) ?? { ...step, of: [] }
    groups.set(key, group)
    group.of.push(one)
  }
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.step) - ORDER.indexOf(b.step))
}

const ORDER: readonly PaperStep[] = ['refused', 'accepted', 'sent']

function pairOf(item: string | undefined, pack: PackAnswer): (readonly [string, PackAnswer])[] {
  return item === undefined ? [] : [[item, pack]]
}

/** All codes of a bill that the platform did not take, which it lists when the others were taken. */
function isListOfFailures({ kind, outcome, packs, morePages = false }: PaperAnswer): boolean {
  return kind === 'cn-bill' && outcome === 'partly-rejected' && packs.length > 0 && !morePages
}

function stepOf(
  { outcome, packs, code }: PaperAnswer,
  pack: PackAnswer | undefined,
  { state, code: before }: OpenItem,
  restIsDone: boolean,
): Omit<AnswerStep, 'of'> | undefined {
  if (pack?.accepted === false) return refused(pack.code ?? code)
  if (outcome === 'sent' || outcome === 'processing') return taken(state)
  if (pack !== undefined) return { step: 'accepted' }
  if (packs.length === 0 && outcome === 'accepted') return { step: 'accepted' }
  if (packs.length === 0 && outcome === 'rejected') return refused(code)
  if (packs.length === 0 && outcome === 'partly-rejected') return { step: 'sent', code: PARTLY }
  if (restIsDone && state === 'sent' && before === PARTLY) return { step: 'accepted' }
  return taken(state)
}

/** It is there, and nothing more is said of it. */
function taken(state: OpenItem['state']): Omit<AnswerStep, 'of'> | undefined {
  return state === 'prepared' ? { step: 'sent' } : undefined
}

function refused(code: string | undefined): Omit<AnswerStep, 'of'> {
  return { step: 'refused', ...(code === undefined || code === '' ? {} : { code }) }
}

/** The item that an answer names. It may name a pack by its serial alone, where no other has that, and a case by its code. */
function finder(items: Iterable<string>): (pack: PackAnswer) => string | undefined {
  const byId = new Set<string>()
  const bySerial = new Map<string, string | undefined>()
  for (const item of items) {
    byId.add(item)
    const slash = item.indexOf('/')
    const serial = item.slice((slash < 0 ? item.indexOf(':') : slash) + 1)
    bySerial.set(serial, bySerial.has(serial) ? undefined : item)
  }
  return ({ product, serial }) => {
    if (product === undefined) return bySerial.get(serial)
    const pack = `${product}/${serial}`
    if (byId.has(pack)) return pack
    const container = `${product}${serial}`
    return byId.has(container) ? container : undefined
  }
}

/** Packs of the answer that are not among these. */
export function strangersIn({ packs }: PaperAnswer, items: Iterable<string>): readonly PackAnswer[] {
  const find = finder(items)
  return packs.filter((pack) => find(pack) === undefined)
}
