import {
  cosigned,
  makeStory,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyTrade,
  witnessKey,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EMPTY_MEMORY, ENGLISH, exitCode, type Report, reportHtml, reportJson, reportText } from '../src/index.ts'
import { check, checkFrames, crypto, policyFor } from './story.ts'

const test = suite<{ story: Story; sound: Report; forged: Report; wrong: Report; open: Report }>('rendering')
const { product, lot, maker, pharmacy, wholesaler } = STORY

test.before(async (context) => {
  const story = await makeStory(crypto)
  const frames = story.ledger.bundle(product, lot)
  const policy = policyFor(story.ledger)
  context.story = story
  context.sound = await checkFrames(frames, policy, { memory: EMPTY_MEMORY })
  context.forged = await checkFrames(frames.slice(0, -2), policy)
  context.open = await checkFrames(frames, policyFor(story.ledger, { required: ['witnesses'] }))
  await story.ledger.submit(story.keys.maker, [storyEvent('dispense', 550, maker, [storyPacks('S1')])])
  await story.ledger.seal()
  context.wrong = await checkFrames(story.ledger.bundle(product, lot), policy)
})

test('four headlines, four exit codes', ({ sound, forged, wrong, open }) => {
  assert.equal(
    [sound, forged, wrong, open].map(({ headline }) => headline),
    ['in order', 'evidence forged', 'goods false', 'not proven'],
  )
  assert.equal([sound, forged, wrong, open].map(exitCode), [0, 1, 5, 4])
  assert.equal(
    [sound, forged, wrong, open].map((report) => reportText(report).split(' —')[0]),
    ['EVIDENCE SOUND, GOODS IN ORDER', 'EVIDENCE FORGED', 'EVIDENCE SOUND, GOODS FALSE', 'NOT PROVEN'],
  )
})

test('a forged file is not quoted on the goods', ({ forged }) => {
  assert.is(forged.glance, undefined)
  assert.is(forged.timeline, undefined)
  assert.equal(forged.goodsFindings, [])
  assert.ok(forged.notChecked.some(({ code }) => code === 'NOT_REPLAYED'))
})

test('the text names every finding with what to do, and fits a hundred columns', ({ wrong }) => {
  const text = reportText(wrong)
  for (const { code, whatToDo } of wrong.findings) {
    assert.match(text, code)
    assert.match(text.replace(/\s+/g, ' '), whatToDo)
  }
  for (const line of text.split('\n')) assert.ok([...line].length <= 100 || !line.includes(' ', 30), line)
})

test('the JSON is plain data that survives a round trip, with verdict, codes and exit code', ({ wrong }) => {
  const json = JSON.parse(JSON.stringify(reportJson(wrong))) as Record<string, unknown>
  assert.equal(json, reportJson(wrong))
  assert.is(json['packtrailReport'], 0)
  assert.is(json['verdict'], 'proven')
  assert.is(json['headline'], 'goods false')
  assert.is(json['exitCode'], 5)
  assert.match(JSON.stringify(json['provenance']), '2023-12-14T22:13:20.000Z')
  const axes = json['axes'] as Record<string, { state: string; required: boolean }>
  assert.equal(Object.keys(axes), ['bytes', 'authorship', 'completeness', 'history', 'witnesses', 'time'])
  assert.is(axes['bytes']?.required, true)
})

