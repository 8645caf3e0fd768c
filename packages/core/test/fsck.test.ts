// What a check of the ledger finds: nothing in a sound one, and every kind of damage by its own name and in its own place.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeRow, encodeRow } from '@packtrail/protocol'
import { testKey } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Draft } from '../src/draft.ts'
import { type FsckAnchor, type FsckCode, type FsckReport, fsck } from '../src/fsck.ts'
import { readHead } from '../src/head.ts'
import { itemCodec, lineAt, withLine } from '../src/item-rows.ts'
import { openLevelStore } from '../src/level-store.ts'
import { submissionCodec } from '../src/master-rows.ts'
import { nodeCrypto } from '../src/node-crypto.ts'
import { closeRow, describeKey, RowReader, RowWriter } from '../src/row-bytes.ts'
import { numberKey, type RowKind } from '../src/row-key.ts'
import { readCheckpoint } from '../src/seal.ts'
import type { StoreRow } from '../src/store.ts'
import { type Act, keySubject, registration, submissionFile } from './author.ts'
import {
  allRows,
  CASE,
  check,
  emptyWorld,
  ledgerRows,
  MAKER,
  memoryStore,
  OPERATOR,
  PHARMACY,
  PRODUCT,
  packs,
  randomDrafts,
  randomOf,
  serialsOf,
  withBody,
} from './fsck-world.ts'

const test = suite('fsck')

const rows = await ledgerRows()
const L1 = serialsOf(600)

function ofKind(kind: RowKind): StoreRow[] {
  return rows.filter(([key]) => key[0] === kind.charCodeAt(0))
}

function rowOf(kind: RowKind, index = 0): StoreRow {
  const row = ofKind(kind).at(index)
  if (row === undefined) throw new Error(`the ledger of this test has no row of kind ${kind}`)
  return row
}

function itemRow(id: string): StoreRow {
  const wanted = Buffer.from(`i${id}`)
  const row = rows.find(([key]) => Buffer.compare(key, wanted) === 0)
  if (row === undefined) throw new Error(`no row of ${id}`)
  return row
}

/** Turn the lowest bit of the byte at `at`, counted from the end when negative. */
function flip(at: number): (body: Uint8Array) => Uint8Array {
  return (body) => {
    const i = at < 0 ? body.length + at : at
    body[i] = (body[i] as number) ^ 1
    return body
  }
}

/** Replace a text, which must be there, by another of the same length. */
function retext(from: string, to: string): (body: Uint8Array) => Uint8Array {
  return (body) => {
    const at = Buffer.from(body).indexOf(from)
    assert.ok(at >= 0, from)
    body.set(Buffer.from(to), at)
    return body
  }
}

/** Change the value of a row of plain data. */
function replain(change: (value: Record<string, unknown>) => Record<string, unknown>) {
  return (body: Uint8Array): Uint8Array => {
    const value = decodeRow(new RowReader(body).blob()) as Record<string, unknown>
    return new RowWriter()
      .start()
      .blob(encodeRow(change(value)))
      .body()
  }
}

function assertFound(report: FsckReport, code: FsckCode, where: RegExp | string, title: string): void {
  const found = report.problems.filter((problem) => problem.code === code)
  const places = found.map((problem) => problem.where)
  const fits = places.some((place) => (typeof where === 'string' ? place === where : where.test(place)))
  const all = report.problems.slice(0, 12).map((problem) => `${problem.code} ${problem.where}`)
  assert.ok(fits, `${title}: no ${code} at ${where}; instead ${all.join(' | ') || 'nothing'}`)
  assert.not(report.ok)
}

test('a sound ledger has no problem, and everything in it was looked at', async () => {
  const kinds = [...new Set(rows.map(([key]) => String.fromCharCode(key[0] as number)))].sort().join('')
  assert.is(kinds, 'CDHMXabcdehijkmnoqstuvwxyz', 'the ledger of these tests has rows of every kind')
  const report = await check(rows)
  assert.equal(report.problems, [])
  assert.ok(report.ok)
  const { rows: rowCount, packs: packCount, manifests, submissions, checkpoints } = report.checked
  assert.is(rowCount, rows.length)
  assert.equal([packCount, manifests, checkpoints], [920, 14, 4])
  assert.is(submissions, ofKind('v').length)
})

