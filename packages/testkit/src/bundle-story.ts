/** A small batch: eight events of three parties with keys of their own, one case, one checkpoint on the way. */
import { type Crypto, type Event, formatVerifierKey, type PacksSubject, type Signer, toHex } from '@packtrail/protocol'
import type { LogClaim } from './bundle-ledger.ts'
import { keySubject, type LedgerOptions, makeLedger, type TestLedger } from './bundle-maker.ts'
import { nodeSha256, testKey } from './test-keys.ts'

export const STORY = {
  product: '04012345678901',
  lot: 'L1',
  serials: ['S1', 'S2', 'S3', 'S4'],
  maker: 'gln:4012345000009',
  wholesaler: 'gln:4099999000005',
  pharmacy: 'gln:4088888000004',
  box: 'sscc:340123450000000017',
  /** ms since 1970. */
  start: 1_700_000_000_000,
  /** When the auditor looks. */
  now: 1_702_592_000_000,
} as const

export interface Story {
  readonly ledger: TestLedger
  readonly keys: { readonly maker: Signer; readonly wholesaler: Signer; readonly pharmacy: Signer }
  /** The eight events, in their order. */
  readonly claims: readonly LogClaim[]
}

/** Claimed time, in minutes after the beginning. */
export function storyTime(minutes: number): NonNullable<Event['when']> {
  return { ms: STORY.start + minutes * 60_000, offset: 60, precision: 'ms' }
}

export function storyPacks(...serials: string[]): PacksSubject {
  return { kind: 'packs', product: STORY.product, lot: STORY.lot, serials }
}

export function storyWho(agent: string): NonNullable<Event['who']> {
  return { agent, owner: agent, holder: agent }
}

/** An act of one party on packs or containers. */
export function storyEvent(
  type: Event['type'],
  minutes: number,
  agent: string,
  subjects: Event['subjects'],
  more: Partial<Event> = {},
): Event {
  return { type, detail: {}, when: storyTime(minutes), who: storyWho(agent), subjects, ...more }
}

export function storyTrade(from: string, to: string): NonNullable<Event['trade']> {
  return { fromOwner: from, fromHolder: from, toOwner: to, toHolder: to }
}

/** Parties, product and keys, and nothing that happened to goods yet. */
export async function storyLedger(
  crypto: Crypto,
  seed = 'story',
  more: Partial<LedgerOptions> = {},
): Promise<Omit<Story, 'claims'>> {
  const { maker, wholesaler, pharmacy, product, start } = STORY
  const ledger = await makeLedger(crypto, { seed, start, tick: 3 * 3_600_000, ...more })
  const act = (type: Event['type'], subject: Event['subjects'][number]): Event => {
    return { type, detail: {}, who: { agent: ledger.state.operator }, subjects: [subject] }
  }
  const keys = {
    maker: testKey(`${seed} maker`),
    wholesaler: testKey(`${seed} wholesaler`),
    pharmacy: testKey(`${seed} pharmacy`),
  }
  const owners = [
    [maker, keys.maker, 'Maker', 'manufacturer'],
    [wholesaler, keys.wholesaler, 'Wholesaler', 'wholesaler'],
    [pharmacy, keys.pharmacy, 'Pharmacy', 'pharmacy'],
  ] as const
  const parties = owners.map(([actor, , name, role]) => {
    const licences = [{ id: `${name} licence`, role }]
    return act('party', { kind: 'party', actor, name, status: 'active', licences })
  })
  const admitted = await Promise.all(
    owners.map(async ([actor, key]) => act('key', await keySubject(ledger.state.ledgerId, actor, key))),
  )
  const described = act('product', { kind: 'product', product, name: 'Examplin 5 mg' })
  await ledger.submit(ledger.state.key, [...parties, described, ...admitted])
  for (const [actor, key] of owners) ledger.state.keyOwners.set(toHex(key.publicKey), actor)
  return { ledger, keys }
}

/** Commissioned, packed, shipped, received, unpacked, shipped on, received, dispensed; sealed after the second and the last. */
export async function makeStory(crypto: Crypto, seed = 'story'): Promise<Story> {
  const { ledger, keys } = await storyLedger(crypto, seed)
  const { maker, wholesaler, pharmacy, product, lot, box, serials } = STORY
  const self = { kind: 'container', container: box, role: 'self' } as const
  const parent = { kind: 'container', container: box, role: 'parent' } as const
  const inside = { ...storyPacks('S1', 'S2', 'S3'), parent: box }
  const manifest = ledger.manifest(product, lot, serials, { expiry: '2027-06-30', made: '2023-11-14' })
  const made = await ledger.submit(keys.maker, [
    {
      event: storyEvent('commission', 0, maker, [manifest.subject], { where: { bizLocation: maker } }),
      manifests: [manifest],
    },
    storyEvent('aggregate', 1, maker, [inside, parent]),
  ])
  const seen = await ledger.seal()
  const toWholesaler = { trade: storyTrade(maker, wholesaler) }
  const toPharmacy = { trade: storyTrade(wholesaler, pharmacy) }
  const shipped = await ledger.submit(keys.maker, [storyEvent('ship', 60, maker, [self], toWholesaler)])
  const received = await ledger.submit(
    keys.wholesaler,
    [
      storyEvent('receive', 200, wholesaler, [self], toWholesaler),
      storyEvent('disaggregate', 210, wholesaler, [inside, parent]),
      storyEvent('ship', 300, wholesaler, [storyPacks('S1', 'S2')], toPharmacy),
    ],
    { seen: { size: seen.size, root: seen.root } },
  )
  const ended = await ledger.submit(keys.pharmacy, [
    storyEvent('receive', 400, pharmacy, [storyPacks('S1', 'S2')], toPharmacy),
    storyEvent('dispense', 500, pharmacy, [storyPacks('S1')], { where: { bizLocation: pharmacy } }),
  ])
  await ledger.seal()
  return { ledger, keys, claims: [...made, ...shipped, ...received, ...ended] }
}

/** The policy file of an auditor who trusts this ledger. */
export function storyPolicy(ledger: TestLedger, more: Readonly<Record<string, unknown>> = {}): string {
  const { origin, ledgerId, key } = ledger.state
  return JSON.stringify({
    packtrailPolicy: 0,
    origin,
    ledgerId: toHex(ledgerId),
    ledgerKeys: [formatVerifierKey(nodeSha256, origin, key.publicKey, 'ledger')],
    required: ['bytes', 'authorship', 'completeness'],
    ...more,
  })
}
