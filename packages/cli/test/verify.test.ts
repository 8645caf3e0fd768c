import { existsSync, readFileSync, rmSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, code, PHARMACY, PLANT, SERIALS, startTrade } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('verify')
const VERIFY = ['verify', 'b.ptb', '--policy', 'policy.json'] as const

/** A bundle and a policy; the ledger is taken away, as it is on the auditor's machine. */
test.before.each(async (context) => {
  const world = await startTrade()
  context.world = world
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[0]), code(SERIALS[1])])
  await world.ok(['receive', '--from', PLANT, '--as', PHARMACY, code(SERIALS[0]), code(SERIALS[1])])
  await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
  await world.write('policy.json', await world.read('ledger/policy.json'))
})
test.after.each(({ world }) => world.close())

function withoutLedger(world: World): void {
  rmSync(world.path('ledger'), { recursive: true })
}

async function required(world: World, axes: readonly string[]): Promise<void> {
  const policy = JSON.parse(await world.read('policy.json')) as object
  await world.write('policy.json', JSON.stringify({ ...policy, required: axes }))
}

test('a clean bundle is proven without a ledger: exit 0', async ({ world }) => {
  withoutLedger(world)
  const report = (await world.ok([...VERIFY, '--json'])).json()
  assert.equal(
    [report['verdict'], report['headline'], report['exitCode'], report['file']],
    ['proven', 'in order', 0, 'b.ptb'],
  )
  const { out } = await world.ok([...VERIFY])
  assert.match(out, /^EVIDENCE SOUND/)
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
})

test('a bundle with one changed bit is refuted: exit 1', async ({ world }) => {
  const bytes = await fs.readFile(world.path('b.ptb'))
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] as number) ^ 16
  await world.write('b.ptb', bytes)
  const { exit, json } = await world.run([...VERIFY, '--json'])
  assert.is(exit, 1)
  assert.is(json()['verdict'], 'refuted')
})

test('what the policy requires and nobody proved makes it inconclusive: exit 4', async ({ world }) => {
  await required(world, ['bytes', 'completeness', 'witnesses'])
  assert.is((await world.run([...VERIFY])).exit, 4)
  await required(world, ['bytes', 'authorship'])
  assert.is((await world.run([...VERIFY])).exit, 4)
})

test('sound evidence of false goods: exit 5', async ({ world }) => {
  await world.ok(['dispense', '--as', PHARMACY, code(SERIALS[0])])
  world.now += 3_600_000
  await world.write(
    'late.csv',
    `type,time,agent,product,lot,serial\ndispense,${new Date(world.now).toISOString()},${PLANT},09521234543213,L24A,${SERIALS[0]}\n`,
  )
  await world.run(['import', '--observe', 'late.csv', '--as', PLANT])
  await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
  const { exit, json } = await world.run([...VERIFY, '--json'])
  assert.is(exit, 5)
  const codes = (json()['findings'] as { code: string }[]).map((finding) => finding.code)
  assert.ok(codes.includes('SECOND_DISPENSE'), codes.join())
})

interface ShelfReport {
  readonly headline: string
  readonly scans: {
    readonly scans: readonly { readonly verdict: string; readonly reasons: readonly { readonly code: string }[] }[]
    readonly [count: string]: unknown
  }
}

async function shelf(world: World, content: string | Uint8Array): Promise<ShelfReport & { readonly exit: number }> {
  await world.write('shelf.txt', content)
  const { exit, json } = await world.run([...VERIFY, '--scans', 'shelf.txt', '--json'])
  return { exit, ...(json() as unknown as ShelfReport) }
}

const told = ({ scans }: ShelfReport): string[] =>
  scans.scans.map(({ verdict, reasons }) => [verdict, ...reasons.map(({ code: name }) => name)].join(' '))

test('packs from the shelf are judged; a copy among them makes it 5', async ({ world }) => {
  assert.is((await shelf(world, `${code(SERIALS[0])}\n${code(SERIALS[1])}\n`)).exit, 0)
  const report = await shelf(world, `${code(SERIALS[0])}\nnonsense\n${code('NOSUCHPACK')}\n`)
  assert.is(report.exit, 5)
  assert.equal(told(report), ['ok', 'stop CODE_UNKNOWN', 'stop UNKNOWN_SERIAL'])
})

