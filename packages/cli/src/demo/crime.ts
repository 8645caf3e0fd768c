/** What a crime of the demo is, and how it is judged whether the auditor found it. */
import type { Audit, Finding, Stage } from './stage.ts'

export interface Crime {
  /** A word for folders. */
  readonly word: string
  readonly title: string
  /** Who does it and what he holds (docs/spec, adversaries). */
  readonly by: string
  /** What he does, in one sentence. */
  readonly deed: string
  /** The finding that must come, and what it must name. */
  readonly expect: { readonly code: string; readonly item?: string }
  /** Commits it, with files, keys and database bytes; gives what the auditor is handed. */
  commit(stage: Stage): Promise<{ readonly bundle: Uint8Array; readonly memory?: 'copy' }>
  /** Anything else that must be seen, such as a ledger that opens read-only. Returns what is missing. */
  alsoSeen?(stage: Stage): Promise<string | undefined>
}

export interface Judged {
  readonly crime: Crime
  readonly audit: Audit
  /** The finding that was expected; undefined when the crime went unseen. */
  readonly finding: Finding | undefined
  readonly missing: string | undefined
}

export function judge(crime: Crime, audit: Audit, missing: string | undefined): Judged {
  const { code, item } = crime.expect
  const finding = audit.findings.find(
    (each) => each.code === code && (item === undefined || each.items?.includes(item) === true),
  )
  if (finding === undefined) {
    const seen = [...new Set(audit.findings.map((each) => each.code))].join(', ')
    return {
      crime,
      audit,
      finding,
      missing: `${code}${item === undefined ? '' : ` for ${item}`} (found: ${seen || 'nothing'})`,
    }
  }
  if (audit.exit === 0) return { crime, audit, finding, missing: 'an exit code that says so' }
  return { crime, audit, finding, missing }
}
