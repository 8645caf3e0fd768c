/** Several bundles judged as one history: what meets, what is counted once, what no bundle shows alone (docs/spec/16-several.md). */
import type { Event, Finding, Subject } from '@packtrail/protocol'
import {
  type NewClaim,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyTrade,
  writeBundle,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exitCode, parseMemory, type Several, severalHtml, severalJson, severalText } from '../src/index.ts'
import { actKey, unite } from '../src/shared-claim.ts'
import { checkAll, crypto, policyFor } from './story.ts'

const test = suite('several bundles')

const { product, lot, maker, wholesaler, pharmacy, box, serials } = STORY
type Ledger = Omit<Story, 'claims'>

const makersLedger = (): Promise<Ledger> => storyLedger(crypto, 'several maker', { origin: 'maker.example/packtrail' })
const wholesalersLedger = (): Promise<Ledger> =>
  storyLedger(crypto, 'several wholesaler', { origin: 'wholesale.example/packtrail' })

function registration(
  { ledger }: Ledger,
  type: 'commission' | 'adopt' = 'commission',
  minutes = 0,
  by: string = maker,
  names: readonly string[] = serials,
  ofLot: string = lot,
): NewClaim {
  const manifest = ledger.manifest(product, ofLot, names, { expiry: '2027-06-30' })
  return { event: storyEvent(type, minutes, by, [manifest.subject]), manifests: [manifest] }
}

const sent = { trade: storyTrade(maker, wholesaler) }
const toPharmacy = { trade: storyTrade(wholesaler, pharmacy) }

/** The bundles of one lot from these ledgers, judged under all their policies. */
async function together(ledgers: readonly Ledger[], lots: readonly string[] = [lot], more = {}): Promise<Several> {
  const files: Uint8Array[] = []
  for (const { ledger } of ledgers) {
    await ledger.seal()
    for (const one of lots) files.push(writeBundle(ledger.bundle(product, one)))
  }
  const [first, ...others] = ledgers.map(({ ledger }) => policyFor(ledger))
  if (first === undefined) throw new Error('no ledger')
  const several = await checkAll(files, first, { otherPolicies: others, ...more })
  for (const report of several.reports) assert.equal(report.evidenceFindings, [], report.provenance.origin)
  return several
}

const jointCodes = ({ groups }: Several): string[] =>
  groups.flatMap(({ joint }) => joint.findings.map(({ code }) => code))
const aloneCodes = ({ reports }: Several): string[][] =>
  reports.map(({ goodsFindings }) => [...new Set(goodsFindings.map(({ code }) => code))])

async function submitAll(
  { ledger, keys }: Ledger,
  acts: readonly (readonly [keyof Ledger['keys'], Event | NewClaim])[],
) {
  for (const [who, act] of acts) await ledger.submit(keys[who], [act])
}

test('goods shipped in one ledger and received, sent on and dispensed in another: no finding', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  const packs = [storyPacks('S1', 'S2')]
  await submitAll(a, [
    ['maker', registration(a)],
    ['maker', storyEvent('ship', 60, maker, packs, sent)],
  ])
  await submitAll(b, [
    ['wholesaler', storyEvent('receive', 200, wholesaler, packs, sent)],
    ['wholesaler', storyEvent('ship', 300, wholesaler, packs, toPharmacy)],
    ['pharmacy', storyEvent('receive', 400, pharmacy, packs, toPharmacy)],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])],
  ])
  const several = await together([a, b])
  assert.equal(aloneCodes(several), [[], ['UNKNOWN_PRODUCT']])
  assert.equal(jointCodes(several), [])
  assert.is(several.groups[0]?.joint.explained.length, 4)
  assert.is(several.headline, 'in order')
  assert.is(exitCode(several), 0)
  const dispensed = several.groups[0]?.whereabouts.find(({ status }) => status === 'dispensed')
  assert.is(dispensed?.packs, 1)
})

test('an honest drop shipment over two ledgers: no finding', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  const packs = [storyPacks('S1', 'S2')]
  const drop = { fromOwner: maker, fromHolder: maker, toOwner: wholesaler, toHolder: pharmacy }
  await submitAll(a, [
    ['maker', registration(a)],
    ['maker', storyEvent('ship', 60, maker, packs, { trade: drop, detail: { reason: 'drop' } })],
  ])
  await submitAll(b, [
    [
      'wholesaler',
      storyEvent('ship', 61, wholesaler, packs, {
        trade: { fromOwner: wholesaler, toOwner: pharmacy },
        detail: { reason: 'drop' },
      }),
    ],
    [
      'pharmacy',
      storyEvent('receive', 400, pharmacy, packs, {
        trade: { fromOwner: wholesaler, fromHolder: maker, toOwner: pharmacy, toHolder: pharmacy },
      }),
    ],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, packs)],
  ])
  const several = await together([a, b])
  assert.equal(jointCodes(several), [])
  assert.is(several.headline, 'in order')
})

