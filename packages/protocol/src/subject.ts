/** Subjects ⇄ CBOR (docs/spec/03-events.md#subjects). The reader checks every identifier: one thing, one spelling. */
import { isLot, isProduct, isSerial, makeBatchId, makePackId, parseContainerId, parsePartyId } from '@packtrail/codes'
import { compareText } from './bytes.ts'
import type { Cbor } from './cbor.ts'
import { FormatError } from './error.ts'
import type { Licence, Subject } from './event.ts'
import { isOrigin } from './note.ts'
import { asArray, asBytes, asCount, asText, isMarket, MAX_TIME, orNull } from './shape.ts'

const TAG = {
  packs: 10,
  batch: 11,
  manifest: 12,
  close: 13,
  unplaced: 14,
  product: 15,
  container: 16,
  party: 17,
  key: 18,
  keyEnd: 19,
  policy: 20,
  genesis: 21,
} as const

/** Most serials of one `packs` subject; more make a further event. */
export const MAX_SERIALS = 32_768

const ROLES = ['self', 'parent', 'child'] as const
const STATUSES = ['active', 'suspended'] as const

export function encodeSubject(subject: Subject): Cbor {
  const tag = TAG[subject.kind]
  switch (subject.kind) {
    case 'packs':
      return [
        tag,
        subject.product,
        subject.lot,
        sortedSet(subject.serials),
        subject.parent ?? null,
        subject.expiry ?? null,
      ]
    case 'batch':
      return [tag, subject.product, subject.lot]
    case 'manifest': {
      const { product, lot, expiry, made, root, count, units, markets } = subject
      return [
        tag,
        product,
        lot,
        expiry ?? null,
        made ?? null,
        root,
        count,
        units ?? null,
        markets ? sortedSet(markets) : null,
      ]
    }
    case 'close': {
      const { product, lot, allocated, commissioned, wasted, unused } = subject
      return [tag, product, lot, allocated, commissioned, wasted, unused]
    }
    case 'unplaced': {
      const { product, serial, lot, expiry, parent } = subject
      return [tag, product, serial, lot ?? null, expiry ?? null, parent ?? null]
    }
    case 'product':
      return [tag, subject.product, subject.name ?? null, subject.units ?? null]
    case 'container':
      return [tag, subject.container, ROLES.indexOf(subject.role), subject.parent ?? null]
    case 'party':
      return [
        tag,
        subject.actor,
        subject.name ?? null,
        STATUSES.indexOf(subject.status),
        subject.licences.map(encodeLicence),
      ]
    case 'key':
      return [
        tag,
        subject.actor,
        subject.publicKey,
        subject.proof,
        subject.products ? sortedSet(subject.products) : null,
      ]
    case 'keyEnd':
      return [tag, subject.actor, subject.keyId, subject.compromisedSince ?? null]
    case 'policy':
      return [tag, subject.key, subject.value]
    case 'genesis':
      return [tag, subject.origin, subject.operator, subject.publicKey]
  }
}

/** @throws FormatError SHAPE or VALUE, naming the field. */
export function decodeSubject(value: Cbor): Subject {
  const parts = asArray(value, 'subject')
  const kind = (Object.keys(TAG) as (keyof typeof TAG)[]).find((name) => TAG[name] === parts[0])
  if (kind === undefined) throw new FormatError('SHAPE', 'unknown kind of subject')
  const subject = READERS[kind](parts)
  return dropUndefined(subject) as unknown as Subject
}

type Parts = readonly Cbor[]
type Raw = { readonly kind: Subject['kind'] } & Record<string, unknown>

