/**
 * What an event says, the same for all its twins: a pack whose batch was not known when a document first came is cut another
 * way when it comes again, and is the same event. Packs stand by product and serial alone; everything else as in its slots.
 */
import { hash } from 'node:crypto'
import type { SeenEvent } from '@packtrail/protocol'
import type { ClaimCut } from './claim-cut.ts'
import { LATIN1, Preimage } from './latin1.ts'

/** Length of a MAC in bytes, and in latin1 characters. */
const MAC_SIZE = 16

const uncut = new Preimage(1 << 12)
let end = 0

function room(size: number): void {
  if (end + size > uncut.bytes.length) uncut.grow(2 * (end + size))
}

function addByte(byte: number): void {
  uncut.bytes[end++] = byte
}

function addBytes(bytes: Uint8Array, from: number, to: number): void {
  room(to - from)
  const out = uncut.bytes
  for (let i = from; i < to; i++) out[end++] = bytes[i] as number
}

/** Goods are ASCII but for what nobody prints. */
function addText(text: string): void {
  room(3 * text.length)
  const out = uncut.bytes
  const start = end
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 128) {
      end = start + out.write(text, start)
      return
    }
    out[end++] = unit
  }
}

/** One pack, and a mark behind it. */
function addPack(id: string, parent: string, expiry: string): void {
  addText(id)
  room(3)
  addByte(0)
  addText(parent)
  room(2)
  addByte(0)
  addText(expiry)
  room(1)
  addByte(1)
}

/** Write what the event of a claim says behind what is there. */
function addEvent({ subjects }: SeenEvent, claim: Uint8Array, { count, from, to }: ClaimCut): void {
  const first = count - subjects.length
  // The head ends with the number of subjects, which depends on the cut.
  addBytes(claim, from[0] as number, (to[0] as number) - countSize(subjects.length))
  for (let i = 1; i < first; i++) addBytes(claim, from[i] as number, to[i] as number)
  const [alone] = subjects
  if (subjects.length === 1 && alone?.kind === 'packs' && alone.serials.length === 1) {
    addText(alone.product)
    room(1)
    addByte(0x2f)
    addPack(alone.serials[0] as string, alone.parent ?? '', alone.expiry ?? '')
    return
  }
  const lines: string[] = []
  subjects.forEach((subject, i) => {
    if (subject.kind === 'packs') {
      const tail = `\u0000${subject.parent ?? ''}\u0000${subject.expiry ?? ''}\u0001`
      for (const serial of subject.serials) lines.push(`${subject.product}/${serial}${tail}`)
    } else if (subject.kind === 'unplaced') {
      const { product, serial, parent = '', expiry = '' } = subject
      lines.push(`${product}/${serial}\u0000${parent}\u0000${expiry}\u0001`)
    } else addBytes(claim, from[first + i] as number, to[first + i] as number)
  })
  if (lines.length > 1) lines.sort()
  for (const line of lines) addText(line)
}

/** Bytes that CBOR takes for a small number. */
function countSize(count: number): number {
  return count < 24 ? 1 : count < 256 ? 2 : 3
}

/** What the event of this whole claim says. */
export function uncutBytes(event: SeenEvent, claim: Uint8Array, cut: ClaimCut): Uint8Array {
  end = 0
  addEvent(event, claim, cut)
  return new Uint8Array(uncut.bytes.subarray(0, end))
}

/** MAC of what the event says, keyed with 32 bytes in front and cut to half: neither guessing nor extending it is possible. */
export function macOfEvent(secret: Uint8Array, event: SeenEvent, claim: Uint8Array, cut: ClaimCut): string {
  end = 0
  addBytes(secret, 0, secret.length)
  addEvent(event, claim, cut)
  return uncut.digest(end).slice(0, MAC_SIZE)
}

/** MAC of other bytes. */
export function macOf(secret: Uint8Array, bytes: Uint8Array): string {
  return hash('sha256', Buffer.concat([secret, bytes]), LATIN1).slice(0, MAC_SIZE)
}

/** First four characters of a MAC as a number. */
export function shortMac(mac: string): number {
  return ((mac.charCodeAt(0) << 24) | (mac.charCodeAt(1) << 16) | (mac.charCodeAt(2) << 8) | mac.charCodeAt(3)) >>> 0
}
