/** Stays in containers: against a brute-force oracle, and the cases that an exporter and an auditor must see alike. */
import type { SeenEvent, Subject } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Ours, type Stay, trackStays } from '../src/index.ts'
import { CASE, CASE_2, into, PALLET, PRODUCT, packs, packsInto, unplaced } from './story.ts'

const test = suite('stays in containers')

type Packing = 'aggregate' | 'disaggregate'

function seen(type: SeenEvent['type'], subjects: readonly Subject[], hiddenSubjects = 0): SeenEvent {
  return { type, detail: {}, subjects, withheld: [], hiddenSubjects }
}

const isOurs = (serial: string): boolean => serial.startsWith('S')
const ours: Ours = (product, _lot, serial) => product === PRODUCT && isOurs(serial)
const numbered: Ours = (product, _lot, serial) =>
  product === PRODUCT && isOurs(serial) ? Number(serial.slice(1)) * 1000 : -1

function run(
  of: Ours,
  events: readonly SeenEvent[],
): { stays: readonly Stay[]; started: string[][]; tracked: string[][] } {
  const tracker = trackStays(of)
  const started: string[][] = []
  const tracked: string[][] = []
  events.forEach((event, i) => {
    started.push([...tracker.push(event, i)])
    tracked.push(NAMES.filter((name) => tracker.tracks(name)))
  })
  return { stays: tracker.stays().map((stay) => ({ ...stay })), started, tracked }
}

const NAMES = Array.from({ length: 5 }, (_, i) => `sscc:${String(i).padStart(18, '0')}`)

/**
 * As the words say it: a link is made by an aggregation of a pack of ours or of a container that holds some; it ends when the child
 * is taken out, the parent is opened, or the child holds nothing of ours any more. A container is tracked while a link leads into it.
 * Nothing is put into a container that the aggregation does not name itself.
 */
function oracle(events: readonly SeenEvent[]): Stay[] {
  let links: { child: string; parent: string }[] = []
  const stays: { container: string; from: number; to: number | undefined }[] = []
  const holds = (name: string): boolean => links.some(({ parent }) => parent === name)
  events.forEach((event, at) => {
    const settle = (): void => {
      for (let before = -1; before !== links.length; ) {
        before = links.length
        links = links.filter(({ child }) => !child.startsWith('sscc:') || holds(child))
      }
      for (const name of NAMES) {
        const stay = stays.find(({ container, to }) => container === name && to === undefined)
        if (holds(name) && stay === undefined) stays.push({ container: name, from: at, to: undefined })
        if (!holds(name) && stay !== undefined) stay.to = at
      }
    }
    const [only] = event.subjects
    if (event.type === 'disaggregate' && event.hiddenSubjects === 0 && event.subjects.length === 1) {
      if (only?.kind === 'container' && only.role === 'parent') {
        links = links.filter(({ parent }) => parent !== only.container)
        settle()
        return
      }
    }
    const isNamed = (one: string): boolean =>
      event.subjects.some((subject) => subject.kind === 'container' && subject.container === one)
    for (const subject of event.subjects) {
      const parent = 'parent' in subject ? subject.parent : undefined
      if (parent === undefined || (event.type === 'aggregate' && !isNamed(parent))) continue
      const names =
        subject.kind === 'packs'
          ? subject.serials.filter(isOurs)
          : subject.kind === 'unplaced' && isOurs(subject.serial)
            ? [subject.serial]
            : subject.kind === 'container' && holds(subject.container)
              ? [subject.container]
              : []
      for (const child of names) {
        if (event.type === 'disaggregate') links = links.filter((l) => l.child !== child || l.parent !== parent)
        else if (!links.some((l) => l.child === child && l.parent === parent)) links.push({ child, parent })
        settle()
      }
    }
  })
  return stays
}