test('a flipped bit is found in a row of any kind, with the name of the row', async () => {
  const first = new Map<number, StoreRow>()
  for (const row of rows) if (!first.has(row[0][0] as number)) first.set(row[0][0] as number, row)
  const victims = new Set(first.values())
  const flipped = rows.map((row): StoreRow => {
    if (!victims.has(row)) return row
    const bytes = new Uint8Array(row[1])
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0x10
    return [row[0], bytes]
  })
  const report = await check(flipped)
  for (const [key] of victims) assertFound(report, 'ROW_CHECKSUM', `row ${describeKey(key)}`, describeKey(key))
})

interface Case {
  readonly title: string
  readonly row: StoreRow
  /** What stands there instead; `undefined` = nothing. */
  readonly instead: StoreRow | undefined
  readonly code: FsckCode
  readonly where: RegExp | string
}

function altered(
  title: string,
  row: StoreRow,
  change: (body: Uint8Array) => Uint8Array,
  code: FsckCode,
  where: RegExp | string,
): Case {
  return { title: `altered: ${title}`, row, instead: withBody(row, change), code, where }
}

function deleted(title: string, row: StoreRow, code: FsckCode, where: RegExp | string): Case {
  return { title: `deleted: ${title}`, row, instead: undefined, code, where }
}

function damaged(cases: readonly Case[]): StoreRow[] {
  return rows.flatMap((row) => {
    const hit = cases.find((one) => one.row === row)
    return hit === undefined ? [row] : hit.instead === undefined ? [] : [hit.instead]
  })
}

function item(change: (row: ReturnType<typeof itemCodec.read>) => ReturnType<typeof itemCodec.read>) {
  return (body: Uint8Array): Uint8Array => {
    const row = new RowWriter().start()
    itemCodec.write(row, change(itemCodec.read(new RowReader(body))))
    return row.body()
  }
}

const shipped = itemRow(`${PRODUCT}/${L1[20]}`)
const dispensed = itemRow(`${PRODUCT}/${L1[0]}`)
const unmoved = itemRow(`${PRODUCT}/${L1[400]}`)
const lastBlock = rowOf('e', -1)

/** Says of every claim that it went one entry further. */
function refated(body: Uint8Array): Uint8Array {
  const row = submissionCodec.read(new RowReader(body))
  const out = new RowWriter().start()
  submissionCodec.write(out, { ...row, fates: row.fates.map((fate) => ('g' in fate ? { g: fate.g + 1 } : fate)) })
  return out.body()
}

/** A note with one character in the middle of a line changed to another of base64. */
function recoded(body: Uint8Array, line: number): Uint8Array {
  const lines = Buffer.from(body).toString().split('\n')
  const text = lines[line] as string
  const at = text.length - 20
  lines[line] = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
  return Buffer.from(lines.join('\n'))
}

