import {
  FORGERS,
  type Forger,
  type Forgery,
  LOG_FORGERS,
  makeStory,
  SEVERAL_FORGERS,
  type Story,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EVIDENCE, EVIDENCE_CODES, type EvidenceCode, parseMemory, type Report, readLog } from '../src/index.ts'
import { check, checkAll, codes, crypto, oneChunk, policyFor } from './story.ts'

const test = suite<{ story: Story }>('forgers')

test.before(async (context) => {
  context.story = await makeStory(crypto)
})

async function judge(story: Story, { bytes, ledger, policy, memory, now }: Forgery): Promise<Report> {
  const parsed = memory === undefined ? undefined : parseMemory(JSON.stringify(memory))
  if (parsed?.ok === false) throw new Error(JSON.stringify(parsed.faults))
  return check(bytes, policyFor(ledger ?? story.ledger, policy), {
    ...(parsed === undefined ? {} : { memory: parsed.value }),
    ...(now === undefined ? {} : { now }),
  })
}

/** Too large a file cannot be made from a story; it has a test of its own. */
const ELSEWHERE: readonly EvidenceCode[] = ['FILE_TOO_LARGE']

for (const { code, adversary, forge } of FORGERS as readonly Forger[]) {
  test(`${adversary} is given away by ${code}`, async ({ story }) => {
    const report = await judge(story, await forge(story, crypto))
    assert.ok(codes(report).includes(code), `found ${codes(report).join(', ') || 'nothing'}`)
    const { severity } = EVIDENCE[code as EvidenceCode]
    assert.is(report.verdict === 'refuted', severity === 'error', `${report.verdict}: ${codes(report)}`)
  })
}

for (const { code, adversary, name, forge } of SEVERAL_FORGERS) {
  test(`${adversary} ${name}: ${code}, by two bundles, each of which is sound alone`, async () => {
    const { ledger, bundles } = await forge(crypto)
    const several = await checkAll(bundles, policyFor(ledger))
    for (const report of several.reports) assert.is(report.verdict, 'proven', codes(report).join())
    const found = several.ledgers.flatMap(({ findings }) => findings.map((finding) => finding.code))
    assert.equal([...new Set(found)], [code])
    assert.is(several.headline, code === 'TWO_HISTORIES' ? 'evidence forged' : 'in order')
  })
}

for (const { code, adversary, name, forge } of LOG_FORGERS) {
  test(`${adversary} ${name}: ${code}, by a copy of the log, and by nothing in the bundle`, async () => {
    const { ledger, bundle, log } = await forge(crypto)
    const policy = policyFor(ledger)
    const alone = await check(bundle, policy)
    assert.is(alone.verdict, 'proven', codes(alone).join())
    const read = await readLog(oneChunk(log), [policy], crypto)
    if (!read.ok) throw new Error(JSON.stringify(read.faults))
    const report = await check(bundle, policy, { logs: [read.value] })
    assert.equal(codes(report), [code])
    assert.is(report.verdict === 'refuted', EVIDENCE[code].severity === 'error')
  })
}

test('every code of the catalogue has a forger, and no forger a code of his own', () => {
  const forged = new Set<string>([...FORGERS, ...SEVERAL_FORGERS, ...LOG_FORGERS].map(({ code }) => code))
  assert.equal(
    EVIDENCE_CODES.filter((code) => !forged.has(code) && !ELSEWHERE.includes(code)),
    [],
  )
  assert.equal(
    [...forged].filter((code) => !(EVIDENCE_CODES as readonly string[]).includes(code)),
    [],
  )
})

test.run()
