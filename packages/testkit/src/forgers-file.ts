/** Forgers who hold files and no key (row F of the adversary table). */
import {
  type BundleFrame,
  concatBytes,
  decodeEntry,
  type Event,
  encodeEntry,
  encodeFrame,
  fileStart,
  fromUtf8,
  hashOpenClaim,
  narrowClaim,
  signCheckpoint,
  toHex,
  utf8,
} from '@packtrail/protocol'
import { writeBundle } from './bundle-export.ts'
import type { LogClaim } from './bundle-ledger.ts'
import { makeLedger } from './bundle-maker.ts'
import { STORY, type Story, storyEvent, storyLedger, storyPacks } from './bundle-story.ts'
import { commission } from './forgers-operator.ts'
import {
  bundleOf,
  doubled,
  edit,
  type Forger,
  type Forgery,
  flipped,
  forged,
  openedAt,
  place,
  swapped,
  without,
} from './forgery.ts'
import { nodeSha256, testKey } from './test-keys.ts'

type Change = (frames: BundleFrame[], story: Story) => readonly BundleFrame[] | Promise<readonly BundleFrame[]>

/** Changes frames. */
function frames(code: string, change: Change): Forger {
  return { code, adversary: 'F', forge: async (story) => forged(await change(bundleOf(story), story)) }
}

/** Changes bytes. */
function bytes(code: string, change: (file: Uint8Array) => Uint8Array): Forger {
  return { code, adversary: 'F', forge: (story): Forgery => ({ bytes: change(writeBundle(bundleOf(story))) }) }
}

const START = fileStart('bundle').length

const lone = (serial: string) => ({ kind: 'unplaced', product: STORY.product, serial }) as const

/** Hides the last slot of a claim that names packs of the batch without their batch: others stay that tie it to the batch. */
function hidesOf(seed: string, subjects: Event['subjects']): Forger {
  return {
    code: 'SUBJECT_HIDDEN',
    adversary: 'F',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, seed)
      await commission(story)
      const [claim] = await story.ledger.submit(story.keys.maker, [storyEvent('observe', 5, STORY.maker, subjects)])
      await story.ledger.seal()
      const changed = bundleOf(story).map((frame): BundleFrame => {
        if (frame.kind !== 'entry' || frame.claim === undefined) return frame
        if (toHex(hashOpenClaim(nodeSha256, frame.claim)) !== toHex((claim as LogClaim).hash)) return frame
        const last = frame.claim.slots.length - 1
        return { ...frame, claim: narrowClaim(nodeSha256, frame.claim, (slot) => slot !== last) }
      })
      return forged(changed, { ledger: story.ledger })
    },
  }
}

/** Closes a claim about the product as a whole, and takes its submission out, which needs no key. */
function closesOf({ type, subjects }: Pick<Event, 'type' | 'subjects'>): Forger {
  return {
    code: 'CLAIM_NOT_OPENED',
    adversary: 'F',
    async forge(_, crypto) {
      const story = await storyLedger(crypto, `closed ${type}`)
      await commission(story)
      const [claim] = await story.ledger.submit(story.keys.maker, [storyEvent(type, 5, STORY.maker, subjects)])
      await story.ledger.seal()
      const list = bundleOf(story)
      const at = list.findIndex(
        (frame) =>
          frame.kind === 'entry' &&
          frame.claim !== undefined &&
          toHex(hashOpenClaim(nodeSha256, frame.claim)) === toHex((claim as LogClaim).hash),
      )
      const closed = edit(list, 'entry', list.slice(0, at).filter(({ kind }) => kind === 'entry').length, (frame) => ({
        ...frame,
        claim: undefined,
        index: undefined,
      }))
      return forged(without(closed, at - 1), { ledger: story.ledger })
    },
  }
}

/** Puts other bytes in the place of the first frame's body, its length made right. */
function firstFrame(body: (before: Uint8Array) => Uint8Array): (file: Uint8Array) => Uint8Array {
  return (file) => {
    const size = new DataView(file.buffer, file.byteOffset + START).getUint32(0)
    const end = START + 4 + size
    const changed = body(file.subarray(START + 4, end))
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, changed.length)
    return concatBytes(file.subarray(0, START), length, changed, file.subarray(end))
  }
}