const READERS: { readonly [K in keyof typeof TAG]: (parts: Parts) => Raw } = {
  packs(parts) {
    asArray(parts, 'packs', 6)
    const { product, lot } = batchOf(parts)
    const serials = readSet(parts[3], 'serials', MAX_SERIALS, (text) => isSerialOf(product, text))
    return { kind: 'packs', product, lot, serials, parent: orNull(parts[4], container), expiry: orNull(parts[5], day) }
  },
  batch(parts) {
    asArray(parts, 'batch', 3)
    return { kind: 'batch', ...batchOf(parts) }
  },
  manifest(parts) {
    asArray(parts, 'manifest', 9)
    const count = asCount(parts[6], 'manifest count')
    if (count === 0) throw new FormatError('VALUE', 'a manifest holds at least one serial')
    return {
      kind: 'manifest',
      ...batchOf(parts),
      expiry: orNull(parts[3], day),
      made: orNull(parts[4], day),
      root: asBytes(parts[5], 'manifest root', 32),
      count,
      units: orNull(parts[7], (v) => asCount(v, 'units', 1_000_000)),
      markets: orNull(parts[8], (v) => readSet(v, 'markets', 300, isMarket)),
    }
  },
  close(parts) {
    asArray(parts, 'close', 7)
    const [allocated, commissioned, wasted, unused] = parts.slice(3).map((part) => asCount(part, 'total'))
    return { kind: 'close', ...batchOf(parts), allocated, commissioned, wasted, unused }
  },
  unplaced(parts) {
    asArray(parts, 'unplaced pack', 6)
    const product = productOf(parts[1])
    const serial = asText(parts[2], 'serial', 64)
    if (!isSerialOf(product, serial)) throw new FormatError('VALUE', 'a serial has characters that no pack can carry')
    return {
      kind: 'unplaced',
      product,
      serial,
      lot: orNull(parts[3], (v) => lotOf(product, v)),
      expiry: orNull(parts[4], day),
      parent: orNull(parts[5], container),
    }
  },
  product(parts) {
    asArray(parts, 'product', 4)
    return {
      kind: 'product',
      product: productOf(parts[1]),
      name: orNull(parts[2], (v) => asText(v, 'product name')),
      units: orNull(parts[3], (v) => asCount(v, 'units', 1_000_000)),
    }
  },
  container(parts) {
    asArray(parts, 'container', 4)
    const role = ROLES[asCount(parts[2], 'role', ROLES.length - 1)] as (typeof ROLES)[number]
    const parent = orNull(parts[3], container)
    if (parent !== undefined && role !== 'child') throw new FormatError('VALUE', 'only a child names a parent')
    return { kind: 'container', container: container(parts[1]), role, parent }
  },
  party(parts) {
    asArray(parts, 'party', 5)
    return {
      kind: 'party',
      actor: party(parts[1]),
      name: orNull(parts[2], (v) => asText(v, 'party name')),
      status: STATUSES[asCount(parts[3], 'party status', STATUSES.length - 1)],
      licences: asArray(parts[4], 'licences').map(decodeLicence),
    }
  },
  key(parts) {
    asArray(parts, 'key', 5)
    return {
      kind: 'key',
      actor: party(parts[1]),
      publicKey: asBytes(parts[2], 'public key', 32),
      proof: asBytes(parts[3], 'key proof', 64),
      products: orNull(parts[4], (v) => readSet(v, 'products', 10_000, isProduct)),
    }
  },
  keyEnd(parts) {
    asArray(parts, 'end of a key', 4)
    return {
      kind: 'keyEnd',
      actor: party(parts[1]),
      keyId: asBytes(parts[2], 'key id', 16),
      compromisedSince: orNull(parts[3], (v) => asCount(v, 'compromised since')),
    }
  },
  policy(parts) {
    asArray(parts, 'policy', 3)
    return {
      kind: 'policy',
      key: asText(parts[1], 'policy key', 256),
      value: asText(parts[2], 'policy value', 1 << 16),
    }
  },
  genesis(parts) {
    asArray(parts, 'genesis', 4)
    const origin = asText(parts[1], 'origin', 256)
    if (!isOrigin(origin)) throw new FormatError('VALUE', 'an origin has no white space and no plus')
    return {
      kind: 'genesis',
      origin,
      operator: party(parts[2]),
      publicKey: asBytes(parts[3], 'public key', 32),
    }
  },
}

