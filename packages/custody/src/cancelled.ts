/** Events that a correction takes back. A fold cannot un-apply, so they are left out of it from the start. */
import type { SeenEvent } from '@packtrail/protocol'
import { isLasting, sameAuthor } from './register.ts'

export interface Correctable {
  readonly event: SeenEvent
  /** Hex of the claim hash. */
  readonly claim: string
  readonly signer?: string | undefined
}

/** Corrections of corrections of a record; one beyond them takes nothing back. */
export const MOST_CORRECTED = 16

/**
 * Claim hashes (hex) of events that a correction by their own author cancels; a correction can itself be corrected.
 * `inputs` in the order of the log: a correction cancels nothing that comes behind it. (Of several ledgers there is no such order.)
 * @param force Of several ledgers: whether a correction can take a record back; always where it is absent.
 */
export function cancelledClaims<T extends Correctable>(
  inputs: readonly T[],
  force?: (by: T, on: T) => boolean,
): ReadonlySet<string> {
  const corrections: { readonly by: T; readonly on: T; readonly depth: number }[] = []
  if (!inputs.some(({ event }) => targetOf(event) !== undefined)) return new Set()
  const before = new Map<string, { readonly input: T; readonly depth: number }>()
  if (force !== undefined) for (const input of inputs) before.set(input.claim, { input, depth: 0 })
  for (const input of inputs) {
    const target = targetOf(input.event)
    const found = target === undefined ? undefined : before.get(target)
    const depth = found === undefined ? 0 : found.depth + 1
    if (found !== undefined) corrections.push({ by: input, on: found.input, depth })
    before.set(input.claim, { input, depth })
  }
  const cancelled = new Set<string>()
  // Newest first: a correction that was taken back does not count any more.
  for (const { by, on, depth } of corrections.reverse()) {
    if (depth > MOST_CORRECTED + 1 || isLasting(on.event)) continue
    if (cancelled.has(by.claim) || force?.(by, on) === false) continue
    if (sameAuthor(on.event.who?.agent ?? on.signer, by.event.who?.agent ?? by.signer)) cancelled.add(on.claim)
  }
  return cancelled
}

function targetOf({ type, detail }: SeenEvent): string | undefined {
  return type === 'correct' && detail.target !== undefined ? hex(detail.target) : undefined
}

function hex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}
