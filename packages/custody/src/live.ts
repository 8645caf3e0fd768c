/** The answer at the counter: may this pack be handed out now? Reads the world and changes nothing. */
import type { FindingCode } from './catalogue.ts'
import { CATALOGUE } from './catalogue.ts'
import { fillTemplate, type Params } from './finding.ts'
import { correctedTo } from './identity.ts'
import { dayAfter, ENDED, effectiveStatus } from './life.ts'
import { freshPack } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { BatchState, ItemState, Status } from './state.ts'
import type { Membership, World } from './world.ts'

export interface Scan {
  readonly product: string
  readonly serial: string
  /** As printed or read; absent = the code does not carry it. */
  readonly lot?: string
  /** `YYYY-MM-DD`. */
  readonly expiry?: string
}

export interface Reason {
  readonly code: FindingCode
  readonly message: string
  readonly whatToDo: string
  /** Whether this is an alarm, or a refusal without one. */
  readonly alarm: boolean
}

export interface ScanVerdict {
  readonly verdict: 'ok' | 'warn' | 'stop'
  readonly status: Status | 'expired' | 'recalled' | 'withdrawn'
  readonly batch?: { readonly product: string; readonly lot: string; readonly expiry?: string }
  readonly state: ItemState
  readonly reasons: readonly Reason[]
}

/**
 * Judge a scanned pack at `now` (ms), in the lookup order product, serial, lot, expiry, state. The identity reasons come
 * first; a pack without an identity is not judged further.
 */
export function judgeScan(
  world: World,
  scan: Scan,
  now: number,
  market: string | undefined,
  _rules: Rules,
): ScanVerdict {
  const reasons: Reason[] = []
  const say = (code: FindingCode, params: Params = {}): void => {
    const entry = CATALOGUE[code]
    reasons.push({
      code,
      message: fillTemplate(entry.message, params),
      whatToDo: fillTemplate(entry.whatToDo, params),
      alarm: entry.alarm,
    })
  }
  const id = `${scan.product}/${scan.serial}`
  const member = world.member(scan.product, scan.serial)
  const state = world.item(id) ?? freshPack(world, member)
  if (member === undefined) {
    sayUnknown(world, scan, say)
    return { verdict: 'stop', status: state.status, state, reasons }
  }
  const batch = world.batch(member.product, member.lot)
  sayMismatch(scan, member, batch, say)
  const status = sayState(world, { id, product: scan.product, state, batch, now, market }, say)
  const stop = reasons.some((reason) => CATALOGUE[reason.code].refuses !== 'never')
  const verdict = stop ? 'stop' : reasons.length > 0 ? 'warn' : 'ok'
  const { expiry } = batch ?? {}
  const name = { product: member.product, lot: member.lot, ...(expiry === undefined ? {} : { expiry }) }
  return { verdict, status, batch: name, state, reasons }
}

type Say = (code: FindingCode, params?: Params) => void

function sayUnknown(world: World, scan: Scan, say: Say): void {
  if (world.product(scan.product) === undefined) say('UNKNOWN_PRODUCT', { product: scan.product })
  else if (scan.lot !== undefined && world.batch(scan.product, scan.lot) === undefined)
    say('UNKNOWN_BATCH', { lot: scan.lot })
  else say('UNKNOWN_SERIAL', { serial: scan.serial })
}

function sayMismatch(scan: Scan, member: Membership, batch: BatchState | undefined, say: Say): void {
  if (scan.lot !== undefined && scan.lot !== member.lot && !correctedTo(batch, 'lot', scan.lot)) {
    say('SERIAL_OF_OTHER_BATCH', { lot: scan.lot, actual: member.lot })
  }
  const expiry = batch?.expiry
  if (
    scan.expiry !== undefined &&
    expiry !== undefined &&
    scan.expiry !== expiry &&
    !correctedTo(batch, 'expiry', scan.expiry)
  ) {
    say('EXPIRY_DIFFERS', { printed: scan.expiry, expiry })
  }
}

interface Found {
  readonly id: string
  readonly product: string
  readonly state: ItemState
  readonly batch: BatchState | undefined
  readonly now: number
  readonly market: string | undefined
}

function sayState(world: World, found: Found, say: Say): ScanVerdict['status'] {
  const { id, product, batch, now, market } = found
  const state = effectiveStatus({ world }, { id, state: found.state })
  let status: ScanVerdict['status'] = state.status
  if (state.status === 'dispensed') say('SECOND_DISPENSE', { first: state.statusAt })
  else if (ENDED.has(state.status)) say('EVENT_AFTER_END', { status: state.status, first: state.statusAt, act: 'scan' })
  else if (state.status === 'locked' || batch?.locked === true) say('DISPENSED_LOCKED')
  else if (state.status === 'quarantined') say('DISPENSED_QUARANTINED')
  else if (state.status === 'lost') say('DISPENSED_LOST')
  const hit = (list: readonly string[] | undefined): boolean =>
    list !== undefined && (list.includes('*') || (market !== undefined && list.includes(market)))
  if (batch?.expiry !== undefined && now >= dayAfter(batch.expiry)) {
    say('DISPENSED_EXPIRED', { expiry: batch.expiry })
    status = 'expired'
  }
  if (hit(world.product(product)?.withdrawnIn)) {
    say('DISPENSED_WITHDRAWN')
    status = 'withdrawn'
  }
  if (found.state.recalled || hit(batch?.recalledIn)) {
    say('DISPENSED_RECALLED')
    status = 'recalled'
  }
  return ENDED.has(state.status) ? state.status : status
}
