/**
 * A ledger in memory and its bundles, written from the format's pages on `protocol` alone: no store, no custody rules, nothing
 * refused. It is the source of bundles for the verifier's tests and the bench on which the forgers work.
 */
import {
  type BundleFrame,
  type Crypto,
  claimsRoot,
  type Entry,
  type EntryKind,
  type Event,
  encodeEntry,
  entryKindOf,
  eventSlots,
  type Hash,
  hashClaim,
  hashEntry,
  hashManifest,
  hashSubmission,
  hashTime,
  inclusionProof,
  type KeySubject,
  keyIdOf,
  keyProofMessage,
  type Licence,
  type ManifestSubject,
  type MapItem,
  mapOf,
  openTallies,
  readEvent,
  type Seen,
  type Signer,
  type StreamName,
  signCheckpoint,
  signSubmission,
  streamKey,
  streamsOfSubjects,
  streamText,
  subtreeOf,
  talliesOf,
  toHex,
  treeRoot,
  ZERO_HASH,
} from '@packtrail/protocol'
import { type BundleOptions, bundleFrames } from './bundle-export.ts'
import {
  actorsOf,
  type LedgerState,
  type LogClaim,
  type LogSubmission,
  type Manifest,
  type Sealed,
} from './bundle-ledger.ts'
import { testKey, testRandom } from './test-keys.ts'

export interface LedgerOptions {
  /** Everything random follows from it. */
  readonly seed: string
  readonly origin?: string
  readonly operator?: string
  /** Recorded time of the genesis entry, ms; each commit is `tick` later. */
  readonly start?: number
  readonly tick?: number
}

export interface NewClaim {
  readonly event: Event
  /** For each `manifest` subject of the event, its serials. */
  readonly manifests?: readonly Manifest[]
}

export interface SubmitOptions {
  readonly attests?: boolean
  readonly seen?: Seen
  readonly seq?: number
  /** Signs with another key than the one named: for forgers. */
  readonly keyId?: Uint8Array
  /** Leave these claims (by index) out of the log, as a refused claim is; its `attempt` is the caller's to write. */
  readonly skip?: readonly number[]
  /** `false`: sign no tallies, as an author who does not care may. */
  readonly tallies?: false
  /** What only a dishonest ledger does. */
  readonly evil?: {
    /** Ledger id in the signed payload. */
    readonly ledgerId?: Hash
    /** Other entries than those that the claim names. */
    readonly routing?: (streams: StreamName[]) => StreamName[]
    /** No `place` entries. */
    readonly noPlace?: true
    /** Seed of every claim. */
    readonly seed?: Uint8Array
    /** The kind of its entries. */
    readonly kind?: EntryKind
    /** Recorded time, ms. */
    readonly recorded?: number
  }
}

export interface TestLedger {
  readonly state: LedgerState
  /** Append claims signed by `signer`; opens the streams of parties and products that are named for the first time. */
  submit(signer: Signer, claims: readonly (Event | NewClaim)[], options?: SubmitOptions): Promise<readonly LogClaim[]>
  /** The operator writes down what others reported. */
  attest(claims: readonly (Event | NewClaim)[]): Promise<readonly LogClaim[]>
  addParty(actor: string, name?: string, licences?: readonly Licence[]): Promise<void>
  addProduct(product: string, name?: string): Promise<void>
  addKey(actor: string, key: Signer, products?: readonly string[]): Promise<void>
  endKey(type: 'retire' | 'revoke', actor: string, key: Signer, compromisedSince?: number): Promise<void>
  setPolicy(key: string, value: string): Promise<void>
  /** The serials of a commissioning, sorted, with their subject. */
  manifest(product: string, lot: string, serials: readonly string[], more?: Partial<ManifestSubject>): Manifest
  /** A dishonest ledger: the claim is entered once more. */
  repeat(claim: LogClaim, stream: StreamName, kind: EntryKind): void
  /** Close an epoch and sign a checkpoint over it. */
  seal(): Promise<Sealed>
  /** The bundle of a batch as of the last checkpoint. */
  bundle(product: string, lot: string, options?: BundleOptions): BundleFrame[]
}

