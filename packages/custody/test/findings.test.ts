/** Every code of the catalogue has a forger here: what he does, what is found, on which pack, with which records. */
import { fromHex } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  CATALOGUE,
  defaultRules,
  FINDING_CODES,
  type FindingCode,
  fillTemplate,
  MAX_ITEMS,
  makeFinding,
  type Rules,
  refusing,
} from '../src/index.ts'
import {
  batch,
  CASE,
  CASE_2,
  CLINIC,
  container,
  DAY,
  HOUR,
  id,
  into,
  MAKER,
  MINUTE,
  manifest,
  OPERATOR,
  OTHER_PHARMACY,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  packsInto,
  produced,
  registered,
  type Story,
  said,
  serials,
  story,
  type Told,
  unplaced,
  WHOLESALER,
} from './story.ts'

const test = suite('findings')

interface Forgery {
  /** What the forger does to the story of a batch of four; returns the log positions of the finding's evidence. */
  readonly story: (told: Story) => readonly number[]
  readonly items: readonly string[]
  /** Codes found beside it; none when absent. */
  readonly also?: readonly FindingCode[]
  readonly params?: Readonly<Record<string, string | number>>
  readonly rules?: Partial<Rules>
  readonly asOf?: number
  readonly ledgerOf?: (at: number) => number
  /** A story that does not begin with the batch of four, registered by the maker on record 1. */
  readonly fresh?: () => Story
}

const S = ['S0001', 'S0002', 'S0003', 'S0004'] as const
const one = [packs([S[0]])]
const first = id(S[0])

type Rest = Omit<Told, 'type' | 't' | 'by' | 'subjects'>
const sell = (told: Story, t: number, by: string, subjects = one, rest: Rest = {}): number =>
  told.tell({ type: 'dispense', t, by, at: by, subjects, ...rest })
const send = (told: Story, t: number, by: string, toHolder: string, subjects = one): number =>
  told.tell({ type: 'ship', t, by, trade: { fromHolder: by, toHolder }, subjects })
const take = (told: Story, t: number, by: string, subjects = one): number =>
  told.tell({ type: 'receive', t, by, at: by, subjects })
const pack = (told: Story, t: number, parent: string, list: readonly string[]): number =>
  told.tell({ type: 'aggregate', t, by: MAKER, subjects: packsInto(parent, list) })
const party = (
  told: Story,
  status: 'active' | 'suspended',
  licences: readonly { role: string; to?: number }[],
): number =>
  told.tell({
    type: 'party',
    by: OPERATOR,
    subjects: [
      { kind: 'party', actor: PHARMACY, status, licences: licences.map((one, i) => ({ id: `L${i}`, ...one })) },
    ],
  })
const closing = (over: Partial<Record<'allocated' | 'commissioned' | 'wasted' | 'unused', number>>): Told => ({
  type: 'close',
  t: HOUR,
  by: MAKER,
  subjects: [
    { kind: 'close', product: PRODUCT, lot: 'A1', allocated: 4, commissioned: 4, wasted: 0, unused: 0, ...over },
  ],
})

