/** The worked example of docs/spec: a batch of three packs, one of them dispensed, and the bundle that proves it. */
import {
  type BundleFrame,
  concatBytes,
  decode,
  decodeSubmission,
  type Event,
  encode,
  encodeBundleFrame,
  encodeClaim,
  encodeSubmissionFrame,
  fileStart,
  formatVerifierKey,
  type Hash,
  hashLeaf,
  hashNode,
  hashSubmission,
  mapProofToCbor,
  narrowClaim,
  type Subject,
  serialLeaf,
  serialSalt,
  slotSalt,
  streamKey,
  streamParts,
  tallyLeaf,
  toHex,
  treeRoot,
  utf8,
} from '../../packages/protocol/src/index.ts'
import { annotate, type Labels, plain } from './annotate.ts'
import { sha256, TinyLedger, type TinySubmission, testKey } from './tiny-ledger.ts'

export const PRODUCT = '04012345678901'
export const LOT = 'A1'
export const MAKER = 'gln:4012345000009'
export const PHARMACY = 'gln:4098765000003'
const SERIALS = ['S1', 'S2', 'S3']
const BATCH = { type: 'batch', product: PRODUCT, lot: LOT } as const

export interface Story {
  readonly ledger: TinyLedger
  readonly commission: TinySubmission
  readonly dispense: TinySubmission
  readonly frames: readonly BundleFrame[]
}

const ENTRY: Labels = 'version,ledger id,g,stream key,s,previous,recorded,kind,claim hash,submission'.split(',')
const PAYLOAD: Labels = [
  ...'version,ledger id,key id,seq,claims,tallies,root'.split(','),
  ['seen', ['size', 'root']],
  'time commitment',
  'attests',
]
const CLAIM: Labels = ['seed', ['slots', ['slot']]]
const RUNS: Labels = [['run', ['from', 'to']]]

/** Frames by their first item, as 13-bundle.md numbers their parts. */
const FRAMES: Readonly<Record<BundleFrame['kind'], Labels>> = {
  header: ['tag', 'version', 'ledger id', ['batch', ['type', 'product', 'lot']]],
  checkpoint: ['tag', 'note', 'epoch entry', ['path', ['hash']]],
  genesis: ['tag', 'entry', ['claim', CLAIM]],
  link: ['tag', 'size', 'root', ['proof', ['hash']]],
  map: ['tag', ['items', [['item', ['stream key', 'size', 'root', 'last']]]]],
  stream: ['tag', ['name', ['type', 'part']], ['runs', RUNS], ['proof', ['hash']]],
  submission: [
    'tag',
    'COSE_Sign1',
    ['runs', RUNS],
    ['proof', ['hash']],
    ['tallies', [['tally', ['index', ['stream', ['type', 'part']], 'claims', 'salt']]]],
    'refused',
  ],
  entry: ['tag', 'entry', ['claim', CLAIM], 'index'],
  manifest: ['tag', 'claim hash', 'seed', ['serials', ['serial']]],
  log: ['tag', ['runs', RUNS], ['proof', ['hash']]],
  end: ['tag', 'entries', 'serials'],
}

