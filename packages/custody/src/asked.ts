/**
 * The words for a pack that somebody has in his hand. The catalogue's sentences tell what happened («and was dispensed all the
 * same»); whoever asks, or was stopped, hears what is the case, and a report on a refusal says what is known of it.
 */
import { CATALOGUE, type FindingCode, SUSPECT } from './catalogue.ts'
import { fillTemplate, type Params } from './finding.ts'

/** Worth knowing before a pack is used, and no finding: nothing happened. */
export type NoteCode = 'RECALLED_ELSEWHERE' | 'PART_USED'

interface Sentence {
  readonly message: string
  readonly whatToDo: string
}

const NOTES: Readonly<Record<NoteCode, Sentence>> = {
  RECALLED_ELSEWHERE: {
    message: 'It is recalled in {markets}, and it is not known which market this is.',
    whatToDo: 'Keep it aside until you know that this is another market.',
  },
  PART_USED: {
    message: 'It was opened: {left}.',
    whatToDo: 'Hand out the rest in units, where it was opened.',
  },
}

/** What is the case, whether somebody asks about the pack or was stopped: nothing of it was done. */
const PRESENT: Readonly<Partial<Record<FindingCode, Partial<Sentence>>>> = {
  COMMISSIONED_AFTER_CLOSE: { message: 'The batch is closed: no packs can be added to it.' },
  SECOND_DISPENSE: { whatToDo: SUSPECT },
  EVENT_AFTER_END: { message: 'The pack is {status}, since record {first}.', whatToDo: SUSPECT },
  DISPENSED_EXPIRED: {
    message: 'The pack expired on {expiry}.',
    whatToDo: 'Do not hand it out; destroy or return it.',
  },
  DISPENSED_RECALLED: {
    message: 'The pack is recalled.',
    whatToDo: 'Do not hand it out; follow the recall notice.',
  },
  DISPENSED_WITHDRAWN: {
    message: 'The product is recalled in this market.',
    whatToDo: 'Do not hand it out; follow the recall notice.',
  },
  DISPENSED_LOCKED: {
    message: 'The pack is locked.',
    whatToDo: 'Keep the pack aside and ask who locked it, or the manufacturer.',
  },
  DISPENSED_QUARANTINED: {
    message: 'The pack is in quarantine.',
    whatToDo: 'Keep it aside until the quarantine is lifted.',
  },
  DISPENSED_LOST: { message: 'The pack was reported lost.', whatToDo: SUSPECT },
  UNDO_TOO_LATE: { message: 'What was to be undone lies more than {hours} hours back, and stays.' },
  UNDO_ELSEWHERE: { message: 'Only the place that recorded it can undo it.' },
  UNDO_NOTHING: { message: 'There is nothing of this pack to undo.' },
  RETURN_ELSEWHERE: { message: 'The pack was sold at another place than this.' },
  UNITS_OVERRUN: { message: 'That would make {units} units out of a pack of {of}.', whatToDo: SUSPECT },
  SPLIT_ELSEWHERE: { message: 'The pack was opened at another place.', whatToDo: SUSPECT },
  MIXED_WHOLE_AND_SPLIT: { message: 'The pack was opened: a part of it was handed out.', whatToDo: SUSPECT },
  DISPENSED_BY_NON_HOLDER: {
    message: 'By the records {holder} has it; {party} never received it.',
    whatToDo:
      'Do not hand it out. Did it come from {holder}? Record its receipt, then hand it out. If not, keep it and tell the authority and the manufacturer: two packs may carry one code.',
  },
  CHILD_IN_TWO_PARENTS: {
    message: 'It is still inside {other}.',
    whatToDo: 'Record that it was taken out of {other} first.',
  },
  NOT_IN_CONTAINER: {
    message: 'By the records it is not in {parent}.',
    whatToDo: 'Look at its history: is it in another container, or was it taken out before?',
  },
  CORRECTION_TARGET_UNKNOWN: {
    message: 'The record to be corrected is not here.',
    whatToDo: 'Check the code and the record that you name.',
  },
  CORRECTION_BY_OTHER: { message: 'The record is that of {owner}: {party} cannot correct it.' },
}

/** What was refused, where the record of the refusal does not hold the values that showed it. */
const REPORTED: Readonly<Partial<Record<FindingCode, string>>> = {
  UNKNOWN_BATCH: 'The lot on the pack was never registered.',
  SERIAL_OF_OTHER_BATCH: 'The lot on the pack is not the one that its serial belongs to.',
  EXPIRY_DIFFERS: 'The expiry date on the pack is not the one that the manufacturer registered.',
  REGISTERED_TWICE: 'Serials were to be registered that were registered before.',
  COMMISSIONED_AFTER_CLOSE: 'Packs were to be registered after the batch was closed.',
  UNITS_OVERRUN: 'More units were to be handed out than the pack holds.',
  SPLIT_ELSEWHERE: 'The pack was opened at another place.',
  MIXED_WHOLE_AND_SPLIT: 'The pack was to be handed out in parts and as a whole.',
}

/** To ask what became of a known pack is no alarm: perhaps it is the very pack that was handed out here. */
const ASKED: Readonly<Partial<Record<FindingCode, Sentence>>> = {
  SECOND_DISPENSE: {
    message: 'The pack was dispensed, on record {first}.',
    whatToDo:
      'Do not hand it out again. If it was not dispensed here, keep it aside and ask where it comes from: two packs may carry one code.',
  },
  EVENT_AFTER_END: {
    message: 'The pack is {status}, since record {first}.',
    whatToDo: 'Do not hand it out. Find out where it comes from.',
  },
}

export interface Reason {
  readonly code: FindingCode | NoteCode
  readonly message: string
  readonly whatToDo: string
  /** Whether this is an alarm, or a refusal without one. To ask what became of a known pack is never an alarm. */
  readonly alarm: boolean
}

/** What a finding says that kept an act from being done; what is missing is as the finding has it. */
export function stoppedWords(code: string, params: Params): Partial<Sentence> {
  const { message, whatToDo } = PRESENT[code as FindingCode] ?? {}
  return {
    ...(message === undefined ? {} : { message: fillTemplate(message, params) }),
    ...(whatToDo === undefined ? {} : { whatToDo: fillTemplate(whatToDo, params) }),
  }
}

/** The sentence of a refusal that nothing but its record shows; `undefined` where the fold of the records shows it. */
export function reportedMessage(code: string): string | undefined {
  return REPORTED[code as FindingCode]
}

export function askedReason(code: FindingCode, params: Params): Reason {
  const entry = CATALOGUE[code]
  const asked = ASKED[code]
  return {
    code,
    message: fillTemplate(asked?.message ?? PRESENT[code]?.message ?? entry.message, params),
    whatToDo: fillTemplate(asked?.whatToDo ?? PRESENT[code]?.whatToDo ?? entry.whatToDo, params),
    alarm: entry.alarm && asked === undefined,
  }
}

export function noteReason(code: NoteCode, params: Params): Reason {
  const { message, whatToDo } = NOTES[code]
  return { code, message: fillTemplate(message, params), whatToDo, alarm: false }
}

/** Whether a reason speaks against handing it out, rather than for a second look. */
export function stops({ code }: Reason): boolean {
  return !(code in NOTES) && CATALOGUE[code as FindingCode].refuses !== 'never'
}
