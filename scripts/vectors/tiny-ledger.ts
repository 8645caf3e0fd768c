/**
 * A ledger of a few entries in memory, just large enough for the worked example of docs/spec and for the vectors. Everything in
 * it is shown in its bundle, so the exporter has nothing to choose.
 */

import {
  type BundleFrame,
  claimsRoot,
  compareText,
  consistencyProof,
  type Entry,
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
  keyIdOf,
  keyProofMessage,
  type ManifestSubject,
  mapOf,
  type OpenTally,
  openTallies,
  readEvent,
  runsOf,
  type Seen,
  type Signer,
  type StreamName,
  type Subject,
  signCheckpoint,
  signSubmission,
  streamKey,
  streamsOfSubjects,
  streamText,
  submissionLeaves,
  subsetProof,
  subtreeOf,
  talliesOf,
  tieKeeper,
  toHex,
  treeRoot,
  ZERO_HASH,
} from '../../packages/protocol/src/index.ts'
import { nodeSha256 as sha256, testKey, testRandom } from '../../packages/testkit/src/test-keys.ts'

export { sha256, testKey }

export interface TinyClaim {
  readonly event: Event
  readonly seed: Uint8Array
  readonly slots: readonly Uint8Array[]
  readonly hash: Hash
}

export interface TinySubmission {
  readonly bytes: Uint8Array
  readonly claims: readonly TinyClaim[]
  readonly tallies: readonly OpenTally[]
  readonly ms: number
  readonly salt: Uint8Array
  readonly seed: Uint8Array
}

interface Logged {
  readonly entry: Entry
  readonly bytes: Uint8Array
  readonly leaf: Hash
  readonly name: StreamName | undefined
  readonly claim: TinyClaim | undefined
  readonly submission: TinySubmission | undefined
}

export interface Epoch {
  readonly size: number
  readonly root: Hash
  readonly note: Uint8Array
  readonly bytes: Uint8Array
  readonly map: ReturnType<typeof mapOf>
}

export class TinyLedger {
  readonly origin = 'ledger.example/packtrail'
  readonly operator = 'gln:4000001000005'
  readonly key: Signer
  readonly log: Logged[] = []
  readonly streams = new Map<string, { name: StreamName; key: Hash; at: number[] }>()
  readonly epochs: Epoch[] = []
  readonly manifests = new Map<string, { seed: Uint8Array; serials: readonly string[] }>()
  readonly random: (size: number) => Uint8Array
  readonly #seq = new Map<string, number>()
  #now = 1_800_000_000_000

  constructor(seed: string) {
    this.random = testRandom(seed)
    this.key = testKey(`${seed} ledger`)
    const { origin, operator } = this
    const claim = this.claim({
      type: 'genesis',
      detail: {},
      subjects: [{ kind: 'genesis', origin, operator, publicKey: this.key.publicKey }],
    })
    this.#append({ kind: 'genesis', claim: claim.hash }, undefined, claim, undefined)
  }

  get ledgerId(): Hash {
    return this.log[0]?.leaf ?? ZERO_HASH
  }

  claim(event: Event): TinyClaim {
    const seed = this.random(16)
    const slots = eventSlots(event)
    readEvent(slots)
    return { event, seed, slots, hash: hashClaim(sha256, slots, seed) }
  }

  manifest(product: string, lot: string, serials: readonly string[], more: Partial<ManifestSubject>): ManifestSubject {
    const seed = this.random(16)
    const { root, count } = hashManifest(sha256, seed, serials)
    this.manifests.set(toHex(root), { seed, serials })
    return { kind: 'manifest', product, lot, root, count, ...more }
  }

  async keySubject(actor: string, key: Signer): Promise<Subject> {
    const proof = await key.sign(keyProofMessage(this.ledgerId, actor, key.publicKey))
    return { kind: 'key', actor, publicKey: key.publicKey, proof }
  }

  /** Signs the events of one submission, without appending them. */
  async sign(signer: Signer, events: readonly Event[], seen?: Seen): Promise<TinySubmission> {
    const claims = events.map((event) => this.claim(event))
    const [ms, salt, seed] = [this.#now, this.random(16), this.random(16)]
    const tallies =
      signer === this.key ? [] : openTallies(sha256, talliesOf(events.map(({ subjects }) => subjects)), seed)
    const keyId = keyIdOf(sha256, signer.publicKey)
    const seq = (this.#seq.get(toHex(keyId)) ?? 0) + 1
    this.#seq.set(toHex(keyId), seq)
    const hashes = claims.map(({ hash }) => hash)
    const bytes = await signSubmission(signer, {
      ledgerId: this.ledgerId,
      keyId,
      seq,
      count: claims.length,
      streams: tallies.length,
      root: claimsRoot(sha256, hashes, tallies),
      seen,
      time: hashTime(sha256, ms, salt),
      attests: false,
    })
    return { bytes, claims, tallies, ms, salt, seed }
  }

  append(submission: TinySubmission): void {
    this.#now += 60_000
    for (const claim of submission.claims) {
      for (const name of streamsOfSubjects(claim.event.subjects)) {
        this.#append(
          {
            kind: entryKindOf(name, claim.event.subjects),
            claim: claim.hash,
            submission: hashSubmission(sha256, submission.bytes),
          },
          name,
          claim,
          submission,
        )
      }
    }
  }

  async seal(): Promise<Epoch> {
    this.#now += 60_000
    const map = mapOf(sha256, this.heads())
    const last = this.epochs.at(-1)
    const previous = last === undefined ? undefined : hashEntry(sha256, last.bytes)
    this.#append({ kind: 'epoch', claim: map.root, s: this.epochs.length, previous }, undefined, undefined, undefined)
    const leaves = this.log.map(({ leaf }) => leaf)
    const [size, root] = [leaves.length, treeRoot(sha256, leaves)]
    const note = await signCheckpoint(sha256, this.key, { origin: this.origin, size, root })
    const epoch = { size, root, note, bytes: this.log.at(-1)?.bytes as Uint8Array, map }
    this.epochs.push(epoch)
    return epoch
  }

  heads(): { key: Hash; size: number; root: Hash; last: Hash }[] {
    return [...this.streams.values()].map(({ key, at }) => {
      const leaves = at.map((g) => this.log[g]?.leaf as Hash)
      return { key, size: leaves.length, root: treeRoot(sha256, leaves), last: leaves.at(-1) as Hash }
    })
  }

  #append(
    what: Pick<Entry, 'kind' | 'claim'> & Partial<Entry>,
    name: StreamName | undefined,
    claim: TinyClaim | undefined,
    submission: TinySubmission | undefined,
  ): void {
    const stream = name && this.#stream(name)
    const before = stream?.at.at(-1)
    const entry: Entry = {
      ledgerId: this.log.length === 0 ? ZERO_HASH : this.ledgerId,
      g: this.log.length,
      stream: stream?.key,
      s: stream?.at.length ?? 0,
      previous: before === undefined ? undefined : this.log[before]?.leaf,
      recorded: this.#now,
      submission: undefined,
      ...what,
    }
    const bytes = encodeEntry(entry)
    stream?.at.push(entry.g)
    this.log.push({ entry, bytes, leaf: hashEntry(sha256, bytes), name, claim, submission })
  }

