/** The state of every paper that is owed, by one pass over the log. What is accepted is let go: memory is that of what is open. */
import type { EventType } from '@packtrail/protocol'
import { dutiesOf } from './duties.ts'
import type { PaperNote, PaperStep } from './paper-event.ts'
import type { PaperKindName } from './paper-kinds.ts'

/** An act on goods, as far as papers ask about it. */
export interface Act {
  readonly g: number
  /** Hex of its claim hash, which a correction names. */
  readonly claim: string
  readonly type: EventType
  readonly undoes?: EventType | undefined
  readonly agent?: string | undefined
  readonly market: string
  /** `YYYY-MM-DD`: when it happened by its author's clock, else when it was recorded. */
  readonly day: string
  /** Milliseconds since 1970, the same moment. */
  readonly time: number
  /** Packs `product/serial`, containers, or batches `product/lot`. */
  readonly items: readonly string[]
}

export type OpenState = 'owed' | Exclude<PaperStep, 'accepted'>

/** An item of an act that somebody still has to be told of, or has not accepted yet. */
export interface OpenItem {
  readonly item: string
  readonly paper: PaperKindName
  readonly act: EventType
  /** Of an undo. */
  readonly undoes?: EventType | undefined
  readonly g: number
  readonly claim: string
  readonly day: string
  readonly time: number
  readonly market: string
  readonly agent?: string | undefined
  readonly state: OpenState
  /** Number of the paper it stands in, once prepared. */
  readonly number?: string
  /** Why the authority refused it. */
  readonly code?: string
}

export interface PaperReport {
  readonly paper: PaperKindName
  readonly number: string
  readonly state: PaperStep | 'partly-refused'
  readonly items: number
  readonly accepted: number
  readonly refused: number
}

export interface PaperBook {
  act(act: Act): void
  note(note: PaperNote, items: readonly string[]): void
  /** An act that a correction cancelled owes nothing any more, unless it was told already. */
  cancel(claim: string): void
  open(): IterableIterator<OpenItem>
  papers(): readonly PaperReport[]
}

interface Counted {
  paper: PaperKindName
  number: string
  step: PaperStep
  items: number
  accepted: number
  refused: number
}

export function makePaperBook(): PaperBook {
  const open = new Map<string, OpenItem>()
  const papers = new Map<string, Counted>()
  const keyOf = (paper: string, item: string): string => `${paper} ${item}`

  const owe = (act: Act, item: string, paper: PaperKindName): void => {
    const { type, g, claim, day, time, market, agent } = act
    const key = keyOf(paper, item)
    const before = open.get(key)
    // What nobody was told of need not be told, and taken back, either.
    const takesBack = type === 'undo' || type === 'return'
    if (takesBack && before?.state === 'owed' && (type !== 'undo' || before.act === (act.undoes ?? before.act))) {
      open.delete(key)
      return
    }
    open.set(key, { item, paper, act: type, undoes: act.undoes, g, claim, day, time, market, agent, state: 'owed' })
  }
  const countOf = ({ kind, paper, step }: PaperNote): Counted => {
    const known = papers.get(paper)
    if (known !== undefined) return known
    const counted: Counted = { paper: kind, number: paper, step, items: 0, accepted: 0, refused: 0 }
    papers.set(paper, counted)
    return counted
  }
  return {
    act(act) {
      // To take back what nobody has to report is nothing to report either.
      const told = (acts: readonly EventType[]): boolean =>
        act.type !== 'undo' || acts.includes(act.undoes ?? 'dispense')
      const duties = dutiesOf(act.market, act.type, act.day).filter(({ acts }) => told(acts))
      for (const { paper } of duties) for (const item of act.items) owe(act, item, paper)
    },
    note(note, items) {
      const counted = countOf(note)
      if (note.step === 'sent' || note.step === 'prepared') counted.step = note.step
      for (const item of items) {
        const key = keyOf(note.kind, item)
        const before = open.get(key)
        if (note.step === 'prepared') counted.items++
        if (note.step === 'accepted') counted.accepted++
        if (note.step === 'refused') counted.refused++
        // An answer to an older paper says nothing of one that was prepared since.
        if (before === undefined || (note.step !== 'prepared' && before.number !== note.paper)) continue
        if (note.step === 'accepted') open.delete(key)
        else open.set(key, advanced(before, note))
      }
    },
    cancel(claim) {
      for (const [key, one] of open) if (one.claim === claim && one.state === 'owed') open.delete(key)
    },
    open: () => open.values(),
    papers: () => [...papers.values()].map(reportOf),
  }
}

function advanced(before: OpenItem, { step, paper, code }: PaperNote): OpenItem {
  const { code: _, ...rest } = before
  return { ...rest, state: step as OpenState, number: paper, ...(code === undefined ? {} : { code }) }
}

function reportOf({ paper, number, step, items, accepted, refused }: Counted): PaperReport {
  const answered = accepted + refused
  const state = answered === 0 ? step : refused === 0 ? 'accepted' : accepted === 0 ? 'refused' : 'partly-refused'
  return { paper, number, state, items, accepted, refused }
}
