/** What an event names, in the shapes the ledger asks for. */
import { type PartyId, partyOf } from '@packtrail/codes'
import type { Event, ManifestSubject, Subject } from '@packtrail/protocol'
import type { Role } from './item-rows.ts'
import { packId } from './pack-id.ts'

/** Packs and containers of an event, in the order of its subjects. */
export function forEachItem(event: Event, visit: (id: string, role: Role) => void): void {
  for (const subject of event.subjects) {
    if (subject.kind === 'packs') {
      const role = subject.parent === undefined ? 'self' : 'inside'
      for (const serial of subject.serials) visit(packId(subject.product, serial), role)
    } else if (subject.kind === 'unplaced') visit(packId(subject.product, subject.serial), 'unplaced')
    else if (subject.kind === 'container') {
      visit(subject.container, subject.role === 'child' ? 'inside' : subject.role)
    }
  }
}

/** One item whose history would show a twin of this event: a pack before a container, whose history is longer. */
export function itemForTwins(event: Event): string | undefined {
  let container: string | undefined
  for (const subject of event.subjects) {
    if (subject.kind === 'packs') return packId(subject.product, subject.serials[0] ?? '')
    if (subject.kind === 'unplaced') return packId(subject.product, subject.serial)
    if (subject.kind === 'container') container ??= subject.container
  }
  return container
}

/** Parties whose streams a bundle must be able to show: those named as who or in a hand-over. */
export function partiesOf(event: Event): string[] {
  const parties: string[] = []
  forEachParty(event, (place) => {
    const party = partyOf(place as PartyId)
    if (!parties.includes(party)) parties.push(party)
  })
  return parties
}

/** Every text that names a party, as it stands there; one may come twice. */
export function forEachParty({ who, trade }: Event, visit: (place: string) => void): void {
  if (who?.agent !== undefined) visit(who.agent)
  if (who?.owner !== undefined) visit(who.owner)
  if (who?.holder !== undefined) visit(who.holder)
  if (trade === undefined) return
  if (trade.fromOwner !== undefined) visit(trade.fromOwner)
  if (trade.fromHolder !== undefined) visit(trade.fromHolder)
  if (trade.toOwner !== undefined) visit(trade.toOwner)
  if (trade.toHolder !== undefined) visit(trade.toHolder)
}

/** Whether every text that names a party is among these. */
export function areAll({ who, trade }: Event, places: ReadonlySet<string>): boolean {
  if (who !== undefined && !(isIn(places, who.agent) && isIn(places, who.owner) && isIn(places, who.holder)))
    return false
  if (trade === undefined) return true
  const { fromOwner, fromHolder, toOwner, toHolder } = trade
  return isIn(places, fromOwner) && isIn(places, fromHolder) && isIn(places, toOwner) && isIn(places, toHolder)
}

function isIn(places: ReadonlySet<string>, place: string | undefined): boolean {
  return place === undefined || places.has(place)
}

export function productsOf(event: Event): string[] {
  const products: string[] = []
  for (const subject of event.subjects) {
    if ('product' in subject && !products.includes(subject.product)) products.push(subject.product)
  }
  return products
}

/** Under which name the history of a batch, product or party is kept; `undefined` for goods. */
export function wholeId(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'batch':
    case 'manifest':
    case 'close':
      return wholeBatchId(subject.product, subject.lot)
    case 'product':
      return `*product ${subject.product}`
    case 'party':
    case 'key':
    case 'keyEnd':
      return `*party ${subject.actor}`
    case 'policy':
      return '*policy'
    default:
      return undefined
  }
}

export function wholeBatchId(product: string, lot: string): string {
  return `*batch ${product}/${lot}`
}

export function manifestSubject(event: Event): ManifestSubject | undefined {
  for (const subject of event.subjects) if (subject.kind === 'manifest') return subject
  return undefined
}

/** Names of the batches and products that an event speaks of as a whole. */
export function eachWhole({ subjects }: Event, visit: (id: string) => void): void {
  for (const subject of subjects) {
    const { kind } = subject
    const id =
      kind === 'party' || kind === 'key' || kind === 'keyEnd' || kind === 'policy' ? undefined : wholeId(subject)
    if (id !== undefined) visit(id)
  }
}

/** The same, by the names of their rows. */
export function wholesOf(event: Event): string[] {
  const names: string[] = []
  eachWhole(event, (id) => names.push(id.slice(id.indexOf(' ') + 1)))
  return names
}

/** Names of all histories in which it stands, but those of parties and rules. */
export function namesOf(event: Event): string[] {
  const names: string[] = []
  forEachItem(event, (id) => names.push(id))
  eachWhole(event, (id) => names.push(id))
  return names
}
