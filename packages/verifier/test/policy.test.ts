import { makeStory, nodeSha256, storyPolicy, witnessKey } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Policy, parsePolicy, policyFingerprint } from '../src/index.ts'
import { crypto } from './story.ts'

const test = suite<{ good: Record<string, unknown> }>('policy file')

test.before(async (context) => {
  const { ledger } = await makeStory(crypto)
  context.good = JSON.parse(storyPolicy(ledger)) as Record<string, unknown>
})

const parse = (value: unknown) => parsePolicy(nodeSha256, typeof value === 'string' ? value : JSON.stringify(value))
const paths = (value: unknown): (string | undefined)[] => {
  const parsed = parse(value)
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path)
}
const policy = (value: unknown): Policy => {
  const parsed = parse(value)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

test('a good policy is read; what it leaves out has its default', ({ good }) => {
  const read = policy(good)
  assert.is(read.ledgerKeys.length, 1)
  assert.equal(read.witnesses, { quorum: 0, keys: [] })
  assert.is(read.attesters, undefined)
})

test('all faults are told, each with its path', ({ good }) => {
  const bad = {
    ...good,
    packtrailPolicy: 1,
    origin: 'with space',
    ledgerId: 'AB',
    ledgerKeys: ['no key', 7],
    witnesses: { quorum: 2, keys: [], qorum: 1 },
    manufacturers: { '123': ['gln:1'] },
    attesters: ['gln:4012345000009/7'],
    required: ['bytes', 'luck'],
    reqiured: [],
  }
  const found = paths(bad)
  for (const path of [
    'packtrailPolicy',
    'origin',
    'ledgerId',
    'ledgerKeys[0]',
    'ledgerKeys[1]',
    'ledgerKeys',
    'witnesses.quorum',
    'witnesses.qorum',
    'manufacturers.123',
    'manufacturers.123[0]',
    'attesters[0]',
    'required[1]',
    'reqiured',
  ]) {
    assert.ok(found.includes(path), `${path} is among ${found}`)
  }
})

test('a policy that requires nothing by accident is refused', ({ good }) => {
  const { required: _, ...rest } = good
  assert.equal(paths(rest), ['required'])
})

test('one key under two names counts once, so it is refused', ({ good }) => {
  const [key] = good['ledgerKeys'] as string[]
  assert.equal(paths({ ...good, ledgerKeys: [key, key] }), ['ledgerKeys[1]'])
  const one = witnessKey('a.example')
  assert.equal(paths({ ...good, witnesses: { quorum: 1, keys: [one, one] } }), ['witnesses.keys[1]'])
})

test('a key of a witness is no key of the ledger', ({ good }) => {
  assert.ok(paths({ ...good, ledgerKeys: [witnessKey('a.example')] }).includes('ledgerKeys[0]'))
})

test('anything that is no JSON object is refused, whatever its size', () => {
  for (const text of ['', '[]', 'null', '{', '"x"', 'x'.repeat(20 << 20)]) assert.not(parse(text).ok)
})

test('the fingerprint is eight groups of five digits, the same for any spelling of one policy', ({ good }) => {
  const print = policyFingerprint(nodeSha256, policy(good))
  assert.match(print, /^\d{5}( \d{5}){7}$/)
  const { origin, ...rest } = good
  assert.is(policyFingerprint(nodeSha256, policy(JSON.stringify({ ...rest, origin }, undefined, 7))), print)
  const manufacturers = { '04012345678901': ['gln:4012345000009', 'gln:4099999000005'] }
  const turned = { '04012345678901': ['gln:4099999000005', 'gln:4012345000009'] }
  assert.is(
    policyFingerprint(nodeSha256, policy({ ...good, manufacturers })),
    policyFingerprint(nodeSha256, policy({ ...good, manufacturers: turned })),
  )
})

test('every field of the policy moves the fingerprint', ({ good }) => {
  const changes = [
    { origin: 'other.example/x' },
    { ledgerId: '0'.repeat(64) },
    { witnesses: { quorum: 1, keys: [witnessKey('a.example')] } },
    { witnesses: { quorum: 0, keys: [witnessKey('a.example')] } },
    { manufacturers: { '04012345678901': ['gln:4012345000009'] } },
    { attesters: [] },
    { attesters: ['gln:4012345000009'] },
    { required: ['bytes'] },
    { profiles: ['eu/1'] },
  ]
  const prints = [good, ...changes.map((change) => ({ ...good, ...change }))].map((one) =>
    policyFingerprint(nodeSha256, policy(one)),
  )
  assert.is(new Set(prints).size, prints.length)
})

test.run()