const FORGERIES: Readonly<Record<FindingCode, Forgery>> = {
  // identity
  UNKNOWN_PRODUCT: {
    story: (told) => [sell(told, DAY, PHARMACY, [unplaced('X', { product: '04012345678918' })])],
    items: ['04012345678918/X'],
    params: { product: '04012345678918' },
  },
  UNKNOWN_BATCH: {
    story: (told) => [sell(told, DAY, PHARMACY, [packs(['X'], { lot: 'NONE' })])],
    items: [id('X')],
    params: { lot: 'NONE' },
  },
  UNKNOWN_SERIAL: {
    story: (told) => [sell(told, DAY, PHARMACY, [packs([S[0], 'X', 'Y'])])],
    items: [id('X'), id('Y')],
  },
  SERIAL_OF_OTHER_BATCH: {
    story: (told) => {
      told.tell({ type: 'commission', t: 1, by: MAKER, at: MAKER, subjects: [manifest(['T1'], { lot: 'B2' })] })
      return [sell(told, DAY, PHARMACY, [packs([S[0]], { lot: 'B2' })]), 1]
    },
    items: [first],
    params: { lot: 'B2', actual: 'A1' },
  },
  EXPIRY_DIFFERS: {
    story: (told) => [sell(told, DAY, PHARMACY, [packs([S[0]], { expiry: '2029-05-31' })]), 1],
    items: [first],
    params: { printed: '2029-05-31', expiry: '2028-05-31' },
  },
  NOTHING_REGISTERED: {
    story: (told) => [
      told.tell({
        type: 'recall',
        t: DAY,
        by: MAKER,
        at: MAKER,
        subjects: [{ kind: 'batch', product: PRODUCT, lot: 'a1' }],
      }),
    ],
    items: [],
    params: { what: `${PRODUCT}/a1`, act: 'recall' },
  },
  REGISTERED_TWICE: {
    story: (told) => [
      told.tell({
        type: 'commission',
        t: DAY,
        by: MAKER,
        at: MAKER,
        subjects: [manifest([S[0], 'N'])],
        repeated: { serials: [S[0]], count: 1 },
      }),
    ],
    items: [first],
    params: { count: 1, item: first },
  },
  BATCH_EXPIRY_CONFLICT: {
    story: (told) => [
      told.tell({ type: 'commission', t: 1, by: MAKER, subjects: [manifest(['N'], { expiry: '2029-01-31' })] }),
      1,
    ],
    items: [],
  },
  CLOSE_TOTALS_DIFFER: {
    story: (told) => [told.tell(closing({ allocated: 5, commissioned: 5 }))],
    items: [],
    params: { stated: 5, count: 4, product: PRODUCT, lot: 'A1' },
  },
  CLOSE_UNBALANCED: {
    story: (told) => [told.tell(closing({ allocated: 9, wasted: 2, unused: 1 }))],
    items: [],
    params: { allocated: 9, sum: 7, product: PRODUCT, lot: 'A1' },
  },
  COMMISSIONED_AFTER_CLOSE: {
    story: (told) => {
      const closed = told.tell(closing({}))
      return [told.tell({ type: 'commission', t: DAY, by: MAKER, subjects: [manifest(['N'])] }), closed]
    },
    items: [],
  },
  // life
  SECOND_DISPENSE: {
    story: (told) => {
      const sold = sell(told, DAY, PHARMACY)
      return [sell(told, 2 * DAY, OTHER_PHARMACY), sold]
    },
    items: [first],
    params: { first: 2 },
  },
  ENDED_TWICE: {
    story: (told) => {
      const gone = told.tell({ type: 'decommission', t: DAY, by: MAKER, subjects: one })
      return [told.tell({ type: 'decommission', t: 2 * DAY, by: MAKER, subjects: one }), gone]
    },
    items: [first],
  },
  EVENT_AFTER_END: {
    story: (told) => {
      const burnt = told.tell({ type: 'destroy', t: DAY, by: WHOLESALER, at: WHOLESALER, subjects: one })
      return [sell(told, 2 * DAY, PHARMACY), burnt]
    },
    items: [first],
    params: { status: 'destroyed', first: 2, act: 'dispense' },
  },
  DISPENSED_EXPIRED: {
    story: (told) => [sell(told, 1000 * DAY, PHARMACY), 1],
    items: [first],
    params: { expiry: '2028-05-31' },
  },
  DISPENSED_RECALLED: {
    story: (told) => {
      const recalled = told.tell({ type: 'recall', t: DAY, by: MAKER, subjects: [batch] })
      return [sell(told, 2 * DAY, PHARMACY), recalled]
    },
    items: [first],
  },
  DISPENSED_WITHDRAWN: {
    story: (told) => {
      const detail = { market: 'DE' }
      const subjects = [{ kind: 'product', product: PRODUCT } as const]
      const withdrawn = told.tell({ type: 'recall', t: DAY, by: MAKER, detail, subjects })
      return [sell(told, 2 * DAY, PHARMACY, one, { detail }), withdrawn]
    },
    items: [first],
  },
  DISPENSED_LOCKED: {
    story: (told) => {
      const locked = told.tell({ type: 'lock', t: DAY, by: MAKER, at: MAKER, subjects: one })
      return [sell(told, 2 * DAY, PHARMACY), locked]
    },
    items: [first],
  },
  DISPENSED_QUARANTINED: {
    story: (told) => {
      const packed = pack(told, HOUR, CASE, S)
      const put = told.tell({ type: 'quarantine', t: DAY, by: MAKER, at: MAKER, subjects: [container(CASE)] })
      assert.is(packed, 2)
      return [sell(told, 2 * DAY, PHARMACY), put]
    },
    items: [first],
  },
  DISPENSED_LOST: {
    story: (told) => {
      const lost = told.tell({ type: 'lose', t: DAY, by: WHOLESALER, at: WHOLESALER, subjects: one })
      return [sell(told, 2 * DAY, PHARMACY), lost]
    },
    items: [first],
  },
  UNDO_TOO_LATE: {
    story: (told) => {
      const sold = sell(told, DAY, PHARMACY)
      const detail = { undoes: 'dispense' } as const
      return [told.tell({ type: 'undo', t: 12 * DAY, by: PHARMACY, at: PHARMACY, detail, subjects: one }), sold]
    },
    items: [first],
    params: { act: 'dispense', hours: 240 },
  },
  UNDO_ELSEWHERE: {
    story: (told) => {
      const sold = sell(told, DAY, PHARMACY)
      const detail = { undoes: 'dispense' } as const
      return [told.tell({ type: 'undo', t: 2 * DAY, by: WHOLESALER, at: WHOLESALER, detail, subjects: one }), sold]
    },
    items: [first],
    params: { act: 'dispense' },
  },
  UNDO_IMPOSSIBLE: {
    story: (told) => {
      const burnt = told.tell({ type: 'destroy', t: DAY, by: PHARMACY, at: PHARMACY, subjects: one })
      const detail = { undoes: 'destroy' } as const
      return [told.tell({ type: 'undo', t: 2 * DAY, by: PHARMACY, at: PHARMACY, detail, subjects: one }), burnt]
    },
    items: [first],
    params: { status: 'destroyed' },
  },
  UNDO_NOTHING: {
    story: (told) => [
      told.tell({ type: 'undo', t: DAY, by: PHARMACY, at: PHARMACY, detail: { undoes: 'dispense' }, subjects: one }),
    ],
    items: [first],
    params: { act: 'dispense' },
  },
  UNLOCK_BY_OTHER: {
    story: (told) => {
      const locked = told.tell({ type: 'lock', t: DAY, by: MAKER, at: MAKER, subjects: one })
      return [told.tell({ type: 'unlock', t: 2 * DAY, by: PHARMACY, at: PHARMACY, subjects: one }), locked]
    },
    items: [first],
    params: { party: PHARMACY, owner: MAKER, what: 'lock' },
  },
  RETURN_ELSEWHERE: {
    story: (told) => {
      const sold = sell(told, DAY, PHARMACY)
      return [told.tell({ type: 'return', t: 2 * DAY, by: OTHER_PHARMACY, at: OTHER_PHARMACY, subjects: one }), sold]
    },
    items: [first],
  },
  RETURN_WITHOUT_SALE: {
    story: (told) => [told.tell({ type: 'return', t: DAY, by: PHARMACY, at: PHARMACY, subjects: one })],
    items: [first],
  },
  UNITS_OVERRUN: {
    fresh: () => registered(4, { units: 12 }),
    story: (told) => {
      const six = { detail: { units: 6 } }
      sell(told, DAY, PHARMACY, one, six)
      const second = sell(told, 2 * DAY, PHARMACY, one, six)
      return [sell(told, 3 * DAY, PHARMACY, one, { detail: { units: 1 } }), second]
    },
    items: [first],
    params: { units: 13, of: 12 },
  },
  SPLIT_ELSEWHERE: {
    fresh: () => registered(4, { units: 12 }),
    story: (told) => {
      const six = { detail: { units: 6 } }
      const opened = sell(told, DAY, PHARMACY, one, six)
      return [sell(told, 2 * DAY, OTHER_PHARMACY, one, six), opened]
    },
    items: [first],
  },
  MIXED_WHOLE_AND_SPLIT: {
    fresh: () => registered(4, { units: 12 }),
    story: (told) => {
      const opened = sell(told, DAY, PHARMACY, one, { detail: { units: 6 } })
      return [sell(told, 2 * DAY, PHARMACY), opened]
    },
    items: [first],
  },
  // custody
  EVENT_BEFORE_COMMISSIONING: {
    story: (told) => [sell(told, -HOUR, PHARMACY), 1],
    items: [first],
    params: { act: 'dispense' },
  },
  SHIPPED_BY_NON_HOLDER: {
    story: (told) => [send(told, DAY, WHOLESALER, PHARMACY), 1],
    items: [first],
    params: { party: WHOLESALER, holder: MAKER },
  },
  RECEIVED_WITHOUT_SHIPMENT: {
    story: (told) => [take(told, DAY, WHOLESALER), 1],
    items: [first],
    params: { party: WHOLESALER, holder: MAKER },
  },
  RECEIVED_BY_OTHER: {
    story: (told) => {
      const sent = send(told, DAY, MAKER, WHOLESALER)
      return [take(told, 2 * DAY, PHARMACY), sent]
    },
    items: [first],
    params: { to: WHOLESALER, party: PHARMACY },
  },
  SHIPPED_NEVER_RECEIVED: {
    story: (told) => {
      send(told, DAY, MAKER, WHOLESALER, [packs([S[1]])])
      take(told, 2 * DAY, WHOLESALER, [packs([S[1]])])
      return [send(told, 3 * DAY, MAKER, WHOLESALER)]
    },
    asOf: 40 * DAY,
    items: [first],
    params: { to: WHOLESALER, days: 30 },
  },
  RECEIPT_NOT_REPORTED: {
    story: (told) => {
      const sent = send(told, DAY, MAKER, PHARMACY)
      return [sell(told, 2 * DAY, PHARMACY), sent]
    },
    rules: { required: ['ship', 'receive'] },
    items: [first],
    params: { party: PHARMACY, act: 'dispense' },
  },
  TWO_HOLDERS: {
    story: (told) => {
      const clone = take(told, DAY, PHARMACY)
      return [send(told, 5 * DAY, MAKER, WHOLESALER), clone]
    },
    items: [first],
    also: ['RECEIVED_WITHOUT_SHIPMENT'],
    params: { party: MAKER, holder: PHARMACY },
  },
  DISPENSED_BY_NON_HOLDER: {
    story: (told) => {
      send(told, DAY, MAKER, WHOLESALER)
      const got = take(told, 2 * DAY, WHOLESALER)
      return [sell(told, 3 * DAY, PHARMACY), got]
    },
    items: [first],
    params: { party: PHARMACY, holder: WHOLESALER },
  },
  TIME_BACKWARDS: {
    story: (told) => {
      const got = take(told, DAY, WHOLESALER)
      return [send(told, DAY + 3 * HOUR, MAKER, WHOLESALER), got]
    },
    items: [first],
  },
  TIME_FUTURE: {
    story: (told) => [sell(told, DAY, PHARMACY, one, { recorded: DAY - 20 * MINUTE })],
    items: [],
    params: { minutes: 20 },
  },
  // containers
  CHILD_IN_TWO_PARENTS: {
    story: (told) => {
      const put = pack(told, HOUR, CASE, [S[0]])
      return [pack(told, 2 * HOUR, CASE_2, [S[0]]), put]
    },
    items: [first],
    params: { parent: CASE_2, other: CASE },
  },
  CONTAINER_CYCLE: {
    story: (told) => {
      told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: into(PALLET, CASE) })
      return [told.tell({ type: 'aggregate', t: DAY, by: MAKER, subjects: into(CASE, PALLET) })]
    },
    items: [PALLET],
    params: { parent: CASE },
  },
  LEVEL_ORDER: {
    story: (told) => [
      told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: into('sgtin:04012345678918/C1', PALLET) }),
    ],
    items: [PALLET],
  },
  PARENT_NOT_COMMISSIONED: {
    rules: { parentsCommissioned: true },
    story: (told) => [pack(told, HOUR, CASE, [S[0]])],
    items: [CASE],
    params: { parent: CASE },
  },
  CHILD_MOVED_ALONE: {
    story: (told) => {
      const put = pack(told, HOUR, CASE, [S[0], S[1]])
      return [send(told, DAY, MAKER, WHOLESALER), put]
    },
    items: [first],
    params: { parent: CASE },
  },
  NOT_IN_CONTAINER: {
    story: (told) => {
      pack(told, HOUR, CASE, [S[0]])
      return [told.tell({ type: 'disaggregate', t: DAY, by: MAKER, subjects: packsInto(CASE, [S[0], S[1]]) })]
    },
    items: [id(S[1])],
    params: { parent: CASE },
  },
  COUNT_DIFFERS: {
    story: (told) => {
      const put = pack(told, HOUR, CASE, S)
      return [told.tell({ type: 'observe', t: DAY, by: MAKER, subjects: packsInto(CASE, [S[0], S[1], S[2]]) }), put]
    },
    items: [CASE],
    params: { count: 4, stated: 3 },
  },
  ANCESTOR_AND_DESCENDANT: {
    story: (told) => {
      pack(told, HOUR, CASE, S)
      return [send(told, DAY, MAKER, WHOLESALER, [container(CASE), packs([S[0]])])]
    },
    items: [first],
    params: { container: CASE },
  },
  // people and corrections
  PARTY_SUSPENDED: {
    story: (told) => {
      party(told, 'suspended', [])
      return [sell(told, DAY, PHARMACY)]
    },
    items: [],
    params: { party: PHARMACY },
  },
  LICENCE_EXPIRED: {
    story: (told) => {
      party(told, 'active', [{ role: 'pharmacy', to: 1 }])
      return [sell(told, DAY, PHARMACY)]
    },
    items: [],
    params: { party: PHARMACY },
  },
  LICENCE_WRONG_ACT: {
    story: (told) => {
      party(told, 'active', [{ role: 'wholesaler' }])
      return [sell(told, DAY, PHARMACY)]
    },
    items: [],
    params: { party: PHARMACY },
  },
  CORRECTION_BY_OTHER: {
    story: (told) => {
      const detail = { reason: 'expiry', before: '2028-05-31', after: '2031-05-31' }
      return [told.tell({ type: 'correct', t: DAY, by: WHOLESALER, detail, subjects: [batch] }), 1]
    },
    items: [],
    params: { owner: MAKER, party: WHOLESALER },
  },
  CORRECTION_IMPOSSIBLE: {
    story: (told) => {
      const target = told.tell({ type: 'party', t: 0, by: MAKER, subjects: [] })
      return [
        told.tell({
          type: 'correct',
          t: DAY,
          by: MAKER,
          detail: { target: fromHex(told.claims.at(-1) ?? '') as Uint8Array },
          subjects: one,
        }),
        target,
      ]
    },
    items: [],
  },
  CORRECTION_TARGET_UNKNOWN: {
    story: (told) => [
      told.tell({ type: 'correct', t: DAY, by: MAKER, detail: { target: new Uint8Array(32).fill(9) }, subjects: one }),
    ],
    items: [],
  },
  OTHER_LEDGER: {
    story: (told) => {
      const locked = told.tell({ type: 'lock', t: HOUR, by: PHARMACY, at: PHARMACY, subjects: one })
      return [told.tell({ type: 'unlock', t: DAY, by: PHARMACY, at: PHARMACY, subjects: one }), locked]
    },
    items: [first],
    params: { act: 'unlock', first: 2 },
    ledgerOf: (at) => (at > 2 ? 1 : 0),
  },
}

