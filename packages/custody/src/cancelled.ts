/** Events that a correction takes back. A fold cannot un-apply, so they are left out of it from the start. */
import type { SeenEvent } from '@packtrail/protocol'
import { sameAuthor } from './register.ts'

export interface Correctable {
  readonly event: SeenEvent
  /** Hex of the claim hash. */
  readonly claim: string
  readonly signer?: string | undefined
}

/**
 * Claim hashes (hex) of events that a correction by their own author cancels; a correction can itself be corrected.
 * `inputs` in the order of the log.
 * @param force Of several ledgers: whether a correction can take a record back; always where it is absent.
 */
export function cancelledClaims<T extends Correctable>(
  inputs: readonly T[],
  force?: (by: T, on: T) => boolean,
): ReadonlySet<string> {
  const byClaim = new Map<string, T>()
  const corrections: { readonly by: T; readonly target: string }[] = []
  for (const input of inputs) {
    const { target } = input.event.detail
    if (input.event.type === 'correct' && target !== undefined) corrections.push({ by: input, target: hex(target) })
  }
  if (corrections.length === 0) return new Set()
  for (const input of inputs) byClaim.set(input.claim, input)
  const cancelled = new Set<string>()
  // Newest first: a correction that was taken back does not count any more.
  for (const { by, target } of corrections.reverse()) {
    const found = byClaim.get(target)
    if (found === undefined || cancelled.has(by.claim) || force?.(by, found) === false) continue
    if (sameAuthor(found.event.who?.agent ?? found.signer, by.event.who?.agent ?? by.signer)) cancelled.add(target)
  }
  return cancelled
}

function hex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}
