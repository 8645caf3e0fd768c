/** Forgers who run the ledger: they hold its key and all its files (row O of the adversary table). */
import {
  type BundleFrame,
  type Cbor,
  compareBytes,
  cosignatureMessage,
  decode,
  encode,
  eventSlots,
  formatVerifierKey,
  fromUtf8,
  inclusionProof,
  joinCosignature,
  keyIdOf,
  noteKeyId,
  type Signer,
  signatureLine,
  signCheckpoint,
  subtreeOf,
  toHex,
  treeRoot,
  utf8,
} from '@packtrail/protocol'
import type { BundleOptions } from './bundle-export.ts'
import type { LogClaim } from './bundle-ledger.ts'
import { STORY, type Story, storyEvent, storyLedger, storyPacks } from './bundle-story.ts'
import { bundleOf, edit, type Forger, type Forgery, flipped, forged, mended, openedAt } from './forgery.ts'
import { nodeSha256, testKey } from './test-keys.ts'

const { product, lot, maker, wholesaler, pharmacy, box } = STORY
const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

/** Exports dishonestly from an honest log. */
function exported(
  code: string,
  evil: NonNullable<BundleOptions['evil']>,
  change?: (frames: BundleFrame[]) => BundleFrame[],
): Forger {
  return {
    code,
    adversary: 'O',
    forge: ({ ledger }) => {
      const frames = ledger.bundle(product, lot, { evil })
      return forged(change === undefined ? frames : change(frames))
    },
  }
}

/** Changes frames, mends all that follows, and signs the checkpoint again. */
function resigned(code: string, change: (frames: BundleFrame[], story: Story) => BundleFrame[], more = {}): Forger {
  return {
    code,
    adversary: 'O',
    forge: async (story) =>
      forged(await mended(change(bundleOf(story), story), { ledgerKey: story.ledger.state.key, ...more })),
  }
}

/** Keeps a dishonest log from the beginning. */
function kept(
  code: string,
  keep: (story: Omit<Story, 'claims'>) => Promise<void>,
  more: Partial<Forgery> = {},
): Forger {
  return {
    code,
    adversary: 'O',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, `operator ${code}`)
      await commission(story)
      await keep(story)
      await story.ledger.seal()
      return forged(bundleOf(story), { ledger: story.ledger, ...more })
    },
  }
}

/** The batch of the dishonest ledgers: signed by its maker. */
export async function commission({ ledger, keys }: Omit<Story, 'claims'>): Promise<LogClaim> {
  const manifest = ledger.manifest(product, lot, STORY.serials, { expiry: '2027-06-30' })
  const event = storyEvent('commission', 0, maker, [manifest.subject])
  const [claim] = await ledger.submit(keys.maker, [{ event, manifests: [manifest] }])
  return claim as LogClaim
}

/** A pharmacy that has seen another log, and somebody who has seen this one later. */
function shadow(root: Uint8Array): (story: Omit<Story, 'claims'>) => Promise<void> {
  return async ({ ledger, keys }) => {
    const { size } = await ledger.seal()
    await ledger.submit(keys.pharmacy, [storyEvent('observe', 5, pharmacy, [storyPacks('S1')])], {
      seen: { size, root },
    })
    const later = await ledger.seal()
    const seen = { size: later.size, root: later.root }
    await ledger.submit(keys.maker, [storyEvent('observe', 6, maker, [storyPacks('S2')])], { seen })
  }
}

const batch = { type: 'batch', product, lot } as const
const lone = (serial: string) => ({ kind: 'unplaced', product, serial }) as const

/** Which fields a claim has, as its head says. */
const fieldsOf = (slots: readonly Uint8Array[]): Cbor => (decode(slots[0] as Uint8Array) as readonly Cbor[])[3] as Cbor

/** Anything but the position of the batch's opening entry may move. */
function slot(
  frames: BundleFrame[],
  story: Story,
  index: number,
  change: (slots: Uint8Array[]) => Uint8Array[],
): BundleFrame[] {
  const at = openedAt(frames, story, index)
  return frames.map((frame, i) => {
    if (i !== at || frame.kind !== 'entry' || frame.claim?.seed === undefined) return frame
    return { ...frame, claim: { seed: frame.claim.seed, slots: change([...frame.claim.slots]) } }
  })
}

/** The keys of all, for forgeries that only a conspiracy can make. */
function everyKey({ keys, ledger }: Story): ReadonlyMap<string, Signer> {
  const signers = [...Object.values(keys), ledger.state.key]
  return new Map(signers.map((key) => [toHex(keyIdOf(nodeSha256, key.publicKey)), key]))
}

