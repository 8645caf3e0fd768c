/**
 * Events of bills, held back until all rows are read: a code that stands twice makes its whole bill one that the platform refuses (rule 2),
 * and that may show in the last row.
 */
import type { DraftEvent } from '../draft.ts'
import type { Outbox } from '../outbox.ts'

export interface BillHold {
  event(order: string, event: DraftEvent, line: number, path: string): void
  /** Nothing more is told of the bill, nor what is held of it. */
  refuse(order: string): void
  isRefused(order: string): boolean
  finish(): void
}

/** A bill has at most 10,000 codes: what comes after so many of them is told as it comes. */
const MOST_HELD = 100_000
const MOST_REFUSED = 100_000

/** @param unknown Nobody knows what kind of act it is. */
export function makeBillHold(out: Outbox, unknown: boolean): BillHold {
  const refused = new Set<string>()
  let held: { readonly order: string; readonly tell: () => void }[] = []
  let codes = 0
  const tellAll = (): void => {
    for (const { order, tell } of held) if (!refused.has(order)) tell()
    held = []
    codes = 0
  }
  return {
    event(order, event, line, path) {
      held.push({ order, tell: () => out.event(event, line, path, unknown) })
      codes += event.packs.length
      if (codes > MOST_HELD) tellAll()
    },
    refuse(order) {
      if (refused.size < MOST_REFUSED) refused.add(order)
    },
    isRefused: (order) => refused.has(order),
    finish: tellAll,
  }
}
