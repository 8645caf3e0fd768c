/**
 * Which acts still have to be told, by one pass over the log. Every act owes its own paper: goods that are shipped and received again
 * owe two. What is accepted is let go: memory is that of what is open, and of packs that are handed out in parts.
 */
import type { EventType } from '@packtrail/protocol'
import { dutiesOf } from './duties.ts'
import type { PaperNote, PaperStep } from './paper-event.ts'
import { type PaperKindName, paperKind } from './paper-kinds.ts'
import { makePaperCounts, type PaperReport } from './paper-report.ts'

/** What a name names: a pack and a batch may be spelt alike. */
export type GoodsWord = 'pack' | 'batch' | 'container' | 'product'

/** An act on goods, as far as papers ask about it. */
export interface Act {
  readonly g: number
  /** Hex of its claim hash, which a correction names. */
  readonly claim: string
  readonly type: EventType
  readonly undoes?: EventType | undefined
  /** Of a pack that is handed out or brought back in part. */
  readonly units?: number | undefined
  readonly agent?: string | undefined
  readonly market: string
  /** `YYYY-MM-DD`: when it happened by its author's clock, else when it was recorded. */
  readonly day: string
  /** Milliseconds since 1970, the same moment. */
  readonly time: number
  readonly what: GoodsWord
  readonly items: readonly string[]
}

type Correction = Pick<Act, 'g' | 'claim' | 'day' | 'time'>

export type OpenState = 'owed' | Exclude<PaperStep, 'accepted' | 'closed'>

/** An item of an act that somebody still has to be told of, or has not accepted yet. */
export interface OpenItem extends Omit<Act, 'type' | 'items'> {
  readonly item: string
  readonly paper: PaperKindName
  readonly act: EventType
  readonly state: OpenState
  /** Number of the paper it stands in, once prepared. */
  readonly number?: string
  /** Why the authority refused it. */
  readonly code?: string
}

export interface PaperBook {
  /** @param of The papers to look at: which goods an act names depends on the paper. */
  act(act: Act, of?: (paper: PaperKindName) => boolean): void
  /**
   * An act did not happen: what nobody was told of is let go, what was told is owed as taken back.
   * @param by The correction.
   */
  correct(act: Act, by: Correction, of?: (paper: PaperKindName) => boolean): void
  /** A correction did not happen either: its act is owed again, unless nothing came of the correction. */
  reinstate(act: Act, correction: number, by: Correction, of?: (paper: PaperKindName) => boolean): void
  /**
   * @param may Whether its author may speak of papers that this party owes.
   * @returns How many open items it would have changed, had it come from who may.
   */
  note(note: PaperNote, what: GoodsWord, items: readonly string[], may?: (agent: string | undefined) => boolean): number
  open(): IterableIterator<OpenItem>
  papers(): readonly PaperReport[]
}

export function makePaperBook(): PaperBook {
  const open = new Map<string, readonly OpenItem[]>()
  const counts = makePaperCounts()
  const parts = makeParts()
  /** Acts that were let go before anybody was told, by what they would have been told in. */
  const untold = new Set<string>()
  const keyOf = (paper: string, what: GoodsWord, item: string): string => `${paper} ${what} ${item}`

  const keep = (key: string, list: readonly OpenItem[]): void => {
    const { left, gone } = withoutPairs(list)
    for (const { g } of gone) untold.add(`${g} ${key}`)
    if (left.length === 0) open.delete(key)
    else open.set(key, left)
  }
  const owe = (key: string, one: OpenItem): void => {
    const list = open.get(key) ?? []
    // A registration for two markets may owe one paper to both.
    if (!list.some(({ g }) => g === one.g)) keep(key, [...list, one])
  }
  return {
    act(act, of = all) {
      // To take back what nobody has to report is nothing to report either.
      const told = (acts: readonly EventType[]): boolean =>
        act.type !== 'undo' || acts.includes(act.undoes ?? 'dispense')
      for (const { paper, acts } of dutiesOf(act.market, act.type, act.day)) {
        if (!told(acts) || !of(paper)) continue
        for (const item of act.items) {
          const key = keyOf(paper, act.what, item)
          if (paperKind(paper)?.partsOnce !== true || parts.changesWhole(key, act)) owe(key, owed(act, item, paper))
        }
      }
    },
    correct(act, by, of = all) {
      for (const { paper } of dutiesOf(act.market, act.type, act.day)) {
        if (!of(paper)) continue
        for (const item of act.items) {
          const key = keyOf(paper, act.what, item)
          const list = open.get(key) ?? []
          const own = list.find(({ g }) => g === act.g)
          const back = act.type === 'dispense' ? ('return' as const) : ('undo' as const)
          const first = paperKind(paper)?.partsOnce !== true || parts.changesWhole(key, { ...act, type: back })
          if (own !== undefined && isUntold(own)) {
            untold.add(`${own.g} ${key}`)
            keep(
              key,
              list.filter((one) => one !== own),
            )
          } else if (first && !untold.has(`${act.g} ${key}`))
            owe(key, owed({ ...act, ...inverse(act), ...by }, item, paper))
        }
      }
    },
    reinstate(act, correction, by, of = all) {
      for (const { paper } of dutiesOf(act.market, act.type, act.day)) {
        if (!of(paper)) continue
        for (const item of act.items) {
          const key = keyOf(paper, act.what, item)
          const list = open.get(key) ?? []
          const taking = list.find(({ g }) => g === correction)
          const first = paperKind(paper)?.partsOnce !== true || parts.changesWhole(key, act)
          if (taking !== undefined && isUntold(taking)) {
            keep(
              key,
              list.filter((one) => one !== taking),
            )
          } else if (first) owe(key, owed({ ...act, ...by }, item, paper))
        }
      }
    },
    note(note, what, items, may = () => true) {
      let foreign = 0
      for (const item of items) {
        const key = keyOf(note.kind, what, item)
        const list = open.get(key) ?? []
        const meant = meantBy(note, list)
        const mine = meant.filter(({ agent }) => may(agent))
        if (mine.length === 0 && meant.length > 0) foreign++
        // Of several acts on one pack the first is told first.
        const told = note.step === 'prepared' ? mine.slice(0, 1) : mine
        if (told.length === 0) continue
        for (const one of told) {
          counts.count(note, one.state)
          if (note.step === 'closed' && one.number !== undefined && one.state !== 'refused') counts.closed(one.number)
        }
        const ends = note.step === 'accepted' || note.step === 'closed'
        keep(
          key,
          list.flatMap((one) => (!told.includes(one) ? [one] : ends ? [] : [advanced(one, note)])),
        )
      }
      return foreign
    },
    *open() {
      for (const list of open.values()) yield* list
    },
    papers: counts.reports,
  }
}