/** What spoils more than itself, each by itself. */
const ALONE: readonly Case[] = [
  altered('origin', rowOf('C'), retext('example.org', 'example.com'), 'CONFIG', 'genesis'),
  altered('number of streams', rowOf('H'), flip(-1), 'HEAD', 'streams'),
  altered('frontier', rowOf('H'), flip(4), 'LOG_FRONTIER', /^head at/),
  altered('entry', rowOf('e', 2), flip(-1), 'LOG_TILE', 'tile 0 of level 1'),
  altered('entry behind the last tile', lastBlock, flip(-1), 'LOG_FRONTIER', /^head at/),
  altered('claim', rowOf('d', 3), flip(-1), 'CLAIM_HASH', 'claim of entry 127'),
  altered('large claim', rowOf('D'), flip(-1), 'CLAIM_HASH', /^claim of entry \d+$/),
  altered('positions of a stream', rowOf('h', 3), flip(-1), 'STREAM_HEAD', /^stream /),
  altered(
    'membership of a pack',
    unmoved,
    item((row) => ({ ...row, manifest: 1 })),
    'MEMBER',
    `pack ${PRODUCT}/${L1[400]}`,
  ),
  altered(
    'key',
    rowOf('u'),
    replain((row) => ({ ...row, added: 1 })),
    'KEY_STATE',
    /^key /,
  ),
  altered(
    'public key',
    rowOf('u'),
    replain((row) => ({ ...row, publicKey: new Uint8Array(32).fill(9) })),
    'SUBMISSION_SIGNATURE',
    /^submission /,
  ),
  altered('time of a manifest', rowOf('M'), flip(PRODUCT.length + 'L1'.length + 5), 'MANIFEST_ROW', 'manifest 1'),
  altered('serial of a manifest', rowOf('m'), (body) => body.fill(0x5a, -1), 'MANIFEST_ROOT', /^manifest 1 of /),
  altered('submission', rowOf('v'), flip(10), 'SUBMISSION_FORM', /^submission /),
  altered('where a claim went', rowOf('v'), refated, 'SUBMISSION_FATE', /^entry \d+$/),
  altered('root of a checkpoint', rowOf('c', -1), (body) => recoded(body, 2), 'CHECKPOINT_ROOT', /^checkpoint \d+$/),
  deleted('config', rowOf('C'), 'CONFIG', 'row C'),
  deleted('head', rowOf('H'), 'HEAD', 'row H'),
  deleted('block of entries', rowOf('e', 4), 'ENTRY_MISSING', 'entries 128 to 159'),
  deleted('last block of entries', lastBlock, 'ENTRY_MISSING', /^entries 288 to \d+$/),
  deleted('claims of a block', rowOf('d', 4), 'CLAIM_MISSING', 'entries 128 to 159'),
  deleted('large claim', rowOf('D'), 'CLAIM_MISSING', /^claim of entry \d+$/),
  deleted('head of a stream', rowOf('h'), 'STREAM_HEAD', /^stream /),
  deleted('key', rowOf('u'), 'KEY_STATE', /^key /),
  deleted('manifest', rowOf('M'), 'MANIFEST_MISSING', /^entry \d+$/),
  deleted('serials of a manifest', rowOf('m'), 'MANIFEST_SERIALS', /^manifest 1 of /),
  deleted('submission', rowOf('v'), 'SUBMISSION_MISSING', /^entry \d+$/),
]

