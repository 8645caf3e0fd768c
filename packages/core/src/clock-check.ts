/** Whether this computer's clock can be right, by the newest record of the ledger: nothing else here knows the time. */
import type { Mode } from './custody.ts'
import { LedgerError } from './error.ts'

/** A ledger rests for a week or a winter; after a longer silence a wrong year is likelier than a late record. */
const LONGEST_REST = 400 * 86_400_000

/**
 * @param recorded Time of the newest record, `now` this computer's, ms since 1970.
 * @param skew Two honest clocks differ by this much, ms.
 * @throws LedgerError CLOCK_BEHIND for an act that is done now, which would be judged by a past that is over; CLOCK_AHEAD for any,
 * because recorded times never go back.
 */
export function checkClock(recorded: number, now: number, skew: number, mode: Mode): void {
  if (mode === 'live' && recorded - now > skew) {
    throw new LedgerError(
      'CLOCK_BEHIND',
      `the clock of this computer says ${said(now)}, and the newest record of the ledger is of ${said(recorded)}: one of the two is wrong`,
    )
  }
  if (now - recorded > LONGEST_REST) {
    throw new LedgerError(
      'CLOCK_AHEAD',
      `the clock of this computer says ${said(now)}, more than a year after the newest record of the ledger (${said(recorded)})`,
    )
  }
}

/** What an auditor will find of a newest record that lies ahead of the clock; `undefined` when it does not. */
export function futureRemark(recorded: number, now: number): string | undefined {
  return recorded - now > MINUTES_5
    ? `The newest record is dated ${said(recorded)}, which is in the future by this computer's clock (${said(now)}): auditors will not take its times for proven.`
    : undefined
}

const MINUTES_5 = 5 * 60_000

function said(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