test('a pack dispensed in both ledgers is found by neither alone', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  await submitAll(a, [
    ['maker', registration(a)],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])],
  ])
  await submitAll(b, [
    ['wholesaler', registration(b, 'adopt', 100, wholesaler)],
    ['wholesaler', storyEvent('dispense', 400, wholesaler, [storyPacks('S1')])],
  ])
  const several = await together([a, b])
  const found = several.groups[0]?.joint.findings.find(({ code }) => code === 'SECOND_DISPENSE')
  assert.equal(found?.items, [`${product}/S1`])
  assert.is(found?.together, true)
  const origins = found?.records.map(({ ledger }) => several.ledgers[ledger]?.origin).sort()
  assert.equal(origins, ['maker.example/packtrail', 'wholesale.example/packtrail'])
  const first = found?.records[1]
  assert.match(found?.message ?? '', `on record ${first?.g} of wholesale.example/packtrail`)
  assert.is(several.headline, 'goods false')
  assert.is(exitCode(several), 5)
  for (const codes of aloneCodes(several)) assert.not.ok(codes.includes('SECOND_DISPENSE'))
})

test('serials registered in two ledgers are found, those taken over by adoption are not', async () => {
  const a = await makersLedger()
  const clone = await wholesalersLedger()
  await submitAll(a, [['maker', registration(a)]])
  await submitAll(clone, [['wholesaler', registration(clone, 'commission', 100, wholesaler, ['S2', 'S3', 'X1'])]])
  const several = await together([a, clone])
  const found = several.groups[0]?.joint.findings.find(({ code }) => code === 'REGISTERED_TWICE')
  assert.equal([found?.code, found?.count, found?.together], ['REGISTERED_TWICE', 2, true])
  assert.equal(found?.items, [`${product}/S2`, `${product}/S3`])
  const taker = await wholesalersLedger()
  await submitAll(taker, [['wholesaler', registration(taker, 'adopt', 100, wholesaler, ['S2', 'S3'])]])
  assert.equal(jointCodes(await together([a, taker])), [])
})

test('one act told to two ledgers is one act: a dispense, and a commissioning with the same serials', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  const dispense = storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])
  for (const each of [a, b]) {
    await submitAll(each, [
      ['maker', registration(each)],
      ['pharmacy', dispense],
    ])
  }
  const several = await together([a, b])
  assert.equal(jointCodes(several), [])
  assert.is(several.groups[0]?.joint.told, 2)
  const other = await wholesalersLedger()
  await submitAll(other, [
    ['maker', registration(other)],
    ['pharmacy', storyEvent('dispense', 501, pharmacy, [storyPacks('S1')])],
  ])
  assert.equal(jointCodes(await together([a, other])), ['SECOND_DISPENSE'])
  const less = await wholesalersLedger()
  await submitAll(less, [['maker', registration(less, 'commission', 0, maker, ['S1', 'S2', 'S3', 'X4'])]])
  assert.equal(jointCodes(await together([a, less])), ['REGISTERED_TWICE'])
})

test('the same claim entered in two ledgers is one event', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  const evil = { seed: new Uint8Array(16).fill(7) }
  await submitAll(a, [['maker', registration(a)]])
  const ship = storyEvent('ship', 60, maker, [storyPacks('S1')], sent)
  for (const { ledger, keys } of [a, b]) await ledger.submit(keys.maker, [ship], { evil })
  const several = await together([a, b])
  assert.equal([several.groups[0]?.joint.shared, jointCodes(several)], [1, []])
})

