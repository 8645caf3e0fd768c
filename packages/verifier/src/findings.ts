/** Collects findings about the evidence: any number of causes in, a bounded list out. */
import type { Finding } from '@packtrail/protocol'
import { EVIDENCE, type EvidenceCode } from './catalogue.ts'
import { EVIDENCE_WORDS } from './evidence-words.ts'
import { fill, type Params } from './fill.ts'

/** Findings of one code that are told apart; further ones are only counted. */
const PER_CODE = 20

export interface Found {
  readonly params?: Params
  /** Log positions, the deciding one first. */
  readonly evidence?: readonly number[]
  readonly items?: readonly string[]
}

export interface Findings {
  add(code: EvidenceCode, found?: Found): void
  has(code: EvidenceCode): boolean
  /** How often, those that were only counted included. */
  count(code: EvidenceCode): number
  list(): Finding[]
}

export function findings(): Findings {
  const kept: Finding[] = []
  const counts = new Map<EvidenceCode, number>()
  return {
    add(code, found = {}) {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= PER_CODE) kept.push(evidenceFinding(code, found))
    },
    has: (code) => counts.has(code),
    count: (code) => counts.get(code) ?? 0,
    list: () => kept.map((finding) => withRest(finding, counts, kept)),
  }
}

export function evidenceFinding(code: EvidenceCode, { params = {}, evidence = [], items = [] }: Found): Finding {
  const { severity, class: kind, proof } = EVIDENCE[code]
  const words = EVIDENCE_WORDS[code]
  const message = fill(words.message, params)
  const whatToDo = fill(words.whatToDo, params)
  return { code, severity, class: kind, proof, evidence, items, count: 1, message, whatToDo, params }
}

/** The last one kept of a code also stands for those that were not. */
function withRest(finding: Finding, counts: ReadonlyMap<string, number>, kept: readonly Finding[]): Finding {
  const all = counts.get(finding.code) ?? 1
  if (all <= PER_CODE || kept.findLast(({ code }) => code === finding.code) !== finding) return finding
  return { ...finding, count: all - PER_CODE + 1 }
}
