/** What a verification rests on besides the file. Nothing of it comes from the file. */
import type { Rules } from '@packtrail/custody'
import type { Crypto } from '@packtrail/protocol'
import type { LogCopy } from './log-copy.ts'
import type { Memory } from './memory.ts'
import type { Hasher } from './noble-crypto.ts'
import type { Policy } from './policy.ts'
import type { ShelfScan } from './scans.ts'

export interface VerifyOptions {
  readonly policy: Policy
  /** Of other ledgers; each bundle is checked under the one that names its ledger. */
  readonly otherPolicies?: readonly Policy[]
  /** What the auditor has seen before; absent = he keeps no memory, and history is not proven. */
  readonly memory?: Memory
  /** Copies of whole logs, replayed; a bundle is held against each of its ledger, and they against each other. */
  readonly logs?: readonly LogCopy[]
  readonly crypto: Crypto
  /** The auditor's clock, milliseconds since 1970. */
  readonly now: number
  /** Limits and duties of the market. */
  readonly rules: Rules
  /** Packs read from the shelf. */
  readonly scans?: readonly ShelfScan[]
  /** Market in which the scans were made, ISO 3166-1 alpha-2. */
  readonly market?: string
  /** Hashes a file as a whole; plain JavaScript when absent. */
  readonly makeHasher?: () => Hasher
}
