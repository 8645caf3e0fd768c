/**
 * Anybody can turn the claimed time of a statement into its hash; it is then folded at its recorded time, and of two acts another one
 * may come first. What is found with such a record is no proof against whom it names (docs/spec/14-custody.md#order).
 */
import { CATALOGUE, type CannotJudge, type FindingCode } from '@packtrail/custody'
import type { Finding } from '@packtrail/protocol'
import { fill } from './fill.ts'
import { ENGLISH_LABELS } from './language.ts'

export interface Weakened {
  readonly findings: readonly Finding[]
  /** The findings that are no proof any more, by their rule. */
  readonly cannotJudge: readonly CannotJudge[]
}

/** @param timeless Log positions of the records whose claimed time is withheld. */
export function weaken(findings: readonly Finding[], timeless: ReadonlySet<number>): Weakened {
  if (timeless.size === 0) return { findings, cannotJudge: [] }
  const counts = new Map<FindingCode, number>()
  const weakened = findings.map((finding): Finding => {
    const hidden = finding.evidence.filter((at) => timeless.has(at)).length
    if (hidden === 0) return finding
    if (isRule(finding.code)) counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1)
    const message = fill(ENGLISH_LABELS.timeWithheld, { message: finding.message, count: hidden })
    return { ...finding, proof: 'flag', message, params: { ...finding.params, timeWithheld: hidden } }
  })
  return { findings: weakened, cannotJudge: [...counts].map(([rule, count]) => ({ rule, count })) }
}

/** One count a rule. */
export function addCounts(...lists: readonly (readonly CannotJudge[])[]): CannotJudge[] {
  const sums = new Map<CannotJudge['rule'], number>()
  for (const { rule, count } of lists.flat()) sums.set(rule, (sums.get(rule) ?? 0) + count)
  return [...sums].map(([rule, count]) => ({ rule, count }))
}

function isRule(code: string): code is FindingCode {
  return Object.hasOwn(CATALOGUE, code)
}
