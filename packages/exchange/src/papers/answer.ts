/**
 * What an authority says to a paper, whichever authority it is. Texts of the authority are kept only where they are about goods
 * and not about people, and are cut at 300 characters.
 */

/** Whose answer it is. */
export const ANSWER_KINDS = [
  /** A national medicines verification system of the EU: to a list, or to one pack. */
  'eu-bulk',
  'eu-pack',
  /** The reply of a verification router (VRS) to a verify request. */
  'vrs',
  /** The Chinese platform: to a bill, to a relation file. */
  'cn-bill',
  'cn-relation',
  /** The Chinese insurer (3505, 3506). */
  'nhsa',
] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]

/**
 * `sent`: it was taken, and nothing is decided (uploaded is not accepted). `processing`: ask again. `partly-rejected`: the packs
 * tell which. Of what an answer does not name nothing is said: it is neither accepted nor rejected.
 */
export const PAPER_OUTCOMES = ['sent', 'processing', 'accepted', 'partly-rejected', 'rejected'] as const
export type PaperOutcome = (typeof PAPER_OUTCOMES)[number]

/** What kind of thing went wrong: the data of the pack, its state, or the way there. */
export type AnswerCause = 'data' | 'state' | 'technical' | 'unknown'

/** An alert of the EU system, which is a suspicion of falsification until it is closed. */
export interface PaperAlert {
  /** `A1` … `A68`, where the code tells. */
  readonly name?: string
  /** The system's own number of the alert. */
  readonly id?: string
}

export interface PackAnswer {
  /** Canonical, where the answer names the product. */
  readonly product?: string
  readonly serial: string
  readonly accepted: boolean
  /** As the authority writes it. */
  readonly code?: string
  readonly cause?: AnswerCause
  /** State of the pack after the act, as the authority writes it. */
  readonly state?: string
  /** What the authority says. */
  readonly message?: string
  /** What to do. */
  readonly remedy?: string
  readonly alert?: PaperAlert
}

export interface PaperAnswer {
  readonly kind: AnswerKind
  readonly outcome: PaperOutcome
  /** Number of our paper, where the answer repeats it: key of the list, number of the bill, corrUUID. */
  readonly paper?: string
  /** The authority's own number: of the transaction, the request, the queue. */
  readonly reference?: string
  readonly code?: string
  readonly cause?: AnswerCause
  readonly message?: string
  readonly remedy?: string
  readonly packs: readonly PackAnswer[]
  /** The packs named are all that are rejected, but there may be further pages. */
  readonly morePages?: boolean
  /** Where and until when the result can be fetched, of a paper that is being processed. */
  readonly resultAt?: string
  readonly resultFrom?: string
  readonly resultUntil?: string
}

/** The outcome of a paper whose packs are all told. */
export function outcomeOfPacks(packs: readonly PackAnswer[]): PaperOutcome {
  const accepted = packs.filter((pack) => pack.accepted).length
  if (accepted === packs.length) return 'accepted'
  return accepted === 0 ? 'rejected' : 'partly-rejected'
}
