/** A claim that is about to be judged and appended. */
import {
  decodeClaim,
  type Event,
  readClaim,
  type SeenEvent,
  type StreamName,
  type Subject,
  streamsOfSubjects,
} from '@packtrail/protocol'
import { ClaimCut, slotsIn } from './claim-cut.ts'
import { claimText, type HashText } from './claim-hash.ts'
import { wholeClaimBytes } from './entry-bytes.ts'
import { LedgerError } from './error.ts'
import { checkedSlots } from './fast-slots.ts'
import type { ClaimName } from './hash-thread.ts'
import type { SerialSet } from './serial-set.ts'
import { macOfEvent, uncutBytes } from './uncut.ts'

export interface ClaimIn {
  /** Subjects in the order of their slots. */
  readonly event: SeenEvent
  readonly streams: readonly StreamName[]
  /** `encodeClaim` of the whole claim. */
  readonly bytes: Uint8Array
  readonly name: ClaimName
  /** MAC of what the event says whichever way it is cut, 16 latin1 characters. */
  readonly mac: string
  /** The serials behind its manifest, for a commissioning or adoption of packs. */
  readonly manifest?: ManifestIn
}

/** A manifest whose root is that of its claim. */
export interface ManifestIn {
  readonly seed: Uint8Array
  readonly serials: SerialSet
  /** Set when its rows were written ahead of the claim, because there are many. */
  readonly staged?: StagedManifest
}

export interface StagedManifest {
  readonly id: number
  readonly firsts: readonly string[]
  /** Serials that have a row from before, with it: named by earlier events, or members of an older manifest. */
  readonly known: readonly string[]
  /** Of these the members of older manifests, when there are any: the first ones, and how many. Then its claim is refused. */
  readonly repeated?: { readonly serials: readonly string[]; readonly count: number }
  /** False when its claim is bound to be refused, or only rehearsed: then no row was written. */
  readonly written: boolean
}

const cut = new ClaimCut()

/** @throws FormatError when the event has no canonical bytes or an identifier is not in its canonical form. */
export function claimOf(secret: Uint8Array, event: Event, seed: Uint8Array, manifest?: ManifestIn): ClaimIn {
  const checked = checkedSlots(event)
  const claim = claimOfBytes(secret, checked.event, wholeClaimBytes(seed, checked.slots))
  return manifest === undefined ? claim : { ...claim, manifest }
}

/** The claim of these bytes, which tell this event. */
export function claimOfBytes(secret: Uint8Array, event: SeenEvent, bytes: Uint8Array): ClaimIn {
  if (!cut.of(bytes)) throw new LedgerError('DAMAGED', 'a claim is not what was written')
  return claimOfCut(secret, event, bytes, cut)
}

/** As `claimOfBytes`, when it is cut already. */
export function claimOfCut(secret: Uint8Array, event: SeenEvent, bytes: Uint8Array, at: ClaimCut): ClaimIn {
  const mac = macOfEvent(secret, event, bytes, at)
  return { event, streams: streamsOf(event), bytes, name: { text: undefined, bytes }, mac }
}

let lastSubject: Subject | undefined
let lastStreams: readonly StreamName[] = []

/** Events in a row are mostly of one batch: its name is then made once. */
function streamsOf(event: SeenEvent): readonly StreamName[] {
  const [subject] = event.subjects
  if (event.subjects.length !== 1 || subject?.kind !== 'packs') return streamsOfSubjects(event.subjects)
  const same =
    lastSubject?.kind === 'packs' && lastSubject.lot === subject.lot && lastSubject.product === subject.product
  if (!same) lastStreams = streamsOfSubjects(event.subjects)
  lastSubject = subject
  return lastStreams
}

export function hexOf(text: HashText): string {
  return Buffer.from(text, 'latin1').toString('hex')
}

/** Whether a stored claim says the same as this one. */
export function isTwin(stored: Uint8Array, claim: ClaimIn): boolean {
  // A claim of which a part was erased can no longer be compared; its MAC has to do.
  if (!cut.of(stored)) return true
  const said = uncutBytes(readClaim(decodeClaim(stored)), stored, cut)
  if (!cut.of(claim.bytes)) return false
  return Buffer.compare(said, uncutBytes(claim.event, claim.bytes, cut)) === 0
}

/** A name for a claim whose seed nobody holds, made from its MAC: a second try finds its twin by it. */
export function textUnderMac({ bytes, mac }: ClaimIn): HashText {
  return claimText(slotsIn(bytes), Buffer.from(mac, 'latin1'))
}
