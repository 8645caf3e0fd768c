/** Drafts of acts at a counter, told by documents: what could be about a person is left out of them (@packtrail/protocol). */
import { isAtCounter, sparePersons } from '@packtrail/protocol'
import type { DraftEvent } from './draft.ts'

/**
 * The act without whatever could be about a person, and how many values were left out.
 * @param atCounter Where nobody knows what the act is.
 */
export function withoutPersons(
  told: DraftEvent,
  atCounter: boolean = isAtCounter(told),
): { readonly event: DraftEvent; readonly dropped: number } {
  const { original } = told
  if (original === undefined) {
    const { act, dropped } = sparePersons(told, atCounter)
    return { event: act, dropped: dropped.length }
  }
  const earlier = withoutPersons(original)
  const { act, dropped } = sparePersons(told, atCounter || isAtCounter(original))
  if (earlier.dropped === 0) return { event: act, dropped: dropped.length }
  return { event: { ...act, original: earlier.event }, dropped: dropped.length + earlier.dropped }
}
