/** Forgers whom no bundle gives away alone, but two of one ledger do (docs/spec/16-several.md). */
import { type Crypto, type Event, toHex } from '@packtrail/protocol'
import { writeBundle } from './bundle-export.ts'
import type { TestLedger } from './bundle-maker.ts'
import { STORY, type Story, storyEvent, storyLedger, storyPacks } from './bundle-story.ts'
import { commission } from './forgers-operator.ts'
import type { Adversary } from './forgery.ts'

export interface SeveralForgery {
  readonly ledger: TestLedger
  readonly bundles: readonly Uint8Array[]
}

export interface SeveralForger {
  /** The evidence code that must give him away. */
  readonly code: 'TWO_HISTORIES' | 'BUNDLES_NOT_LINKED'
  readonly adversary: Adversary
  /** How. */
  readonly name: string
  forge(crypto: Crypto): Promise<SeveralForgery>
}

const { product, lot, pharmacy, maker } = STORY

function bundleOf(ledger: TestLedger): Uint8Array {
  return writeBundle(ledger.bundle(product, lot))
}

const dispense = (serial: string): Event => storyEvent('dispense', 50, pharmacy, [storyPacks(serial)])
const observe = (minutes: number): Event => storyEvent('observe', minutes, maker, [storyPacks('S4')])

/** One ledger kept twice: all that is random follows from its seed, so both have one number and one key. */
async function twins(
  crypto: Crypto,
  seed: string,
  tell: readonly [(story: Omit<Story, 'claims'>) => Promise<void>, (story: Omit<Story, 'claims'>) => Promise<void>],
): Promise<SeveralForgery> {
  const ledgers: TestLedger[] = []
  for (const each of tell) {
    const story = await storyLedger(crypto, seed)
    await commission(story)
    await each(story)
    await story.ledger.seal()
    ledgers.push(story.ledger)
  }
  const [ledger] = ledgers as [TestLedger]
  if (new Set(ledgers.map(({ state }) => toHex(state.ledgerId))).size > 1) throw new Error('not one ledger')
  return { ledger, bundles: ledgers.map(bundleOf) }
}

/** The newest record of the batch is taken out of its stream, as if it had never been: the log still holds its entry. */
function hideLast({ state }: TestLedger): void {
  const stream = [...state.streams.values()].find(({ name }) => name.type === 'batch')
  const hidden = stream?.entries.pop() as number
  state.log[hidden] = { ...(state.log[hidden] as (typeof state.log)[number]), stream: undefined }
  for (const [hash, claim] of state.claims) if (claim.entries.includes(hidden)) state.claims.delete(hash)
}

/** A bundle that shows a dispense, and a ledger that shows it no more. */
async function hidden(crypto: Crypto, seed: string): Promise<{ story: Omit<Story, 'claims'>; first: Uint8Array }> {
  const story = await storyLedger(crypto, seed)
  await commission(story)
  await story.ledger.submit(story.keys.pharmacy, [dispense('S1')])
  await story.ledger.seal()
  const first = bundleOf(story.ledger)
  hideLast(story.ledger)
  return { story, first }
}

export const SEVERAL_FORGERS: readonly SeveralForger[] = [
  {
    code: 'TWO_HISTORIES',
    adversary: 'O',
    name: 'signs two checkpoints of one size, with a dispense in one of them',
    forge: (crypto) =>
      twins(crypto, 'twins of one size', [
        async ({ ledger, keys }) => void (await ledger.submit(keys.pharmacy, [dispense('S1')])),
        async ({ ledger, keys }) => void (await ledger.submit(keys.pharmacy, [dispense('S2')])),
      ]),
  },
  {
    code: 'TWO_HISTORIES',
    adversary: 'O',
    name: 'tells the second auditor a longer history, in which the dispense did not happen',
    forge: (crypto) =>
      twins(crypto, 'twins of two sizes', [
        async ({ ledger, keys }) => void (await ledger.submit(keys.pharmacy, [dispense('S1')])),
        async ({ ledger, keys }) => {
          await ledger.submit(keys.maker, [observe(5)])
          await ledger.submit(keys.maker, [observe(6)])
        },
      ]),
  },
  {
    code: 'TWO_HISTORIES',
    adversary: 'O',
    name: 'takes a dispense out of the stream of the batch, in a log that goes on',
    async forge(crypto) {
      const {
        story: { ledger },
        first,
      } = await hidden(crypto, 'a shorter stream')
      const since = ledger.state.sealed.at(-1)?.size as number
      await ledger.addProduct('04012345678918')
      await ledger.seal()
      return { ledger, bundles: [first, writeBundle(ledger.bundle(product, lot, { since }))] }
    },
  },
  {
    code: 'TWO_HISTORIES',
    adversary: 'O',
    name: 'puts other records where a dispense stood, in a log that goes on',
    async forge(crypto) {
      const {
        story: { ledger, keys },
        first,
      } = await hidden(crypto, 'another stream')
      const { size, root } = ledger.state.sealed.at(-1) as (typeof ledger.state.sealed)[number]
      for (const minutes of [70, 80]) await ledger.submit(keys.maker, [observe(minutes)], { seen: { size, root } })
      await ledger.seal()
      return { ledger, bundles: [first, writeBundle(ledger.bundle(product, lot, { since: size }))] }
    },
  },
  {
    code: 'TWO_HISTORIES',
    adversary: 'O',
    name: 'keeps two logs in which the batch goes on differently, at no one position',
    forge: (crypto) =>
      twins(crypto, 'twins of other places', [
        async ({ ledger, keys }) => void (await ledger.submit(keys.pharmacy, [dispense('S1')])),
        async ({ ledger, keys }) => {
          await ledger.addProduct('04012345678918')
          await ledger.submit(keys.maker, [observe(5)])
          await ledger.submit(keys.maker, [observe(6)])
        },
      ]),
  },
  {
    code: 'BUNDLES_NOT_LINKED',
    adversary: 'O',
    name: 'leaves out the proof that the second bundle continues the first',
    async forge(crypto) {
      const story = await storyLedger(crypto, 'not linked')
      await commission(story)
      await story.ledger.seal()
      const first = bundleOf(story.ledger)
      await story.ledger.submit(story.keys.maker, [observe(5)])
      await story.ledger.seal()
      return { ledger: story.ledger, bundles: [first, bundleOf(story.ledger)] }
    },
  },
]