const entryWith =
  (change: (entry: ReturnType<typeof decodeEntry>) => ReturnType<typeof decodeEntry>): Change =>
  (list) =>
    edit(list, 'entry', 5, (frame) => ({ ...frame, bytes: encodeEntry(change(decodeEntry(frame.bytes))) }))

const noteWith = (change: (note: string) => string): Change => {
  return (list) =>
    edit(list, 'checkpoint', 0, (frame) => ({ ...frame, note: utf8(change(fromUtf8(frame.note) ?? '')) }))
}

/** The entry of an event of the story, changed. */
const opened =
  (index: number, change: (frame: Extract<BundleFrame, { kind: 'entry' }>) => BundleFrame): Change =>
  (list, story) => {
    const at = openedAt(list, story, index)
    return list.map((frame, i) => (i === at ? change(frame as Extract<BundleFrame, { kind: 'entry' }>) : frame))
  }

const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export const FILE_FORGERS: readonly Forger[] = [
  bytes('FILE_KIND', (file) => flipped(file, 0)),
  frames('FILE_CUT', (list) => list.slice(0, -1)),
  bytes('FRAME_TOO_LARGE', (file) => flipped(file, START, 7)),
  bytes('FRAME_CUT', (file) => file.subarray(0, -3)),
  bytes(
    'NOT_CANONICAL',
    firstFrame((body) => concatBytes(body.subarray(0, 1), Uint8Array.of(0x18, 1), body.subarray(2))),
  ),
  bytes(
    'FRAME_TYPE',
    firstFrame((body) => concatBytes(body.subarray(0, 1), Uint8Array.of(0xf9, 0, 0), body.subarray(2))),
  ),
  bytes(
    'FRAME_DEPTH',
    firstFrame(() => new Uint8Array(12).fill(0x81)),
  ),
  bytes(
    'FRAME_TEXT',
    firstFrame(() => Uint8Array.of(0x81, 0x61, 0xff)),
  ),
  bytes(
    'FRAME_TRAILING',
    firstFrame((body) => concatBytes(body, Uint8Array.of(0))),
  ),
  bytes(
    'FRAME_SHAPE',
    firstFrame(() => Uint8Array.of(0x81, 0x18, 0x63)),
  ),
  bytes(
    'FRAME_VALUE',
    firstFrame(() => encodeFrame([9, hash(0), new Uint8Array(16), []]).subarray(4)),
  ),
  bytes(
    'VERSION_UNKNOWN',
    firstFrame((body) => concatBytes(body.subarray(0, 1), Uint8Array.of(1, 1), body.subarray(3))),
  ),
  frames('FRAME_ORDER', (list) => swapped(list, 1, 2)),
  frames('FRAME_AFTER_END', (list) => doubled(list, list.length - 1)),
  frames('FRAME_COUNT', (list) => edit(list, 'end', 0, (frame) => ({ ...frame, serials: frame.serials + 1 }))),

  frames('LEDGER_MISMATCH', (list) => edit(list, 'header', 0, (frame) => ({ ...frame, ledgerId: hash(7) }))),
  frames(
    'ORIGIN_MISMATCH',
    noteWith((note) => note.replaceAll('ledger.example', 'ledger.invalid')),
  ),
  frames(
    'NOTE_MALFORMED',
    noteWith((note) => note.replace('\n\n', '\n')),
  ),
  frames(
    'NOTE_LINES',
    noteWith((note) => note + note.slice(note.indexOf('—'))),
  ),
  frames('CHECKPOINT_UNSIGNED', async (list, { ledger }) => {
    const { origin, sealed } = ledger.state
    const { size = 0, root = hash(0) } = sealed.at(-1) ?? {}
    const note = await signCheckpoint(nodeSha256, testKey('somebody else'), { origin, size, root })
    return edit(list, 'checkpoint', 0, (frame) => ({ ...frame, note }))
  }),
  frames('CHECKPOINT_SIGNATURE', (list) => {
    const other = list.map((frame) => frame)
    return edit(other, 'checkpoint', 0, (frame) => {
      const note = fromUtf8(frame.note) ?? ''
      const [text = '', line = ''] = note.split('\n\n')
      const at = line.length - 10
      return {
        ...frame,
        note: utf8(`${text}\n\n${line.slice(0, at)}${line[at] === 'A' ? 'B' : 'A'}${line.slice(at + 1)}`),
      }
    })
  }),
  {
    code: 'GENESIS_CHANGED',
    adversary: 'F',
    async forge(story, crypto) {
      const other = await makeLedger(crypto, { seed: 'another ledger' })
      const { bytes: entry, open } = other.state.genesis
      return forged(edit(bundleOf(story), 'genesis', 0, (frame) => ({ ...frame, entry, claim: open })))
    },
  },
  frames('GENESIS_CLAIM', (list) =>
    edit(list, 'genesis', 0, (frame) => ({
      ...frame,
      claim: {
        seed: frame.claim.seed as Uint8Array,
        slots: frame.claim.slots.map((slot) => flipped(slot as Uint8Array, 3)),
      },
    })),
  ),
  frames('EPOCH_MALFORMED', (list) =>
    edit(list, 'checkpoint', 0, (frame) => ({ ...frame, epoch: frame.epoch.subarray(1) })),
  ),
  frames('EPOCH_PROOF', (list) =>
    edit(list, 'checkpoint', 0, (frame) => ({ ...frame, path: swapped(frame.path, 0, 1) })),
  ),
  frames('MAP_PROOF', (list) => edit(list, 'map', 0, (frame) => ({ ...frame, proof: frame.proof.slice(0, -1) }))),

  frames('STREAM_ORDER', (list) => swapped(list, place(list, 'stream', 0), place(list, 'stream', 1))),
  frames('STREAM_RUNS', (list) =>
    edit(list, 'stream', 0, (frame) => ({ ...frame, runs: frame.runs.map(({ from, to }) => ({ from, to: to + 9 })) })),
  ),
  frames('STREAM_NOT_WHOLE', (list) =>
    edit(list, 'stream', 1, (frame) => ({ ...frame, runs: frame.runs.map(({ from, to }) => ({ from, to: to - 1 })) })),
  ),
  frames(
    'STREAM_ROOT',
    entryWith((entry) => ({ ...entry, recorded: entry.recorded + 1 })),
  ),
  frames('ENTRY_MALFORMED', (list) =>
    edit(list, 'entry', 0, (frame) => ({ ...frame, bytes: frame.bytes.subarray(1) })),
  ),
  frames(
    'ENTRY_LEDGER',
    entryWith((entry) => ({ ...entry, ledgerId: hash(9) })),
  ),
  frames(
    'ENTRY_KIND',
    entryWith((entry) => ({ ...entry, kind: 'epoch', stream: undefined, submission: undefined })),
  ),
  frames(
    'ENTRY_STREAM',
    entryWith((entry) => ({ ...entry, stream: hash(9) })),
  ),
  frames('ENTRY_ORDER', (list) => swapped(list, list.length - 3, list.length - 4)),
  frames('ENTRY_MISSING', (list, story) => without(list, openedAt(list, story, 4))),
  frames('ENTRY_ADDED', (list, story) => doubled(list, openedAt(list, story, 4))),
  frames(
    'CHAIN_BROKEN',
    opened(7, (frame) => ({ ...frame, bytes: encodeEntry({ ...decodeEntry(frame.bytes), previous: hash(1) }) })),
  ),
  frames('LOG_PROOF', (list) => edit(list, 'log', 0, (frame) => ({ ...frame, proof: frame.proof.slice(1) }))),

  frames(
    'CLAIM_CHANGED',
    opened(7, (frame) => ({
      ...frame,
      claim: { seed: new Uint8Array(16), slots: (frame.claim?.slots ?? []) as Uint8Array[] },
    })),
  ),
  frames(
    'CLAIM_NOT_OPENED',
    opened(7, (frame) => ({ ...frame, claim: undefined, index: undefined })),
  ),
  // A recall of the whole product would be the first thing to hide.
  closesOf({ type: 'recall', subjects: [{ kind: 'product', product: STORY.product }] }),
  frames('CLAIM_OPENED_TWICE', (list, story) => {
    // The packing of the case: its entry with the batch, and right behind it that with the container.
    const at = openedAt(list, story, 1)
    const first = list[at] as Extract<BundleFrame, { kind: 'entry' }>
    return list.map((frame, i) =>
      i === at + 1 ? { ...frame, claim: first.claim, index: first.index } : frame,
    ) as BundleFrame[]
  }),
  frames(
    'SUBJECT_HIDDEN',
    opened(5, (frame) => {
      const { claim } = frame
      const shown = (claim?.slots.length ?? 0) - 1
      return { ...frame, claim: claim && narrowClaim(nodeSha256, claim, (slot) => slot < shown) }
    }),
  ),
  ...[
    hidesOf('two packs of unknown batch', [lone('S1'), lone('S2')]),
    hidesOf('one beside the batch', [storyPacks('S1'), lone('S2')]),
  ],
  hidesOf('packs under two other lots', [
    { ...storyPacks('S1'), lot: 'X1' },
    { ...storyPacks('S2'), lot: 'X2' },
  ]),
  frames('MANIFEST_MISSING', (list) => without(list, place(list, 'manifest'))),
  frames('MANIFEST_UNEXPECTED', (list, story) => {
    const at = openedAt(list, story, 7)
    return [...list.slice(0, at + 1), list[place(list, 'manifest')] as BundleFrame, ...list.slice(at + 1)]
  }),
  frames('MANIFEST_FRAMES', (list) => {
    const at = place(list, 'manifest')
    const whole = list[at] as Extract<BundleFrame, { kind: 'manifest' }>
    const halves = [whole.serials.slice(0, 2), whole.serials.slice(2)].map((serials) => ({ ...whole, serials }))
    return [...list.slice(0, at), ...halves, ...list.slice(at + 1)]
  }),
  frames('MANIFEST_ROOT', (list) =>
    edit(list, 'manifest', 0, (frame) => ({ ...frame, serials: [...frame.serials.slice(0, -1), 'S9'] })),
  ),
  frames('MANIFEST_COUNT', (list) =>
    edit(
      edit(list, 'manifest', 0, (frame) => ({ ...frame, serials: frame.serials.slice(1) })),
      'end',
      0,
      (frame) => ({
        ...frame,
        serials: frame.serials - 1,
      }),
    ),
  ),
  frames('SERIAL_ORDER', (list) =>
    edit(list, 'manifest', 0, (frame) => ({ ...frame, serials: swapped(frame.serials, 0, 1) })),
  ),

  frames('SUBMISSION_MALFORMED', (list) =>
    edit(list, 'submission', 0, (frame) => ({ ...frame, bytes: frame.bytes.subarray(1) })),
  ),
  frames('SUBMISSION_MISSING', (list) => without(list, place(list, 'submission', -1))),
  frames('SUBMISSION_CHANGED', (list) =>
    edit(list, 'submission', -1, (frame) => ({ ...frame, bytes: flipped(frame.bytes, frame.bytes.length - 1) })),
  ),
  frames('SUBMISSION_TWICE', (list) => {
    // Before the second entry that came in it.
    const at = place(list, 'submission', -1)
    return [...list.slice(0, at + 2), list[at] as BundleFrame, ...list.slice(at + 2)]
  }),
  frames(
    'SUBMISSION_INDEX',
    opened(7, (frame) => ({ ...frame, index: 0 })),
  ),
  frames('SUBMISSION_ROOT', (list) =>
    edit(list, 'submission', -1, (frame) => ({
      ...frame,
      tallies: (frame.tallies ?? []).map((tally) => ({ ...tally, claims: tally.claims + 1 })),
    })),
  ),
  frames('TALLY_DIFFERS', (list) =>
    edit(list, 'submission', -1, (frame) => ({
      ...frame,
      tallies: (frame.tallies ?? []).map((tally) => ({ ...tally, claims: tally.claims + 1 })),
    })),
  ),
  frames('CLAIM_CUT', (list, story) => {
    const at = openedAt(list, story, 7)
    return list.map((frame, i) => (i === at && frame.kind === 'entry' ? { ...frame, index: 60 } : frame))
  }),

  frames('LINK_ORDER', (list) => doubled(list, place(list, 'link'))),
  frames('LINK_PROOF', (list) => edit(list, 'link', 0, (frame) => ({ ...frame, proof: frame.proof.slice(1) }))),
  frames('LINK_MISSING', (list) => without(list, place(list, 'link'))),
]