export async function makeLedger(crypto: Crypto, options: LedgerOptions): Promise<TestLedger> {
  const random = testRandom(options.seed)
  const clock = { now: options.start ?? 1_700_000_000_000, tick: options.tick ?? 1000 }
  const state = await begin(crypto, options, random, clock.now)
  const writer = new Writer(state, random, clock)
  const operatorAct = (event: Event): Promise<readonly LogClaim[]> =>
    writer.submit(state.key, [{ ...event, who: { agent: state.operator } }], {})
  await operatorAct({ type: 'policy', detail: {}, subjects: [{ kind: 'policy', key: 'profile', value: 'default/1' }] })
  return {
    state,
    submit: (signer, claims, submitOptions = {}) => writer.submit(signer, claims, submitOptions),
    attest: (claims) => writer.submit(state.key, claims, { attests: true }),
    addParty: async (actor, name, licences = []) => {
      const subject = { kind: 'party', actor, status: 'active', licences, ...(name ? { name } : {}) } as const
      await operatorAct({ type: 'party', detail: {}, subjects: [subject] })
    },
    addProduct: async (product, name) => {
      const subject = { kind: 'product', product, ...(name ? { name } : {}) } as const
      await operatorAct({ type: 'product', detail: {}, subjects: [subject] })
    },
    addKey: async (actor, key, products) => {
      const subject = await keySubject(state.ledgerId, actor, key, products)
      await operatorAct({ type: 'key', detail: {}, subjects: [subject] })
      state.keyOwners.set(toHex(key.publicKey), actor)
    },
    endKey: async (type, actor, key, compromisedSince) => {
      const keyId = keyIdOf(crypto.sha256, key.publicKey)
      const subject = { kind: 'keyEnd', actor, keyId, ...(compromisedSince ? { compromisedSince } : {}) } as const
      await operatorAct({ type, detail: {}, subjects: [subject] })
    },
    setPolicy: async (key, value) => {
      await operatorAct({ type: 'policy', detail: {}, subjects: [{ kind: 'policy', key, value }] })
    },
    manifest: (product, lot, serials, more) => makeManifest(crypto, random(16), product, lot, serials, more),
    repeat: (claim, stream, kind) => writer.enter(claim, stream, kind, undefined),
    seal: () => writer.seal(),
    bundle: (product, lot, bundleOptions = {}) => bundleFrames(state, product, lot, bundleOptions),
  }
}

/** A key with its proof of possession. */
export async function keySubject(
  ledgerId: Hash,
  actor: string,
  key: Signer,
  products?: readonly string[],
): Promise<KeySubject> {
  const proof = await key.sign(keyProofMessage(ledgerId, actor, key.publicKey))
  return { kind: 'key', actor, publicKey: key.publicKey, proof, ...(products ? { products } : {}) }
}

export function makeManifest(
  crypto: Crypto,
  seed: Uint8Array,
  product: string,
  lot: string,
  serials: readonly string[],
  more: Partial<ManifestSubject> = {},
): Manifest {
  const sorted = [...serials].sort()
  const { root, count } = hashManifest(crypto.sha256, seed, sorted)
  return { subject: { kind: 'manifest', product, lot, root, count, ...more }, seed, serials: sorted }
}

async function begin(
  crypto: Crypto,
  options: LedgerOptions,
  random: (size: number) => Uint8Array,
  now: number,
): Promise<LedgerState> {
  const { sha256 } = crypto
  const origin = options.origin ?? 'ledger.example/packtrail'
  const operator = options.operator ?? 'gln:4000001000005'
  const key = testKey(`${options.seed} ledger`)
  const slots = eventSlots({
    type: 'genesis',
    detail: {},
    subjects: [{ kind: 'genesis', origin, operator, publicKey: key.publicKey }],
  })
  const open = { seed: random(16), slots }
  const claim = hashClaim(sha256, slots, open.seed)
  const none = { stream: undefined, previous: undefined, submission: undefined }
  const entry: Entry = { ledgerId: ZERO_HASH, g: 0, s: 0, recorded: now, kind: 'genesis', claim, ...none }
  const bytes = encodeEntry(entry)
  const leaf = hashEntry(sha256, bytes)
  return {
    crypto,
    ledgerId: leaf,
    origin,
    operator,
    key,
    genesis: { bytes, open },
    log: [{ entry, bytes, leaf, stream: undefined }],
    streams: new Map(),
    claims: new Map(),
    submissions: new Map(),
    keyOwners: new Map([[toHex(key.publicKey), operator]]),
    sealed: [],
  }
}

/** Keeps what an append changes. */
class Writer {
  readonly #state: LedgerState
  readonly #random: (size: number) => Uint8Array
  readonly #clock: { now: number; readonly tick: number }
  readonly #seq = new Map<string, number>()
  /** Lots of each commissioned pack (one that is registered twice has two), and the claims that named it. */
  readonly #lotsOf = new Map<string, readonly string[]>()
  readonly #naming = new Map<string, readonly LogClaim[]>()

