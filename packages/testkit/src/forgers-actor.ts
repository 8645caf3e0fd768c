/** Forgers who hold an actor's key: their own (row A of the adversary table) or a stolen one (row T). */
import { STORY, type Story, storyEvent, storyLedger, storyPacks } from './bundle-story.ts'
import { commission } from './forgers-operator.ts'
import { type Adversary, bundleOf, type Forger, type Forgery, forged } from './forgery.ts'
import { testKey } from './test-keys.ts'

const { product, maker, wholesaler, pharmacy } = STORY

/** Signs what an honest ledger would refuse; here it lets everything in, so that the verifier is alone with it. */
function signed(
  code: string,
  act: (story: Omit<Story, 'claims'>) => Promise<unknown>,
  more: { readonly adversary?: Adversary } & Partial<Forgery> = {},
): Forger {
  const { adversary = 'A', ...rest } = more
  return {
    code,
    adversary,
    async forge(_, crypto) {
      const story = await storyLedger(crypto, `actor ${code}`)
      await commission(story)
      await act(story)
      await story.ledger.seal()
      return forged(bundleOf(story), { ledger: story.ledger, ...rest })
    },
  }
}

const dispense = (agent: string, serial = 'S1') => storyEvent('dispense', 5, agent, [storyPacks(serial)])

export const ACTOR_FORGERS: readonly Forger[] = [
  signed('SIGNER_MISMATCH', ({ ledger, keys }) => ledger.submit(keys.wholesaler, [dispense(pharmacy)])),
  signed('SUBMISSION_LEDGER', ({ ledger, keys }) => {
    const evil = { ledgerId: new Uint8Array(32).fill(9) }
    return ledger.submit(keys.maker, [dispense(maker)], { evil })
  }),
  signed('SEQ_REPEATED', async ({ ledger, keys }) => {
    await ledger.submit(keys.pharmacy, [dispense(pharmacy)], { seq: 5 })
    await ledger.submit(keys.pharmacy, [dispense(pharmacy, 'S2')], { seq: 5 })
  }),
  signed('KEY_UNKNOWN', async ({ ledger }) => {
    const stranger = testKey('a stranger')
    await ledger.submit(stranger, [dispense(pharmacy)])
  }),
  signed('KEY_RETIRED', async ({ ledger, keys }) => {
    await ledger.endKey('retire', pharmacy, keys.pharmacy)
    await ledger.submit(keys.pharmacy, [dispense(pharmacy)])
  }),
  signed('KEY_SCOPE', async ({ ledger }) => {
    const scoped = testKey('a key for another product')
    await ledger.addKey(maker, scoped, ['04012345678918'])
    const manifest = ledger.manifest(product, STORY.lot, ['S7'])
    await ledger.submit(scoped, [
      { event: storyEvent('commission', 3, maker, [manifest.subject]), manifests: [manifest] },
    ])
  }),
  signed('AUTHORITY_SIGNER', async ({ ledger, keys }) => {
    const subject = { kind: 'party', actor: maker, status: 'active', licences: [] } as const
    await ledger.submit(keys.maker, [{ type: 'party', detail: {}, who: { agent: maker }, subjects: [subject] }])
  }),
  signed('SEEN_MISMATCH', async ({ ledger, keys }) => {
    const { size } = await ledger.seal()
    const seen = { size, root: new Uint8Array(32).fill(7) }
    await ledger.submit(keys.pharmacy, [dispense(pharmacy)], { seen })
  }),
  signed('SEEN_AHEAD', async ({ ledger, keys }) => {
    const { root } = await ledger.seal()
    await ledger.submit(keys.pharmacy, [dispense(pharmacy)], { seen: { size: 5000, root } })
  }),
  signed(
    'KEY_REVOKED',
    async ({ ledger, keys }) => {
      await ledger.endKey('revoke', wholesaler, keys.wholesaler)
      await ledger.submit(keys.wholesaler, [dispense(wholesaler)])
    },
    { adversary: 'T' },
  ),
  signed(
    'KEY_SUSPECT',
    async ({ ledger, keys }) => {
      const since = ledger.state.log.length
      await ledger.submit(keys.wholesaler, [storyEvent('observe', 5, wholesaler, [storyPacks('S1')])])
      await ledger.endKey('revoke', wholesaler, keys.wholesaler, since)
    },
    { adversary: 'T' },
  ),
]