for (const [code, forgery] of Object.entries(FORGERIES) as [FindingCode, Forgery][]) {
  test(`${code}: ${CATALOGUE[code].message}`, () => {
    const told = forgery.fresh?.() ?? registered(4)
    const evidence = forgery.story(told)
    const folded = told.fold({ ...defaultRules, ...forgery.rules }, forgery.asOf, forgery.ledgerOf)
    assert.equal(folded.codes, [code, ...(forgery.also ?? [])].sort(), said(folded.findings))
    const finding = folded.one(code)
    assert.equal(finding.items, forgery.items)
    assert.is(finding.count, forgery.items.length)
    assert.equal(finding.evidence, evidence)
    if (forgery.params !== undefined) assert.equal(finding.params, forgery.params)
    assert.not.match(finding.message, /[{}?]/, 'a parameter of the sentence is missing')
  })
}

test('the forgers produce every code of the catalogue and no other', () => {
  assert.equal([...produced].sort(), [...FINDING_CODES].sort())
  assert.equal(Object.keys(CATALOGUE).sort(), [...FINDING_CODES].sort())
})

test('what no later record could make right is refused everywhere, the rest only live, and nothing when observing', () => {
  const codes = (mode: Parameters<typeof refusing>[1]): string[] =>
    refusing(
      (['SECOND_DISPENSE', 'DISPENSED_EXPIRED', 'RECEIVED_WITHOUT_SHIPMENT'] as const).map((code) =>
        makeFinding(code, [], []),
      ),
      mode,
    ).map(({ code }) => code)
  assert.equal(codes('live'), ['SECOND_DISPENSE', 'DISPENSED_EXPIRED'])
  assert.equal(codes('strict'), ['SECOND_DISPENSE', 'DISPENSED_EXPIRED'])
  assert.equal(codes('document'), ['SECOND_DISPENSE'])
  assert.equal(codes('observe'), [])
  assert.is(refusing([makeFinding('REGISTERED_TWICE', [], [])], 'observe').length, 1)
  assert.equal(refusing([{ ...makeFinding('SECOND_DISPENSE', [], []), code: 'CHAIN_BROKEN' }], 'live'), [])
})

