/** Finding the event that says the same: a document that comes twice, a retry, a report of what was signed already. */
import { type ClaimIn, isTwin } from './claim-in.ts'
import { findMac } from './item-rows.ts'
import { itemForTwins } from './subjects.ts'
import { shortMac } from './uncut.ts'
import type { Writer } from './writer.ts'

/** The log position of an event that says the same as this claim, whichever way it was cut. */
export function findTwin(writer: Writer, claim: ClaimIn): number | undefined {
  const { tables } = writer
  const item = itemForTwins(claim.event)
  if (item === undefined) return tables.marks.get(claim.mac)
  const row = tables.items.get(item)
  if (row === undefined) return undefined
  const found = twinAmong(writer, row.lines, claim)
  if (found !== undefined) return found
  for (let chunk = row.spilled - 1; chunk >= 0; chunk--) {
    const lines = tables.spills.get(`${item}\u0000${chunk}`)
    const older = lines === undefined ? undefined : twinAmong(writer, lines, claim)
    if (older !== undefined) return older
  }
  return undefined
}

/** A MAC of four bytes only points at candidates; what they say decides. */
function twinAmong(writer: Writer, lines: Uint8Array, claim: ClaimIn): number | undefined {
  const mac = shortMac(claim.mac)
  for (let skip = 0; ; skip++) {
    const g = findMac(lines, mac, skip)
    if (g === undefined) return undefined
    const bytes = writer.claimBytes(g)
    if (bytes !== undefined && isTwin(bytes, claim)) return g
  }
}