/** What is derived and nothing else is derived from: all at once, and each is found. */
const TOGETHER: readonly (readonly Case[])[] = [
  [
    altered('tile', rowOf('t'), flip(-1), 'LOG_TILE', 'tile 0 of level 1'),
    altered('chunk of a stream', rowOf('s'), flip(-1), 'STREAM_CHUNK', /^chunk 0 of stream /),
    altered('map page', rowOf('n'), flip(-1), 'MAP_PAGE', /^page {2}at depth 0$/),
    altered(
      'holder of a pack',
      dispensed,
      item(({ state, ...row }) => ({ ...row, state: state && { ...state, holder: MAKER } })),
      'ITEM_STATE',
      `${PRODUCT}/${L1[0]}`,
    ),
    altered(
      'history of a pack',
      shipped,
      item((row) => ({ ...row, lines: withLine(new Uint8Array(0), { ...lineAt(row.lines, 0), g: 3 }) })),
      'ITEM_HISTORY',
      `${PRODUCT}/${L1[20]}`,
    ),
    altered(
      'what a container counts inside',
      itemRow(CASE),
      item((row) => ({ ...row, inside: row.inside + 1 })),
      'ITEM_LIST',
      CASE,
    ),
    altered('older history', rowOf('x'), flip(-1), 'ITEM_HISTORY', new RegExp(`history of ${CASE}`)),
    altered('list of a container', rowOf('y'), flip(-1), 'ITEM_LIST', new RegExp(`inside ${CASE}`)),
    altered(
      'batch',
      rowOf('b'),
      replain((row) => ({ ...row, packs: 301 })),
      'BATCH_STATE',
      `batch ${PRODUCT}/L1`,
    ),
    altered(
      'product',
      rowOf('q'),
      replain((row) => ({ ...row, packs: 1 })),
      'PRODUCT_STATE',
      `product ${PRODUCT}`,
    ),
    altered(
      'party',
      rowOf('a'),
      replain((row) => ({ ...row, keys: ['00'] })),
      'PARTY_STATE',
      /^party gln:/,
    ),
    altered('number of a key', rowOf('w'), flip(-1), 'SUBMISSION_SEQ', /^number 7 of key /),
    altered('mark', rowOf('z'), () => new RowWriter().start().count(1e9).body(), 'MARK', /^mark /),
    altered('place', rowOf('j'), flip(0), 'PLACE', /^place entries /),
    altered('position of a claim', rowOf('k'), flip(0), 'MARK', /^position of claim /),
    altered(
      'signature of a checkpoint',
      rowOf('c', -1),
      (body) => recoded(body, 4),
      'CHECKPOINT_SIGNATURE',
      /^checkpoint \d+$/,
    ),
  ],
  [
    deleted('tile', rowOf('t'), 'LOG_TILE', 'tile 0 of level 1'),
    deleted('chunk of a stream', rowOf('s'), 'STREAM_CHUNK', /^chunk 0 of stream /),
    deleted('map page', rowOf('n', -1), 'MAP_PAGE', /^page [0-9a-f]+ at depth \d+$/),
    deleted('pack with a state', dispensed, 'ITEM_STATE', `${PRODUCT}/${L1[0]}`),
    deleted('pack that nothing happened to', unmoved, 'MEMBER', `pack ${PRODUCT}/${L1[400]}`),
    deleted('older history', rowOf('x'), 'ITEM_HISTORY', new RegExp(`history of ${CASE}`)),
    deleted('list of a container', rowOf('y', -1), 'ITEM_LIST', new RegExp(`inside ${CASE}`)),
    deleted('batch', rowOf('b'), 'BATCH_STATE', `batch ${PRODUCT}/L1`),
    deleted('product', rowOf('q'), 'PRODUCT_STATE', `product ${PRODUCT}`),
    deleted('party', rowOf('a'), 'PARTY_STATE', /^party gln:/),
    deleted('listing of a manifest', rowOf('o'), 'MANIFEST_LIST', 'manifest 1'),
    deleted('number of a key', rowOf('w'), 'SUBMISSION_SEQ', /^submission /),
    deleted('place', rowOf('j'), 'PLACE', /^place entries /),
    deleted('position of a claim', rowOf('k', -1), 'MARK', /^position of claim /),
    deleted('newest checkpoint', rowOf('c', -1), 'CHECKPOINT_MISSING', /^checkpoint \d+$/),
  ],
]

for (const one of ALONE) {
  test(`under right checksums, ${one.title}`, async () => {
    assertFound(await check(damaged([one])), one.code, one.where, one.title)
  })
}

test('what is derived and was altered or deleted is found, each by its own name', async () => {
  for (const cases of TOGETHER) {
    const report = await check(damaged(cases))
    for (const { code, where, title } of cases) assertFound(report, code, where, title)
  }
})

test('deleted: the marks that find twins', async () => {
  const { problems } = await check(rows.filter((row) => !ofKind('z').includes(row)))
  // One of them is that of an idempotency key, of which nothing in the log speaks.
  assert.is(problems.filter(({ code }) => code === 'MARK').length, ofKind('z').length - 1)
})

const SWAPPED: readonly (readonly [RowKind, number, number, FsckCode])[] = [
  ['e', 2, 3, 'ENTRY_PLACE'],
  ['d', 2, 3, 'CLAIM_HASH'],
  ['h', 1, 2, 'STREAM_HEAD'],
  ['n', 1, 2, 'MAP_PAGE'],
  ['x', 0, 1, 'ITEM_HISTORY'],
  ['y', 0, 1, 'ITEM_LIST'],
  ['b', 0, 1, 'BATCH_STATE'],
  ['a', 0, 1, 'PARTY_STATE'],
  ['u', 0, 1, 'KEY_STATE'],
  ['M', 0, 1, 'MANIFEST_LIST'],
  ['m', 0, 1, 'MANIFEST_SERIALS'],
  ['v', 0, 1, 'SUBMISSION_FORM'],
  ['c', 0, 1, 'CHECKPOINT_FORM'],
  ['z', 0, 1, 'MARK'],
]