  constructor(state: LedgerState, random: (size: number) => Uint8Array, clock: { now: number; readonly tick: number }) {
    this.#state = state
    this.#random = random
    this.#clock = clock
  }

  async submit(
    signer: Signer,
    items: readonly (Event | NewClaim)[],
    options: SubmitOptions,
  ): Promise<readonly LogClaim[]> {
    const claims = items.map((item) => ('event' in item ? item : { event: item }))
    await this.#openStreams(claims)
    const { sha256 } = this.#state.crypto
    const opened: Omit<LogClaim, 'submission' | 'index' | 'entries'>[] = claims.map(({ event, manifests = [] }) => {
      const open = { seed: options.evil?.seed ?? this.#random(16), slots: eventSlots(event) }
      // Read back: subjects and serials stand in the order of their bytes, as every reader will see them.
      return { event: readEvent(open.slots), manifests, open, hash: hashClaim(sha256, open.slots, open.seed) }
    })
    const hashes = opened.map(({ hash }) => hash)
    const subjects = opened.map(({ event }) => event.subjects)
    const submission = await this.#sign(signer, hashes, subjects, options)
    this.#clock.now += this.#clock.tick
    const logged = opened.map((claim, index) => ({ ...claim, submission: submission.hash, index, entries: [] }))
    for (const claim of logged) if (!options.skip?.includes(claim.index)) this.#append(claim, options.evil ?? {})
    return logged
  }

  async #sign(
    signer: Signer,
    claims: readonly Hash[],
    subjects: readonly Event['subjects'][],
    options: SubmitOptions,
  ): Promise<LogSubmission> {
    const { crypto, ledgerId, submissions } = this.#state
    const name = toHex(signer.publicKey)
    const seq = options.seq ?? (this.#seq.get(name) ?? 0) + 1
    this.#seq.set(name, seq)
    // The operator could sign another submission, so its own bear no tallies.
    const own = name === toHex(this.#state.key.publicKey)
    const tallies =
      own || options.tallies === false ? [] : openTallies(crypto.sha256, talliesOf(subjects), this.#random(16))
    const bytes = await signSubmission(signer, {
      ledgerId: options.evil?.ledgerId ?? ledgerId,
      keyId: options.keyId ?? keyIdOf(crypto.sha256, signer.publicKey),
      seq,
      count: claims.length,
      streams: tallies.length,
      root: claimsRoot(crypto.sha256, claims, tallies),
      seen: options.seen,
      time: hashTime(crypto.sha256, this.#clock.now, this.#random(16)),
      attests: options.attests ?? false,
    })
    const refused = options.skip ?? []
    const submission = { hash: hashSubmission(crypto.sha256, bytes), bytes, signer, claims, tallies, refused }
    submissions.set(toHex(submission.hash), submission)
    return submission
  }

  #append(claim: LogClaim, evil: NonNullable<SubmitOptions['evil']>): void {
    this.#state.claims.set(toHex(claim.hash), claim)
    const streams = streamsOfSubjects(claim.event.subjects)
    for (const stream of evil.routing?.(streams) ?? streams) {
      this.enter(claim, stream, evil.kind ?? entryKindOf(stream, claim.event.subjects), evil.recorded)
    }
    if (evil.noPlace) return
    const moved = new Set<LogClaim>([claim])
    for (const { subject, serials } of claim.manifests) {
      for (const serial of serials) {
        const pack = `${subject.product}/${serial}`
        this.#lotsOf.set(pack, [...(this.#lotsOf.get(pack) ?? []), subject.lot])
        for (const earlier of this.#naming.get(pack) ?? []) moved.add(earlier)
      }
    }
    for (const pack of claim.event.subjects.flatMap(packsOf)) {
      this.#naming.set(pack, [...(this.#naming.get(pack) ?? []), claim])
    }
    for (const one of [...moved].sort((a, b) => (a.entries[0] ?? 0) - (b.entries[0] ?? 0))) this.#place(one)
  }

  /** As many entries in a batch's stream as slots that hold packs of it without naming it. */
  #place(claim: LogClaim): void {
    const { log } = this.#state
    const wanted = new Map<string, { readonly batch: StreamName; slots: number }>()
    for (const subject of claim.event.subjects) {
      if (subject.kind !== 'packs' && subject.kind !== 'unplaced') continue
      const named = subject.kind === 'packs' ? subject.lot : undefined
      for (const lot of new Set(packsOf(subject).flatMap((pack) => this.#lotsOf.get(pack) ?? []))) {
        if (lot === named) continue
        const batch: StreamName = { type: 'batch', product: subject.product, lot }
        const known = wanted.get(streamText(batch)) ?? { batch, slots: 0 }
        wanted.set(streamText(batch), { ...known, slots: known.slots + 1 })
      }
    }
    for (const [text, { batch, slots }] of wanted) {
      const there = claim.entries.filter((g) => {
        const known = log[g]
        return known?.entry.kind === 'place' && known.stream !== undefined && streamText(known.stream) === text
      })
      for (let i = there.length; i < slots; i++) this.enter(claim, batch, 'place', undefined)
    }
  }

  enter(claim: LogClaim, name: StreamName, kind: EntryKind, recorded: number | undefined): void {
    const { log, streams, ledgerId, crypto } = this.#state
    const text = streamText(name)
    const stream = streams.get(text) ?? { name, key: streamKey(crypto.sha256, ledgerId, name), entries: [] }
    streams.set(text, stream)
    const last = stream.entries.at(-1)
    const g = log.length
    const entry: Entry = {
      ledgerId,
      g,
      stream: stream.key,
      s: stream.entries.length,
      previous: last === undefined ? undefined : log[last]?.leaf,
      recorded: recorded ?? this.#clock.now,
      kind,
      claim: claim.hash,
      submission: claim.submission,
    }
    const bytes = encodeEntry(entry)
    log.push({ entry, bytes, leaf: hashEntry(crypto.sha256, bytes), stream: name })
    stream.entries.push(g)
    claim.entries.push(g)
  }

  /** A stream for every party and product that is named for the first time, so that no bundle has to prove an absence. */
  async #openStreams(claims: readonly NewClaim[]): Promise<void> {
    const { streams, operator, key } = this.#state
    const opening = new Set(claims.flatMap(({ event }) => streamsOfSubjects(event.subjects).map(streamText)))
    const has = (name: StreamName): boolean => streams.has(streamText(name)) || opening.has(streamText(name))
    const events: Event[] = []
    const add = (name: StreamName, event: Event): void => {
      if (has(name)) return
      opening.add(streamText(name))
      events.push({ ...event, who: { agent: operator } })
    }
    for (const { event } of claims) {
      for (const actor of actorsOf(event)) {
        const subject = { kind: 'party', actor, status: 'active', licences: [] } as const
        add({ type: 'authority', actor }, { type: 'party', detail: {}, subjects: [subject] })
      }
      for (const subject of event.subjects) {
        if (!('product' in subject)) continue
        const { product } = subject
        add({ type: 'product', product }, { type: 'product', detail: {}, subjects: [{ kind: 'product', product }] })
      }
    }
    if (events.length > 0) await this.submit(key, events, {})
  }

  async seal(): Promise<Sealed> {
    const { log, streams, crypto, ledgerId, sealed, origin, key } = this.#state
    const { sha256 } = crypto
    const heads = [...streams.values()].map((stream): MapItem => {
      const leaves = stream.entries.map((g) => log[g]?.leaf as Hash)
      return { key: stream.key, size: leaves.length, root: treeRoot(sha256, leaves), last: leaves.at(-1) as Hash }
    })
    this.#clock.now += this.#clock.tick
    const g = log.length
    const before = sealed.at(-1)
    const entry: Entry = {
      ledgerId,
      g,
      stream: undefined,
      s: sealed.length,
      previous: before === undefined ? undefined : hashEntry(sha256, before.epoch),
      recorded: this.#clock.now,
      kind: 'epoch',
      claim: mapOf(sha256, heads).root,
      submission: undefined,
    }
    const epoch = encodeEntry(entry)
    log.push({ entry, bytes: epoch, leaf: hashEntry(sha256, epoch), stream: undefined })
    const leaves = log.map(({ leaf }) => leaf)
    const root = treeRoot(sha256, leaves)
    const size = leaves.length
    const note = await signCheckpoint(sha256, key, { origin, size, root })
    const path = inclusionProof(g, size, subtreeOf(sha256, leaves))
    sealed.push({ size, root, note, epoch, path, heads })
    return sealed.at(-1) as Sealed
  }
}

function packsOf(subject: Event['subjects'][number]): string[] {
  if (subject.kind === 'unplaced') return [`${subject.product}/${subject.serial}`]
  return subject.kind === 'packs' ? subject.serials.map((serial) => `${subject.product}/${serial}`) : []
}
