/** Opened claims: whether they are what the entries commit to, and stand in just the streams that they name. */
import {
  type Crypto,
  type Entry,
  equalBytes,
  FormatError,
  type Hash,
  hashOpenClaim,
  type OpenClaim,
  type SeenEvent,
  type StreamName,
  type Subject,
  streamOfSubject,
} from '@packtrail/protocol'
import type { EvidenceCode } from './catalogue.ts'
import { claimReader } from './claim-reader.ts'
import type { EventStore } from './event-store.ts'
import type { Findings } from './findings.ts'
import { clean, streamLabel } from './label.ts'
import type { Stream, StreamTable } from './streams.ts'

/** The claim whose entries are coming: one in each stream it names, one after the other. */
interface Current {
  readonly submission: Hash
  readonly row: number
  /** Streams of the shown subjects that are still to come, in the order of their slots. */
  readonly wanted: Stream[]
  readonly first: number
  readonly slots: number
  /** It may name packs of the product that are of other batches: shown ones say that it does not name the product itself. */
  readonly mayNameOthers: boolean
  /** A shown subject is the product as a whole. */
  readonly namesProduct: boolean
}

export interface OpenedClaim {
  readonly entry: Entry
  readonly stream: Stream
  readonly event: SeenEvent
  readonly row: number
  /** Its slots, shown or not. */
  readonly slots: number
  /** Hash of the submission that it came in, which nobody writes over. */
  readonly submission: Hash
}

export interface Claims {
  /** Content of a claim, if it is what the entry commits to. Hash before decode. */
  read(entry: Entry, claim: OpenClaim): SeenEvent | undefined
  /** The claim is new and was kept at `row`: its entries follow, this one first. */
  begin(opened: OpenedClaim): void
  /** A further entry without content. Gives the row of its claim, or -1. */
  follow(entry: Entry, stream: Stream): number
  /** No entry of the current claim can come any more. */
  settle(): void
  /** Entries of the product stream that nothing is shown of. */
  readonly unopened: number
}

export interface ClaimContext {
  readonly crypto: Crypto
  readonly findings: Findings
  readonly streams: StreamTable
  readonly events: EventStore
  readonly batch: Extract<StreamName, { type: 'batch' }>
  /** A `place` entry, to be judged when all serials are known. */
  readonly onPlace: (row: number, at: number) => void
}