  #stream(name: StreamName): { name: StreamName; key: Hash; at: number[] } {
    const text = streamText(name)
    const known = this.streams.get(text)
    if (known !== undefined) return known
    const stream = { name, key: streamKey(sha256, this.ledgerId, name), at: [] }
    this.streams.set(text, stream)
    return stream
  }

  /** The bundle of a batch in which every stream, claim and slot of the ledger is shown (docs/spec/13-bundle.md). */
  bundle(subject: StreamName, links: readonly number[]): BundleFrame[] {
    const epoch = this.epochs.at(-1) as Epoch
    const leaves = this.log.slice(0, epoch.size).map(({ leaf }) => leaf)
    const subtree = subtreeOf(sha256, leaves)
    const streams = [...this.streams.values()].sort((a, b) => compareText(streamText(a.name), streamText(b.name)))
    const [genesis] = this.log as [Logged, ...Logged[]]
    const { seed, slots } = genesis.claim as TinyClaim
    const body = this.#body(epoch.size)
    const ties = tieKeeper(links, this.ledgerId)
    for (const { entry, leaf, name } of this.log.slice(0, epoch.size)) {
      if (name !== undefined) ties.see(streamText(name), entry.g, leaf)
    }
    const tied = runsOf(ties.finish().map(({ g }) => g))
    const serials = body.reduce((sum, frame) => sum + (frame.kind === 'manifest' ? frame.serials.length : 0), 0)
    return [
      { kind: 'header', ledgerId: this.ledgerId, subject },
      {
        kind: 'checkpoint',
        note: epoch.note,
        epoch: epoch.bytes,
        path: inclusionProof(epoch.size - 1, epoch.size, subtree),
      },
      { kind: 'genesis', entry: genesis.bytes, claim: { seed, slots } },
      ...links.map((size): BundleFrame => {
        return { kind: 'link', size, root: subtree(0, size), proof: consistencyProof(size, epoch.size, subtree) }
      }),
      { kind: 'map', proof: epoch.map.prove(streams.map(({ key }) => key)) },
      ...streams.map(({ name, at }): BundleFrame => {
        return { kind: 'stream', stream: name, runs: [{ from: 0, to: at.length }], proof: [] }
      }),
      ...body,
      { kind: 'log', runs: tied, proof: subsetProof(epoch.size, tied, subtree) },
      { kind: 'end', entries: body.filter(({ kind }) => kind === 'entry').length, serials },
    ]
  }

  #body(size: number): BundleFrame[] {
    const frames: BundleFrame[] = []
    const begun = new Set<TinySubmission>()
    const opened = new Set<TinyClaim>()
    for (const { bytes, claim, submission } of this.log.slice(1, size)) {
      if (claim === undefined || submission === undefined) continue
      if (!begun.has(submission)) frames.push(submissionFrame(submission))
      begun.add(submission)
      const { seed, slots, event, hash } = claim
      const first = !opened.has(claim)
      opened.add(claim)
      const index = first ? submission.claims.indexOf(claim) : undefined
      frames.push({ kind: 'entry', bytes, claim: first ? { seed, slots } : undefined, index })
      for (const subject of first ? event.subjects : []) {
        const manifest = subject.kind === 'manifest' ? this.manifests.get(toHex(subject.root)) : undefined
        if (manifest !== undefined) frames.push({ kind: 'manifest', claim: hash, ...manifest })
      }
    }
    return frames
  }
}

/** All claims shown, and the tallies of the streams that the bundle holds whole: all of them. */
function submissionFrame({ bytes, claims, tallies }: TinySubmission): BundleFrame {
  const hashes = claims.map(({ hash }) => hash)
  const whole = tallies.filter(({ stream }) => stream.type !== 'container')
  const leaves = submissionLeaves(sha256, hashes, tallies)
  const shown = runsOf([...claims.keys(), ...whole.map(({ index }) => claims.length + index)])
  const proof = subsetProof(leaves.length, shown, subtreeOf(sha256, leaves))
  return { kind: 'submission', bytes, runs: [{ from: 0, to: claims.length }], proof, tallies: whole }
}