/** Adds a cosignature to the checkpoint of a bundle. */
export async function cosigned(frames: BundleFrame[], name: string, seconds: number): Promise<BundleFrame[]> {
  const key = testKey(`witness ${name}`)
  const at = frames.findIndex(({ kind }) => kind === 'checkpoint')
  const frame = frames[at] as Extract<BundleFrame, { kind: 'checkpoint' }>
  const note = fromUtf8(frame.note) ?? ''
  const text = note.slice(0, note.indexOf('\n\n') + 1)
  const signature = await key.sign(cosignatureMessage(text, seconds))
  const line = signatureLine(
    name,
    noteKeyId(nodeSha256, name, key.publicKey, 'witness'),
    joinCosignature(seconds, signature),
  )
  return frames.map((one, i) => (i === at ? { ...frame, note: utf8(note + line) } : one))
}

export function witnessKey(name: string): string {
  return formatVerifierKey(nodeSha256, name, testKey(`witness ${name}`).publicKey, 'witness')
}

function witnessed(code: string, seconds: number, quorum: number, spoil?: (note: Uint8Array) => Uint8Array): Forger {
  return {
    code,
    adversary: 'O',
    async forge(story) {
      const frames = await cosigned(bundleOf(story), 'witness.example', seconds)
      const keys = [witnessKey('witness.example'), witnessKey('other.example')]
      const bad = edit(frames, 'checkpoint', 0, (frame) => ({ ...frame, note: spoil?.(frame.note) ?? frame.note }))
      return forged(bad, { policy: { witnesses: { quorum, keys } } })
    },
  }
}

function remembered(code: string, memory: (story: Story) => unknown): Forger {
  return { code, adversary: 'O', forge: (story) => forged(bundleOf(story), { memory: memory(story) }) }
}

/** A memory file that has seen this ledger with another size or root. */
function memoryOf(
  { ledger }: Story,
  head: { readonly size?: number; readonly root?: Uint8Array },
  seen?: { readonly size: number; readonly root: Uint8Array },
): unknown {
  const { origin, sealed } = ledger.state
  const { size, root, note } = sealed.at(-1) ?? { size: 0, root: hash(0), note: new Uint8Array(0) }
  const batches = seen === undefined ? {} : { [`${product}/${lot}`]: { size: seen.size, root: toHex(seen.root) } }
  const entry = { size: head.size ?? size, root: toHex(head.root ?? root), note: fromUtf8(note), batches }
  return { packtrailMemory: 0, ledgers: { [origin]: entry } }
}

