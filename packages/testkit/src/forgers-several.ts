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
