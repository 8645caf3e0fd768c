/** Limits and duties that differ by market: data, passed in, the same for the ledger and the verifier. */
import type { EventType } from '@packtrail/protocol'

export interface Rules {
  readonly name: string
  /** An undo is possible for this long, in ms (EU: 10 days, Regulation 2016/161 Art. 13(1)(b)). */
  readonly undoLimit: number
  /** Two honest clocks may differ by this much, in ms. */
  readonly skew: number
  /** A claimed time may lie this far after the recorded time, in ms. */
  readonly future: number
  /** Goods in transit for longer, in ms, are reported when their consignee is one who reports receipts. */
  readonly neverReceived: number
  /** Roles that may do an act; an act that is not listed is anybody's. Judged only for parties with a licence on record. */
  readonly roles: Readonly<Partial<Record<EventType, readonly string[]>>>
  /** A container must be commissioned before it is a parent. */
  readonly parentsCommissioned: boolean
  /** Steps that nobody has to report here: they are not observed, and nothing is concluded from their absence. */
  readonly unreported?: readonly ('ship' | 'receive')[]
  /** Steps that everybody has to report here: to go on without them is a finding. */
  readonly required?: readonly ('ship' | 'receive')[]
  /** What the names of profiles stand for; a name that is not here stands for these rules themselves. */
  readonly profiles?: Readonly<Record<string, Rules>>
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `default/1`, without profiles. */
export const BASE: Rules = {
  name: 'default/1',
  undoLimit: 240 * HOUR,
  skew: 15 * MINUTE,
  future: 5 * MINUTE,
  neverReceived: 30 * DAY,
  roles: {
    commission: ['manufacturer'],
    adopt: ['manufacturer', 'wholesaler', 'pharmacy', 'hospital', 'operator'],
    close: ['manufacturer'],
    dispense: ['pharmacy', 'hospital'],
    recall: ['manufacturer', 'regulator'],
  },
  parentsCommissioned: false,
}