function encodeLicence(licence: Licence): Cbor {
  return [licence.id, licence.role, licence.from ?? null, licence.to ?? null]
}

function decodeLicence(value: Cbor): Licence {
  const parts = asArray(value, 'licence', 4)
  return dropUndefined({
    id: asText(parts[0], 'licence id', 256),
    role: asText(parts[1], 'licence role', 64),
    from: orNull(parts[2], (v) => asCount(v, 'licence start', MAX_TIME)),
    to: orNull(parts[3], (v) => asCount(v, 'licence end', MAX_TIME)),
  }) as unknown as Licence
}

function sortedSet(texts: readonly string[]): readonly string[] {
  let sorted = true
  for (let i = 1; i < texts.length && sorted; i++) sorted = compareText(texts[i - 1] as string, texts[i] as string) < 0
  if (!sorted) {
    const copy = [...texts].sort(compareText)
    if (copy.some((text, i) => text === copy[i - 1])) throw new FormatError('VALUE', 'a list names one thing twice')
    return copy
  }
  if (texts.length === 0) throw new FormatError('VALUE', 'a list is empty: leave it out')
  return texts
}

function readSet(value: Cbor | undefined, field: string, most: number, check: (text: string) => boolean): string[] {
  const items = asArray(value, field)
  if (items.length === 0 || items.length > most)
    throw new FormatError('VALUE', `${field} holds none or more than ${most}`)
  const texts = items.map((item) => asText(item, field, 256))
  texts.forEach((text, i) => {
    if (!check(text)) throw new FormatError('VALUE', `${field} holds a text that is not allowed there`)
    if (i > 0 && compareText(texts[i - 1] as string, text) >= 0)
      throw new FormatError('SHAPE', `${field} is not sorted`)
  })
  return texts
}

function productOf(value: Cbor | undefined): string {
  const text = asText(value, 'product', 64)
  if (!isProduct(text)) throw new FormatError('VALUE', 'a product is not in its canonical form')
  return text
}

function isSerialOf(product: string, serial: string): boolean {
  return product.startsWith('cn:') ? makePackId(product, serial).ok : isSerial(serial)
}

function isLotOf(product: string, lot: string): boolean {
  return product.startsWith('cn:') ? makeBatchId(product, lot).ok : isLot(lot)
}

function lotOf(product: string, value: Cbor | undefined): string {
  const text = asText(value, 'lot', 64)
  if (!isLotOf(product, text)) throw new FormatError('VALUE', 'a lot has characters that no pack can carry')
  return text
}

function batchOf(parts: Parts): { product: string; lot: string } {
  const product = productOf(parts[1])
  return { product, lot: lotOf(product, parts[2]) }
}

function container(value: Cbor | undefined): string {
  const text = asText(value, 'container', 256)
  if (!parseContainerId(text).ok) throw new FormatError('VALUE', 'a container is not in its canonical form')
  return text
}

/** A party, which is never written with the extension of one of its places: a second spelling would be a second party. */
export function party(value: Cbor | undefined): string {
  const text = asText(value, 'party')
  const parsed = parsePartyId(text)
  if (!parsed.ok || parsed.value !== text) throw new FormatError('VALUE', 'a party is not in its canonical form')
  return text
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** A calendar day `YYYY-MM-DD` that exists. */
function day(value: Cbor | undefined): string {
  const text = asText(value, 'day', 10)
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) throw new FormatError('VALUE', 'a day is not written YYYY-MM-DD')
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const most = month === 2 && !leap ? 28 : (DAYS[month - 1] ?? 0)
  if (date < 1 || date > most) throw new FormatError('VALUE', 'a day is not in the calendar')
  return text
}

function dropUndefined(value: Record<string, unknown> | object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
}