test('an expired, recalled, withdrawn, locked or quarantined pack is refused without an alarm; a clone with one', () => {
  for (const code of FINDING_CODES) {
    const { alarm, refuses, severity, eu } = CATALOGUE[code]
    if (/^DISPENSED_(EXPIRED|RECALLED|WITHDRAWN|LOCKED|QUARANTINED)$|^UNDO_|^UNKNOWN_PRODUCT$/.test(code)) {
      assert.is(alarm, false, code)
      assert.is(refuses, 'live', code)
    }
    // The alerts of the European system at level 5: A2, A3, A7, A24, A52, A68.
    if (['A2', 'A3', 'A7', 'A52', 'A68'].includes(eu ?? '')) assert.is(alarm, true, code)
    if (refuses === 'document') assert.is(severity, 'error', code)
  }
})

test('many packs are one finding, of which a hundred are named and all are counted', () => {
  const told = registered(300)
  told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(serials(300))] })
  const again = told.tell({ type: 'dispense', t: 2 * DAY, by: CLINIC, at: CLINIC, subjects: [packs(serials(300))] })
  const finding = told.fold().one('SECOND_DISPENSE')
  assert.is(finding.count, 300)
  assert.is(finding.items.length, MAX_ITEMS)
  assert.equal(finding.evidence, [again, 2])
})

