/** What a ledger in memory holds, for its exporter and its forgers to look at. */
import { type PartyId, partyOf } from '@packtrail/codes'
import type {
  Crypto,
  Entry,
  Event,
  Hash,
  ManifestSubject,
  MapItem,
  OpenClaim,
  OpenTally,
  Signer,
  StreamName,
} from '@packtrail/protocol'

/** Serials of a commissioning, with the subject that commits to them. */
export interface Manifest {
  readonly subject: ManifestSubject
  readonly seed: Uint8Array
  readonly serials: readonly string[]
}

export interface LogEntry {
  readonly entry: Entry
  readonly bytes: Uint8Array
  readonly leaf: Hash
  readonly stream: StreamName | undefined
}

export interface LogClaim {
  readonly hash: Hash
  readonly open: OpenClaim
  readonly event: Event
  readonly manifests: readonly Manifest[]
  readonly submission: Hash
  /** Place in its submission. */
  readonly index: number
  /** Its entries, in the order of the log. */
  readonly entries: number[]
}

export interface LogSubmission {
  readonly hash: Hash
  readonly bytes: Uint8Array
  readonly signer: Signer
  readonly claims: readonly Hash[]
  readonly tallies: readonly OpenTally[]
  /** Indices of claims that were not taken into the log. */
  readonly refused: readonly number[]
}

export interface LogStream {
  readonly name: StreamName
  readonly key: Hash
  /** Log positions of its entries. */
  readonly entries: number[]
}

export interface Sealed {
  readonly size: number
  readonly root: Hash
  readonly note: Uint8Array
  readonly epoch: Uint8Array
  readonly path: readonly Hash[]
  readonly heads: readonly MapItem[]
}

/** All that the exporter and the forgers look at. */
export interface LedgerState {
  readonly crypto: Crypto
  readonly ledgerId: Hash
  readonly origin: string
  readonly operator: string
  readonly key: Signer
  readonly genesis: { readonly bytes: Uint8Array; readonly open: OpenClaim }
  readonly log: LogEntry[]
  readonly streams: Map<string, LogStream>
  readonly claims: Map<string, LogClaim>
  readonly submissions: Map<string, LogSubmission>
  /** Actor of each key, by hex of the public key. */
  readonly keyOwners: Map<string, string>
  readonly sealed: Sealed[]
}

/** Every party that an event names as an actor, not as a place. */
export function actorsOf({ who, trade }: Event): string[] {
  const named = [who?.agent, who?.owner, who?.holder]
  named.push(trade?.fromOwner, trade?.fromHolder, trade?.toOwner, trade?.toHolder)
  return [...new Set(named.filter((id) => id !== undefined).map((id) => partyOf(id as PartyId)))]
}