export async function makeStory(): Promise<Story> {
  const ledger = new TinyLedger('example')
  const maker = testKey('example maker')
  const pharmacy = testKey('example pharmacy')
  const party = (actor: string, name: string, role: string): Event => {
    const subject: Subject = { kind: 'party', actor, name, status: 'active', licences: [{ id: `${role} 1`, role }] }
    return { type: 'party', detail: {}, subjects: [subject] }
  }
  ledger.append(
    await ledger.sign(ledger.key, [
      party(ledger.operator, 'Example Ledgers', 'operator'),
      { type: 'policy', detail: {}, subjects: [{ kind: 'policy', key: 'profile', value: 'default/1' }] },
      party(MAKER, 'Example 制药', 'manufacturer'),
      { type: 'key', detail: {}, subjects: [await ledger.keySubject(MAKER, maker)] },
      { type: 'key', detail: {}, subjects: [await ledger.keySubject(PHARMACY, pharmacy)] },
      { type: 'product', detail: {}, subjects: [{ kind: 'product', product: PRODUCT, name: 'Examplin 10 mg' }] },
    ]),
  )
  const manifest = ledger.manifest(PRODUCT, LOT, SERIALS, { expiry: '2029-12-31', made: '2027-01-15', markets: ['AT'] })
  const commission = await ledger.sign(maker, [
    {
      type: 'commission',
      detail: {},
      when: { ms: 1_800_000_000_000, offset: 60, precision: 'ms' },
      who: { agent: MAKER, owner: MAKER },
      where: { readPoint: `${MAKER}/LINE-7` },
      subjects: [manifest],
    },
  ])
  ledger.append(commission)
  const { size, root } = await ledger.seal()
  const dispense = await ledger.sign(
    pharmacy,
    [
      {
        type: 'dispense',
        detail: {},
        when: { ms: 1_800_000_100_000, offset: 60, precision: 'ms' },
        who: { agent: PHARMACY },
        where: { readPoint: PHARMACY },
        subjects: [{ kind: 'packs', product: PRODUCT, lot: LOT, serials: ['S2'], expiry: '2029-12-31' }],
      },
    ],
    { size, root },
  )
  ledger.append(dispense)
  await ledger.seal()
  return { ledger, commission, dispense, frames: ledger.bundle(BATCH, [size]) }
}

/** The bytes of the worked bundle. */
export function bundleBytes(frames: readonly BundleFrame[]): Uint8Array {
  return concatBytes(fileStart('bundle'), ...frames.map(encodeBundleFrame))
}

/** Every block of the pages, by the name after its fence: a page says ```hex NAME, and the lines follow from here. */
export async function pageBlocks(): Promise<Readonly<Record<string, string>>> {
  const story = await makeStory()
  const { ledger, dispense, commission, frames } = story
  const [claim] = dispense.claims as [TinySubmission['claims'][0]]
  const [first] = commission.claims as [TinySubmission['claims'][0]]
  const entry = ledger.log[9] as (typeof ledger.log)[0]
  const epoch = ledger.log[10] as (typeof ledger.log)[0]
  const { seed, serials } = ledger.manifests.get(toHex((first.event.subjects[0] as { root: Hash }).root)) as {
    seed: Uint8Array
    serials: readonly string[]
  }
  const part = narrowClaim(sha256, claim, (i) => i !== 2 && i !== 3)
  const map = ledger.epochs[1]?.map.prove([streamKey(sha256, ledger.ledgerId, BATCH)]) ?? []
  const name = ['type', 'part']
  return {
    'encoding.example': annotate(
      encode(['dispense', 1_800_000_000_000, Uint8Array.of(0, 255), null, [true, -19]]),
      'value',
    ),
    'hashes.example': hashExample(claim.seed),
    'events.slots': slotBlock(claim.slots),
    'events.commission': slotBlock(first.slots),
    'claims.whole': annotate(encodeClaim(claim), 'claim', CLAIM),
    'claims.hash': plain(claim.hash, 'claim hash'),
    'claims.part': annotate(encodeClaim(part), 'claim', ['no seed', ['slots', [['shown', ['salt', 'slot']]]]]),
    'submissions.bytes': submissionBlock(dispense.bytes),
    'submissions.signed': plain(decodeSubmission(dispense.bytes).signed, 'Sig_structure: what the key signs'),
    'submissions.leaves': submissionLeavesBlock(dispense),
    'submissions.key': plain(testKey('example pharmacy').publicKey, 'public key of the pharmacy'),
    'entries.dispense': annotate(entry.bytes, 'entry', ENTRY),
    'entries.leaf': plain(entry.leaf, 'leaf of the entry'),
    'streams.key': [
      annotate(encode([ledger.ledgerId, ...streamParts(BATCH)]), 'name', ['ledger id', 'type', 'product', 'lot']),
      plain(streamKey(sha256, ledger.ledgerId, BATCH), 'stream key: SHA-256(05 and the bytes above)'),
    ].join('\n'),
    'trees.log': leavesBlock(ledger),
    'trees.subset': logBlock(frames),
    'map.proof': annotate(encode(mapProofToCbor(map)), 'proof for the batch alone', [
      ['item', ['stream key', 'size', 'root', 'last']],
    ]),
    'map.root': plain(ledger.epochs[1]?.map.root as Hash, 'map root'),
    'manifests.example': manifestBlock(seed, serials),
    'checkpoints.epoch': annotate(epoch.bytes, 'epoch entry', ENTRY),
    'checkpoints.note': new TextDecoder().decode(ledger.epochs[1]?.note).trimEnd(),
    'files.submission': submissionFile(dispense),
    'policy.policy': policyFile(ledger),
    'policy.memory': memoryFile(ledger),
    'bundle.whole': frames.map((frame) => frameBlock(frame)).join('\n'),
    'bundle.start': plain(utf8('packtrail-bundle/0\n'), 'packtrail-bundle/0 and a line end'),
    'routing.names': [...ledger.streams.values()]
      .map(({ name: stream, at }) => `${annotate(encode(streamParts(stream)), `entries ${at.join(', ')}`, name)}`)
      .join('\n'),
  }
}