test('a line that cannot be read is a line: in text, JSON and page, and never exit 0', async ({ world }) => {
  const report = await shelf(world, `${code(SERIALS[0])}\nnonsense <b>\n`)
  assert.equal([report.exit, report.headline, told(report)], [4, 'not proven', ['ok', 'stop CODE_UNKNOWN']])
  assert.equal([report.scans['stop'], report.scans['unread'], report.scans['notJudged']], [1, 1, 0])
  const { out } = await world.run([...VERIFY, '--scans', 'shelf.txt', '--html', 'page.html'])
  const page = readFileSync(world.path('page.html'), 'utf8')
  assert.match(out.replaceAll(/\s+/g, ' '), '1 of 2 lines from the shelf could not be judged')
  assert.match(out, 'nonsense <b>')
  assert.match(page, 'nonsense &lt;b&gt;')
})

test('a list that was saved as UTF-16 is read', async ({ world }) => {
  const report = await shelf(world, Buffer.from(`\ufeff${code(SERIALS[0])}\r\n${code(SERIALS[1])}\r\n`, 'utf16le'))
  assert.equal([report.exit, told(report)], [0, ['ok', 'ok']])
})

test('a case is judged by what is in it, and one that the bundle does not know is not judged', async ({ world }) => {
  const [packed, empty] = ['sscc:395212340000000014', 'sscc:395212340000000021'] as const
  await world.ok(['pack', '--as', PHARMACY, '--into', packed, code(SERIALS[0]), code(SERIALS[1])])
  await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
  assert.equal(told(await shelf(world, `${packed}\n`)), ['ok CONTENT'])
  const unknown = await shelf(world, `${packed}\n${empty}\n`)
  assert.equal([unknown.exit, told(unknown)[1]], [4, 'not judged CONTAINER_NOT_IN_FILES'])
  await world.ok(['recall', '--as', PLANT, code(SERIALS[1])])
  await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
  const recalled = await shelf(world, `${packed}\n`)
  assert.equal([recalled.exit, told(recalled)], [5, ['stop DISPENSED_RECALLED CONTENT']])
})

test('what these files do not speak of is not judged, and nothing is called false for it', async ({ world }) => {
  const lines = [
    '(01)09521234543213(21)NEVERSEEN',
    code('NEVER2', 'OTHER'),
    '(01)09521234543206(21)A1',
    code(SERIALS[0]),
  ]
  const report = await shelf(world, `${lines.join('\n')}\n`)
  assert.equal([report.exit, report.headline, report.scans['notJudged']], [4, 'not proven', 3])
  assert.equal(told(report), [
    'not judged SERIAL_NOT_IN_FILES',
    'not judged LOT_NOT_IN_FILES',
    'not judged PRODUCT_NOT_IN_FILES',
    'ok',
  ])
})

test('a second sight of one code is to be looked at, and packs are counted once', async ({ world }) => {
  const report = await shelf(world, `${code(SERIALS[0])}\n${code(SERIALS[0])}\n${code(SERIALS[1])}\n`)
  assert.equal(told(report), ['ok', 'warn COUNTED_TWICE', 'ok'])
  assert.equal([report.scans['ok'], report.scans['warn'], report.scans['packs']], [2, 1, 2])
})

interface FoundReport {
  readonly headline: string
  readonly standing: readonly unknown[]
  readonly findings: readonly {
    readonly code: string
    readonly severity: string
    readonly items: readonly string[]
    readonly message: string
    readonly whatToDo: string
  }[]
}

async function audit(world: World, batch: string = BATCH): Promise<FoundReport & { readonly exit: number }> {
  await world.ok(['export', '--batch', batch, '-o', 'b.ptb'])
  const { exit, json } = await world.run([...VERIFY, '--json'])
  return { exit, ...(json() as unknown as FoundReport) }
}

