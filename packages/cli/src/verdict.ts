/** The answer to a scan, for a person and for a program. */
import type { Finding } from '@packtrail/protocol'
import { EXIT, type ExitCode } from './exit.ts'

export type VerdictWord = 'ok' | 'warn' | 'stop'

export interface Reason {
  readonly code: string
  readonly message: string
  readonly whatToDo: string
  /** Absent where the code is no finding of the catalogue. */
  readonly severity?: Finding['severity']
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
  readonly reasons: readonly Reason[]
  /** Duties of the market: filled by market profiles. */
  readonly regime: Readonly<Record<string, unknown>>
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

export function reasonOf({ code, message, whatToDo, severity }: Finding): Reason {
  return { code, message, whatToDo, severity }
}

export function exitOf(word: VerdictWord): ExitCode {
  return word === 'stop' ? EXIT.bad : EXIT.done
}