for (const [kind, a, b, code] of SWAPPED) {
  test(`swapped under right checksums: rows of kind ${kind}`, async () => {
    const [one, other] = [rowOf(kind, a), rowOf(kind, b)]
    const bodies = [one, other].map(([, value]) => value.subarray(0, value.length - 4)) as [Uint8Array, Uint8Array]
    const swapped = rows.map((row) =>
      row === one ? withBody(row, () => bodies[1]) : row === other ? withBody(row, () => bodies[0]) : row,
    )
    assertFound(await check(swapped), code, /./, kind)
  })
}

test('a row of a kind that no ledger has, and entries behind the end, are found', async () => {
  const stray: StoreRow = [Buffer.from('!stray'), rowOf('t')[1]]
  const body = lastBlock[1].subarray(0, lastBlock[1].length - 4)
  const behind: StoreRow = [numberKey('e', 99), closeRow(numberKey('e', 99), body)]
  const report = await check([...rows, stray, behind])
  assertFound(report, 'ROW_UNKNOWN', 'row !stray', 'stray')
  assertFound(report, 'ENTRY_PLACE', 'block 99', 'behind the end')
})

test('a log that is shorter than what was published, or another one, is told', async () => {
  const store = await memoryStore(rows)
  const newest = readCheckpoint(store, readHead(store).checkpoint)
  assert.ok(newest)
  const against = (anchor: FsckAnchor): Promise<FsckReport> =>
    fsck(store, nodeCrypto(), undefined, anchor, { scratch: () => memoryStore() })
  assert.ok((await against(newest)).ok)
  assertFound(await against({ ...newest, size: 100_000 }), 'ANCHOR_AHEAD', 'anchor 100000', 'ahead')
  const other = { ...newest, root: new Uint8Array(32) }
  assertFound(await against(other), 'ANCHOR_FORK', `anchor ${newest.size}`, 'fork')
})

test('problems beyond a thousand are counted and not listed', async () => {
  const key = (i: number): Uint8Array => Buffer.from(`!${i}`)
  const strays = Array.from({ length: 1200 }, (_, i): StoreRow => [key(i), closeRow(key(i), new Uint8Array(1))])
  const { problems, problemCount } = await check([...rows, ...strays])
  assert.equal([problems.length, problemCount], [1000, 1200])
})

test('a ledger in a directory is checked with a scratch database that is gone afterwards', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'packtrail-test-'))
  const store = await openLevelStore(join(directory, 'ledger'), 'create')
  const batch = store.batch()
  for (const [key, value] of rows) batch.put(key, value)
  await batch.write()
  const parts = new Set<string>()
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = directory
  const report = await fsck(store, nodeCrypto(), ({ part }) => parts.add(part))
  if (TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = TMPDIR
  assert.equal(report.problems, [])
  assert.equal([...parts], ['manifests', 'streams', 'map', 'goods', 'submissions'])
  assert.equal(readdirSync(directory), ['ledger'])
  await store.close()
  rmSync(directory, { recursive: true })
})

test('whatever happens in whatever order, a check of the ledger finds nothing', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const world = await emptyWorld()
    const random = randomOf(seed)
    const drafts = randomDrafts(random)
    for (let at = 0; at < drafts.length; ) {
      const take = 1 + random(25)
      const mode = (['document', 'observe', 'live'] as const)[random(3)] ?? 'document'
      for await (const _ of world.ledger.attest(drafts.slice(at, at + take), { mode }));
      if (random(4) === 0) await world.ledger.seal()
      at += take
    }
    const report = await check(await allRows(world.store))
    assert.equal(report.problems, [], `seed ${seed}`)
    await world.close()
  }
})

