/** Steps of papers in the log: each is an observation of the goods it speaks of, by the party that owes the paper. */
import { splitBatchId, splitPackId } from '@packtrail/codes'
import type { DraftEvent } from '@packtrail/exchange'
import type { OpenItem, PaperNote } from '@packtrail/regimes'
import { frameOf, partyOption } from './acts.ts'
import { readParty } from './codes.ts'
import type { Call } from './command.ts'
import { dataError, usageError } from './error.ts'
import { draftsOf, type Goods } from './goods.ts'
import { visible } from './paint.ts'
import { readPapers } from './papers.ts'
import { actorOf } from './perform.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

const { papers: say } = words

export async function note(call: Call, session: Session, step: PaperNote, items: readonly OpenItem[]): Promise<void> {
  const { paperDetail, paperDoc } = await import('@packtrail/regimes')
  for (const [party, of] of byParty(items, session.ledger.operator)) {
    const actor = await actorOf(call, session, readParty(party, words.acts.partyWord))
    const frame = frameOf(call, 'observe', readParty(actor.party, words.acts.partyWord))
    const goods = await goodsOf(session, of)
    const drafts: DraftEvent[] = draftsOf({ ...frame, detail: paperDetail(step), docs: [paperDoc(step)] }, goods)
    const recorded = await actor.perform(drafts, 'live')
    const failed = recorded.find(({ outcome }) => outcome === 'refused')
    if (failed !== undefined) throw dataError('DATA_BAD', failed.findings[0]?.message ?? say.notRecorded)
  }
}

/** Who owes each: of an act without a party it is the operator. */
export function byParty(items: readonly OpenItem[], operator: string): ReadonlyMap<string, readonly OpenItem[]> {
  const parties = new Map<string, OpenItem[]>()
  for (const one of items) {
    const party = one.agent ?? operator
    const same = parties.get(party)
    if (same === undefined) parties.set(party, [one])
    else same.push(one)
  }
  return parties
}

async function goodsOf({ ledger }: Session, items: readonly OpenItem[]): Promise<Goods> {
  const named = (what: OpenItem['what']): readonly string[] => [
    ...new Set(items.flatMap((one) => (one.what === what ? [one.item] : []))),
  ]
  const packs = []
  for (const item of named('pack')) {
    const lot = (await ledger.item(item))?.member?.lot
    packs.push({ ...splitPackId(item as never), ...(lot === undefined ? {} : { lot }) })
  }
  const batches = named('batch').map((item) => splitBatchId(item as never))
  return { packs, containers: named('container'), batches, products: named('product'), warnings: [] }
}

export interface FoundPaper {
  readonly kind: OpenItem['paper']
  readonly number: string
  /** Of it what is open. */
  readonly items: readonly OpenItem[]
  /** All that it ever spoke of. */
  readonly all: ReadonlySet<string>
}

/** @throws CliError NOT_FOUND when no open paper has the number. */
export async function findPaper(call: Call, { ledger }: Session, given: string): Promise<FoundPaper> {
  if (given.trim() === '') throw usageError('BAD_ARGUMENT', say.noNumber, say.unknownPaperHint)
  const prepared = new Map<string, Set<string>>()
  const { open, papers } = await readPapers(call, ledger, {
    onNote({ step, paper }, items) {
      if (step !== 'prepared' || !paper.startsWith(given)) return
      const all = prepared.get(paper) ?? new Set()
      prepared.set(paper, all)
      for (const item of items) all.add(item)
    },
  })
  const numbers = new Set(open.flatMap((one) => (one.number?.startsWith(given) === true ? [one.number] : [])))
  // A paper can be named by the beginning of its number, where no other begins so.
  const [only] = numbers.has(given) ? [given] : numbers.size === 1 ? numbers : []
  const items = open.filter((one) => only !== undefined && one.number === only)
  const [first] = items
  if (first !== undefined && only !== undefined) {
    refuseOthers(call, items, ledger.operator, only)
    return { kind: first.paper, number: only, items, all: prepared.get(only) ?? new Set() }
  }
  if (numbers.size > 1)
    throw usageError('BAD_ARGUMENT', say.severalPapers(visible(given)), [...numbers].slice(0, 5).join(', '))
  const known = papers.find((one) => one.number === given)
  if (known !== undefined) throw dataError('NOT_FOUND', say.settled(visible(given)), { hint: say.unknownPaperHint })
  throw dataError('NOT_FOUND', say.unknownPaper(visible(given)), { hint: say.unknownPaperHint })
}

/** Nobody says of another's paper that it was sent. */
function refuseOthers(call: Call, items: readonly OpenItem[], operator: string, number: string): void {
  const as = partyOption(call, 'as')
  const [owner] = [...byParty(items, operator).keys()].filter((party) => party !== as)
  if (as === undefined || owner === undefined) return
  throw usageError('BAD_ARGUMENT', say.notYours(visible(number), owner), say.notYoursHint(owner))
}
