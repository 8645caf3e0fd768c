/** A claim that is about to be judged and appended. */
import { hash } from 'node:crypto'
import {
  decodeClaim,
  type Event,
  eventSlots,
  readEvent,
  type SeenEvent,
  type StreamName,
  streamsOfSubjects,
} from '@packtrail/protocol'
import { claimText, type HashText } from './claim-hash.ts'
import { wholeClaimBytes } from './entry-bytes.ts'
import { LATIN1 } from './node-crypto.ts'
import type { SerialSet } from './serial-set.ts'

export interface ClaimIn {
  /** Subjects in the order of their slots. */
  readonly event: SeenEvent
  readonly slots: readonly Uint8Array[]
  readonly streams: readonly StreamName[]
  /** `encodeClaim` of the whole claim. */
  readonly bytes: Uint8Array
  readonly text: HashText
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
  /** False when its claim is bound to be refused, or only rehearsed: then no row was written. */
  readonly written: boolean
}

/**
 * What an event says, the same for all its twins: a pack whose batch was not known when a document first came is cut another
 * way when it comes again, and is the same event. Packs stand by product and serial alone; everything else as in its slots.
 */
export function uncutBytes(event: SeenEvent, slots: readonly Uint8Array[]): Uint8Array {
  const head = slots[0] as Uint8Array
  const first = slots.length - event.subjects.length
  // The head ends with the number of subjects, which depends on the cut.
  const parts: Uint8Array[] = [
    head.subarray(0, head.length - countSize(event.subjects.length)),
    ...slots.slice(1, first),
  ]
  const lines: string[] = []
  event.subjects.forEach((subject, i) => {
    if (subject.kind === 'packs') {
      const tail = `\u0000${subject.parent ?? ''}\u0000${subject.expiry ?? ''}`
      for (const serial of subject.serials) lines.push(`${subject.product}/${serial}${tail}`)
    } else if (subject.kind === 'unplaced') {
      lines.push(`${subject.product}/${subject.serial}\u0000${subject.parent ?? ''}\u0000${subject.expiry ?? ''}`)
    } else parts.push(slots[first + i] as Uint8Array)
  })
  if (lines.length > 1) lines.sort()
  parts.push(Buffer.from(lines.join('\u0001')))
  return Buffer.concat(parts)
}

/** Bytes that CBOR takes for a small number. */
function countSize(count: number): number {
  return count < 24 ? 1 : count < 256 ? 2 : 3
}

/** Keyed with 32 bytes in front and cut to half, so that neither guessing nor extending it is possible. */
export function macOf(secret: Uint8Array, bytes: Uint8Array): string {
  const preimage = Buffer.allocUnsafe(secret.length + bytes.length)
  preimage.set(secret)
  preimage.set(bytes, secret.length)
  return hash('sha256', preimage, LATIN1).slice(0, 16)
}

/** First four characters of a MAC as a number. */
export function shortMac(mac: string): number {
  return ((mac.charCodeAt(0) << 24) | (mac.charCodeAt(1) << 16) | (mac.charCodeAt(2) << 8) | mac.charCodeAt(3)) >>> 0
}

/** @throws FormatError VALUE when the event has no canonical bytes. */
export function claimOf(secret: Uint8Array, event: Event, seed: Uint8Array, manifest?: ManifestIn): ClaimIn {
  const slots = eventSlots(event)
  const seen = event.subjects.length === 1 ? { ...event, withheld: [], hiddenSubjects: 0 } : readEvent(slots)
  return claimOfSlots(secret, seen, slots, seed, manifest)
}

/** As `claimOf`, of a claim that came from outside and has been read. */
export function claimOfSlots(
  secret: Uint8Array,
  event: SeenEvent,
  slots: readonly Uint8Array[],
  seed: Uint8Array,
  manifest?: ManifestIn,
): ClaimIn {
  const bytes = wholeClaimBytes(seed, slots)
  return {
    event,
    slots,
    streams: streamsOfSubjects(event.subjects),
    bytes,
    text: claimText(slots, seed),
    mac: macOf(secret, uncutBytes(event, slots)),
    ...(manifest === undefined ? {} : { manifest }),
  }
}

export function hexOf(text: HashText): string {
  return Buffer.from(text, 'latin1').toString('hex')
}

/** Whether a stored claim says the same as this one. */
export function isTwin(stored: Uint8Array, claim: ClaimIn): boolean {
  const { slots } = decodeClaim(stored)
  // A claim of which a part was erased can no longer be compared; its MAC has to do.
  if (!slots.every((slot) => slot instanceof Uint8Array)) return true
  const bytes = slots as readonly Uint8Array[]
  return Buffer.compare(uncutBytes(readEvent(bytes), bytes), uncutBytes(claim.event, claim.slots)) === 0
}