test('a late shipment withdraws the finding on every pack of it, those beyond the hundredth too', () => {
  const told = registered(300)
  const subjects = [packs(serials(300))]
  told.tell({ type: 'receive', t: DAY, by: WHOLESALER, subjects })
  told.tell({ type: 'ship', t: DAY + 10 * MINUTE, by: MAKER, trade: { toHolder: WHOLESALER }, subjects })
  assert.is(said(told.fold().findings), 'nothing')
})

test('a shipment of some of the packs received withdraws the finding on those alone', () => {
  const told = registered(3)
  const got = told.tell({ type: 'receive', t: DAY, by: WHOLESALER, subjects: [packs(serials(3))] })
  const some = [packs(serials(3).slice(0, 2))]
  told.tell({ type: 'ship', t: DAY + MINUTE, by: MAKER, trade: { toHolder: WHOLESALER }, subjects: some })
  const folded = told.fold()
  assert.equal(folded.codes, ['RECEIVED_WITHOUT_SHIPMENT'])
  assert.equal(folded.one('RECEIVED_WITHOUT_SHIPMENT').items, [id('S0003')])
  assert.is(folded.one('RECEIVED_WITHOUT_SHIPMENT').count, 1)
  assert.is(folded.one('RECEIVED_WITHOUT_SHIPMENT').evidence[0], got)
})