test('two lots on one pallet: what each bundle hides of the other is judged together, each claim once', async () => {
  const a = await makersLedger()
  const inside: Subject[] = [
    { ...storyPacks('S1', 'S2'), parent: box },
    { kind: 'packs', product, lot: 'L2', serials: ['T1', 'T2'], parent: box },
  ]
  const parent: Subject = { kind: 'container', container: box, role: 'parent' }
  const self: Subject = { kind: 'container', container: box, role: 'self' }
  await submitAll(a, [
    ['maker', registration(a)],
    ['maker', registration(a, 'commission', 0, maker, ['T1', 'T2'], 'L2')],
    ['maker', storyEvent('aggregate', 1, maker, [...inside, parent])],
    ['maker', storyEvent('ship', 60, maker, [self], sent)],
    ['wholesaler', storyEvent('receive', 200, wholesaler, [self], sent)],
  ])
  const clean = await together([a], [lot, 'L2'])
  assert.equal(jointCodes(clean), [])
  assert.equal([clean.groups.length, clean.ledgers[0]?.state], [1, 'consistent'])
  assert.ok((clean.groups[0]?.joint.shared ?? 0) > 3)
  for (const report of clean.reports) assert.ok((report.counts?.hiddenSubjects ?? 0) > 0)
  assert.is(
    clean.groups[0]?.joint.cannotJudge.find(({ rule }) => rule === 'HIDDEN_SUBJECTS'),
    undefined,
  )
  // One pack of each lot is missing from the count; alone, each bundle hides what the other half was.
  const counted = inside.map((one) => (one.kind === 'packs' ? { ...one, serials: one.serials.slice(1) } : one))
  await submitAll(a, [
    ['wholesaler', storyEvent('observe', 210, wholesaler, [...counted, parent], { detail: { reason: 'count' } })],
  ])
  const short = await together([a], [lot, 'L2'])
  assert.equal(aloneCodes(short), [[], []])
  assert.equal(jointCodes(short), ['COUNT_DIFFERS'])
})

test('a record of one ledger accuses in the other: shipped to one, received by another', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  const packs = [storyPacks('S1')]
  await submitAll(a, [
    ['maker', registration(a)],
    ['maker', storyEvent('ship', 60, maker, packs, sent)],
  ])
  await submitAll(b, [
    ['pharmacy', storyEvent('receive', 200, pharmacy, packs, { trade: storyTrade(maker, pharmacy) })],
  ])
  assert.equal(jointCodes(await together([a, b])), ['RECEIVED_BY_OTHER'])
})

test('a correction in one ledger takes back its own report, not the other', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  await submitAll(a, [['maker', registration(a)]])
  const [wrong] = await a.ledger.submit(a.keys.pharmacy, [storyEvent('dispense', 400, pharmacy, [storyPacks('S1')])])
  const detail = { target: wrong?.hash as Uint8Array, reason: 'did_not_occur' }
  await submitAll(a, [['pharmacy', storyEvent('correct', 410, pharmacy, [storyPacks('S1')], { detail })]])
  await submitAll(b, [['wholesaler', storyEvent('dispense', 500, wholesaler, [storyPacks('S1')])]])
  const several = await together([a, b])
  assert.not.ok(jointCodes(several).includes('SECOND_DISPENSE'))
  assert.is(several.groups[0]?.joint.cancelled, 1)
})

test('the maker whom one policy names is the maker in all bundles, whatever the clock of another ledger says', async () => {
  const a = await makersLedger()
  const start = STORY.start - 9e9
  const b = await storyLedger(crypto, 'several early', { origin: 'early.example/packtrail', start })
  await submitAll(a, [
    ['maker', registration(a)],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])],
  ])
  await submitAll(b, [['wholesaler', registration(b, 'commission', -150_000, wholesaler)]])
  const files: Uint8Array[] = []
  for (const { ledger } of [a, b]) {
    await ledger.seal()
    files.push(writeBundle(ledger.bundle(product, lot)))
  }
  const named = policyFor(a.ledger, { manufacturers: { [product]: [maker] } })
  const open = policyFor(b.ledger)
  for (const [given, policy, otherPolicies] of [
    [files, named, [open]],
    [[...files].reverse(), open, [named]],
  ] as const) {
    const several = await checkAll(given, policy, { otherPolicies })
    const found = several.reports.map(({ provenance, verdict, evidenceFindings }) => [
      provenance.origin,
      verdict,
      evidenceFindings.map(({ code }) => code).join(),
    ])
    assert.equal(found.sort(), [
      ['early.example/packtrail', 'refuted', 'MANUFACTURER_MISMATCH'],
      ['maker.example/packtrail', 'proven', ''],
    ])
    assert.is(several.headline, 'evidence forged')
    for (const { goodsFindings } of several.reports) assert.equal(goodsFindings, [])
  }
})

test('bundles that share nothing are no group and keep their own findings', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  await submitAll(a, [['maker', registration(a)]])
  await submitAll(b, [
    ['maker', registration(b, 'commission', 0, maker, ['Z1'])],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('Z1')])],
    ['wholesaler', storyEvent('dispense', 501, wholesaler, [storyPacks('Z1')])],
  ])
  const several = await together([a, b])
  assert.equal([several.groups, several.headline], [[], 'goods false'])
})

