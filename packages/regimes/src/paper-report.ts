/** What became of each paper as a whole: how many of its goods were accepted, refused or settled by hand. */
import type { PaperNote, PaperStep } from './paper-event.ts'
import type { PaperKindName } from './paper-kinds.ts'

export interface PaperReport {
  readonly paper: PaperKindName
  readonly number: string
  readonly state: PaperStep | 'partly-refused' | 'partly-answered'
  readonly items: number
  readonly accepted: number
  readonly refused: number
  /** Settled outside. */
  readonly closed: number
}

export interface PaperCounts {
  /** Counts one of the goods. @param was What it was in this paper before. */
  count(note: PaperNote, was: string): void
  /** One of the goods of this paper was settled by hand. */
  closed(paper: string): void
  reports(): readonly PaperReport[]
}

interface Counted {
  readonly paper: PaperKindName
  readonly number: string
  step: PaperStep
  items: number
  accepted: number
  refused: number
  closed: number
}

export function makePaperCounts(): PaperCounts {
  const papers = new Map<string, Counted>()
  const countOf = ({ kind, paper, step }: PaperNote): Counted => {
    const known = papers.get(paper)
    if (known !== undefined) return known
    const counted = { paper: kind, number: paper, step, items: 0, accepted: 0, refused: 0, closed: 0 }
    papers.set(paper, counted)
    return counted
  }
  return {
    count(note, was) {
      const counted = countOf(note)
      const { step } = note
      if (step === 'prepared' || step === 'closed') counted.items++
      if (step === 'closed') counted.closed++
      if (step === 'prepared' || step === 'sent') counted.step = step
      if (step === 'accepted') counted.accepted++
      // The same answer may be entered twice.
      if (was === 'refused' && step === 'accepted') counted.refused--
      if (was !== 'refused' && step === 'refused') counted.refused++
    },
    closed(paper) {
      const counted = papers.get(paper)
      if (counted !== undefined) counted.closed++
    },
    reports: () => [...papers.values()].map(reportOf),
  }
}

function reportOf({ step, ...counts }: Counted): PaperReport {
  return { ...counts, state: stateOf(step, counts) }
}

function stateOf(step: PaperStep, { items, accepted, refused, closed }: Omit<Counted, 'step'>): PaperReport['state'] {
  const answered = accepted + refused
  if (answered === 0) return closed >= items && closed > 0 ? 'closed' : step
  if (answered + closed < items) return 'partly-answered'
  if (refused === 0) return 'accepted'
  return accepted === 0 ? 'refused' : 'partly-refused'
}