export function claims(context: ClaimContext): Claims {
  const { crypto, findings, streams, events, batch } = context
  const reader = claimReader(batch)
  const own = streams.byName(batch)
  let current: Current | undefined
  let unopened = 0

  const complain = (code: EvidenceCode, { g }: Entry, stream: Stream): void =>
    findings.add(code, { params: { g, stream: streamLabel(stream.name) }, evidence: [g] })

  const isOwn = (subject: Subject | undefined): boolean =>
    subject?.kind === 'packs' && subject.product === batch.product && subject.lot === batch.lot

  const streamsOf = (event: SeenEvent, at: number): Stream[] => {
    const [only] = event.subjects
    // Nearly all events name packs of the batch itself and nothing else.
    if (own !== undefined && event.subjects.length === 1 && isOwn(only)) return [own]
    const wanted: Stream[] = []
    for (const subject of event.subjects) {
      const name = isOwn(subject) ? batch : streamOfSubject(subject)
      const stream = isOwn(subject) ? own : name === undefined ? undefined : streams.byName(name)
      if (stream !== undefined) {
        if (!wanted.includes(stream)) wanted.push(stream)
      } else if (name !== undefined && !isMisnamed(subject, batch)) {
        findings.add('STREAM_MISSING', { params: { stream: streamLabel(name) }, evidence: [at] })
      }
    }
    return wanted
  }

  /** `loose` is what names packs of a product and not the product: only such an entry may stay closed. */
  const checkKind = (entry: Entry, stream: Stream, claim: Current, isShown: boolean): void => {
    const isProduct = stream.name.type === 'product'
    const wanted = isProduct && !claim.namesProduct && (isShown || claim.mayNameOthers) ? 'loose' : 'claim'
    if (entry.kind !== wanted) complain('ENTRY_LOOSE', entry, stream)
  }

  /** This entry must be the next of the claim's. */
  const arrive = (entry: Entry, stream: Stream, claim: Current): void => {
    const at = claim.wanted.indexOf(stream)
    checkKind(entry, stream, claim, at >= 0)
    const isOthers = at < 0 && claim.mayNameOthers && stream.name.type === 'product'
    if (at < 0 && !isOthers) complain('SUBJECT_HIDDEN', entry, stream)
    // The entries of a claim follow its slots; only `place` entries of its packs may come between them.
    else if (at > 0 || entry.g - claim.first >= 2 * claim.slots) complain('CLAIM_ENTRIES', entry, stream)
    if (at === 0) claim.wanted.shift()
    else if (at > 0) claim.wanted.splice(at, 1)
  }

  const settle = (): void => {
    if (current === undefined) return
    const { wanted, first } = current
    current = undefined
    for (const stream of wanted) {
      findings.add('CLAIM_ENTRIES', { params: { g: first, stream: streamLabel(stream.name) }, evidence: [first] })
    }
  }

  const place = (entry: Entry, row: number, submission: Hash | undefined): void => {
    if (submission !== undefined && !equalBytes(submission, entry.submission as Hash)) {
      findings.add('PLACE_WRONG', { params: { g: entry.g }, evidence: [entry.g] })
    }
    context.onPlace(row, entry.g)
  }

  return {
    get unopened() {
      return unopened
    },
    read(entry, claim) {
      const { g } = entry
      if (!equalBytes(hashOf(crypto, claim), entry.claim)) {
        findings.add('CLAIM_CHANGED', { params: { g }, evidence: [g] })
        return undefined
      }
      try {
        return reader.read(claim)
      } catch (error) {
        if (!(error instanceof FormatError)) throw error
        findings.add('CLAIM_MALFORMED', { params: { g, detail: clean(error.message) }, evidence: [g] })
        return undefined
      }
    },
    begin({ entry, stream, event, row, slots, submission }) {
      settle()
      if (entry.kind === 'place') return place(entry, row, undefined)
      const wanted = streamsOf(event, entry.g)
      const { hiddenSubjects, subjects } = event
      const mayNameOthers = hiddenSubjects > 0 && subjects.some((subject) => isGoodsOf(subject, batch))
      const namesProduct = subjects.some((one) => one.kind === 'product' && one.product === batch.product)
      current = { submission, row, wanted, first: entry.g, slots, mayNameOthers, namesProduct }
      arrive(entry, stream, current)
    },
    follow(entry, stream) {
      if (entry.kind === 'place') {
        const row = events.find(entry.claim)
        if (row < 0) complain('CLAIM_NOT_OPENED', entry, stream)
        else place(entry, row, current?.row === row ? current.submission : undefined)
        return row
      }
      if (current !== undefined && events.isAt(current.row, entry.claim)) {
        if (!equalBytes(current.submission, entry.submission as Hash)) complain('CLAIM_ENTRIES', entry, stream)
        arrive(entry, stream, current)
        return current.row
      }
      settle()
      const row = events.find(entry.claim)
      if (row >= 0) complain('CLAIM_REPEATED', entry, stream)
      else if (stream.name.type === 'product' && entry.kind === 'loose') unopened++
      else complain('CLAIM_NOT_OPENED', entry, stream)
      return row
    },
    settle,
  }
}

function hashOf({ sha256, hashClaim }: Crypto, claim: OpenClaim): Hash {
  if (claim.seed === undefined || hashClaim === undefined) return hashOpenClaim(sha256, claim)
  return hashClaim(claim.slots, claim.seed)
}

/** Packs of the product, or a batch of it: beside them the product itself is not named (docs/spec/03-events.md#types). */
function isGoodsOf(subject: Subject, batch: { readonly product: string }): boolean {
  return 'product' in subject && subject.kind !== 'product' && subject.product === batch.product
}

/** A pack of this product under another lot: it may be of our batch in truth, which its `place` entry shows. */
function isMisnamed(subject: Subject, batch: { readonly product: string }): boolean {
  return subject.kind === 'packs' && subject.product === batch.product
}
