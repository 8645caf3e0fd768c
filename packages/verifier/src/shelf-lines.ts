/** Lines from the shelf in words, for the text and the page. */
import { fill } from './fill.ts'
import { clean } from './label.ts'
import type { Language } from './language.ts'
import { type JudgedScans, nameOfScan, type ShelfScan, type ShelfVerdict } from './scans.ts'

/** Of a line that could not be read, so much is shown. */
const MAX_SHOWN = 60

/** Two sentences: what was judged how, and what was read. */
export function scansSummary(
  { ok, warn, stop, notJudged, unread, packs, scans }: JudgedScans,
  language: Language,
): string[] {
  const { labels } = language
  return [
    fill(labels.scansSummary, { ok, warn, stop, notJudged }),
    fill(labels.scansPacks, { lines: scans.length, packs, unread }),
  ]
}

export function verdictWords(verdict: ShelfVerdict, { labels }: Language): string {
  return verdict === 'not judged' ? labels.notJudged : labels[verdict]
}

export function shortName(scan: ShelfScan): string {
  const name = clean(nameOfScan(scan))
  return name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name
}
