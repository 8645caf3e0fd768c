/** What a crime of the demo is, and how it is judged whether the auditor found it, with the right code, pack and place. */
import type { Audit, Finding, Stage } from './stage.ts'

export interface Committed {
  /** What the auditor is handed. */
  readonly bundle: Uint8Array
  readonly memory?: 'copy'
  /** Where the criminal knows he did it: what the finding must say. */
  readonly place: {
    /** Canonical pack id. */
    readonly item?: string
    /** Position in the log. */
    readonly record?: number
    /** Values of the finding. */
    readonly params?: Readonly<Record<string, string | number>>
  }
}

export interface Crime {
  /** A word for folders. */
  readonly word: string
  readonly title: string
  /** Who does it and what he holds (docs/spec, adversaries). */
  readonly by: string
  /** What he does, in one sentence. */
  readonly deed: string
  /** The finding that must come. */
  readonly code: string
  /** Commits it, with files, keys and database bytes. */
  commit(stage: Stage): Promise<Committed>
  /** Anything else that must be seen, such as a ledger that opens read-only: what is missing, or what was said. */
  alsoSeen?(stage: Stage): Promise<{ readonly missing?: string; readonly said?: string }>
}

export interface Judged {
  readonly crime: Crime
  readonly audit: Audit
  /** The finding that was expected; undefined when the crime went unseen. */
  readonly finding: Finding | undefined
  readonly place: string
  readonly missing: string | undefined
}

export function judge(crime: Crime, { place }: Committed, audit: Audit, missing: string | undefined): Judged {
  const where = placeText(place)
  const finding = audit.findings.find((each) => each.code === crime.code && fits(each, place))
  const judged = { crime, audit, finding, place: where, missing }
  if (finding === undefined) {
    const seen = [...new Set(audit.findings.map((each) => each.code))].join(', ')
    return { ...judged, missing: `${crime.code} at ${where} was not found (but ${seen || 'nothing'})` }
  }
  return audit.exit === 0 ? { ...judged, missing: 'the exit code says that all is well' } : judged
}

function fits(finding: Finding, { item, record, params = {} }: Committed['place']): boolean {
  return (
    (item === undefined || finding.items?.includes(item) === true) &&
    (record === undefined || finding.evidence?.[0] === record) &&
    Object.entries(params).every(([name, value]) => finding.params?.[name] === value)
  )
}

function placeText({ item, record, params = {} }: Committed['place']): string {
  const { actor, seq, size, kept } = params
  const parts = [
    item,
    record === undefined ? undefined : `record ${record}`,
    actor === undefined ? undefined : `submission ${seq} of ${actor}`,
    size === undefined ? undefined : `after ${size} entries`,
    kept === undefined ? undefined : `behind the ${kept} entries seen before`,
  ]
  return parts.filter((part) => part !== undefined).join(', ') || 'the checkpoint'
}
