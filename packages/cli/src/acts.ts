/** Options and codes of an act → the events it makes, as drafts: the ledger or the signer cuts them into subjects. */

import type { PartyId } from '@packtrail/codes'
import type { DraftEvent } from '@packtrail/exchange'
import {
  type DocRef,
  EVENT_TYPES,
  type EventType,
  REASONS,
  sparePersons,
  type Time,
  type Trade,
  type Where,
  type Who,
} from '@packtrail/protocol'
import { readParty, readPlace } from './codes.ts'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { marketOption } from './market.ts'
import type { OptionName } from './options.ts'
import { nearest } from './suggest.ts'
import { readDay, readTime, timeNow } from './time.ts'
import { words } from './words.ts'

const { acts: say } = words

/** The options that describe an act, for every command that makes one. */
export const ACT_OPTIONS: readonly OptionName[] = [
  'as',
  'key',
  'at',
  'time',
  'owner',
  'doc',
  'reason',
  'lot',
  'expiry',
  'layout',
]

/** What people call the types. */
const SPOKEN: Readonly<Record<string, EventType>> = {
  pack: 'aggregate',
  unpack: 'disaggregate',
  exported: 'export',
  stolen: 'steal',
  lost: 'lose',
  found: 'find',
  observed: 'observe',
}

/** Acts of the authority have commands of their own, a beginning has `register`, and nobody declares an attempt. */
const NOT_HERE: readonly EventType[] = [
  'commission',
  'adopt',
  'close',
  'attempt',
  'genesis',
  'party',
  'product',
  'key',
  'retire',
  'revoke',
  'policy',
]

export const ACT_TYPES: readonly EventType[] = EVENT_TYPES.filter((type) => !NOT_HERE.includes(type))

/** @throws CliError BAD_ARGUMENT with the nearest type. */
export function readActType(text: string): EventType {
  const type = SPOKEN[text] ?? ACT_TYPES.find((one) => one === text)
  if (type !== undefined) return type
  const near = nearest(text, [...ACT_TYPES, ...Object.keys(SPOKEN)])
  throw usageError(
    'BAD_ARGUMENT',
    say.unknownType(text),
    near === undefined ? say.typeHint(ACT_TYPES.join(', ')) : words.didYouMean(near),
  )
}

/** Who may hold the goods while he acts on them: a recall, a theft or a correction is often told by somebody else. */
const HANDS_ON: readonly EventType[] = [
  'commission',
  'adopt',
  'aggregate',
  'disaggregate',
  'ship',
  'receive',
  'dispense',
  'return',
  'undo',
  'sample',
  'destroy',
  'export',
]

/** Everything of an event but what it is about. */
export type ActFrame = Omit<DraftEvent, 'packs' | 'containers' | 'batches' | 'products' | 'parent'>

