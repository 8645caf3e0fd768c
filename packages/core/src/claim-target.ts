/** The record that another one is about, by its claim hash: what a correction takes back. */
import { type Event, fromHex, toHex } from '@packtrail/protocol'
import { type HashText, hashOfText } from './claim-hash.ts'
import { MOST_CORRECTED, type World } from './custody.ts'
import type { Writer } from './writer.ts'

export type FoundEvent = NonNullable<ReturnType<World['eventOf']>>

/** @param hex The claim hash. */
export function findEvent(
  writer: Pick<Writer, 'positionOf' | 'entryAt' | 'eventAt' | 'signerAt'>,
  hex: string,
): FoundEvent | undefined {
  const claim = hexText(hex)
  const at = writer.positionOf(claim)
  if (at === undefined || writer.entryAt(at).claim !== claim) return undefined
  const event = writer.eventAt(at)
  if (event === undefined) return undefined
  const signer = writer.signerAt(at)
  return { at, event, ...(signer === undefined ? {} : { signer }) }
}

/** What a correction takes back; where that is a correction, also what that had taken back. */
export function targetsOf(event: Event, find: (hex: string) => FoundEvent | undefined): Event[] {
  const found: Event[] = []
  for (let by = event; isTakingBack(by) && found.length <= MOST_CORRECTED; ) {
    const next = find(toHex(by.detail.target ?? hashOfText('')))
    if (next === undefined) break
    found.push(next.event)
    by = next.event
  }
  return found
}

export function isTakingBack({ type, detail }: Event): boolean {
  return type === 'correct' && detail.target !== undefined
}

function hexText(hex: string): HashText {
  return Buffer.from(fromHex(hex) ?? new Uint8Array(0)).toString('latin1')
}
