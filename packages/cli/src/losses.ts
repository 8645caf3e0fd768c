/** What the form of a document could not hold, counted, with the first places. */
import type { LossCode } from '@packtrail/exchange'
import type { Place } from './tally.ts'

/** Beside what a writer tells: what stands in a document outside of its events, and what is never passed on. */
export type ConvertLossCode = LossCode | 'MASTER_DATA' | 'DOCUMENT_INFO' | 'PERSONAL_DATA'

export interface LossCount {
  readonly code: ConvertLossCode
  readonly field: string
  readonly count: number
  readonly first: readonly Place[]
}

export interface LossReport {
  add(code: ConvertLossCode, field: string, place: Place | undefined, count?: number): void
  list(): readonly LossCount[]
}

/** Names of fields come from documents: their number is bounded. */
const MOST_FIELDS = 1000
const MOST_PLACES = 3

export function makeLossReport(): LossReport {
  const counts = new Map<string, { code: ConvertLossCode; field: string; count: number; first: Place[] }>()
  return {
    add(code, field, place, count = 1) {
      const key = `${code} ${field}`
      let known = counts.get(key)
      if (known === undefined) {
        if (counts.size >= MOST_FIELDS) return
        known = { code, field, count: 0, first: [] }
        counts.set(key, known)
      }
      known.count += count
      if (place !== undefined && known.first.length < MOST_PLACES) known.first.push(place)
    },
    list: () => [...counts.values()],
  }
}
