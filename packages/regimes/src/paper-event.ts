/**
 * What became of a paper stands in the log as observations of the goods it speaks of: a reason, the number of the paper among the
 * documents, and the authority's code where it refused (docs/adr/0015-papers-are-observations.md).
 */
import type { Detail, DocRef } from '@packtrail/protocol'
import { type PaperKindName, paperKind } from './paper-kinds.ts'

export const PAPER_STEPS = ['prepared', 'sent', 'accepted', 'refused', 'closed'] as const
/** `closed`: settled outside of Packtrail, in the program of the authority. */
export type PaperStep = (typeof PAPER_STEPS)[number]

/** The type of its number begins so, the kind follows. */
const DOC_TYPE = 'urn:packtrail:paper:'
const REASON = 'paper-'

export interface PaperNote {
  readonly kind: PaperKindName
  readonly paper: string
  readonly step: PaperStep
  /** The authority's: why it refused, or `partly` where it said that a part was done and not yet which. At most 64 characters. */
  readonly code?: string
}

const MOST_CODE = 64

/** Beside `accepted`: not the authority's answer, but the word of who owes it. The reasons are a closed list. */
const BY_HAND = 'by-hand'

export function paperDetail({ step, code }: PaperNote): Detail {
  if (step === 'closed') return { reason: `${REASON}accepted`, code: BY_HAND }
  return { reason: `${REASON}${step}`, ...(code === undefined ? {} : { code: code.slice(0, MOST_CODE) }) }
}

export function paperDoc({ kind, paper }: PaperNote): DocRef {
  return { type: `${DOC_TYPE}${kind}`, id: paper }
}

/** Whether an event has the marks of a paper's note, complete or not: nobody but who keeps a ledger writes such. */
export function isPaperNote(event: {
  readonly detail?: Detail | undefined
  readonly docs?: readonly DocRef[] | undefined
}): boolean {
  const { detail, docs = [] } = event
  return (
    PAPER_STEPS.some((one) => detail?.reason === `${REASON}${one}`) ||
    docs.some(({ type }) => type.startsWith(DOC_TYPE))
  )
}

/** The note that an event is; `undefined` for every other event. */
export function paperNote(event: {
  readonly type: string
  readonly detail: Detail
  readonly docs?: readonly DocRef[] | undefined
}): PaperNote | undefined {
  const { type, detail, docs = [] } = event
  const step = PAPER_STEPS.find((one) => detail.reason === `${REASON}${one}`)
  const doc = docs.find((one) => one.type.startsWith(DOC_TYPE))
  const kind = doc === undefined ? undefined : paperKind(doc.type.slice(DOC_TYPE.length))
  if (type !== 'observe' || step === undefined || doc === undefined || kind === undefined) return undefined
  const { code } = detail
  if (step === 'accepted' && code === BY_HAND) return { kind: kind.kind, paper: doc.id, step: 'closed' }
  return { kind: kind.kind, paper: doc.id, step, ...(code === undefined ? {} : { code }) }
}