function policyFile(ledger: TinyLedger): string {
  const policy = {
    packtrailPolicy: 0,
    origin: ledger.origin,
    ledgerId: toHex(ledger.ledgerId),
    ledgerKeys: [formatVerifierKey(sha256, ledger.origin, ledger.key.publicKey, 'ledger')],
    witnesses: { quorum: 0, keys: [] },
    manufacturers: { [PRODUCT]: [MAKER] },
    attesters: [ledger.operator],
    required: ['bytes', 'authorship', 'completeness', 'history'],
    profiles: [],
  }
  return JSON.stringify(policy, null, 2)
}

function memoryFile(ledger: TinyLedger): string {
  const { size, root, note } = ledger.epochs[1] as TinyLedger['epochs'][0]
  const key = toHex(streamKey(sha256, ledger.ledgerId, BATCH))
  const head = ledger.heads().find((one) => toHex(one.key) === key) as { size: number; root: Hash }
  const batches = { [`${PRODUCT}/${LOT}`]: { size: head.size, root: toHex(head.root) } }
  const kept = { size, root: toHex(root), note: new TextDecoder().decode(note), batches }
  return JSON.stringify({ packtrailMemory: 0, ledgers: { [ledger.origin]: kept } }, null, 2)
}

function frameBlock(frame: BundleFrame): string {
  const bytes = encodeBundleFrame(frame)
  return `${plain(bytes.subarray(0, 4), `${frame.kind}: ${bytes.length - 4} bytes`)}\n${annotate(bytes.subarray(4), 'frame', FRAMES[frame.kind])}`
}

function hashExample(seed: Uint8Array): string {
  const [a, b] = [hashLeaf(sha256, utf8('a')), hashLeaf(sha256, utf8('b'))]
  return [
    plain(a, 'leaf of the one byte 61: SHA-256(00 61)'),
    plain(b, 'leaf of the one byte 62: SHA-256(00 62)'),
    plain(hashNode(sha256, a, b), 'node over both: SHA-256(01 and the two hashes)'),
    plain(seed, 'a seed'),
    plain(slotSalt(sha256, seed, 1), 'salt of slot 1: SHA-256(06, seed, 0000000000000001), first 16 bytes'),
  ].join('\n')
}

/** Slots of the example's events by their tag. */
const SLOTS: Readonly<Record<number, Labels>> = {
  0: [
    'tag',
    'type',
    ['detail', 'reason,units,undoes,target,market,before,after,code'.split(',')],
    'fields',
    'subjects',
  ],
  1: ['tag', 'time', 'offset', 'day only'],
  2: ['tag', 'agent', 'owner', 'holder'],
  3: ['tag', 'read point', 'business location'],
  10: ['tag', 'product', 'lot', ['serials', ['serial']], 'parent', 'expiry'],
  12: ['tag', 'product', 'lot', 'expiry', 'made', 'root', 'count', 'units', ['markets', ['market']]],
}

function slotBlock(slots: readonly Uint8Array[]): string {
  return slots.map((slot, i) => annotate(slot, `slot ${i}`, SLOTS[slot[1] as number])).join('\n')
}