test('a falsified label that the counter stopped is no note: the goods are false, and the pack is named', async ({
  world,
}) => {
  await world.run(['dispense', '--as', PHARMACY, code(SERIALS[0], 'L24A', '290630')])
  const { exit, findings } = await audit(world)
  const [found] = findings
  assert.equal([exit, found?.code, found?.severity], [5, 'EXPIRY_DIFFERS', 'error'])
  assert.equal(found?.items, [`09521234543213/${SERIALS[0]}`])
  assert.match(found?.whatToDo ?? '', 'tell the authority')
  assert.not.match(found?.message ?? '', /\{|was dispensed/)
})

test('a label that the batch was corrected to later was no false one', async ({ world }) => {
  await world.run(['dispense', '--as', PHARMACY, code(SERIALS[0], 'L24A', '290630')])
  await world.ok(['correct', BATCH, '--before', '2028-06-30', '--after', '2029-06-30', '--as', PLANT])
  const { exit, findings } = await audit(world)
  assert.equal([exit, findings.map(({ severity }) => severity)], [0, ['info']])
})

test('who is stopped because a receipt is missing, and then records it, makes no false goods', async ({ world }) => {
  const other = 'gln:9521234000099'
  await world.ok(['ship', '--as', PLANT, '--to', PHARMACY, code(SERIALS[5])])
  await world.ok(['receive', '--as', PHARMACY, '--from', PLANT, code(SERIALS[5])])
  assert.is((await world.run(['dispense', '--as', other, code(SERIALS[5])])).exit, 1)
  await world.ok(['receive', '--as', other, '--from', PHARMACY, code(SERIALS[5])])
  await world.ok(['dispense', '--as', other, code(SERIALS[5])])
  const { exit, findings } = await audit(world)
  assert.equal(
    [exit, ...findings.map(({ code: name, severity }) => `${severity} ${name}`).sort()],
    [0, 'warn DISPENSED_BY_NON_HOLDER', 'warn RECEIVED_WITHOUT_SHIPMENT'],
  )
})

test('an honest refusal stays a note, in words that do not say that it was done', async ({ world }) => {
  await world.write('old.txt', 'G8K2M4PQ7R\n')
  const old = ['09521234543213/OLD', '--expiry', '2020-06-30', '--serials', 'old.txt', '--as', PLANT]
  await world.ok(['register', ...old])
  await world.run(['dispense', '--as', PHARMACY, '(01)09521234543213(21)G8K2M4PQ7R'])
  await world.run(['undo', 'dispense', '--as', PHARMACY, '(01)09521234543213(21)G8K2M4PQ7R'])
  await world.run(['register', ...old])
  const { exit, findings } = await audit(world, '09521234543213/OLD')
  assert.equal(
    findings.map(({ code: name, severity }) => [name, severity]),
    [
      ['REGISTERED_TWICE', 'warn'],
      ['DISPENSED_EXPIRED', 'info'],
      ['UNDO_NOTHING', 'info'],
    ],
  )
  assert.equal(
    findings.slice(1).map(({ message }) => message),
    [
      'Stopped by the ledger: The pack expired on 2020-06-30.',
      'Stopped by the ledger: There is nothing of this pack to undo.',
    ],
  )
  assert.is(exit, 0)
})

test('a batch that is recalled or in quarantine says so in the first line, in its counts and in the page', async ({
  world,
}) => {
  await world.ok(['event', 'quarantine', BATCH, '--as', PLANT])
  await world.ok(['recall', BATCH, '--as', PLANT])
  const { exit, headline, standing } = await audit(world)
  assert.equal(
    [exit, headline, standing],
    [0, 'in order', [{ batch: BATCH, recalledIn: ['*'], productRecalledIn: [], quarantined: true, locked: false }]],
  )
  const { out } = await world.ok([...VERIFY, '--html', 'page.html'])
  assert.match(out, /^EVIDENCE SOUND, GOODS IN ORDER, BATCH RECALLED, BATCH IN QUARANTINE/)
  assert.match(out.replaceAll(/\s+/g, ' '), 'recalled in all markets; in quarantine. No pack of it may be handed out')
  assert.match(out, 'in quarantine, recalled')
  assert.not.match(out, 'on the market')
  assert.match(readFileSync(world.path('page.html'), 'utf8'), 'Evidence sound, goods in order, batch recalled')
  const glance = (await world.ok(['batch', BATCH])).out
  assert.match(glance, /recalled +everywhere/)
  assert.match(glance, /in quarantine +yes/)
  assert.not.match(glance, 'in trade')
})

test('who may make the product is said to be open, unless the policy names him or the ledger has his licence', async ({
  world,
}) => {
  const isOpen = async (): Promise<boolean> => {
    await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
    const { notChecked } = (await world.ok([...VERIFY, '--json'])).json() as { notChecked: { code: string }[] }
    return notChecked.some(({ code: name }) => name === 'NOT_MAKER')
  }
  assert.is(await isOpen(), true)
  const policy = JSON.parse(await world.read('policy.json')) as object
  await world.write('policy.json', JSON.stringify({ ...policy, manufacturers: { '09521234543213': [PLANT] } }))
  assert.is(await isOpen(), false)
  await world.write('policy.json', JSON.stringify(policy))
  await world.ok(['party', PLANT, '--role', 'manufacturer', '--licence', 'MIA-1'])
  assert.is(await isOpen(), false)
})

test('the memory is made at the first look and proves the history at the next', async ({ world }) => {
  const axis = async (): Promise<unknown> => {
    const report = (await world.ok([...VERIFY, '--memory', 'm.json', '--json'])).json()
    return (report['axes'] as { history: { state: string } }).history.state
  }
  assert.is(await axis(), 'not proven')
  const before = await world.read('m.json')
  assert.is(await axis(), 'pass')
  assert.is(await world.read('m.json'), before)
})

test('a refuted bundle, a bad memory and a failed write leave the memory as it was', async ({ world }) => {
  await world.ok([...VERIFY, '--memory', 'm.json'])
  const before = await world.read('m.json')
  const bytes = await fs.readFile(world.path('b.ptb'))
  await world.write('cut.ptb', bytes.subarray(0, bytes.length - 10))
  assert.is((await world.run(['verify', 'cut.ptb', '--policy', 'policy.json', '--memory', 'm.json'])).exit, 1)
  assert.is(await world.read('m.json'), before)
  await world.write('bad.json', '{"packtrailMemory":0,"ledgers":{"x":{}}}')
  const bad = await world.run([...VERIFY, '--memory', 'bad.json'])
  assert.is(bad.exit, 2)
  assert.match(bad.err, 'cannot be used as a memory')
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[2])])
  await world.ok(['export', '--batch', BATCH, '--since', '1', '-o', 'b.ptb'])
  world.fs = { ...fs, rename: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC' })) }
  assert.is((await world.run([...VERIFY, '--memory', 'm.json'])).exit, 3)
  world.fs = fs
  assert.is(await world.read('m.json'), before)
})

