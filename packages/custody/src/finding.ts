/** Making findings from the catalogue, and their sentences. */
import type { Finding } from '@packtrail/protocol'
import { CATALOGUE, type CatalogueEntry, type FindingCode } from './catalogue.ts'

/** Items listed in one finding; the rest are counted. */
export const MAX_ITEMS = 100

export type Params = Readonly<Record<string, string | number>>

/** The sentence of a template; a parameter without a value stands as `?`. */
export function fillTemplate(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '?'))
}

export function makeFinding(
  code: FindingCode,
  items: readonly string[],
  evidence: readonly number[],
  params: Params = {},
  count: number = items.length,
): Finding {
  const entry: CatalogueEntry = CATALOGUE[code]
  return {
    code,
    severity: entry.severity,
    class: entry.class,
    proof: entry.proof,
    evidence,
    items: items.slice(0, MAX_ITEMS),
    count,
    message: fillTemplate(entry.message, params),
    whatToDo: fillTemplate(entry.whatToDo, params),
    params,
  }
}

/** How an act reaches the ledger (docs/spec/14-custody.md#refusals). */
export type Mode = 'live' | 'document' | 'strict' | 'observe'

/** Refused whoever reports it and however: of two registrations of one serial no bundle could say which holds the pack. */
const NEVER_TAKEN: readonly FindingCode[] = ['REGISTERED_TWICE']

/** The findings for which this act must be refused; next to none in observe mode. */
export function refusing(findings: readonly Finding[], mode: Mode): readonly Finding[] {
  if (findings.length === 0) return findings
  if (mode === 'observe') return findings.filter(({ code }) => NEVER_TAKEN.some((never) => never === code))
  return findings.filter((finding) => {
    const entry: CatalogueEntry | undefined = CATALOGUE[finding.code as FindingCode]
    if (entry === undefined) return false
    return entry.refuses === 'document' || (entry.refuses === 'live' && mode !== 'document')
  })
}
