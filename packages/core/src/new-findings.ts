/** Findings that a record brings when goods are folded again: not those that were there before it. */
import type { Finding } from '@packtrail/protocol'

/** Those of `after` that `before` does not hold. */
export function newSince(before: readonly Finding[], after: readonly Finding[]): readonly Finding[] {
  const known = itemsByFinding(before)
  return after.filter((finding) => isNew(finding, known.get(findingKey(finding))))
}

/** The same finding of the same record. */
function findingKey({ code, evidence }: Finding): string {
  return `${code} ${evidence[0]}`
}

interface KnownItems {
  readonly items: Set<string>
  count: number
}

function itemsByFinding(findings: readonly Finding[]): Map<string, KnownItems> {
  const known = new Map<string, KnownItems>()
  for (const finding of findings) {
    const key = findingKey(finding)
    const of = known.get(key) ?? { items: new Set(), count: 0 }
    known.set(key, of)
    for (const item of finding.items) of.items.add(item)
    of.count += finding.count
  }
  return known
}

/** Whether it concerns goods that it did not concern before; beyond the first hundred they are only counted. */
function isNew({ items, count }: Finding, known: KnownItems | undefined): boolean {
  return known === undefined || count > known.count || items.some((item) => !known.items.has(item))
}