test('a bundle of a ledger that no policy names is refuted and takes no part', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  for (const each of [a, b]) {
    await submitAll(each, [['maker', registration(each)]])
    await each.ledger.seal()
  }
  const files = [a, b].map(({ ledger }) => writeBundle(ledger.bundle(product, lot)))
  const several = await checkAll(files, policyFor(a.ledger))
  assert.equal(
    several.reports.map(({ verdict }) => verdict),
    ['proven', 'refuted'],
  )
  assert.equal([several.groups.length, several.headline, exitCode(several)], [0, 'evidence forged', 1])
})

test('two looks at one ledger, the older given last: linked they are one log, and memory keeps the newest', async () => {
  const a = await makersLedger()
  await submitAll(a, [['maker', registration(a)]])
  const { size } = await a.ledger.seal()
  const old = writeBundle(a.ledger.bundle(product, lot))
  await submitAll(a, [['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])]])
  const sealed = await a.ledger.seal()
  const linked = writeBundle(a.ledger.bundle(product, lot, { since: size }))
  const loose = writeBundle(a.ledger.bundle(product, lot))
  const empty = parseMemory('{"packtrailMemory":0,"ledgers":{}}')
  if (!empty.ok) throw new Error('memory')
  const several = await checkAll([linked, old], policyFor(a.ledger), { memory: empty.value })
  assert.equal([several.ledgers[0]?.state, several.headline], ['consistent', 'in order'])
  assert.is(several.memory?.['maker.example/packtrail']?.size, sealed.size)
  const policy = policyFor(a.ledger, { required: ['bytes', 'completeness', 'history'] })
  const unlinked = await checkAll([loose, old], policy)
  assert.is(unlinked.ledgers[0]?.state, 'not proven')
  assert.is(exitCode(unlinked), 4)
})

test('a bundle given twice, or in two states of its ledger, is judged as once', async () => {
  const a = await makersLedger()
  const self: Subject = { kind: 'container', container: box, role: 'self' }
  const parent: Subject = { kind: 'container', container: box, role: 'parent' }
  await submitAll(a, [
    ['maker', registration(a)],
    ['maker', storyEvent('aggregate', 1, maker, [{ ...storyPacks('S1', 'S2'), parent: box }, parent])],
    ['maker', storyEvent('ship', 60, maker, [self], sent)],
  ])
  const { size } = await a.ledger.seal()
  const old = writeBundle(a.ledger.bundle(product, lot))
  await submitAll(a, [
    ['pharmacy', storyEvent('receive', 200, pharmacy, [self], { trade: storyTrade(maker, pharmacy) })],
    ['pharmacy', storyEvent('dispense', 300, pharmacy, [storyPacks('S1')])],
    ['wholesaler', storyEvent('dispense', 310, wholesaler, [storyPacks('S1', 'S9')])],
    [
      'maker',
      storyEvent('close', 320, maker, [
        { kind: 'close', product, lot, allocated: 9, commissioned: 9, wasted: 0, unused: 0 },
      ]),
    ],
  ])
  await a.ledger.seal()
  const bundle = writeBundle(a.ledger.bundle(product, lot, { since: size }))
  const plain = ({ code, items, count, message, severity }: Omit<Finding, 'evidence'>) =>
    JSON.stringify([code, items, count, severity, code === 'SECOND_DISPENSE' ? '' : message])
  for (const files of [
    [bundle, bundle],
    [old, bundle],
    [bundle, old],
  ]) {
    const several = await checkAll(files, policyFor(a.ledger))
    const newest = several.reports[files.lastIndexOf(bundle)]
    assert.ok((newest?.goodsFindings.length ?? 0) > 4)
    const joint = several.groups[0]?.joint.findings ?? []
    assert.equal(joint.map(plain).sort(), newest?.goodsFindings.map(plain).sort())
    assert.equal([joint.some(({ together: isNew }) => isNew), several.headline], [false, 'goods false'])
  }
})

test('of one claim in several bundles all is seen that any of them shows', () => {
  const whole = storyEvent('ship', 60, maker, [storyPacks('S1')], sent)
  const { when: _, ...timeless } = whole
  const a = { ...timeless, withheld: ['when', 'docs'] as const, hiddenSubjects: 2 }
  const self: Subject = { kind: 'container', container: box, role: 'self' }
  const b = { ...whole, subjects: [self, storyPacks('S1')], withheld: ['docs'] as const, hiddenSubjects: 1 }
  const seen = unite([a, b])
  assert.equal([seen.when, seen.withheld, seen.hiddenSubjects, seen.subjects.length], [whole.when, ['docs'], 1, 2])
  assert.equal(unite([b, a]).when, whole.when)
  assert.is(actKey(a, undefined), undefined)
  const other = { ...whole, withheld: [], hiddenSubjects: 0 }
  assert.is(actKey(other, undefined), actKey({ ...other, docs: [{ type: 'po', id: '1' }] }, maker))
  assert.is.not(actKey(other, undefined), actKey({ ...other, trade: toPharmacy.trade }, undefined))
})

test('packs from the shelf are judged by the bundle that knows them', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  await submitAll(a, [['maker', registration(a)]])
  await submitAll(b, [
    ['maker', registration(b, 'commission', 0, maker, ['Z1'], 'L9')],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [{ kind: 'packs', product, lot: 'L9', serials: ['Z1'] }])],
  ])
  for (const { ledger } of [a, b]) await ledger.seal()
  const files = [writeBundle(a.ledger.bundle(product, lot)), writeBundle(b.ledger.bundle(product, 'L9'))]
  const scans = [
    ...['S1', 'Z1', 'S9'].map((serial) => ({ product, serial })),
    { product, serial: 'S8', lot: 'L9' },
    { product, serial: 'S7', lot: 'L8' },
  ]
  const several = await checkAll(files, policyFor(a.ledger), { otherPolicies: [policyFor(b.ledger)], scans })
  assert.equal(
    several.scans?.scans.map(({ verdict, reasons }) => [verdict, reasons.map(({ code }) => code)]),
    [
      ['ok', []],
      ['stop', ['SECOND_DISPENSE']],
      ['not judged', ['SERIAL_NOT_IN_FILES']],
      ['stop', ['UNKNOWN_SERIAL']],
      ['not judged', ['LOT_NOT_IN_FILES']],
    ],
  )
})