export const OPERATOR_FORGERS: readonly Forger[] = [
  {
    code: 'EPOCH_NOT_LAST',
    adversary: 'O',
    async forge(story) {
      // One more entry behind the epoch, which no map knows of.
      const { log, key, origin } = story.ledger.state
      const leaves = [...log.map(({ leaf }) => leaf), hash(5)]
      const size = leaves.length
      const root = treeRoot(nodeSha256, leaves)
      const note = await signCheckpoint(nodeSha256, key, { origin, size, root })
      const path = inclusionProof(size - 2, size, subtreeOf(nodeSha256, leaves))
      return forged(edit(bundleOf(story), 'checkpoint', 0, (frame) => ({ ...frame, note, path })))
    },
  },
  exported('MAP_HEADS', { allHeads: true, leaveOut: ({ type }) => type === 'policy' }),
  // The ledger's rules are always there, so leaving them out is no matter of taste.
  exported('STREAM_MISSING', { leaveOut: ({ type }) => type === 'policy' }),
  exported('STREAM_MISSING', { leaveOut: (stream) => stream.type === 'authority' && stream.actor === pharmacy }),
  {
    code: 'STREAM_UNNEEDED',
    adversary: 'O',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, 'operator unneeded')
      await commission(story)
      await story.ledger.addParty('gln:4000001000005')
      await story.ledger.addParty('gln:4099999000005')
      await story.ledger.seal()
      const add = [{ type: 'authority', actor: 'gln:4099999000005' }] as const
      return forged(story.ledger.bundle(product, lot, { evil: { add } }), { ledger: story.ledger })
    },
  },
  resigned(
    'STREAM_LAST',
    (frames) =>
      frames.map((frame) => {
        if (frame.kind !== 'map') return frame
        const proof = frame.proof.map((node) =>
          node.kind === 'shown' ? { ...node, item: { ...node.item, last: hash(3) } } : node,
        )
        return { ...frame, proof }
      }),
    { keepHeads: true },
  ),
  resigned('SUBMISSION_ROOT', (frames, story) =>
    slot(frames, story, 7, (slots) => [...slots.slice(0, -1), flipped(slots.at(-1) as Uint8Array, 22)]),
  ),
  {
    code: 'CLAIM_MALFORMED',
    adversary: 'O',
    async forge(story) {
      const changed = slot(bundleOf(story), story, 7, (slots) => [Uint8Array.of(0x80), ...slots.slice(1)])
      return forged(await mended(changed, { ledgerKey: story.ledger.state.key, actorKeys: everyKey(story) }))
    },
  },
  {
    // Two slots of the batch, of which one could be hidden from others.
    code: 'CLAIM_MALFORMED',
    adversary: 'O',
    async forge(story) {
      const [head, ...fields] = eventSlots(storyEvent('dispense', 500, pharmacy, [storyPacks('S2')]))
      const changed = slot(bundleOf(story), story, 7, (slots) => {
        const both = [slots.at(-1) as Uint8Array, fields.at(-1) as Uint8Array].sort(compareBytes)
        const counted = (decode(head as Uint8Array) as readonly Cbor[]).with(3, fieldsOf(slots)).with(4, 2)
        return [encode(counted), ...slots.slice(1, -1), ...both]
      })
      return forged(await mended(changed, { ledgerKey: story.ledger.state.key, actorKeys: everyKey(story) }))
    },
  },
  kept('CLAIM_REPEATED', async ({ ledger, keys }) => {
    const [claim] = await ledger.submit(keys.maker, [storyEvent('dispense', 5, maker, [storyPacks('S1')])])
    await ledger.submit(keys.maker, [storyEvent('observe', 6, maker, [storyPacks('S2')])])
    ledger.repeat(claim as LogClaim, batch, 'claim')
  }),
  // A recall of the whole product, kept as if it were about single packs.
  kept('ENTRY_LOOSE', async ({ ledger, keys }) => {
    const event = storyEvent('recall', 5, maker, [{ kind: 'product', product }])
    await ledger.submit(keys.maker, [event], { evil: { kind: 'loose' } })
  }),
  kept('ENTRY_LOOSE', async ({ ledger, keys }) => {
    await ledger.submit(keys.maker, [storyEvent('observe', 5, maker, [lone('S1')])], { evil: { kind: 'claim' } })
  }),
  kept('CLAIM_ENTRIES', async ({ ledger, keys }) => {
    const parent = { kind: 'container', container: box, role: 'parent' } as const
    const packed = storyEvent('aggregate', 5, maker, [{ ...storyPacks('S1'), parent: box }, parent])
    await ledger.submit(keys.maker, [packed], { evil: { routing: (streams) => streams.reverse() } })
  }),
  kept('PLACE_WRONG', async ({ ledger, keys }) => {
    // A statement about the product names no pack at all.
    const event = storyEvent('observe', 5, maker, [{ kind: 'product', product }])
    const [claim] = await ledger.submit(keys.maker, [event])
    ledger.repeat(claim as LogClaim, batch, 'place')
  }),
  kept('PLACE_MISSING', async ({ ledger, keys }) => {
    await ledger.submit(keys.maker, [storyEvent('observe', 5, maker, [lone('S1')])], { evil: { noPlace: true } })
  }),
  kept('PLACE_MISSING', async ({ ledger, keys }) => {
    // One entry for two packs: a reader could be kept from one of them.
    const event = storyEvent('observe', 5, maker, [lone('S1'), lone('S2')])
    const [claim] = await ledger.submit(keys.maker, [event], { evil: { noPlace: true } })
    ledger.repeat(claim as LogClaim, batch, 'place')
  }),
  kept('PLACE_MISSING', async ({ ledger, keys }) => {
    // The batch is named beside it, so it has an entry there anyway.
    const event = storyEvent('observe', 5, maker, [storyPacks('S1'), lone('S2')])
    await ledger.submit(keys.maker, [event], { evil: { noPlace: true } })
  }),
  kept('PLACE_WRONG', async ({ ledger, keys }) => {
    const [claim] = await ledger.submit(keys.maker, [storyEvent('observe', 5, maker, [lone('S1')])])
    ledger.repeat(claim as LogClaim, batch, 'place')
  }),
  exported('CONTAINER_RUN', { trim: 1 }),
  {
    code: 'SUBMISSION_SIGNATURE',
    adversary: 'O',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, 'operator invents')
      await commission(story)
      const keyId = keyIdOf(nodeSha256, story.keys.pharmacy.publicKey)
      const event = storyEvent('dispense', 5, pharmacy, [storyPacks('S1')])
      await story.ledger.submit(testKey('the operator’s own'), [event], { keyId })
      await story.ledger.seal()
      story.ledger.state.keyOwners.set(toHex(testKey('the operator’s own').publicKey), pharmacy)
      return forged(bundleOf(story), { ledger: story.ledger })
    },
  },
  // The operator's friend has seen a later checkpoint of the log in which the pharmacy's is not.
  kept('SEEN_MISMATCH', shadow(hash(7))),
  {
    code: 'LINK_MISSING',
    adversary: 'O',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, 'operator shadows')
      await commission(story)
      await shadow(hash(7))(story)
      await story.ledger.seal()
      return forged(story.ledger.bundle(product, lot, { evil: { newestLink: true } }), { ledger: story.ledger })
    },
  },
  kept('TALLY_DIFFERS', async ({ ledger, keys }) => {
    // One claim of a signed submission is left out of the log.
    const events = ['S1', 'S2'].map((serial) => storyEvent('dispense', 5, maker, [storyPacks(serial)]))
    await ledger.submit(keys.maker, events, { skip: [1] })
  }),
  exported('TALLY_MISSING', { tallies: 'none' }),
  exported('TALLY_STREAM', { tallies: 'all' }),
  {
    code: 'REFUSED_UNKNOWN',
    adversary: 'O',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, 'operator refuses')
      await commission(story)
      const events = ['S1', 'S2'].map((serial) => storyEvent('dispense', 5, maker, [storyPacks(serial)]))
      await story.ledger.submit(story.keys.maker, events, { skip: [1] })
      await story.ledger.seal()
      return forged(story.ledger.bundle(product, lot, { evil: { refused: true } }), { ledger: story.ledger })
    },
  },
  kept('CLAIM_DOUBLED', async ({ ledger, keys }) => {
    // Signed twice in one submission, said to be refused once, and nobody could tell which.
    const event = storyEvent('dispense', 5, pharmacy, [storyPacks('S1')])
    const [claim] = await ledger.submit(keys.pharmacy, [event, event], {
      skip: [1],
      evil: { seed: hash(5).subarray(16) },
    })
    const detail = { code: 'DUPLICATE', undoes: 'dispense', target: (claim as LogClaim).hash } as const
    await ledger.attest([storyEvent('attempt', 5, pharmacy, [storyPacks('S1')], { detail })])
  }),
  kept('ATTESTED_FOR_SIGNER', async ({ ledger }) => {
    await ledger.attest([storyEvent('dispense', 5, pharmacy, [storyPacks('S1')])])
  }),
  kept('KEY_TAKEN', async ({ ledger, keys }) => {
    await ledger.endKey('retire', wholesaler, keys.wholesaler)
    await ledger.attest([storyEvent('observe', 5, wholesaler, [storyPacks('S1')])])
  }),
  kept(
    'ATTESTER_UNKNOWN',
    async ({ ledger }) => {
      await ledger.attest([storyEvent('observe', 5, 'gln:4012345000016', [storyPacks('S1')])])
    },
    { policy: { attesters: [] } },
  ),
  kept('KEY_PROOF', async ({ ledger }) => {
    const { publicKey } = testKey('not mine')
    const subject = { kind: 'key', actor: maker, publicKey, proof: new Uint8Array(64) } as const
    await ledger.submit(ledger.state.key, [
      { type: 'key', detail: {}, who: { agent: ledger.state.operator }, subjects: [subject] },
    ])
  }),
  kept('KEY_REPEATED', async ({ ledger, keys }) => {
    await ledger.addKey(maker, keys.maker)
  }),
  kept('KEY_END', async ({ ledger, keys }) => {
    await ledger.endKey('retire', maker, keys.pharmacy)
  }),
  {
    code: 'MANUFACTURER_MISMATCH',
    adversary: 'O',
    forge: (story) => forged(bundleOf(story), { policy: { manufacturers: { [product]: ['gln:4012345000016'] } } }),
  },
  remembered('ROLLBACK', (story) => memoryOf(story, { size: 1000 })),
  remembered('FORK', (story) => memoryOf(story, { root: hash(8) })),
  remembered('BATCH_ROLLBACK', (story) => memoryOf(story, {}, { size: 1000, root: hash(8) })),
  remembered('BATCH_REWRITTEN', (story) => memoryOf(story, {}, { size: 2, root: hash(8) })),
  remembered('HISTORY_NOT_LINKED', (story) => memoryOf(story, { size: 7 })),
  witnessed('WITNESS_SIGNATURE', 1_700_100_000, 1, (note) => flipped(note, note.length - 20)),
  witnessed('WITNESS_QUORUM', 1_700_100_000, 2),
  witnessed('RECORDED_AFTER_WITNESS', 1_600_000_000, 1),
  kept('RECORDED_BACKWARDS', async ({ ledger, keys }) => {
    const evil = { recorded: STORY.start }
    await ledger.submit(keys.maker, [storyEvent('dispense', 5, maker, [storyPacks('S1')])], { evil })
  }),
  { code: 'RECORDED_AHEAD', adversary: 'O', forge: (story) => forged(bundleOf(story), { now: STORY.start }) },
]
