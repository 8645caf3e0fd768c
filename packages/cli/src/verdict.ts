/** The answer to a scan, for a person and for a program. */
import type { Finding } from '@packtrail/protocol'
import { EXIT, type ExitCode } from './exit.ts'
import type { Regime } from './regime.ts'
import { words } from './words.ts'

export type VerdictWord = 'ok' | 'warn' | 'stop'

export interface Reason {
  readonly code: string
  readonly message: string
  readonly whatToDo: string
  /** Absent where the code is no finding of the catalogue. */
  readonly severity?: Finding['severity']
  /** Packs or containers that it concerns, at most 100; `count` says how many there are. */
  readonly packs?: readonly string[]
  readonly count?: number
  /** Suspected falsification, as opposed to a refusal without alarm (expired, recalled). */
  readonly alarm?: boolean
}

/** Documented: docs/reference/json.md#verdict. */
export interface Verdict {
  readonly verdict: VerdictWord
  /** Canonical pack or container; absent when the scan names none. */
  readonly pack?: string | undefined
  readonly container?: string | undefined
  /** What was scanned. */
  readonly raw: string
  readonly lot?: string | undefined
  readonly expiry?: string | undefined
  /** What the ledger believes of it; absent when it knows nothing. */
  readonly state?: VerdictState | undefined
  /** Of a case or pallet: packs in it, packs that were judged, packs that must not be handed out. */
  readonly content?: { readonly packs: number; readonly judged: number; readonly stopped: number } | undefined
  readonly reasons: readonly Reason[]
  /** Whom else the market wants to be told of it; empty where nothing was recorded. */
  readonly regime: Regime
  /** Position in the log, when something was recorded: the act, or the attempt. */
  readonly recorded?: number | undefined
  /** True when the operator vouches for the act, because the actor has no key here. */
  readonly attested?: boolean | undefined
}

export interface VerdictState {
  /** As custody has it, or `expired`, `recalled`, `withdrawn`. */
  readonly status: string
  readonly owner?: string | undefined
  readonly holder?: string | undefined
  /** Outermost container. */
  readonly inside?: string | undefined
  /** Shipped and not yet received: who should get it. */
  readonly onTheWayTo?: string | undefined
  /** `scanned`, `inferred`, `contradicted`: how sure the place is. */
  readonly grade: string
  /** Units handed out of a pack that is dispensed in parts. */
  readonly units?: number | undefined
}

export function reasonOf({ code, message, whatToDo, severity, items, count }: Finding): Reason {
  return { code, message, whatToDo, severity, ...(items.length === 0 ? {} : { packs: items, count }) }
}

/** Why an act was not done: what is the case, not what would have happened. */
export async function stoppedReason(finding: Finding): Promise<Reason> {
  const { stoppedWords } = await import('@packtrail/custody')
  return { ...reasonOf(finding), ...stoppedWords(finding.code, finding.params) }
}

export function exitOf(word: VerdictWord): ExitCode {
  return word === 'stop' ? EXIT.bad : EXIT.done
}

/** A reason that says of which of many packs it speaks. @param of How many were looked at. */
export function namedReason<R extends Reason>(reason: R, of: number): R {
  const { packs = [], count = packs.length } = reason
  if (of <= 1 || packs.length === 0) return reason
  return { ...reason, message: words.verdict.some(count, of, reason.message, packs.slice(0, NAMED)) }
}

/** Packs that words name; JSON has more of them. */
const NAMED = 3
