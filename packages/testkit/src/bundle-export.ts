/** The bundle of a batch out of a ledger in memory (docs/spec/13-bundle.md), by its own reading of the rules. */
import {
  type BundleFrame,
  compareText,
  consistencyProof,
  decodeSubmission,
  encodeBundleFrame,
  fileStart,
  MANIFEST_CHUNK,
  MAP_CHUNK,
  mapOf,
  narrowClaim,
  type OpenClaim,
  runsOf,
  type StreamName,
  type Subject,
  shownLeaves,
  streamOfSubject,
  streamText,
  submissionLeaves,
  subsetProof,
  subtreeOf,
  TIE_CHUNK,
  tieKeeper,
  toHex,
  treeRoot,
} from '@packtrail/protocol'
import { containerRuns } from './bundle-containers.ts'
import {
  actorsOf,
  type LedgerState,
  type LogClaim,
  type LogEntry,
  type LogSubmission,
  type Sealed,
} from './bundle-ledger.ts'

export interface BundleOptions {
  /** Also prove that the tree of this size is a beginning of the checkpoint's. */
  readonly since?: number
  /** Take this epoch instead of the last. */
  readonly epoch?: number
  /** Withhold fields of claims. */
  readonly withhold?: (claim: LogClaim, field: string) => boolean
  /** What only a dishonest exporter does. */
  readonly evil?: {
    /** Leave out these streams, with their entries. */
    readonly leaveOut?: (stream: StreamName) => boolean
    /** Add streams that the batch does not need. */
    readonly add?: readonly StreamName[]
    /** Show the heads of all streams in the map. */
    readonly allHeads?: true
    /** Shorten the records of containers by this many entries at the end. */
    readonly trim?: number
    /** Show no tallies, or those of containers too. */
    readonly tallies?: 'none' | 'all'
    /** List claims as refused that have no attempt. */
    readonly refused?: true
    /** Link the newest checkpoint that an author had seen, and no older one. */
    readonly newestLink?: true
  }
}

/** A bundle as its frames, for those who change them. */
export function bundleFrames(
  state: LedgerState,
  product: string,
  lot: string,
  options: BundleOptions = {},
): BundleFrame[] {
  return new Exporter(state, { type: 'batch', product, lot }, options).frames()
}