test('the page stands alone: no script, no address, nothing to load', ({ sound, wrong, forged }) => {
  for (const report of [sound, wrong, forged]) {
    const page = reportHtml(report)
    assert.match(page, '<!doctype html>')
    assert.not.match(page, /<script|<link|<img|<iframe|<object|javascript:|https?:\/\/|@import|url\(|\son\w+=/i)
    assert.match(page, "default-src 'none'")
    assert.is(page.match(/<section>/g)?.length, page.match(/<\/section>/g)?.length)
    assert.match(page, ENGLISH.headlines[report.headline])
  }
})

test('the page has the batch, the timeline, the whereabouts, the findings and the adversaries with their numbers', ({
  wrong,
}) => {
  const page = reportHtml(wrong)
  const { labels } = ENGLISH
  for (const label of [
    'glance',
    'timeline',
    'whereabouts',
    'findings',
    'adversaries',
    'notChecked',
    'provenance',
  ] as const) {
    assert.match(page, `<h2>${labels[label]}</h2>`)
  }
  assert.match(page, '<svg viewBox')
  assert.match(page, 'Examplin 5 mg')
  assert.match(page, 'Pharmacy (gln:4088888000004)')
  for (const { code } of wrong.findings) assert.match(page, `<code>${code}</code>`)
  for (const { adversary, refuted } of wrong.adversaries) {
    assert.match(page, `<h3>${adversary} · `)
    assert.match(page, refuted.text.replaceAll('’', '’'))
  }
})

test('the findings come right after the answer, and each number says what it counts', ({ wrong }) => {
  const { labels } = ENGLISH
  for (const text of [reportHtml(wrong), reportText(wrong)]) {
    const order = [labels.findings, labels.axes, labels.glance, labels.counted].map((label) => text.indexOf(label))
    assert.equal(
      [...order].sort((a, b) => a - b),
      order,
    )
    assert.ok((order[0] ?? -1) > 0)
  }
  const { counts, glance } = wrong
  const told = reportText(wrong)
  for (const [label, count] of [
    ['Packs', counts?.serials],
    ['Events', glance?.events],
    ['Statements', counts?.statements],
    ['Submissions', counts?.submissions],
    ['Entries', counts?.entries],
  ] as const) {
    assert.match(told, new RegExp(`\\n  ${label} +${count} [a-z]`))
  }
})

test('no words stand in a picture that is scaled, and a heading stays with what it is of', ({ wrong }) => {
  const page = reportHtml(wrong)
  assert.not.match(page, '<text')
  assert.match(page, 'h2,h3{break-after:avoid}')
  assert.match(page, 'td{overflow-wrap:break-word}')
})

test('names from the ledger cannot break out of the page, the text or the terminal', async () => {
  const { ledger, keys } = await storyLedger(crypto, 'hostile names')
  const hostile = '</title><script>alert(1)</script>"\'&\u001b[31m\u202e'
  await ledger.addParty(maker, hostile)
  await ledger.addProduct(product, hostile)
  const manifest = ledger.manifest(product, 'L<1>"&', ['S<1>', "S'2"])
  await ledger.submit(keys.maker, [
    { event: storyEvent('commission', 0, maker, [manifest.subject]), manifests: [manifest] },
    storyEvent('dispense', 60, wholesaler, [{ kind: 'packs', product, lot: 'L<1>"&', serials: ['S<1>'] }], {
      who: { agent: maker },
    }),
  ])
  await ledger.seal()
  const report = await checkFrames(ledger.bundle(product, 'L<1>"&'), policyFor(ledger))
  assert.is(report.verdict, 'proven')
  const page = reportHtml(report)
  assert.not.match(page, '<script')
  assert.match(page, '&lt;script&gt;')
  for (const mark of ['\u001b', '\u202e']) assert.not((page + reportText(report)).includes(mark))
})

test('packs from the shelf are judged: in order, sold before, of another lot, never made, read twice', async ({
  story,
}) => {
  const policy = policyFor(story.ledger)
  const scans = [
    { line: 1, product, serial: 'S3', lot },
    { line: 2, product, serial: 'S1', lot },
    { line: 3, product, serial: 'S4', lot: 'OTHER' },
    { line: 4, product, serial: 'NEVER', lot },
    { line: 5, product, serial: 'S3', lot },
  ]
  const report = await checkFrames(story.ledger.bundle(product, lot, { epoch: 1 }), policy, { scans })
  const judged = report.scans?.scans ?? []
  assert.equal(
    judged.map(({ verdict, reasons }) => `${verdict} ${reasons.map(({ code }) => code)}`),
    ['ok ', 'stop SECOND_DISPENSE', 'stop SERIAL_OF_OTHER_BATCH', 'stop UNKNOWN_SERIAL', 'warn COUNTED_TWICE'],
  )
  assert.is(judged[4]?.repeats, 1)
  assert.is(report.headline, 'goods false')
  assert.match(reportHtml(report), 'Packs from the shelf')
  assert.match(reportText(report), 'Read before, on line 1')
  assert.match(judged[3]?.reasons[0]?.message ?? '', /^Lot \S+ has no pack with this serial\.$/)
})

test('a language is one table: another one changes every sentence of the page', ({ wrong }) => {
  const marked = Object.fromEntries(Object.entries(ENGLISH.headlines).map(([key, text]) => [key, `§${text}`]))
  const other = { ...ENGLISH, tag: 'xx', headlines: marked as typeof ENGLISH.headlines }
  assert.match(reportHtml(wrong, other), '<html lang="xx">')
  assert.match(reportHtml(wrong, other), '§Evidence sound, goods false')
})

test('a witnessed bundle says by when all of it existed', async ({ story }) => {
  const frames = await cosigned(story.ledger.bundle(product, lot, { epoch: 1 }), 'a.example', 1_700_200_000)
  const policy = policyFor(story.ledger, { witnesses: { quorum: 1, keys: [witnessKey('a.example')] } })
  assert.match(reportText(await checkFrames(frames, policy)), 'All of it existed by 2023-11-17')
})

test('a long chain of hands is shown to the end', async () => {
  const { ledger, keys } = await storyLedger(crypto, 'many')
  const serials = Array.from({ length: 40 }, (_, i) => `P${String(i).padStart(3, '0')}`)
  const manifest = ledger.manifest(product, lot, serials)
  await ledger.submit(keys.maker, [
    { event: storyEvent('commission', 0, maker, [manifest.subject]), manifests: [manifest] },
  ])
  for (const [i, serial] of serials.entries()) {
    const trade = { trade: storyTrade(maker, pharmacy) }
    await ledger.submit(keys.maker, [storyEvent('ship', 10 + i, maker, [storyPacks(serial)], trade)])
  }
  await ledger.seal()
  const report = await check(await bytesOf(ledger.bundle(product, lot)), policyFor(ledger))
  assert.is(
    report.timeline?.bars.reduce((sum, bar) => sum + bar.events.moved, 0),
    40,
  )
  assert.is(report.glance?.whereabouts[0]?.inTransitTo, pharmacy)
})

async function bytesOf(frames: Parameters<typeof checkFrames>[0]): Promise<Uint8Array> {
  const { writeBundle } = await import('@packtrail/testkit')
  return writeBundle(frames)
}

test.run()
