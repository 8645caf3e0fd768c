/** What a report counts, and what each of it is: packs, events, statements, submissions and entries are easily taken for each other. */
import { groupDigits } from './fill.ts'
import type { Label, Language } from './language.ts'
import type { Report } from './report.ts'

export interface CountedRow {
  readonly name: string
  readonly count: string
  readonly meaning: string
}

/** Nothing where the evidence is not sound. */
export function countedRows({ counts, glance }: Report, { labels }: Language): CountedRow[] {
  if (counts === undefined || glance === undefined) return []
  const row = (name: Label, count: number, meaning: Label): CountedRow => ({
    name: labels[name],
    count: groupDigits(count),
    meaning: labels[meaning],
  })
  return [
    row('packs', counts.serials, 'packsAre'),
    row('events', glance.events, 'eventsAre'),
    row('statements', counts.statements, 'statementsAre'),
    row('submissions', counts.submissions, 'submissionsAre'),
    row('entries', counts.entries, 'entriesAre'),
  ]
}
