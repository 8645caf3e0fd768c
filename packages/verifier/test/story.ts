/** A small batch for the tests: eight events, four keys, a pallet shared with another batch. */

import { defaultRules } from '@packtrail/custody'
import type { BundleFrame } from '@packtrail/protocol'
import { type Crypto, type Event, formatVerifierKey, type Signer, toHex } from '@packtrail/protocol'
import { makeLedger, nodeSha256, type TestLedger, testCrypto, testKey, writeBundle } from '@packtrail/testkit'
import { type Policy, parsePolicy, type Report, type VerifyOptions, verifyBundle } from '../src/index.ts'

export const PRODUCT = '04012345678901'
export const LOT = 'L1'
export const MAKER = 'gln:4012345000009'
export const WHOLESALER = 'gln:4099999000005'
export const PHARMACY = 'gln:4088888000004'
export const CASE = 'sscc:340123450000000017'
export const START = 1_700_000_000_000
export const NOW = START + 30 * 86_400_000

const slow = testCrypto('verifier tests')
const verdicts = new Map<string, Promise<boolean[]>>()

/** Node's cryptography; a signature that was checked before is not checked again, for thousands of mutations share most of them. */
export const crypto: Crypto = {
  ...slow,
  verifyEd25519: async (items) => {
    const results = items.map((item) => {
      const key = `${toHex(item.publicKey)} ${toHex(item.signature)} ${toHex(slow.sha256(item.message))}`
      const known = verdicts.get(key) ?? slow.verifyEd25519([item])
      verdicts.set(key, known)
      return known
    })
    return (await Promise.all(results)).map(([verdict]) => verdict === true)
  },
}

export interface Story {
  readonly ledger: TestLedger
  readonly maker: Signer
  readonly wholesaler: Signer
  readonly pharmacy: Signer
}

export const at = (minutes: number): NonNullable<Event['when']> => ({
  ms: START + minutes * 60_000,
  offset: 60,
  precision: 'ms',
})

/** Eight events: commission, pack, ship, receive, unpack, ship on, receive, dispense. Signed by their actors. */
export async function story(seed = 'story', seals = true): Promise<Story> {
  const ledger = await makeLedger(crypto, { seed, start: START, tick: 3_600_000 })
  const [maker, wholesaler, pharmacy] = [
    testKey(`${seed} maker`),
    testKey(`${seed} wholesaler`),
    testKey(`${seed} pharmacy`),
  ]
  await ledger.addParty(MAKER, 'Maker', [{ id: 'M1', role: 'manufacturer' }])
  await ledger.addParty(WHOLESALER, 'Wholesaler', [{ id: 'W1', role: 'wholesaler' }])
  await ledger.addParty(PHARMACY, 'Pharmacy', [{ id: 'P1', role: 'pharmacy' }])
  await ledger.addProduct(PRODUCT, 'Examplin 5 mg')
  await ledger.setPolicy('profile', 'default/1')
  await ledger.addKey(MAKER, maker)
  await ledger.addKey(WHOLESALER, wholesaler)
  await ledger.addKey(PHARMACY, pharmacy)
  const packs = (...serials: string[]) => ({ kind: 'packs', product: PRODUCT, lot: LOT, serials }) as const
  const box = (role: 'self' | 'parent') => ({ kind: 'container', container: CASE, role }) as const
  const manifest = ledger.manifest(PRODUCT, LOT, ['S1', 'S2', 'S3', 'S4'], { expiry: '2027-06-30', made: '2023-11-14' })
  const who = (agent: string) => ({ agent, holder: agent, owner: agent })
  await ledger.submit(maker, [
    {
      event: {
        type: 'commission',
        detail: {},
        when: at(0),
        who: who(MAKER),
        where: { bizLocation: MAKER },
        subjects: [manifest.subject],
      },
      manifests: [manifest],
    },
    {
      event: {
        type: 'aggregate',
        detail: {},
        when: at(1),
        who: who(MAKER),
        subjects: [{ ...packs('S1', 'S2', 'S3'), parent: CASE }, box('parent')],
      },
    },
  ])
  const seen = seals ? await ledger.seal() : undefined
  const trade = (from: string, to: string) => ({ fromHolder: from, toHolder: to, fromOwner: from, toOwner: to })
  await ledger.submit(maker, [
    {
      type: 'ship',
      detail: {},
      when: at(60),
      who: who(MAKER),
      trade: trade(MAKER, WHOLESALER),
      subjects: [box('self')],
    },
  ])
  await ledger.submit(
    wholesaler,
    [
      {
        type: 'receive',
        detail: {},
        when: at(200),
        who: who(WHOLESALER),
        trade: trade(MAKER, WHOLESALER),
        subjects: [box('self')],
      },
      {
        type: 'disaggregate',
        detail: {},
        when: at(210),
        who: who(WHOLESALER),
        subjects: [{ ...packs('S1', 'S2', 'S3'), parent: CASE }, box('parent')],
      },
      {
        type: 'ship',
        detail: {},
        when: at(300),
        who: who(WHOLESALER),
        trade: trade(WHOLESALER, PHARMACY),
        subjects: [packs('S1', 'S2')],
      },
    ],
    seen === undefined ? {} : { seen: { size: seen.size, root: seen.root } },
  )
  await ledger.submit(pharmacy, [
    {
      type: 'receive',
      detail: {},
      when: at(400),
      who: who(PHARMACY),
      trade: trade(WHOLESALER, PHARMACY),
      subjects: [packs('S1', 'S2')],
    },
    {
      type: 'dispense',
      detail: {},
      when: at(500),
      who: who(PHARMACY),
      where: { bizLocation: PHARMACY },
      subjects: [packs('S1')],
    },
  ])
  if (seals) await ledger.seal()
  return { ledger, maker, wholesaler, pharmacy }
}

export function policyFor(ledger: TestLedger, more: Record<string, unknown> = {}): Policy {
  const { origin, ledgerId, key } = ledger.state
  const parsed = parsePolicy(
    nodeSha256,
    JSON.stringify({
      packtrailPolicy: 0,
      origin,
      ledgerId: Buffer.from(ledgerId).toString('hex'),
      ledgerKeys: [formatVerifierKey(nodeSha256, origin, key.publicKey, 'ledger')],
      required: ['bytes', 'authorship', 'completeness'],
      ...more,
    }),
  )
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export function check(bytes: Uint8Array, policy: Policy, more: Partial<VerifyOptions> = {}): Promise<Report> {
  return verifyBundle(oneChunk(bytes), { policy, crypto, now: NOW, rules: defaultRules, ...more })
}

export function checkFrames(
  frames: readonly BundleFrame[],
  policy: Policy,
  more: Partial<VerifyOptions> = {},
): Promise<Report> {
  return check(writeBundle(frames), policy, more)
}

export function codes(report: Report): string[] {
  return [...new Set(report.findings.map(({ code }) => code))]
}
