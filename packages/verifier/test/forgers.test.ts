import { FORGERS, type Forger, type Forgery, makeStory, type Story } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EVIDENCE, EVIDENCE_CODES, type EvidenceCode, parseMemory, type Report } from '../src/index.ts'
import { check, codes, crypto, policyFor } from './story.ts'

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

test('every code of the catalogue has a forger, and no forger a code of his own', () => {
  const forged = new Set<string>(FORGERS.map(({ code }) => code))
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
