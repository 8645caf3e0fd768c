/** A group: claims that become durable together. Positions are given at once, hashes when the group is closed. */
import type { EntryKind, StreamName } from '@packtrail/protocol'
import type { HashText } from './claim-hash.ts'
import type { ClaimIn } from './claim-in.ts'

/** The submission of a claim; the operator's own has no hash until it is signed. */
export interface SubmissionRef {
  hash: HashText | undefined
  /** Claims that came in it, by index. */
  readonly claims: HashText[]
  /** The party whose key signs it; absent when the operator only vouches. */
  readonly signer?: string
}

export interface PendingEntry {
  readonly kind: EntryKind
  readonly stream: StreamName
  readonly claim: HashText
  readonly submission: SubmissionRef
  /** Set on the entry that opens the claim. */
  readonly opens?: { readonly bytes: Uint8Array; readonly index: number }
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
  /** Append a claim; the position of its first entry. */
  open(claim: ClaimIn, submission: SubmissionRef, index: number): number
  /** Append an entry that repeats a claim in one more stream. */
  place(
    stream: StreamName,
    of: { readonly claim: HashText; readonly submission: SubmissionRef; readonly first: number },
  ): number
  /** Claims the operator vouches for, and its own acts. */
  readonly attested: SubmissionRef
  readonly own: SubmissionRef
}

export function newGroup(first: number, recorded: number, operator: string): Group {
  const entries: PendingEntry[] = []
  let claims = 0
  let bytes = 0
  return {
    first,
    recorded,
    entries,
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
    open(claim, submission, index) {
      const at = first + entries.length
      claim.streams.forEach((stream, i) => {
        entries.push({
          kind: 'claim',
          stream,
          claim: claim.text,
          submission,
          first: at,
          ...(i === 0 ? { opens: { bytes: claim.bytes, index } } : {}),
        })
      })
      claims++
      bytes += claim.bytes.length
      return at
    },
    place(stream, { claim, submission, first: opened }) {
      entries.push({ kind: 'place', stream, claim, submission, first: opened })
      return first + entries.length - 1
    },
  }
}
