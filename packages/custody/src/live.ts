/** The answer at the counter: may this pack be handed out now? Reads the world and changes nothing. */
import { askedReason, noteReason, type Reason, stops } from './asked.ts'
import type { FindingCode } from './catalogue.ts'
import type { Params } from './finding.ts'
import { correctedTo, unknownOf } from './identity.ts'
import { ENDED, freshPack, withContainers } from './resolve.ts'
import type { Rules } from './rules.ts'
import { elsewhere, type Moment, marketOf, obstacles } from './saleable.ts'
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

export interface ScanVerdict {
  readonly verdict: 'ok' | 'warn' | 'stop'
  readonly status: Status | 'expired' | 'recalled' | 'withdrawn'
  readonly batch?: { readonly product: string; readonly lot: string; readonly expiry?: string }
  readonly state: ItemState
  readonly reasons: readonly Reason[]
}

/**
 * Judge a scanned pack at `now` (ms), in the lookup order product, serial, lot, expiry, state. The identity reasons come
 * first; a pack without an identity is not judged further. `offset`: minutes east of UTC of the counter's clock, by which the
 * expiry day ends there; without it the day ends when it is over everywhere on earth.
 */
export function judgeScan(
  world: World,
  scan: Scan,
  now: number,
  market: string | undefined,
  _rules: Rules,
  offset?: number,
): ScanVerdict {
  const reasons: Reason[] = []
  const say: Say = (code, params = {}) => void reasons.push(askedReason(code, params))
  const id = `${scan.product}/${scan.serial}`
  const member = world.member(scan.product, scan.serial)
  const state = world.item(id) ?? freshPack(world, member)
  if (member === undefined) {
    sayUnknown(world, scan, say)
    return { verdict: 'stop', status: state.status, state, reasons }
  }
  const batch = world.batch(member.product, member.lot)
  sayMismatch(scan, member, batch, say)
  const moment: Moment = { time: now, market: marketOf(market, batch), ...(offset === undefined ? {} : { offset }) }
  const found: Found = { product: scan.product, state, batch, moment }
  const status = sayState(world, found, say)
  reasons.push(...notesOf(world, found))
  const { expiry } = batch ?? {}
  const name = { product: member.product, lot: member.lot, ...(expiry === undefined ? {} : { expiry }) }
  return { verdict: verdictOf(reasons), status, batch: name, state, reasons }
}

export function verdictOf(reasons: readonly Reason[]): ScanVerdict['verdict'] {
  return reasons.some(stops) ? 'stop' : reasons.length > 0 ? 'warn' : 'ok'
}

export type Say = (code: FindingCode, params?: Params) => void

function sayUnknown(world: World, { product, lot }: Scan, say: Say): void {
  const code = unknownOf(world, product, lot)
  say(code, code === 'UNKNOWN_PRODUCT' ? { product } : lot === undefined ? {} : { lot })
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
  readonly product: string
  readonly state: ItemState
  readonly batch: BatchState | undefined
  readonly moment: Moment
}

const NAMED: Readonly<Partial<Record<FindingCode, 'expired' | 'recalled' | 'withdrawn'>>> = {
  DISPENSED_EXPIRED: 'expired',
  DISPENSED_RECALLED: 'recalled',
  DISPENSED_WITHDRAWN: 'withdrawn',
}

export function sayState(world: World, { product, state: own, batch, moment }: Found, say: Say): ScanVerdict['status'] {
  const state = withContainers(world, own)
  const { status, statusAt } = state
  if (status === 'dispensed') say('SECOND_DISPENSE', { first: statusAt })
  else if (ENDED.has(status)) say('EVENT_AFTER_END', { status, first: statusAt, act: 'scan' })
  let named: ScanVerdict['status'] = status
  for (const { code, params } of obstacles(state, batch, world.product(product), moment)) {
    say(code, params)
    named = NAMED[code] ?? named
  }
  return ENDED.has(status) ? status : named
}

/** What does not stop a pack that lives, and must be known before it is used. */
function notesOf(world: World, { product, state, batch, moment }: Found): Reason[] {
  if (ENDED.has(withContainers(world, state).status)) return []
  const known = world.product(product)
  const notes: Reason[] = []
  const markets = elsewhere(batch, known, moment)
  if (markets.length > 0) notes.push(noteReason('RECALLED_ELSEWHERE', { markets: markets.join(', ') }))
  const of = batch?.units ?? known?.units
  const { units } = state
  const left = of === undefined ? `${units} units are gone` : `${of - units} of ${of} units are left`
  if (units > 0) notes.push(noteReason('PART_USED', { left }))
  return notes
}