/** The bytes of a bundle, in one piece. */
export function writeBundle(frames: readonly BundleFrame[]): Uint8Array {
  const parts = [fileStart('bundle'), ...frames.map(encodeBundleFrame)]
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

type Shown = { readonly open: OpenClaim; readonly subjects: readonly Subject[] }

class Exporter {
  readonly #state: LedgerState
  readonly #batch: Extract<StreamName, { type: 'batch' }>
  readonly #options: BundleOptions
  readonly #epoch: Sealed
  /** Serials of the batch. */
  readonly #serials = new Set<string>()
  /** Log positions of the container entries that the bundle holds, by stream. */
  readonly #runs: ReadonlyMap<string, readonly number[]>
  readonly #streams = new Map<string, StreamName>()
  readonly #opened = new Map<string, Shown>()
  #submissionsShown: ReadonlySet<string> | undefined

  constructor(state: LedgerState, batch: Extract<StreamName, { type: 'batch' }>, options: BundleOptions) {
    this.#state = state
    this.#batch = batch
    this.#options = options
    const epoch = options.epoch === undefined ? state.sealed.at(-1) : state.sealed[options.epoch]
    if (epoch === undefined) throw new Error('seal the ledger before you export')
    this.#epoch = epoch
    for (const claim of state.claims.values()) {
      for (const { subject, serials } of claim.manifests) {
        if (this.#isOurs(subject)) for (const serial of serials) this.#serials.add(serial)
      }
    }
    const runs = containerRuns(state, batch, (serial) => this.#serials.has(serial), epoch.size)
    const trim = options.evil?.trim ?? 0
    this.#runs = new Map([...runs].map(([text, run]) => [text, run.slice(0, run.length - trim)]))
    this.#choose()
  }

  #isOurs(subject: { readonly product: string; readonly lot: string }): boolean {
    return subject.product === this.#batch.product && subject.lot === this.#batch.lot
  }

  /** Streams and claims need each other (a signer's authority stream holds claims of its own), so until nothing is new. */
  #choose(): void {
    this.#addStream(this.#batch)
    this.#addStream({ type: 'product', product: this.#batch.product })
    this.#addStream({ type: 'policy' })
    for (const stream of this.#options.evil?.add ?? []) this.#addStream(stream)
    for (const text of this.#runs.keys()) this.#addStream(this.#state.streams.get(text)?.name as StreamName)
    for (let known = -1; known !== this.#streams.size; ) {
      known = this.#streams.size
      for (const claim of this.#state.claims.values()) this.#openIfOurs(claim)
    }
  }

  #addStream(name: StreamName): void {
    const stream = this.#state.streams.get(streamText(name))
    if (this.#options.evil?.leaveOut?.(name)) return
    if (stream !== undefined && (stream.entries[0] as number) < this.#epoch.size) {
      this.#streams.set(streamText(name), name)
    }
  }

  #openIfOurs(claim: LogClaim): void {
    if (!claim.entries.some((g) => this.#holds(g))) return
    const subjects = claim.event.subjects.filter((subject) => this.#shows(claim, subject))
    if (subjects.length === 0) return
    this.#opened.set(toHex(claim.hash), { open: this.#narrow(claim, subjects), subjects })
    const signer = this.#state.submissions.get(toHex(claim.submission))?.signer
    const owner = signer && this.#state.keyOwners.get(toHex(signer.publicKey))
    for (const actor of [...actorsOf(claim.event), ...(owner === undefined ? [] : [owner])]) {
      this.#addStream({ type: 'authority', actor })
    }
  }

  #shows(claim: LogClaim, subject: Subject): boolean {
    const { product } = this.#batch
    if (subject.kind === 'unplaced') return subject.product === product && this.#serials.has(subject.serial)
    if (subject.kind === 'packs' && subject.product === product && !this.#isOurs(subject)) {
      return subject.serials.some((serial) => this.#serials.has(serial))
    }
    const stream = streamOfSubject(subject)
    if (stream === undefined || !this.#streams.has(streamText(stream))) return false
    if (stream.type !== 'container') return true
    const run = this.#runs.get(streamText(stream)) ?? []
    return claim.entries.some((g) => run.includes(g))
  }

  #narrow(claim: LogClaim, shown: readonly Subject[]): OpenClaim {
    const { event, open } = claim
    const every = shown.length === event.subjects.length
    const fields = open.slots.length - 1 - event.subjects.length
    const names = (['when', 'who', 'where', 'trade', 'docs', 'extra'] as const).filter((f) => event[f] !== undefined)
    return narrowClaim(this.#state.crypto.sha256, open, (slot) => {
      if (slot === 0) return true
      if (slot > fields) return shown.includes(event.subjects[slot - 1 - fields] as Subject)
      const name = names[slot - 1] as string
      if (this.#options.withhold?.(claim, name)) return false
      return every || (name !== 'docs' && name !== 'extra')
    })
  }

  /** Whether the entry at `g` travels in the bundle. */
  #holds(g: number): boolean {
    const stream = this.#state.log[g]?.stream
    if (g >= this.#epoch.size || stream === undefined) return false
    const text = streamText(stream)
    if (!this.#streams.has(text)) return false
    return stream.type !== 'container' || (this.#runs.get(text) ?? []).includes(g)
  }

  frames(): BundleFrame[] {
    const { ledgerId, genesis } = this.#state
    const { note, epoch, path } = this.#epoch
    const links = this.#links()
    const body = this.#body()
    const entries = body.filter(({ kind }) => kind === 'entry').length
    const serials = body.reduce((sum, frame) => sum + (frame.kind === 'manifest' ? frame.serials.length : 0), 0)
    return [
      { kind: 'header', ledgerId, subject: this.#batch },
      { kind: 'checkpoint', note, epoch, path },
      { kind: 'genesis', entry: genesis.bytes, claim: genesis.open },
      ...links,
      ...chunks(this.#mapProof(), MAP_CHUNK).map((proof): BundleFrame => ({ kind: 'map', proof })),
      ...this.#streamFrames(),
      ...body,
      ...this.#logFrames(links.flatMap((frame) => (frame.kind === 'link' ? [frame.size] : []))),
      { kind: 'end', entries, serials },
    ]
  }

  /** Last entry of each run, and the last below each linked size, in the log itself. */
  #logFrames(sizes: readonly number[]): BundleFrame[] {
    const { ledgerId, log, crypto } = this.#state
    const ties = tieKeeper(sizes, ledgerId)
    for (const [text, stream] of this.#streams) {
      let last = -2
      let run = 0
      this.#state.streams.get(text)?.entries.forEach((g, s) => {
        if (!this.#holds(g)) return
        if (s !== last + 1) run++
        last = s
        ties.see(`${streamText(stream)} ${run}`, g, (log[g] as LogEntry).leaf)
      })
    }
    const leaves = log.slice(0, this.#epoch.size).map(({ leaf }) => leaf)
    const subtree = subtreeOf(crypto.sha256, leaves)
    return chunks(ties.finish(), TIE_CHUNK).map((chunk): BundleFrame => {
      const runs = runsOf(chunk.map(({ g }) => g))
      return { kind: 'log', runs, proof: subsetProof(leaves.length, runs, subtree) }
    })
  }

  #links(): BundleFrame[] {
    const { sha256 } = this.#state.crypto
    const seen = [...this.#shownSubmissions()].flatMap((hash) => {
      const { bytes } = this.#state.submissions.get(hash) as LogSubmission
      const size = decodeSubmission(bytes).seen?.size ?? 0
      return size > 0 && size < this.#epoch.size ? [size] : []
    })
    const sizes = new Set(this.#options.evil?.newestLink && seen.length > 0 ? [Math.max(...seen)] : seen)
    if (this.#options.since !== undefined) sizes.add(this.#options.since)
    const leaves = this.#state.log.slice(0, this.#epoch.size).map(({ leaf }) => leaf)
    return [...sizes]
      .sort((a, b) => a - b)
      .map((size) => ({
        kind: 'link',
        size,
        root: treeRoot(sha256, leaves.slice(0, size)),
        proof: consistencyProof(size, this.#epoch.size, subtreeOf(sha256, leaves)),
      }))
  }

  #mapProof(): ReturnType<ReturnType<typeof mapOf>['prove']> {
    const shown = this.#options.evil?.allHeads ? this.#state.streams : this.#streams
    const keys = [...shown.keys()].map((text) => this.#state.streams.get(text)?.key as Uint8Array)
    return mapOf(this.#state.crypto.sha256, this.#epoch.heads).prove(keys)
  }

  #streamFrames(): BundleFrame[] {
    const { sha256 } = this.#state.crypto
    return [...this.#streams.keys()].sort(compareText).map((text) => {
      const stream = this.#state.streams.get(text) as { name: StreamName; key: Uint8Array; entries: number[] }
      const inEpoch = stream.entries.filter((g) => g < this.#epoch.size)
      const held = inEpoch.flatMap((g, s) => (this.#holds(g) ? [s] : []))
      const runs = runsOf(held)
      const leaves = inEpoch.map((g) => this.#state.log[g]?.leaf as Uint8Array)
      const proof = subsetProof(leaves.length, runs, subtreeOf(sha256, leaves))
      return { kind: 'stream', stream: stream.name, runs, proof }
    })
  }

  #body(): BundleFrame[] {
    const frames: BundleFrame[] = []
    const openedBefore = new Set<string>()
    const submissions = new Set<string>()
    for (let g = 1; g < this.#epoch.size; g++) {
      if (!this.#holds(g)) continue
      const { bytes, entry } = this.#state.log[g] as {
        bytes: Uint8Array
        entry: { claim: Uint8Array; submission: Uint8Array }
      }
      const name = toHex(entry.claim)
      const shown = this.#opened.get(name)
      // The submission stands before the first entry that came in it, opened or not.
      const submission = toHex(entry.submission)
      if (!submissions.has(submission) && this.#shownSubmissions().has(submission)) {
        submissions.add(submission)
        frames.push(this.#submission(submission))
      }
      if (shown === undefined || openedBefore.has(name)) {
        frames.push({ kind: 'entry', bytes, claim: undefined, index: undefined })
        continue
      }
      openedBefore.add(name)
      const claim = this.#state.claims.get(name) as LogClaim
      frames.push({ kind: 'entry', bytes, claim: shown.open, index: claim.index })
      frames.push(...this.#manifests(claim))
    }
    return frames
  }

  /** Submissions of which at least one claim is opened. */
  #shownSubmissions(): ReadonlySet<string> {
    this.#submissionsShown ??= new Set(
      [...this.#opened.keys()].map((claim) => toHex((this.#state.claims.get(claim) as LogClaim).submission)),
    )
    return this.#submissionsShown
  }

  #submission(name: string): BundleFrame {
    const { crypto, submissions } = this.#state
    const { bytes, claims, ...submission } = submissions.get(name) as LogSubmission
    const isIn = (i: number): boolean => !submission.refused.includes(i)
    const runs = runsOf(claims.flatMap((claim, i) => (this.#opened.has(toHex(claim)) && isIn(i) ? [i] : [])))
    const attempts = this.#attempts()
    const refused = submission.refused.flatMap((index) => {
      const claim = claims[index] as Uint8Array
      return attempts.has(toHex(claim)) || this.#options.evil?.refused ? [{ index, claim }] : []
    })
    const { tallies: evil } = this.#options.evil ?? {}
    const tallies = submission.tallies.filter(({ stream }) => {
      if (evil !== undefined) return evil === 'all'
      return stream.type !== 'container' && this.#streams.has(streamText(stream))
    })
    const leaves = submissionLeaves(crypto.sha256, claims, submission.tallies)
    const shown = shownLeaves(claims.length, runs, tallies, refused)
    const proof = subsetProof(leaves.length, shown, subtreeOf(crypto.sha256, leaves))
    return { kind: 'submission', bytes, runs, proof, tallies, refused }
  }

  /** Claims whose refusal the bundle shows. */
  #attempts(): ReadonlySet<string> {
    const targets = [...this.#opened.keys()].flatMap((claim) => {
      const { type, detail } = (this.#state.claims.get(claim) as LogClaim).event
      return type === 'attempt' && detail.target !== undefined ? [toHex(detail.target)] : []
    })
    return new Set(targets)
  }

  #manifests(claim: LogClaim): BundleFrame[] {
    return claim.manifests
      .filter(({ subject }) => this.#isOurs(subject))
      .flatMap(({ seed, serials }) => {
        const frames: BundleFrame[] = []
        for (let at = 0; at < serials.length; at += MANIFEST_CHUNK) {
          frames.push({ kind: 'manifest', claim: claim.hash, seed, serials: serials.slice(at, at + MANIFEST_CHUNK) })
        }
        return frames
      })
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