test('a correction that repeats what can be no event is refused or recorded, and does not stop the ledger', async () => {
  const world = await emptyWorld()
  const original: Draft = { type: 'aggregate', who: { agent: OPERATOR }, parent: CASE, containers: [CASE] }
  const correct: Draft = { type: 'correct', who: { agent: OPERATOR }, original, packs: packs(['S1']) }
  for (const mode of ['document', 'live', 'observe'] as const) {
    for await (const _ of world.ledger.attest([correct], { mode }));
  }
  await world.add({ type: 'observe', who: { agent: OPERATOR }, packs: packs(['S2']) })
  assert.equal((await check(await allRows(world.store))).problems, [])
  await world.close()
})

test('packs of a large registration that was refused belong to the one that follows, at once', async () => {
  const world = await emptyWorld()
  const serials = serialsOf(6000)
  const commission = (lot: string, expiry: string, list: readonly string[]): Draft => ({
    type: 'commission',
    who: { agent: OPERATOR },
    commission: { product: PRODUCT, lot, expiry, serials: list },
  })
  await world.add(commission('L1', '2028-12-31', ['A1']))
  const close = { product: PRODUCT, lot: 'L1', allocated: 1, commissioned: 1, wasted: 0, unused: 0 }
  await world.add({ type: 'close', who: { agent: OPERATOR }, close })
  for await (const { outcome } of world.ledger.attest([commission('L1', '2028-12-31', serials)], {
    mode: 'document',
  })) {
    assert.is(outcome, 'refused')
  }
  await world.add(commission('L2', '2028-12-31', serials))
  await world.add({ type: 'dispense', who: { agent: PHARMACY }, packs: packs(serials.slice(0, 10)) })
  assert.is((await world.ledger.item(`${PRODUCT}/${serials[0]}`))?.member?.lot, 'L2')
  assert.equal((await check(await allRows(world.store))).problems, [])
  await world.close()
})

test('a large registration sees the packs that a record still on its way to the disk has named', async () => {
  const world = await emptyWorld()
  const serials = serialsOf(6000)
  await world.add(
    { type: 'dispense', who: { agent: PHARMACY }, packs: packs(serials.slice(0, 10)) },
    { type: 'commission', who: { agent: OPERATOR }, commission: { product: PRODUCT, lot: 'L1', serials } },
  )
  assert.equal((await check(await allRows(world.store))).problems, [])
  assert.is(world.ledger.history(`${PRODUCT}/${serials[0]}`).length, 2)
  await world.close()
})

test('large registrations of one submission see what its other claims say of their packs', async () => {
  const large = serialsOf(6000, 'A')
  const shared = large[5] as string
  const base = { type: 'commission', detail: {}, who: { agent: MAKER } } as const
  const named: Act = {
    event: {
      type: 'observe',
      detail: {},
      who: { agent: MAKER },
      subjects: [{ kind: 'unplaced', product: PRODUCT, serial: shared }],
    },
  }
  const twice = ['appended', 'refused REGISTERED_TWICE']
  const cases: readonly (readonly [readonly Act[], readonly string[]])[] = [
    [
      [registration(base, PRODUCT, 'L1', large), registration(base, PRODUCT, 'L2', [...serialsOf(6000, 'B'), shared])],
      twice,
    ],
    [[registration(base, PRODUCT, 'L1', [shared]), registration(base, PRODUCT, 'L2', large)], twice],
    [
      [named, registration(base, PRODUCT, 'L2', large)],
      ['appended UNKNOWN_PRODUCT', 'appended'],
    ],
  ]
  for (const [acts, expected] of cases) {
    const world = await emptyWorld()
    const { ledger } = world
    const signer = testKey('maker')
    const key = await keySubject(ledger.ledgerId, MAKER, signer)
    await world.add({ type: 'key', who: { agent: OPERATOR }, subjects: [key] })
    const file = await submissionFile(acts, { ledgerId: ledger.ledgerId, signer, seq: 1 })
    const { claims } = await ledger.submit([file])
    assert.equal(
      claims.map(({ outcome, findings }) => [outcome, ...findings.map(({ code }) => code)].join(' ')),
      expected,
    )
    assert.equal((await check(await allRows(world.store))).problems, [])
    await world.close()
  }
})

test.run()
