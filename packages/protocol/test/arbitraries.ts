/** Random values of the format for property tests. */
import { gs1CheckDigit } from '@packtrail/codes'
import fc from 'fast-check'
import type { Cbor, Event, EventType, Subject, Time } from '../src/index.ts'
import { compareText, streamOfSubject, streamText } from '../src/index.ts'

/** Text of all planes without lone surrogates: `encode` refuses those. */
export const text: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 20 })
export const bytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 80 })
export const hash: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 32 })
const integer = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53),
)

export const cbor: fc.Arbitrary<Cbor> = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(integer, text, bytes, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 6 }),
  ),
})).value

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''))
const checked = (length: number): fc.Arbitrary<string> => digits(length - 1).map((body) => body + gs1CheckDigit(body))
const SET82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const set82 = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...SET82), minLength: 1, maxLength })
const visible = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...SET82), minLength: length, maxLength: length })
const cnPrefix = digits(7)

export const product: fc.Arbitrary<string> = fc.oneof(
  checked(14),
  fc.constant('ppn:110375286414'),
  cnPrefix.map((code) => `cn:${code}`),
)
const serialOf = (name: string): fc.Arbitrary<string> => (name.startsWith('cn:') ? visible(13) : set82(20))
const lotOf = (name: string): fc.Arbitrary<string> =>
  name.startsWith('cn:') ? fc.constantFrom('国药-20261101', 'B1', '批 7') : set82(20)
const batch = product.chain((name) => fc.record({ product: fc.constant(name), lot: lotOf(name) }))
export const container: fc.Arbitrary<string> = fc.oneof(
  checked(18).map((code) => `sscc:${code}`),
  fc.tuple(checked(14), set82(20)).map(([gtin, serial]) => `sgtin:${gtin}/${serial}`),
  fc.tuple(cnPrefix, visible(13)).map(([prefix, rest]) => `cn:${prefix}${rest}`),
  fc.tuple(checked(13), set82(16)).map(([type, serial]) => `grai:${type}/${serial}`),
)
export const party: fc.Arbitrary<string> = fc.oneof(
  checked(13).map((gln) => `gln:${gln}`),
  visible(18).map((id) => `cn-ent:${id}`),
  fc.constantFrom('uri:https://example.org/a', 'uri:urn:x:药店'),
)
const place = fc.oneof(
  party,
  fc
    .tuple(checked(13), set82(20))
    .filter(([, extension]) => extension !== '0')
    .map(([gln, extension]) => `gln:${gln}/${extension}`),
)
const day = fc.constantFrom('2027-12-31', '2028-02-29', '2000-02-29', '1999-01-01', '9999-12-31')
const market = fc.constantFrom('AT', 'CN', 'DE', 'US')
const count = fc.integer({ min: 0, max: 2 ** 53 - 1 })
const some = <T>(of: fc.Arbitrary<T>, maxLength = 5): fc.Arbitrary<T[]> =>
  fc.uniqueArray(of, { minLength: 1, maxLength, selector: (item) => JSON.stringify(item) })

const packs = batch.chain(({ product: name, lot }) =>
  fc.record(
    {
      kind: fc.constant('packs' as const),
      product: fc.constant(name),
      lot: fc.constant(lot),
      serials: some(serialOf(name)).map((list) => list.sort(compareText)),
      parent: container,
      expiry: day,
    },
    { requiredKeys: ['kind', 'product', 'lot', 'serials'] },
  ),
)
const unplaced = batch.chain(({ product: name, lot }) =>
  fc.record(
    {
      kind: fc.constant('unplaced' as const),
      product: fc.constant(name),
      serial: serialOf(name),
      lot: fc.constant(lot),
      expiry: day,
      parent: container,
    },
    { requiredKeys: ['kind', 'product', 'serial'] },
  ),
)
const manifest = batch.chain((name) =>
  fc.record(
    {
      kind: fc.constant('manifest' as const),
      product: fc.constant(name.product),
      lot: fc.constant(name.lot),
      expiry: day,
      made: day,
      root: hash,
      count: fc.integer({ min: 1, max: 2 ** 40 }),
      units: fc.integer({ min: 1, max: 100 }),
      markets: some(market).map((list) => list.sort(compareText)),
    },
    { requiredKeys: ['kind', 'product', 'lot', 'root', 'count'] },
  ),
)
const containerSubject = fc.oneof(
  fc.record({
    kind: fc.constant('container' as const),
    container,
    role: fc.constantFrom('self' as const, 'parent' as const),
  }),
  fc.record(
    { kind: fc.constant('container' as const), container, role: fc.constant('child' as const), parent: container },
    { requiredKeys: ['kind', 'container', 'role'] },
  ),
)
const productSubject = fc.record(
  { kind: fc.constant('product' as const), product, name: text, units: fc.integer({ min: 1, max: 1000 }) },
  { requiredKeys: ['kind', 'product'] },
)
const licence = fc.record(
  { id: text, role: fc.constantFrom('pharmacy', 'wholesaler'), from: fc.nat(), to: fc.nat() },
  { requiredKeys: ['id', 'role'] },
)

/** fast-check makes objects without a prototype; the format's readers make plain ones. */
const plain = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T> => of.map((value) => structuredClone(value))