test('who took packs of a lot over does not know the lot: a pack of the rest is not false', async () => {
  const b = await wholesalersLedger()
  await submitAll(b, [['wholesaler', registration(b, 'adopt', 0, wholesaler, ['S1'], lot)]])
  await b.ledger.seal()
  const file = writeBundle(b.ledger.bundle(product, lot))
  const scans = ['S1', 'S2'].map((serial) => ({ product, serial, lot }))
  const { headline, scans: judged } = await checkAll([file], policyFor(b.ledger), { scans })
  assert.equal([headline, judged?.scans.map(({ verdict }) => verdict)], ['not proven', ['ok', 'not judged']])
})

test('the joint findings are the same whatever the order of the files', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  await submitAll(a, [
    ['maker', registration(a)],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])],
  ])
  await submitAll(b, [['wholesaler', storyEvent('dispense', 400, wholesaler, [storyPacks('S1')])]])
  const one = await together([a, b])
  const other = await together([b, a])
  const pick = ({ groups }: Several) =>
    groups[0]?.joint.findings.map(({ code, records, message }) => [code, records, message])
  assert.equal(pick(one), pick(other))
})

test('text, page and JSON tell each bundle, each ledger and what is found together', async () => {
  const a = await makersLedger()
  const b = await wholesalersLedger()
  await submitAll(a, [
    ['maker', registration(a)],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, [storyPacks('S1')])],
  ])
  await submitAll(b, [['wholesaler', storyEvent('dispense', 400, wholesaler, [storyPacks('S1')])]])
  const several = await together([a, b])
  const names = ['a.ptb', '<b>.ptb']
  const text = severalText(several, names)
  for (const line of text.split('\n')) assert.ok(line.length <= 100, line)
  for (const part of ['a.ptb', 'maker.example', 'SECOND_DISPENSE', 'no bundle shows it alone', 'UNKNOWN_PRODUCT'])
    assert.match(text.replaceAll(/\s+/g, ' '), part)
  const html = severalHtml(several, names)
  assert.match(html, '&lt;b&gt;.ptb')
  assert.not.match(html, /<script|src=|https?:\/\//)
  const json = severalJson(several, names) as {
    exitCode: number
    groups: { findings: { code: string; records: { ledger: string; g: number }[]; together: boolean }[] }[]
  }
  assert.is(json.exitCode, 5)
  const found = json.groups[0]?.findings.find(({ code }) => code === 'SECOND_DISPENSE')
  assert.equal([found?.code, found?.together, found?.records.length], ['SECOND_DISPENSE', true, 2])
})

test.run()