test('an older bundle than the one remembered is no proof of a rollback, a foreign history is', async ({ world }) => {
  await world.write('old.ptb', await fs.readFile(world.path('b.ptb')))
  const { size } = (await world.ok(['checkpoint', '--json'])).json() as { size: number }
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[2])])
  await world.ok(['export', '--batch', BATCH, '--since', String(size), '-o', 'b.ptb'])
  await world.ok(['verify', 'old.ptb', '--policy', 'policy.json', '--memory', 'm.json'])
  const report = (await world.ok([...VERIFY, '--memory', 'm.json', '--json'])).json()
  assert.is((report['axes'] as { history: { state: string } }).history.state, 'pass')
})

test('the page is one file that loads nothing', async ({ world }) => {
  await world.ok([...VERIFY, '--html', 'report.html'])
  const page = readFileSync(world.path('report.html'), 'utf8')
  assert.match(page, '<!doctype html>')
  assert.not.match(page, /<script|src=|https?:\/\/(?!www\.w3\.org)/)
})

test('several bundles are judged each, the worst counts, and their pages go into a folder', async ({ world }) => {
  await world.write('bad.ptb', 'packtrail-bundle/0\nnothing of the kind')
  const result = await world.run(['verify', 'b.ptb', 'bad.ptb', '--policy', 'policy.json', '--json'])
  assert.is(result.exit, 1)
  assert.equal(
    result.lines().map((one) => [one['file'], one['exitCode']]),
    [
      ['b.ptb', 0],
      ['bad.ptb', 1],
      [undefined, 1],
    ],
  )
  assert.is((await world.run(['verify', 'b.ptb', 'bad.ptb', '--policy', 'policy.json', '--html', 'x.html'])).exit, 2)
  await fs.mkdir(world.path('pages'))
  await world.run(['verify', 'b.ptb', 'bad.ptb', '--policy', 'policy.json', '--html', 'pages'])
  for (const page of ['b.ptb.html', 'bad.ptb.html', 'together.html']) assert.ok(existsSync(world.path('pages', page)))
})