function submissionBlock(bytes: Uint8Array): string {
  const payload = decode(bytes.subarray(7, bytes.length - 66)) as Uint8Array
  return [
    plain(bytes.subarray(0, 1), 'tag 18: COSE_Sign1'),
    plain(bytes.subarray(1, 2), 'array of 4'),
    plain(bytes.subarray(2, 6), 'protected header: {1: -19}, alg Ed25519'),
    plain(bytes.subarray(6, 7), 'unprotected header: empty'),
    plain(bytes.subarray(7, bytes.length - 66 - payload.length), `payload: ${payload.length} bytes`),
    annotate(payload, 'payload', PAYLOAD),
    plain(bytes.subarray(bytes.length - 66, bytes.length - 64), 'signature: 64 bytes'),
    plain(bytes.subarray(bytes.length - 64), 'R and S'),
    '',
    plain(hashSubmission(sha256, bytes), 'submission hash: SHA-256(09 and all bytes above)'),
  ].join('\n')
}

function submissionLeavesBlock({ claims, tallies, seed }: TinySubmission): string {
  const lines = claims.map(({ hash }, i) => plain(hashLeaf(sha256, hash), `leaf ${i}: of claim ${i}`))
  for (const tally of tallies) {
    const bytes = encode([streamParts(tally.stream), tally.claims])
    lines.push(plain(seed, 'seed of the tallies'))
    lines.push(plain(tally.salt, `salt of tally ${tally.index}: SHA-256(0b, seed, 0000000000000000), first 16 bytes`))
    lines.push(annotate(bytes, `tally ${tally.index}`, [['stream', ['type', 'product', 'lot']], 'claims that name it']))
    lines.push(
      plain(tallyLeaf(sha256, tally, tally.salt), `leaf ${claims.length + tally.index}: SHA-256(00, tally, salt)`),
    )
  }
  const all = [...claims.map(({ hash }) => hashLeaf(sha256, hash)), ...tallies.map((t) => tallyLeaf(sha256, t, t.salt))]
  return [...lines, plain(treeRoot(sha256, all), 'root')].join('\n')
}

function leavesBlock(ledger: TinyLedger): string {
  const names = [
    'genesis',
    'party: operator',
    'policy',
    'party: maker',
    'key: maker',
    'key: pharmacy',
    'product',
    'commission',
    'epoch 0',
    'dispense',
    'epoch 1',
  ]
  const lines = ledger.log.map(({ leaf }, g) => plain(leaf, `leaf ${g}: ${names[g]}`))
  return [...lines, plain(ledger.epochs[1]?.root as Hash, 'root of all 11')].join('\n')
}

function logBlock(frames: readonly BundleFrame[]): string {
  const frame = frames.find(({ kind }) => kind === 'log') as Extract<BundleFrame, { kind: 'log' }>
  return annotate(encode([frame.runs.map(({ from, to }) => [from, to]), frame.proof]), 'subset', [
    ['runs', RUNS],
    ['proof', ['hash']],
  ])
}

function manifestBlock(seed: Uint8Array, serials: readonly string[]): string {
  const leaves = serials.map((serial, i) => serialLeaf(sha256, seed, i, serial))
  return [
    plain(seed, 'seed'),
    ...serials.flatMap((serial, i) => [
      plain(encode([serial]), `serial ${i}: ["${serial}"]`),
      plain(serialSalt(sha256, seed, i), 'its salt'),
      plain(leaves[i] as Hash, 'its leaf'),
    ]),
    plain(treeRoot(sha256, leaves), 'root; count 3'),
  ].join('\n')
}

function submissionFile({ bytes, claims, ms, salt, seed }: TinySubmission): string {
  const parts = [
    encodeSubmissionFrame({ kind: 'submission', bytes, ms, salt, seed }),
    ...claims.map((claim) => encodeSubmissionFrame({ kind: 'claim', claim })),
    encodeSubmissionFrame({ kind: 'end', claims: claims.length, serials: 0 }),
  ]
  const labels: Labels[] = [
    ['tag', 'COSE_Sign1', 'claimed time', 'salt of the time', 'seed of the tallies'],
    ['tag', ['claim', CLAIM]],
    ['tag', 'claims', 'serials'],
  ]
  const frames = parts.map(
    (part, i) => `${plain(part.subarray(0, 4), 'length')}\n${annotate(part.subarray(4), 'frame', labels[i])}`,
  )
  return [plain(fileStart('submission'), 'packtrail-submission/0 and a line end'), ...frames].join('\n')
}
