/** The answer to a scan, for a person and for a program. */
import type { Finding } from '@packtrail/protocol'
import { EXIT, type ExitCode } from './exit.ts'

export type VerdictWord = 'ok' | 'warn' | 'stop'

export interface Reason {
  readonly code: string
  readonly message: string
  readonly whatToDo: string
  readonly severity: Finding['severity']
}

/** Documented: docs/reference/json.md#scan. */
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
  /** Position in the log, when something was recorded. */
  readonly recorded?: number | undefined
  /** True when the operator vouches for the act, because the actor has no key here. */
  readonly attested?: boolean | undefined
}

export interface VerdictState {
  readonly status: string
  readonly owner?: string | undefined
  readonly holder?: string | undefined
  readonly parent?: string | undefined
  readonly grade: string
  readonly recalled: boolean
  readonly units?: number | undefined
}

export function reasonOf({ code, message, whatToDo, severity }: Finding): Reason {
  return { code, message, whatToDo, severity }
}

/** Stop where the act was refused; else a finding of any weight asks for a look. */
export function wordOf(reasons: readonly Reason[], refused: boolean): VerdictWord {
  if (refused) return 'stop'
  return reasons.some(({ severity }) => severity !== 'info') ? 'warn' : 'ok'
}

export function exitOf(word: VerdictWord): ExitCode {
  return word === 'stop' ? EXIT.bad : EXIT.done
}
