/** A group: claims that become durable together. Positions are given at once, hashes when the group is closed. */
import { type EntryKind, entryKindOf, type StreamName } from '@packtrail/protocol'
import type { HashText } from './claim-hash.ts'
import type { ClaimIn } from './claim-in.ts'
import { type ClaimHasher, type ClaimName, claimHasher, textOfClaim } from './hash-thread.ts'
import type { ClaimRef } from './log-rows.ts'

/** The submission of a claim; the operator's own has no hash until it is signed. */
export interface SubmissionRef {
  hash: HashText | undefined
  /** Claims that came in it, by index. */
  readonly claims: ClaimName[]
  /** The party whose key signs it; absent when the operator only vouches. */
  readonly signer?: string
}

export interface PendingEntry {
  readonly kind: EntryKind
  readonly stream: StreamName
  readonly claim: ClaimName
  readonly submission: SubmissionRef
  /** Set on the entry that opens the claim. */
  readonly opens: Extract<ClaimRef, { kind: 'inline' }> | undefined
  /** Log position of the entry that opens it. */
  readonly first: number
}

export interface Group {
  /** Position of the next entry. */
  readonly next: number
  readonly first: number
  readonly recorded: number
  readonly entries: readonly PendingEntry[]
  readonly claims: number
  readonly bytes: number
  /** Computes the hashes of the group's claims while others are judged. */
  readonly hasher: ClaimHasher
  /** The position of its claim with this hash. */
  find(claim: HashText): number | undefined
  /** Append a claim; the position of its first entry. */
  open(claim: ClaimIn, submission: SubmissionRef, index: number): number
  /** Append an entry that repeats a claim in one more stream. */
  place(
    stream: StreamName,
    of: { readonly claim: ClaimName; readonly submission: SubmissionRef; readonly first: number },
  ): number
  /** Claims the operator vouches for, and its own acts. */
  readonly attested: SubmissionRef
  readonly own: SubmissionRef
}

export function newGroup(first: number, recorded: number, operator: string): Group {
  const entries: PendingEntry[] = []
  const hasher = claimHasher()
  let claims = 0
  let bytes = 0
  /** By hash, of those that were asked for it so far. */
  const hashed = new Map<HashText, number>()
  let looked = 0
  return {
    first,
    recorded,
    entries,
    hasher,
    get next() {
      return first + entries.length
    },
    get claims() {
      return claims
    },
    get bytes() {
      return bytes
    },
    attested: { hash: undefined, claims: [] },
    own: { hash: undefined, claims: [], signer: operator },
    find(claim) {
      for (; looked < entries.length; looked++) {
        const { opens, claim: name, first: at } = entries[looked] as PendingEntry
        if (opens !== undefined) hashed.set(textOfClaim(name), at)
      }
      return hashed.get(claim)
    },
    open(claim, submission, index) {
      const at = first + entries.length
      let opens: PendingEntry['opens'] = { kind: 'inline', bytes: claim.bytes, index }
      for (const stream of claim.streams) {
        const kind = entryKindOf(stream, claim.event.subjects)
        entries.push({ kind, stream, claim: claim.name, submission, opens, first: at })
        opens = undefined
      }
      hasher.add(claim.name)
      claims++
      bytes += claim.bytes.length
      return at
    },
    place(stream, { claim, submission, first: opened }) {
      entries.push({ kind: 'place', stream, claim, submission, opens: undefined, first: opened })
      return first + entries.length - 1
    },
  }
}
