/** A claim that is about to be judged and appended. */
import { hash } from 'node:crypto'
import {
  decodeClaim,
  type Event,
  readEvent,
  type SeenEvent,
  type StreamName,
  type Subject,
  streamsOfSubjects,
} from '@packtrail/protocol'
import type { HashText } from './claim-hash.ts'
import { wholeClaimBytes } from './entry-bytes.ts'
import { checkedSlots } from './fast-slots.ts'
import type { ClaimName } from './hash-thread.ts'
import { LATIN1 } from './latin1.ts'
import type { SerialSet } from './serial-set.ts'

export interface ClaimIn {
  /** Subjects in the order of their slots. */
  readonly event: SeenEvent
  readonly slots: readonly Uint8Array[]
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
  /** False when its claim is bound to be refused, or only rehearsed: then no row was written. */
  readonly written: boolean
}

/**
 * What an event says, the same for all its twins: a pack whose batch was not known when a document first came is cut another
 * way when it comes again, and is the same event. Packs stand by product and serial alone; everything else as in its slots.
 */
export function uncutBytes(event: SeenEvent, slots: readonly Uint8Array[]): Uint8Array {
  const size = writeUncut(event, slots, 0)
  return new Uint8Array(uncut.subarray(0, size))
}

let uncut = Buffer.allocUnsafeSlow(1 << 16)

/** Write what an event says into `uncut` from `at` on; where it ends. */
function writeUncut(event: SeenEvent, slots: readonly Uint8Array[], start: number): number {
  const { subjects } = event
  const first = slots.length - subjects.length
  let at = start
  const add = (bytes: Uint8Array, size: number): void => {
    if (at + size > uncut.length) {
      const bigger = Buffer.allocUnsafeSlow(2 * (at + size))
      bigger.set(uncut.subarray(0, at))
      uncut = bigger
    }
    for (let i = 0; i < size; i++) uncut[at + i] = bytes[i] as number
    at += size
  }
  // The head ends with the number of subjects, which depends on the cut.
  const head = slots[0] as Uint8Array
  add(head, head.length - countSize(subjects.length))
  for (let i = 1; i < first; i++) add(slots[i] as Uint8Array, (slots[i] as Uint8Array).length)
  const [alone] = subjects
  if (subjects.length === 1 && alone?.kind === 'packs' && alone.serials.length === 1 && alone.parent === undefined) {
    return writeLine(alone.product, alone.serials[0] as string, alone.expiry ?? '', at)
  }
  const lines: string[] = []
  for (let i = 0; i < subjects.length; i++) {
    const subject = subjects[i] as Subject
    if (subject.kind === 'packs') {
      const tail = `\u0000${subject.parent ?? ''}\u0000${subject.expiry ?? ''}`
      for (const serial of subject.serials) lines.push(`${subject.product}/${serial}${tail}`)
    } else if (subject.kind === 'unplaced') {
      lines.push(`${subject.product}/${subject.serial}\u0000${subject.parent ?? ''}\u0000${subject.expiry ?? ''}`)
    } else add(slots[first + i] as Uint8Array, (slots[first + i] as Uint8Array).length)
  }
  if (lines.length > 1) lines.sort()
  for (const line of lines) addText(add, line)
  return at
}

/** The line of one pack, as the texts of many are put together; goods are ASCII. */
function writeLine(product: string, serial: string, expiry: string, start: number): number {
  let at = start
  if (at + product.length + serial.length + expiry.length + 8 > uncut.length) {
    const bigger = Buffer.allocUnsafeSlow(2 * uncut.length)
    bigger.set(uncut.subarray(0, at))
    uncut = bigger
  }
  for (let i = 0; i < product.length; i++) uncut[at++] = product.charCodeAt(i)
  uncut[at++] = 0x2f
  for (let i = 0; i < serial.length; i++) uncut[at++] = serial.charCodeAt(i)
  uncut[at++] = 0
  uncut[at++] = 0
  for (let i = 0; i < expiry.length; i++) uncut[at++] = expiry.charCodeAt(i)
  uncut[at++] = 1
  return at
}

/** A text and a mark behind it; goods are ASCII but for what nobody prints. */
function addText(add: (bytes: Uint8Array, size: number) => void, text: string): void {
  const bytes = Buffer.from(`${text}\u0001`)
  add(bytes, bytes.length)
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

/** MAC of what an event says. */
function macOfEvent(secret: Uint8Array, event: SeenEvent, slots: readonly Uint8Array[]): string {
  const end = writeUncut(event, slots, secret.length)
  uncut.set(secret)
  return hash('sha256', uncut.subarray(0, end), LATIN1).slice(0, 16)
}

/** First four characters of a MAC as a number. */
export function shortMac(mac: string): number {
  return ((mac.charCodeAt(0) << 24) | (mac.charCodeAt(1) << 16) | (mac.charCodeAt(2) << 8) | mac.charCodeAt(3)) >>> 0
}

/** @throws FormatError when the event has no canonical bytes or an identifier is not in its canonical form. */
export function claimOf(secret: Uint8Array, event: Event, seed: Uint8Array, manifest?: ManifestIn): ClaimIn {
  const checked = checkedSlots(event)
  return claimOfSlots(secret, checked.event, checked.slots, seed, manifest)
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
  const name = { text: undefined, bytes }
  const mac = macOfEvent(secret, event, slots)
  const streams = streamsOf(event)
  return manifest === undefined
    ? { event, slots, streams, bytes, name, mac }
    : { event, slots, streams, bytes, name, mac, manifest }
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
  const { slots } = decodeClaim(stored)
  // A claim of which a part was erased can no longer be compared; its MAC has to do.
  if (!slots.every((slot) => slot instanceof Uint8Array)) return true
  const bytes = slots as readonly Uint8Array[]
  return Buffer.compare(uncutBytes(readEvent(bytes), bytes), uncutBytes(claim.event, claim.slots)) === 0
}