test('two ledgers, each with its policy: what no bundle shows alone is found, and the memory keeps both', async ({
  world,
}) => {
  await world.ok(['init', '--ledger', 'second', '--origin', 'second.example/packtrail', '--operator', PHARMACY])
  await world.write('taken.txt', `${SERIALS[0]}\n`)
  const second = ['--ledger', 'second', '--as', PHARMACY] as const
  await world.ok(['adopt', BATCH, '--expiry', '2028-06-30', '--serials', 'taken.txt', ...second])
  await world.ok(['dispense', code(SERIALS[0]), ...second])
  await world.ok(['export', '--ledger', 'second', '--batch', BATCH, '-o', 's.ptb'])
  const policies = ['--policy', 'policy.json', '--policy', 'second/policy.json'] as const
  const verify = ['verify', 's.ptb', 'b.ptb', ...policies, '--memory', 'm.json', '--json']
  const clean = await world.ok(verify)
  const [, , all] = clean.lines() as [unknown, unknown, { groups: { files: string[]; findings: unknown[] }[] }]
  assert.equal(
    all.groups.map(({ files, findings }) => [files, findings]),
    [[['s.ptb', 'b.ptb'], []]],
  )
  const memory = JSON.parse(await world.read('m.json')) as { ledgers: Record<string, unknown> }
  assert.equal(Object.keys(memory.ledgers).sort(), ['example.com/packtrail', 'second.example/packtrail'])
  const { size } = (await world.ok(['checkpoint', '--json'])).json() as { size: number }
  await world.ok(['dispense', '--as', PHARMACY, code(SERIALS[0])])
  await world.ok(['export', '--batch', BATCH, '--since', String(size), '-o', 'b.ptb'])
  const { exit, lines } = await world.run(verify)
  assert.is(exit, 5)
  const found = (lines()[2] as { groups: { findings: { code: string; together: boolean }[] }[] }).groups[0]?.findings
  assert.equal(
    found?.map((one) => [one.code, one.together]),
    [['SECOND_DISPENSE', true]],
  )
  const twice = await world.run(['verify', 'b.ptb', '--policy', 'policy.json', '--policy', 'policy.json'])
  assert.is(twice.exit, 2)
})

test('a copy of the log is replayed: it proves the history, and finds a bundle of another log', async ({ world }) => {
  const { json } = await world.ok(['export', '--log', '-o', 'l.ptl', '--json'])
  const { size } = json()['checkpoint'] as { size: number }
  const replayed = [...VERIFY, '--replay', 'l.ptl', '--json']
  const report = (await world.ok(replayed)).json() as { axes: { history: { state: string } }; log: unknown }
  assert.equal([report.axes.history.state, report.log], ['pass', { size, state: 'whole' }])
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[2])])
  await world.ok(['export', '--batch', BATCH, '--since', String(size), '-o', 'b.ptb'])
  const later = (await world.ok(replayed)).json() as { findings: { code: string }[]; log: { state: string } }
  assert.equal([later.findings.map((finding) => finding.code), later.log.state], [['LOG_SHORT'], 'beginning'])
  // The same ledger, restored from before and gone another way.
  const copy = await fs.readFile(world.path('l.ptl'))
  const entry = Math.floor(copy.length / 2)
  copy[entry] = (copy[entry] as number) ^ 1
  await world.write('bad.ptl', copy)
  for (const name of ['bad.ptl', 'b.ptb', 'gone.ptl']) {
    const { exit, out, err } = await world.run([...VERIFY, '--replay', name])
    assert.equal([exit, out], [2, ''], name)
    assert.match(err, '\nhint: ')
  }
  assert.is((await world.run(['export', '--log', '--batch', BATCH, '-o', 'x.ptl'])).exit, 2)
  assert.is((await world.run(['export', '--log'])).exit, 2)
})