const raw: { readonly [K in Subject['kind']]: fc.Arbitrary<Subject> } = {
  packs,
  batch: batch.map((name) => ({ kind: 'batch', ...name })),
  manifest,
  close: fc
    .tuple(batch, fc.tuple(count, count, count, count))
    .map(([name, [allocated, commissioned, wasted, unused]]) => ({
      kind: 'close',
      ...name,
      allocated,
      commissioned,
      wasted,
      unused,
    })),
  unplaced,
  product: productSubject,
  container: containerSubject,
  party: fc.record(
    {
      kind: fc.constant('party' as const),
      actor: party,
      name: text,
      status: fc.constantFrom('active' as const, 'suspended' as const),
      licences: fc.array(licence, { maxLength: 3 }),
    },
    { requiredKeys: ['kind', 'actor', 'status', 'licences'] },
  ),
  key: fc.record(
    {
      kind: fc.constant('key' as const),
      actor: party,
      publicKey: hash,
      proof: fc.uint8Array({ minLength: 64, maxLength: 64 }),
      products: some(product).map((list) => list.sort(compareText)),
    },
    { requiredKeys: ['kind', 'actor', 'publicKey', 'proof'] },
  ),
  keyEnd: fc.record(
    {
      kind: fc.constant('keyEnd' as const),
      actor: party,
      keyId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      compromisedSince: count,
    },
    { requiredKeys: ['kind', 'actor', 'keyId'] },
  ),
  policy: fc.record({ kind: fc.constant('policy' as const), key: text, value: text }),
  genesis: fc.record({
    kind: fc.constant('genesis' as const),
    origin: fc.constantFrom('example.com/ledger', 'log.example.org/药'),
    operator: party,
    publicKey: hash,
  }),
}

/** One arbitrary a kind of subject. */
export const subjects = Object.fromEntries(Object.entries(raw).map(([kind, of]) => [kind, plain(of)])) as Record<
  Subject['kind'],
  fc.Arbitrary<Subject>
>

const anyTime: fc.Arbitrary<Time> = fc
  .record({
    ms: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    offset: fc.integer({ min: -840, max: 840 }),
    precision: fc.constantFrom('ms' as const, 'day' as const),
  })
  .map(({ ms, offset, precision }) => {
    const midnight = Math.floor(ms / 86_400_000) * 86_400_000 - offset * 60_000
    return { ms: precision === 'day' ? midnight : ms, offset, precision }
  })
const notEmpty = <T extends object>(of: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  of.filter((value) => Object.keys(value).length > 0)
const pair = fc.tuple(fc.string({ maxLength: 8 }), text)

const FIELDS = {
  when: anyTime,
  who: notEmpty(fc.record({ agent: party, owner: party, holder: party }, { requiredKeys: [] })),
  where: notEmpty(fc.record({ readPoint: place, bizLocation: place }, { requiredKeys: [] })),
  trade: notEmpty(
    fc.record(
      { fromOwner: party, fromHolder: party, toOwner: party, toHolder: party, toMarket: market },
      { requiredKeys: [] },
    ),
  ),
  docs: some(pair, 3).map((list) =>
    list.sort((a, b) => compareText(a[0], b[0]) || compareText(a[1], b[1])).map(([type, id]) => ({ type, id })),
  ),
  extra: fc
    .uniqueArray(pair, { minLength: 1, maxLength: 3, selector: ([key]) => key })
    .map((list) => list.sort((a, b) => compareText(a[0], b[0]))),
}
const detail = fc.record(
  {
    reason: fc.constantFrom('return', 'did_not_occur'),
    units: fc.nat(),
    undoes: fc.constantFrom<EventType>('dispense', 'destroy'),
    target: hash,
    market,
    before: day,
    after: day,
    code: fc.constant('PACK_DISPENSED_TWICE'),
  },
  { requiredKeys: [] },
)

const GOODS: readonly Subject['kind'][] = ['packs', 'batch', 'unplaced', 'product', 'container']
const SHAPES: readonly (readonly [EventType, readonly Subject['kind'][]])[] = [
  ['commission', ['manifest', 'container']],
  ['adopt', ['manifest']],
  ['close', ['close']],
  ['aggregate', GOODS],
  ['ship', GOODS],
  ['dispense', GOODS],
  ['correct', GOODS],
  ['attempt', GOODS],
  ['party', ['party']],
  ['product', ['product']],
  ['key', ['key']],
  ['revoke', ['keyEnd']],
  ['policy', ['policy']],
]

/** Each stream in one subject, and a product as a whole beside no packs of it: a product comes once. */
function named(subject: Subject): string {
  if ('product' in subject) return subject.product
  const stream = streamOfSubject(subject)
  return stream === undefined ? '' : streamText(stream)
}

/** Events whose lists are already in the order in which they are read back. */
export const event: fc.Arbitrary<Event> = plain(
  fc.constantFrom(...SHAPES).chain(([type, kinds]) =>
    fc.record(
      {
        type: fc.constant(type),
        detail,
        ...FIELDS,
        subjects: fc.uniqueArray(fc.oneof(...kinds.map((kind) => subjects[kind])), {
          minLength: 1,
          maxLength: 5,
          selector: named,
        }),
      },
      { requiredKeys: ['type', 'detail', 'subjects'] },
    ),
  ),
)