function all(): boolean {
  return true
}

function owed(act: Act, item: string, paper: PaperKindName): OpenItem {
  const { items: _, type, ...rest } = act
  return { ...rest, item, paper, act: type, state: 'owed' }
}

/** Nobody took it: it was not told yet, or refused. */
function isUntold({ state }: OpenItem): boolean {
  return state === 'owed' || state === 'refused'
}

/** The open acts on one pack that a note speaks of. */
function meantBy({ step, paper }: PaperNote, list: readonly OpenItem[]): readonly OpenItem[] {
  if (step === 'closed') return list
  if (step === 'sent') return list.filter(({ number, state }) => number === paper && state !== 'refused')
  if (step !== 'prepared') return list.filter(({ number }) => number === paper)
  const waiting = list.filter(isUntold)
  return waiting.length > 0 ? waiting : list.filter(({ state }) => state === 'prepared')
}

function advanced(before: OpenItem, { step, paper, code }: PaperNote): OpenItem {
  const { code: _, ...rest } = before
  return { ...rest, state: step as OpenState, number: paper, ...(code === undefined ? {} : { code }) }
}

/** What nobody was told of, or nobody took, need not be told and taken back either. */
function withoutPairs(list: readonly OpenItem[]): { left: readonly OpenItem[]; gone: readonly OpenItem[] } {
  let left = list
  const gone: OpenItem[] = []
  for (const back of list) {
    if (back.state !== 'owed') continue
    const before = left.slice(0, left.indexOf(back)).filter((one) => isUntold(one) && takesBack(back, one))
    const told = before.at(-1)
    if (told === undefined) continue
    gone.push(told, back)
    left = left.filter((one) => one !== told && one !== back)
  }
  return { left, gone }
}

function takesBack(back: OpenItem, { act, agent, units }: OpenItem): boolean {
  if (back.agent !== agent) return false
  if (back.act === 'undo') return act === (back.undoes ?? act)
  return back.act === 'return' && act === 'dispense' && (back.units ?? units) === units
}

/** The act that takes an act back: of an undo, the act that it undid. */
function inverse({ type, undoes }: Act): { readonly type: EventType; readonly undoes: EventType | undefined } {
  return type === 'undo' ? { type: undoes ?? 'dispense', undoes: undefined } : { type: 'undo', undoes: type }
}

interface Parts {
  /** Whether the act opens a pack, or takes back all that was taken of it: an act on a whole pack always does. */
  changesWhole(key: string, act: Pick<Act, 'type' | 'units'>): boolean
}

/** Packs that are handed out in parts, and how many. */
function makeParts(): Parts {
  const opened = new Map<string, number>()
  return {
    changesWhole(key, { type, units }) {
      const before = opened.get(key) ?? 0
      if (type === 'dispense') {
        if (units === undefined) return true
        opened.set(key, before + 1)
        return before === 0
      }
      if (before === 0 || (type !== 'undo' && type !== 'return')) return true
      // An undo takes back all that was handed out of the pack, and so does a return that names no units.
      if (type === 'undo' || units === undefined) {
        opened.delete(key)
        return true
      }
      if (before > 1) opened.set(key, before - 1)
      else opened.delete(key)
      return before === 1
    },
  }
}