/** @throws CliError BAD_ARGUMENT for every option that is not what it should be. */
export function frameOf(call: Call, type: EventType, agent: PartyId | undefined, time?: Time): ActFrame {
  const given = call.text('time')
  const when = time ?? (given === undefined ? timeNow(call.io) : readTime(call.io, given))
  const place = placeOption(call, 'at')
  const owner = partyOption(call, 'owner')
  const holder = HANDS_ON.includes(type)
    ? (agent ?? (place === undefined ? undefined : readParty(place, '--at')))
    : undefined
  const who: Who = {
    ...(agent === undefined ? {} : { agent }),
    ...(owner === undefined ? {} : { owner }),
    ...(holder === undefined ? {} : { holder }),
  }
  const where: Where | undefined = place === undefined ? undefined : { bizLocation: place }
  const trade = tradeOf(call, type, agent)
  const docs = call.list('doc').map(readDoc)
  const detail = detailOf(call, type)
  const frame: ActFrame = {
    type,
    detail,
    when,
    ...(Object.keys(who).length === 0 ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(trade === undefined ? {} : { trade }),
    ...(docs.length === 0 ? {} : { docs }),
  }
  // What is printed on a batch is corrected by a command that says itself what it corrects.
  if (type !== 'correct') refusePersons(frame)
  return frame
}

/** What is recorded is for ever and for auditors: nothing that could name a patient is taken, and nothing of it quoted. */
export function refusePersons(frame: ActFrame & Pick<Partial<DraftEvent>, 'batches'>): void {
  const [first] = sparePersons(frame).dropped
  if (first === undefined) return
  if (first === 'reason') throw usageError('BAD_ARGUMENT', say.personReason, say.personReasonHint([...REASONS]))
  if (first === 'docs') throw usageError('BAD_ARGUMENT', say.counterDoc, say.counterDocHint)
  if (first === 'before' || first === 'after') throw usageError('BAD_ARGUMENT', say.personPrint, say.personPrintHint)
  throw usageError('BAD_ARGUMENT', say.counterParty, say.counterPartyHint)
}

/** Of a shipment it is where the goods go. */
const NAMES_MARKET: readonly EventType[] = ['recall', 'export', 'dispense']

function detailOf(call: Call, type: EventType): ActFrame['detail'] {
  const reason = call.text('reason')
  const units = call.count('units')
  const market = NAMES_MARKET.includes(type) ? marketOption(call) : undefined
  const undoes = call.text('undoes')
  const before = call.text('before')
  const after = call.text('after')
  if (units === 0) throw usageError('BAD_ARGUMENT', say.noUnits)
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(units === undefined ? {} : { units }),
    ...(market === undefined ? {} : { market }),
    ...(undoes === undefined ? {} : { undoes: readActType(undoes) }),
    ...(before === undefined ? {} : { before: readValue(before) }),
    ...(after === undefined ? {} : { after: readValue(after) }),
  }
}

/** The frame with the event that `--target` names, by its whole claim hash: without a ledger there is nothing to look it up in. */
export function withTarget(call: Call, frame: ActFrame): ActFrame {
  const target = call.text('target')
  return target === undefined ? frame : { ...frame, detail: { ...frame.detail, target: readHash(target) } }
}

/** An expiry date in its one form; anything else is a lot. */
function readValue(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? readDay(text) : text
}

function readHash(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw usageError('BAD_ARGUMENT', say.notAClaim(text), say.claimHint)
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
}

function tradeOf(call: Call, type: EventType, agent: PartyId | undefined): Trade | undefined {
  const to = partyOption(call, 'to')
  const from = partyOption(call, 'from')
  if (type === 'ship') {
    if (to === undefined) throw usageError('MISSING_ARGUMENT', say.shipTo, say.shipToHint)
    const owner = partyOption(call, 'owner')
    const toOwner = partyOption(call, 'toOwner')
    const market = marketOption(call)
    return {
      ...(agent === undefined ? {} : { fromHolder: agent }),
      ...(owner === undefined ? {} : { fromOwner: owner }),
      toHolder: to,
      ...(toOwner === undefined ? {} : { toOwner }),
      ...(market === undefined ? {} : { toMarket: market }),
    }
  }
  if (type === 'receive' && from !== undefined) {
    return { fromHolder: from, ...(agent === undefined ? {} : { toHolder: agent }) }
  }
  return undefined
}

function readDoc(text: string): DocRef {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) throw usageError('BAD_ARGUMENT', say.notADoc(text), say.docHint)
  return { type: text.slice(0, colon), id: text.slice(colon + 1) }
}

export function placeOption(call: Call, option: OptionName): ReturnType<typeof readPlace> | undefined {
  const text = call.text(option)
  return text === undefined ? undefined : readPlace(text, say.placeWord)
}

export function partyOption(call: Call, option: OptionName): PartyId | undefined {
  const text = call.text(option)
  return text === undefined ? undefined : readParty(text, say.partyWord)
}
