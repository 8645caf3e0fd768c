/** What the ledger itself refuses, before and beside the custody rules: who may say what, and how often. */
import type { Finding, FindingKind } from '@packtrail/protocol'

export interface Refusal extends FindingKind {
  /** `{name}` stands for a parameter. */
  readonly message: string
  readonly whatToDo: string
}

const LIE = { severity: 'error', class: 'falsification', proof: 'provable' } as const
const WRONG = { severity: 'error', class: 'data', proof: 'provable' } as const

/** Stable: codes are API. */
export type RefusalCode =
  | 'ATTESTED_FOR_SIGNER'
  | 'AGENT_NOT_SIGNER'
  | 'KEY_OUT_OF_SCOPE'
  | 'OPERATOR_ONLY'
  | 'KEY_PROOF_WRONG'
  | 'KEY_EXISTS'
  | 'KEY_UNKNOWN'
  | 'KEY_ENDED'
  | 'KEY_OF_LEDGER'
  | 'SIGNATURE_WRONG'
  | 'OTHER_LEDGER'
  | 'SEQ_REUSED'
  | 'SEQ_BACKWARDS'
  | 'SEEN_UNKNOWN'
  | 'SUBMISSION_DIFFERS'
  | 'SUBMISSION_MALFORMED'
  | 'DUPLICATE'
  | 'REFUSED_BEFORE'
  | 'NOT_AN_ACT'
  | 'PERSONAL_DATA'
  | 'REATTEST_BY_OTHER'
  | 'CORRECTION_INCOMPLETE'

export const REFUSALS: Readonly<Record<RefusalCode, Refusal>> = {
  ATTESTED_FOR_SIGNER: {
    ...LIE,
    message: '{actor} signs for itself, so nobody can report its {type} in its name.',
    whatToDo: 'Have {actor} sign it and send the submission. If its key was lost, admit a new one of it first.',
  },
  AGENT_NOT_SIGNER: {
    ...LIE,
    message: 'The record names {agent} as the acting party, but {signer} signed it.',
    whatToDo: 'Only who acted can sign; have {agent} sign it.',
  },
  KEY_OUT_OF_SCOPE: {
    ...LIE,
    message: 'The key of {signer} was not admitted for product {product}.',
    whatToDo: 'Ask the operator to admit a key for this product.',
  },
  OPERATOR_ONLY: {
    ...LIE,
    message: 'Only the operator of the ledger can record a {type}.',
    whatToDo: 'Ask the operator.',
  },
  KEY_PROOF_WRONG: {
    ...LIE,
    message: 'Whoever adds this key has not shown to hold it.',
    whatToDo: 'Make the key request again with the new key.',
  },
  KEY_EXISTS: {
    ...WRONG,
    message: 'This key is registered already, for {actor}.',
    whatToDo: 'Make a new key: a key belongs to one party, once.',
  },
  KEY_UNKNOWN: {
    ...WRONG,
    message: '{actor} has no such key.',
    whatToDo: 'Check the key id.',
  },
  KEY_ENDED: {
    ...LIE,
    message: 'The key of {actor} was ended at record {at}.',
    whatToDo: 'Sign with a key that is in force.',
  },
  KEY_OF_LEDGER: {
    ...WRONG,
    message: 'This is the key of the ledger itself, which signs all that it records: it cannot be ended.',
    whatToDo: 'If it was stolen, stop using this ledger, tell everybody who relies on it, and begin a new one.',
  },
  SIGNATURE_WRONG: {
    ...LIE,
    message: 'The signature does not fit the submission.',
    whatToDo: 'Ask the sender for the file as it was written.',
  },
  OTHER_LEDGER: {
    ...WRONG,
    message: 'The submission is meant for another ledger.',
    whatToDo: 'Send it to the ledger it was made for.',
  },
  SEQ_REUSED: {
    ...LIE,
    message: 'This key has used number {seq} before, for another submission.',
    whatToDo: 'Ask the holder of the key: it may be in two hands.',
  },
  SEQ_BACKWARDS: {
    ...WRONG,
    message: 'This key has reached number {last}; a submission with number {seq} comes too late.',
    whatToDo: 'Sign it again with a higher number.',
  },
  SEEN_UNKNOWN: {
    ...LIE,
    message: 'The sender has verified a checkpoint of size {size} that is not of this ledger: there are two histories.',
    whatToDo: 'Keep both checkpoints and tell the operator and the regulator.',
  },
  SUBMISSION_DIFFERS: {
    ...LIE,
    message: 'The file holds other records than those that were signed: {what}.',
    whatToDo: 'Ask the sender for the file as it was written.',
  },
  SUBMISSION_MALFORMED: {
    ...WRONG,
    message: 'The submission is not in the format: {what}.',
    whatToDo: 'Have it written again.',
  },
  DUPLICATE: {
    severity: 'info',
    class: 'data',
    proof: 'provable',
    message: 'The same event stands in the log already, at record {at}.',
    whatToDo: 'Nothing: a record that comes twice counts once.',
  },
  REFUSED_BEFORE: {
    ...WRONG,
    message: 'This act was tried before and refused: {code}.',
    whatToDo: 'Look at the first answer; a new try needs a new key.',
  },
  NOT_AN_ACT: {
    ...WRONG,
    message: 'A {type} is not recorded this way.',
    whatToDo: 'Use the command that is made for it.',
  },
  REATTEST_BY_OTHER: {
    ...LIE,
    message: 'Record {at} is the word of {author}; {actor} cannot confirm it.',
    whatToDo:
      'Only {author} can confirm what it said, with another key of it; or the operator in its name, when it has no key.',
  },
  CORRECTION_INCOMPLETE: {
    ...WRONG,
    message: 'Record {at} is taken back as a whole, but {missing} of what it names is not named here.',
    whatToDo: 'Name all that the record names, and record again what of it did happen: packtrail correct does so.',
  },
  PERSONAL_DATA: {
    ...WRONG,
    message: 'The {type} says something under {fields} that could be about a person.',
    whatToDo:
      'Say it again without that: a reason of the list, numbers of bills and orders, enterprises by GLN. Never a name.',
  },
}

export function refusal(
  code: RefusalCode,
  params: Readonly<Record<string, string | number>> = {},
  items: readonly string[] = [],
): Finding {
  const entry: Refusal = REFUSALS[code]
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '?'))
  return {
    code,
    severity: entry.severity,
    class: entry.class,
    proof: entry.proof,
    evidence: [],
    items: items.slice(0, 100),
    count: items.length,
    message: fill(entry.message),
    whatToDo: fill(entry.whatToDo),
    params,
  }
}

/** Thrown while a submission is read: it is refused as a whole. */
export class Refused extends Error {
  readonly finding: Finding
  constructor(code: RefusalCode, params: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.finding = refusal(code, params)
  }
}
