/**
 * Identifiers of a written event as EPC URN, where the company prefix is known (GS1 EPC Tag Data Standard, section 6). Most readers of
 * EPCIS 1.2 know no other form; a Digital Link needs no prefix and is what stands there before.
 */
import { type Gs1Key, keyToUrn, type PlaceId, parseDigitalLink, placeToUri, readEpc } from '@packtrail/codes'
import { ExchangeError } from '../error.ts'
import type { Members } from './epcis-extra.ts'

export interface Renamed {
  readonly members: Members
  /** Fields in which some could not be renamed. */
  readonly kept: readonly string[]
  /** Fields in which a party by PGLN is an SGLN now. */
  readonly parties: readonly string[]
}

export interface EpcNames {
  /** The event with its identifiers renamed. */
  rename(members: Members): Renamed
  /** One identifier; as it came when its prefix is not known, or when it is no Digital Link. */
  nameOf(uri: string): string
}

/** A serial that stands the same in a URN and in a link. */
const PLAIN = /^[A-Za-z0-9._-]{1,20}$/

const TEXTS = ['parentID'] as const
const LISTS = ['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList'] as const
const CLASSES = ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'] as const
const PLACES = ['readPoint', 'bizLocation'] as const
const SIDES = [
  ['sourceList', 'source'],
  ['destinationList', 'destination'],
] as const

/**
 * @param prefixes GS1 company prefixes of 6 to 12 digits.
 * @param learned More of them, which may grow while events are written.
 * @param sglns By the guideline of GS1 US, which names parties by SGLN only.
 * @throws ExchangeError VALUE for a prefix that is none.
 */
export function makeEpcNames(
  prefixes: readonly string[],
  sglns: boolean,
  learned: ReadonlySet<string> = new Set(),
): EpcNames {
  const wrong = prefixes.find((one) => !/^\d{6,12}$/.test(one))
  if (wrong !== undefined)
    throw new ExchangeError('VALUE', `«${wrong.slice(0, 40)}» is no company prefix of 6 to 12 digits`)
  // Of two that fit, the longer one is the more exact.
  let known = prefixes.toSorted((a, b) => b.length - a.length)
  let count = 0
  const learn = (): void => {
    if (count === learned.size) return
    count = learned.size
    link = '\0'
    // What somebody said himself comes before what documents show.
    known = [...prefixes, ...learned].sort(
      (a, b) => Number(prefixes.includes(b)) - Number(prefixes.includes(a)) || b.length - a.length,
    )
  }
  const kept = new Set<string>()
  const parties = new Set<string>()
  // Consecutive packs share all but their serial: what stands before it has been checked (as in `items.ts`).
  let link = '\0'
  let head = ''
  const remember = (uri: string, urn: string): void => {
    const at = uri.lastIndexOf('/21/') + 4
    const serial = uri.slice(at)
    if (at < 4 || !PLAIN.test(serial) || !urn.startsWith('urn:epc:id:sgtin:') || !urn.endsWith(`.${serial}`)) return
    link = uri.slice(0, at)
    head = urn.slice(0, urn.length - serial.length)
  }
  const named = (uri: unknown, field: string, isParty = false): unknown => {
    if (typeof uri === 'string' && count === learned.size && uri.lastIndexOf(link, 0) === 0) {
      const serial = uri.slice(link.length)
      if (PLAIN.test(serial)) return head + serial
    }
    const key = typeof uri === 'string' ? keyOf(uri) : undefined
    if (key === undefined) return uri
    learn()
    // A URN has no place for what a link claims behind its question mark.
    if ((uri as string).includes('?')) {
      kept.add(field)
      return uri
    }
    const isPgln = isParty && sglns && key.ai === '417'
    const urn = isPgln ? partyUrn(key, known) : urnOf(uri as string, key, known)
    if (urn !== undefined && !isParty) remember(uri as string, urn)
    if (urn === undefined) kept.add(field)
    else if (isPgln) parties.add(field)
    return urn ?? uri
  }
  const inside = (value: unknown, member: string, field: string, isParty = false): unknown => {
    const object = value as Members
    return object[member] === undefined ? object : { ...object, [member]: named(object[member], field, isParty) }
  }
  return {
    rename(members) {
      kept.clear()
      parties.clear()
      const out: Members = { ...members }
      const list = (field: string, each: (one: unknown) => unknown): void => {
        const value = members[field]
        if (Array.isArray(value)) out[field] = value.map(each)
      }
      for (const field of TEXTS) if (members[field] !== undefined) out[field] = named(members[field], field)
      for (const field of LISTS) list(field, (one) => named(one, field))
      for (const field of CLASSES) list(field, (one) => inside(one, 'epcClass', field))
      for (const field of PLACES) if (members[field] !== undefined) out[field] = inside(members[field], 'id', field)
      for (const [field, side] of SIDES) list(field, (one) => inside(one, side, field, true))
      return { members: out, kept: [...kept], parties: [...parties] }
    },
    nameOf: (uri) => named(uri, '') as string,
  }
}

/** `undefined` for what is no Digital Link of GS1: a URI of somebody else, or a name of our own. */
function keyOf(uri: string): Gs1Key | undefined {
  if (!uri.startsWith('https://') && !uri.startsWith('http://')) return undefined
  const link = parseDigitalLink(uri)
  return link.ok ? link.value.key : undefined
}

/** The URN, if it names the same as the link. */
function urnOf(uri: string, key: Gs1Key, prefixes: readonly string[]): string | undefined {
  const digits = LED.has(key.ai) ? key.value.slice(1) : key.value
  const prefix = prefixes.find((one) => digits.startsWith(one))
  if (prefix === undefined) return undefined
  const urn = keyToUrn(key, prefix.length)
  return urn.ok && meaning(urn.value) === meaning(uri) ? urn.value : undefined
}

/** A party as SGLN: the GLN is the same. */
function partyUrn(key: Gs1Key, prefixes: readonly string[]): string | undefined {
  return urnOf(placeToUri(`gln:${key.value}` as PlaceId), { ...key, ai: '414' }, prefixes)
}

/** Keys that begin with an indicator, an extension digit or a filler. */
const LED: ReadonlySet<string> = new Set(['00', '01', '8003', '8006'])

function meaning(uri: string): string {
  const read = readEpc(uri)
  if (!read.ok) return uri
  const { item, class: named, place } = read.value
  return JSON.stringify([item, named, place])
}
