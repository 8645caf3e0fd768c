// A key that a record of the same submission ends: the ledger, its own check and an auditor's verifier say the same of what follows.
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { generateKey, type Ledger, type SubmitReport } from '../packages/core/src/index.ts'
import { type Act, keySubject, registration, submissionFile } from '../packages/core/test/author.ts'
import {
  attestAll,
  folder,
  gather,
  LOT,
  lines,
  MAKER,
  newWorldIn,
  OPERATOR,
  PRODUCT,
  removeFolders,
  serialsOf,
  WHOLESALER,
} from '../packages/core/test/world.ts'
import { defaultRules } from '../packages/custody/src/index.ts'
import { formatVerifierKey, type KeyEndSubject, keyIdOf, type Signer, toHex } from '../packages/protocol/src/index.ts'
import { nodeSha256, testCrypto } from '../packages/testkit/src/index.ts'
import { parsePolicy, verifyBundle } from '../packages/verifier/src/index.ts'

const test = suite('keys')
test.after(removeFolders)

const serials = serialsOf(3).sort()
const registered = (): Act =>
  registration({ type: 'commission', detail: {}, who: { agent: MAKER } }, PRODUCT, LOT, serials)
const observed = (serial: string): Act => ({
  event: {
    type: 'observe',
    detail: {},
    subjects: [{ kind: 'packs', product: PRODUCT, lot: LOT, serials: [serial] }],
  },
})
const ending = (type: 'retire' | 'revoke', ...subjects: readonly KeyEndSubject[]): Act => ({
  event: { type, detail: {}, who: { agent: MAKER }, subjects },
})
const said = ({ claims }: SubmitReport): string[] =>
  claims.map(({ outcome, findings }) => [outcome, ...findings.map(({ code }) => code)].join(' '))

interface Made {
  readonly ledger: Ledger
  readonly signer: Signer
  /** The key that signs here, and another of the same party. */
  readonly maker: Signer
  readonly spare: Signer
  endOf(key: Signer, compromisedSince?: number): KeyEndSubject
  submit(key: Signer, seq: number, acts: readonly Act[]): Promise<SubmitReport>
}

async function make(): Promise<Made> {
  const { ledger, signer } = await newWorldIn(join(folder(), 'ledger'))
  const [maker, spare] = [generateKey().signer, generateKey().signer]
  for (const key of [maker, spare]) {
    const subject = await keySubject(ledger.ledgerId, MAKER, key)
    const admitted = await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects: [subject] }])
    assert.equal(lines(admitted), ['appended'])
  }
  return {
    ledger,
    signer,
    maker,
    spare,
    endOf: ({ publicKey }, compromisedSince) => ({
      kind: 'keyEnd',
      actor: MAKER,
      keyId: keyIdOf(nodeSha256, publicKey),
      ...(compromisedSince === undefined ? {} : { compromisedSince }),
    }),
    submit: async (key, seq, acts) =>
      ledger.submit([await submissionFile(acts, { ledgerId: ledger.ledgerId, signer: key, seq })]),
  }
}

/** Codes that the ledger's own check reports, and then those that a verifier finds in the bundle of the batch. */
async function judged({ ledger, signer }: Made): Promise<{ fsck: string[]; bundle: string[]; verdict: string }> {
  await ledger.seal()
  const fsck = (await ledger.fsck()).problems.map(({ code }) => code)
  const policy = parsePolicy(
    nodeSha256,
    JSON.stringify({
      packtrailPolicy: 0,
      origin: ledger.origin,
      ledgerId: toHex(ledger.ledgerId),
      ledgerKeys: [formatVerifierKey(nodeSha256, ledger.origin, signer.publicKey, 'ledger')],
      required: ['bytes', 'authorship', 'completeness'],
    }),
  )
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults))
  const bytes = await gather(ledger.exportBundle(PRODUCT, LOT))
  const report = await verifyBundle(
    (async function* () {
      yield bytes
    })(),
    { policy: policy.value, crypto: testCrypto(), now: 2_000_000_000_000, rules: defaultRules },
  )
  return {
    fsck,
    bundle: report.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code),
    verdict: report.verdict,
  }
}

for (const type of ['retire', 'revoke'] as const) {
  test(`records behind the ${type} of their own key are refused, in its submission as in the next`, async () => {
    const made = await make()
    const { maker, spare, endOf, submit, ledger } = made
    const acts = [
      registered(),
      observed(serials[0] as string),
      ending(type, endOf(maker)),
      observed(serials[1] as string),
    ]
    const report = await submit(maker, 1, acts)
    assert.equal(said(report), ['appended', 'appended', 'appended', 'refused KEY_ENDED'])
    assert.is(report.claims[3]?.findings[0]?.params['at'], report.claims[2]?.g)
    assert.is((await submit(maker, 2, [observed(serials[2] as string)])).findings[0]?.code, 'KEY_ENDED')
    assert.equal(said(await submit(spare, 1, [observed(serials[2] as string)])), ['appended'])
    assert.equal(said(await submit(maker, 1, acts)), [], 'a key that ended gets no answer')
    assert.equal(await judged(made), { fsck: [], bundle: [], verdict: 'proven' })
    await ledger.close()
  })
}

test('records behind the end of another key of the same party stand', async () => {
  const made = await make()
  const { maker, spare, endOf, submit, ledger } = made
  const report = await submit(maker, 1, [registered(), ending('revoke', endOf(spare)), observed(serials[1] as string)])
  assert.equal(said(report), ['appended', 'appended', 'appended'])
  assert.equal(await judged(made), { fsck: [], bundle: [], verdict: 'proven' })
  await ledger.close()
})

test('a retired key can be revoked later as stolen, and its end stays where it was', async () => {
  const made = await make()
  const { maker, spare, endOf, submit, ledger } = made
  const first = await submit(maker, 1, [registered(), ending('retire', endOf(maker))])
  const revoked = ending('revoke', endOf(maker, first.claims[0]?.g))
  assert.equal(said(await submit(spare, 1, [revoked])), ['appended'])
  const again = said(await submit(spare, 2, [ending('revoke', endOf(maker)), ending('retire', endOf(maker, 5))]))
  assert.equal(again, ['refused KEY_ENDED', 'refused KEY_ENDED'])
  assert.is((await submit(maker, 2, [observed(serials[0] as string)])).findings[0]?.params['at'], first.claims[1]?.g)
  const { fsck, bundle } = await judged(made)
  assert.equal([fsck, bundle], [[], ['KEY_SUSPECT']])
  await ledger.close()
})

test('one record cannot give a key to two parties, nor end the key of the ledger', async () => {
  const made = await make()
  const { maker, signer, endOf, submit, ledger } = made
  assert.equal(said(await submit(maker, 1, [registered()])), ['appended'])
  const key = generateKey().signer
  const subjects = [await keySubject(ledger.ledgerId, MAKER, key), await keySubject(ledger.ledgerId, WHOLESALER, key)]
  const shared = await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects }])
  assert.equal(lines(shared), ['refused KEY_EXISTS'])
  const own: KeyEndSubject = { ...endOf(signer), actor: OPERATOR }
  const ended = await attestAll(ledger, [{ type: 'retire', who: { agent: OPERATOR }, subjects: [own] }])
  assert.equal(lines(ended), ['refused KEY_OF_LEDGER'])
  assert.equal(await judged(made), { fsck: [], bundle: [], verdict: 'proven' })
  await ledger.close()
})

test.run()