test('who sold goods, with or without a word of title, cannot send them once more as their owner', () => {
  for (const packed of [false, true]) {
    for (const toOwner of [undefined, WHOLESALER]) {
      const told = story()
      const who = { agent: MAKER, owner: MAKER }
      told.tell({ type: 'commission', t: 0, who, at: MAKER, subjects: [manifest([S[0]])] })
      if (packed) told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, [S[0]]) })
      const goods = packed ? [container(CASE)] : one
      const trade = { fromHolder: MAKER, toHolder: WHOLESALER, ...(toOwner === undefined ? {} : { toOwner }) }
      told.tell({ type: 'ship', t: DAY, by: MAKER, trade, subjects: goods })
      take(told, 2 * DAY, WHOLESALER, goods)
      if (packed) told.tell({ type: 'disaggregate', t: 3 * DAY, by: WHOLESALER, subjects: into(CASE) })
      send(told, 4 * DAY, MAKER, PHARMACY)
      assert.equal(told.fold().codes, ['SHIPPED_BY_NON_HOLDER'])
    }
  }
})

test('the buyer of goods that went back to the seller cannot send them on: both act as holder', () => {
  const told = registered(1)
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toOwner: WHOLESALER, toHolder: WHOLESALER }, subjects: one })
  take(told, 2 * DAY, MAKER)
  send(told, 3 * DAY, WHOLESALER, PHARMACY)
  assert.equal(told.fold().codes, ['TWO_HOLDERS'])
})

test('a shipment that is not on its way cannot be void, nor be made so by a stranger', () => {
  const undo = (by: string, sent: boolean): readonly string[] => {
    const told = registered(1)
    if (sent) send(told, DAY, MAKER, WHOLESALER)
    told.tell({ type: 'undo', t: 2 * DAY, by, at: by, detail: { undoes: 'ship' }, subjects: one })
    return told.fold().codes
  }
  assert.equal(undo(MAKER, false), ['UNDO_NOTHING'])
  assert.equal(undo(PHARMACY, true), ['UNDO_ELSEWHERE'])
})

test('a template without a value says so, and never fails', () => {
  assert.is(fillTemplate('{a} and {b}', { a: 1 }), '1 and ?')
})

test.run()
