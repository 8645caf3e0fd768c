/**
 * Whole bundles, good and forged, with what an auditor must find. They stay as they are until the format changes: other
 * verifiers are tried on them, and later ones of our own.
 */

import { toBase64, toHex } from '../../packages/protocol/src/index.ts'
import {
  FORGERS,
  type Forgery,
  makeStory as makeKitStory,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyPolicy,
  testCrypto,
  writeBundle,
} from '../../packages/testkit/src/index.ts'
import { EVIDENCE, type EvidenceCode } from '../../packages/verifier/src/index.ts'
import { bundleBytes, makeStory, pageBlocks } from './example.ts'
import type { Json } from './run.ts'

export interface BundleVector {
  readonly desc: string
  readonly spec: string
  readonly in: {
    readonly op: 'bundle'
    /** RFC 4648 §4. */
    readonly bytes: string
    readonly policy: Json
    readonly memory: Json
    /** The auditor's clock, ms since 1970. */
    readonly now: number
  }
  /** Evidence codes that an auditor of a good bundle finds. */
  readonly expect?: readonly string[]
  /** A code among those that must be found, and whether it refutes. */
  readonly error?: string
  readonly refutes?: boolean
}

const SPEC = '13-bundle.md#checks'

export async function bundleVectors(): Promise<readonly BundleVector[]> {
  const crypto = testCrypto()
  const story = await makeKitStory(crypto)
  const example = await makeStory()
  const blocks = await pageBlocks()
  const policy = JSON.parse(blocks['policy.policy'] as string) as Json
  const memory = JSON.parse(blocks['policy.memory'] as string) as Json
  const shown = { op: 'bundle', bytes: toBase64(bundleBytes(example.frames)), policy, now: 1_800_001_000_000 } as const
  const good: BundleVector[] = [
    { desc: 'the example of the pages', spec: SPEC, in: { ...shown, memory: null }, expect: [] },
    { desc: 'the example, seen before', spec: SPEC, in: { ...shown, memory }, expect: [] },
    {
      desc: 'a batch of four packs in a case',
      spec: SPEC,
      in: inputOf(story, { bytes: writeBundle(bundleOf(story)) }),
      expect: [],
    },
  ]
  const odd = await oddStory(crypto)
  good.push({
    desc: 'packs named without their batch, a refused claim, and two checkpoints seen',
    spec: SPEC,
    in: inputOf(odd, { bytes: writeBundle(bundleOf(odd)) }),
    expect: [],
  })
  const forged: BundleVector[] = []
  for (const { code, adversary, forge } of FORGERS) {
    const desc = `forged by ${adversary}: ${code}${forged.some((one) => one.error === code) ? ` (${forged.length})` : ''}`
    const refutes = EVIDENCE[code as EvidenceCode].severity === 'error'
    forged.push({ desc, spec: SPEC, in: inputOf(story, await forge(story, crypto)), error: code, refutes })
  }
  return [...good, ...forged]
}

/** What the story has not: `place` entries, an attempt, several links. */
async function oddStory(crypto: ReturnType<typeof testCrypto>): Promise<Omit<Story, 'claims'>> {
  const { product, lot, serials, maker, pharmacy } = STORY
  const story = await storyLedger(crypto, 'odd')
  const { ledger, keys } = story
  const lone = (serial: string) => ({ kind: 'unplaced', product, serial }) as const
  const manifest = ledger.manifest(product, lot, serials, { expiry: '2027-06-30' })
  const event = storyEvent('commission', 0, maker, [manifest.subject])
  await ledger.submit(keys.maker, [{ event, manifests: [manifest] }])
  const first = await ledger.seal()
  const observed = storyEvent('observe', 5, pharmacy, [lone('S1'), lone('S2'), lone('unknown')])
  await ledger.submit(keys.pharmacy, [observed], { seen: { size: first.size, root: first.root } })
  const second = await ledger.seal()
  const misnamed = { ...storyPacks('S4'), lot: 'another' }
  const dispensed = [storyPacks('S1'), storyPacks('S3'), misnamed].map((packs) =>
    storyEvent('dispense', 9, pharmacy, [packs]),
  )
  const seen = { size: second.size, root: second.root }
  const [, ...refused] = await ledger.submit(keys.pharmacy, dispensed, { seen, skip: [1, 2] })
  // An attempt is cut as the claim was: what the pharmacy took for another batch is only placed into this one.
  const attempts = refused.map(({ hash: target, event: { subjects } }) =>
    storyEvent('attempt', 9, pharmacy, subjects, { detail: { code: 'NOT_SALEABLE', undoes: 'dispense', target } }),
  )
  await ledger.attest(attempts)
  await ledger.seal()
  return story
}

function bundleOf({ ledger }: Pick<Story, 'ledger'>): ReturnType<Story['ledger']['bundle']> {
  return ledger.bundle(STORY.product, STORY.lot)
}

function inputOf(story: Pick<Story, 'ledger'>, { bytes, ledger, policy, memory, now }: Forgery): BundleVector['in'] {
  return {
    op: 'bundle',
    bytes: toBase64(bytes),
    policy: JSON.parse(storyPolicy(ledger ?? story.ledger, policy)) as Json,
    memory: plain(memory ?? null),
    now: now ?? STORY.now,
  }
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value, (_, item) => (item instanceof Uint8Array ? toHex(item) : item))) as Json
}