const name = fc.constantFrom(...NAMES)
const serial = fc.constantFrom('S1', 'S2', 'S3', 'S4', 'X1', 'X2')
const subject: fc.Arbitrary<Subject> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.uniqueArray(serial, { minLength: 1, maxLength: 3 }), name)
      .map(([list, parent]) => packs(list.sort(), { parent })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(name, name)
      .map(([child, parent]): Subject => ({ kind: 'container', container: child, role: 'child', parent })),
  },
  { weight: 2, arbitrary: name.map((parent): Subject => ({ kind: 'container', container: parent, role: 'parent' })) },
  { weight: 1, arbitrary: fc.tuple(serial, name).map(([one, parent]) => unplaced(one, { parent })) },
  { weight: 1, arbitrary: serial.map((one) => packs([one])) },
)
const event = fc
  .tuple(
    fc.constantFrom<Packing | 'ship'>('aggregate', 'aggregate', 'disaggregate', 'ship'),
    fc.array(subject, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(0, 0, 0, 1),
    fc.constantFrom(true, true, true, false),
  )
  .map(([type, subjects, hidden, named]) => {
    const parents = subjects.flatMap((one) => ('parent' in one && one.parent !== undefined ? [one.parent] : []))
    const beside = parents.map((container): Subject => ({ kind: 'container', container, role: 'parent' }))
    return seen(type, named ? [...subjects, ...beside] : subjects, hidden)
  })

test('any sequence of records: the stays of the oracle, whether packs are numbered or named', () => {
  const key = (stays: readonly Stay[]): string[] =>
    stays.map(({ container, from, to }) => `${container} ${from} ${to}`).sort()
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      // Ships are not asked about; the caller may tell them all the same.
      const packing = events.map((one) => (one.type === 'ship' ? seen('ship', []) : one))
      const expected = key(oracle(packing))
      const named = run(ours, events)
      assert.equal(key(named.stays), expected)
      assert.equal(run(numbered, events), named)
      named.started.forEach((list, at) => {
        const begun = named.stays.filter(({ from }) => from === at).map(({ container }) => container)
        assert.equal([...list].sort(), [...begun].sort())
      })
    }),
    { numRuns: 1500 },
  )
})

test('the stay of a case ends with its last pack, and that of its pallet with it', () => {
  const { stays } = run(ours, [
    seen('aggregate', packsInto(CASE, ['S1', 'S2', 'X1'])),
    seen('aggregate', into(PALLET, CASE, CASE_2)),
    seen('disaggregate', packsInto(CASE, ['S1'])),
    seen('disaggregate', packsInto(CASE, ['X1'])),
    seen('disaggregate', packsInto(CASE, ['S2'])),
    seen('aggregate', packsInto(CASE, ['S1'])),
  ])
  assert.equal(stays, [
    { container: CASE, from: 0, to: 4 },
    { container: PALLET, from: 1, to: 4 },
    { container: CASE, from: 5, to: undefined },
  ])
})

test('a case that holds nothing of ours is not followed onto its pallet', () => {
  const { stays } = run(ours, [seen('aggregate', packsInto(CASE, ['X1'])), seen('aggregate', into(PALLET, CASE))])
  assert.equal(stays, [])
})

test('opening a container without a list empties it; with hidden subjects nobody can say that it does', () => {
  const packed = seen('aggregate', packsInto(CASE, ['S1']))
  assert.is(run(ours, [packed, seen('disaggregate', into(CASE))]).stays[0]?.to, 1)
  assert.is(run(ours, [packed, seen('disaggregate', into(CASE), 1)]).stays[0]?.to, undefined)
})

test('a record that takes one pack out twice does not end the stay of another', () => {
  const { stays } = run(ours, [
    seen('aggregate', packsInto(CASE, ['S1', 'S2'])),
    seen('disaggregate', packsInto(CASE, ['S1'])),
    seen('disaggregate', packsInto(CASE, ['S1'])),
    seen('aggregate', packsInto(CASE, ['S2'])),
  ])
  assert.equal(stays, [{ container: CASE, from: 0, to: undefined }])
})

test('a pack that two records put into two cases keeps both in view', () => {
  const { stays } = run(numbered, [
    seen('aggregate', packsInto(CASE, ['S1'])),
    seen('aggregate', packsInto(CASE_2, ['S1'])),
    seen('disaggregate', packsInto(CASE, ['S1'])),
  ])
  assert.equal(stays, [
    { container: CASE, from: 0, to: 2 },
    { container: CASE_2, from: 1, to: undefined },
  ])
})

test('a hundred thousand cases on one pallet, and one pack in as many cases, are followed in linear time', () => {
  const count = 100_000
  const boxes = Array.from({ length: count }, (_, i) => `sscc:${String(i + 10).padStart(18, '0')}`)
  const tracker = trackStays((_product, _lot, one) => Number(one.slice(1)))
  let at = 0
  for (const [i, box] of boxes.entries()) tracker.push(seen('aggregate', packsInto(box, [`S${i}`])), at++)
  for (const box of boxes) tracker.push(seen('aggregate', into(PALLET, box)), at++)
  for (const box of boxes) tracker.push(seen('aggregate', packsInto(box, ['S1'])), at++)
  for (const box of boxes) tracker.push(seen('disaggregate', into(box)), at++)
  assert.is(tracker.stays().length, count + 1)
  assert.is(tracker.tracks(PALLET), false)
  assert.is(tracker.stays().find(({ container }) => container === PALLET)?.to, at - 1)
})

test.run()