test('what is wrong with the command is never taken for a verdict', async ({ world }) => {
  await world.write('empty', '')
  await world.write('hello.txt', 'Hello, auditor')
  const { size } = (await world.ok(['export', '--log', '-o', 'l.ptl', '--json'])).json()['checkpoint'] as {
    size: number
  }
  assert.ok(size > 0)
  for (const argv of [
    ['verify', 'b.ptb'],
    ['verify', 'empty', '--policy', 'policy.json'],
    ['verify', 'hello.txt', '--policy', 'policy.json'],
    ['verify', 'l.ptl', '--policy', 'policy.json'],
    // Nothing is judged, not even what is a bundle: the first line of a report must not be lost among others.
    ['verify', 'b.ptb', 'hello.txt', 'empty', '--policy', 'policy.json'],
    ['verify', 'gone.ptb', '--policy', 'policy.json'],
    ['verify', '.', '--policy', 'policy.json'],
    ['verify', 'b.ptb', '--policy', 'gone.json'],
    ['verify', 'b.ptb', '--policy', 'b.ptb'],
    ['verify', 'b.ptb', '--policy', 'empty'],
    [...VERIFY, '--memory', 'b.ptb'],
    [...VERIFY, '--scans', 'empty'],
    [...VERIFY, '--scans', 'gone.txt'],
    [...VERIFY, '--html', 'no/such/page.html'],
    [...VERIFY, '--memory', 'no/such/m.json'],
  ]) {
    const { exit, out, err } = await world.run(argv)
    assert.is(exit, 2, argv.join(' '))
    assert.is(out, '', argv.join(' '))
    assert.match(err, '\nhint: ')
  }
  const wrong = await world.run(['verify', 'b.ptb', 'hello.txt', 'l.ptl', '--policy', 'policy.json'])
  assert.match(wrong.err, 'hello.txt is no bundle: nothing was judged\nl.ptl is no bundle')
  // From a pipe as from a file; and a bundle that was cut or changed behind its first words is a bundle that is false.
  assert.is((await world.run(['verify', '-', '--policy', 'policy.json'], 'Hello, auditor')).exit, 2)
  assert.is((await world.run(['verify', '-', '--policy', 'policy.json'], '')).exit, 2)
  for (const start of ['packtrail', 'packtrail-bundle/', 'packtrail-bundle/7\n', 'packtrail-bundle/0\n']) {
    await world.write('start.ptb', start)
    assert.is((await world.run(['verify', 'start.ptb', '--policy', 'policy.json'])).exit, 1, start)
  }
})

test('two policies that name other makers of one product are refused: each holds for all bundles', async ({
  world,
}) => {
  await world.ok(['init', '--ledger', 'second', '--origin', 'second.example/packtrail', '--operator', PHARMACY])
  const pin = async (from: string, to: string, makers: readonly string[]): Promise<void> => {
    const policy = JSON.parse(await world.read(from)) as object
    const product = BATCH.slice(0, BATCH.indexOf('/'))
    await world.write(to, JSON.stringify({ ...policy, manufacturers: { [product]: makers } }))
  }
  await pin('policy.json', 'one.json', [PLANT])
  await pin('second/policy.json', 'same.json', [PLANT])
  await pin('second/policy.json', 'other.json', [PHARMACY])
  await world.ok(['verify', 'b.ptb', '--policy', 'one.json', '--policy', 'same.json'])
  const { exit, err } = await world.run(['verify', 'b.ptb', '--policy', 'one.json', '--policy', 'other.json'])
  assert.is(exit, 2)
  assert.match(err, 'names other manufacturers')
  // The pin of the other ledger's policy holds for this bundle too.
  await pin('second/policy.json', 'alone.json', [PHARMACY])
  assert.is((await world.run(['verify', 'b.ptb', '--policy', 'policy.json', '--policy', 'alone.json'])).exit, 1)
})

test('an export to where nothing can be written, or of an unknown batch, leaves no file', async ({ world }) => {
  assert.is((await world.run(['export', '--batch', BATCH, '-o', 'no/such/b.ptb'])).exit, 2)
  assert.is((await world.run(['export', '--batch', BATCH])).exit, 2)
  assert.is((await world.run(['export', '--batch', '09521234543213/NONE', '-o', 'none.ptb'])).exit, 1)
  assert.not.ok(existsSync(world.path('none.ptb')))
})

test.run()
