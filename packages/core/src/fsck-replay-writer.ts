/** What the judge asks of a writer, answered from the log that is replayed; nothing is ever appended. */
import { decodeClaim, decodeEntry, readClaim, type StreamName } from '@packtrail/protocol'
import { textOfHash } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { readOne } from './fsck-rows.ts'
import type { Config, Head } from './head.ts'
import { logReader } from './log-rows.ts'
import { submissionCodec } from './master-rows.ts'
import { RowReader } from './row-bytes.ts'
import { signerOf } from './signed-by.ts'
import type { Store, StoreReader } from './store.ts'
import { claimKey, type Tables } from './tables.ts'
import type { Counts } from './tx-world.ts'
import type { Writer } from './writer.ts'

export interface ReplayTables {
  /** The ledger that is read. */
  readonly store: StoreReader
  readonly scratch: Store
  readonly config: Config
  readonly tables: Tables
  readonly counts: Counts
  readonly streamIdOf: (name: StreamName) => string
}

export function replayWriter({ store, scratch, config, tables, counts, streamIdOf }: ReplayTables): Writer {
  const reader = logReader(store)
  const never = (): never => {
    throw new LedgerError('MISUSE', 'a replay appends nothing')
  }
  return {
    config,
    tables,
    counts,
    store: scratch,
    signer: { publicKey: config.publicKey, sign: never },
    get head(): Head {
      return never()
    },
    streamIdOf,
    claimBytes: (g) => reader.claim(g)?.bytes,
    entryAt(g) {
      const { kind, claim, submission, recorded, stream } = decodeEntry(reader.entry(g))
      return {
        kind,
        recorded,
        claim: textOfHash(claim),
        submission: submission === undefined ? undefined : { hash: textOfHash(submission), claims: [] },
        streamId: stream === undefined ? undefined : textOfHash(stream),
      }
    },
    positionOf: (claim) => tables.claims.get(claimKey(claim)),
    signerAt(g) {
      const { submission } = decodeEntry(reader.entry(g))
      const key = submission === undefined ? undefined : submissionCodec.key(textOfHash(submission))
      const signed = key && readOne(store, key, (body) => submissionCodec.read(new RowReader(body)))
      return signerOf(signed, (id) => tables.keys.get(id)?.actor)
    },
    eventAt(g) {
      const claim = reader.claim(g)
      return claim === undefined ? undefined : readClaim(decodeClaim(claim.bytes))
    },
    subtree: reader.subtree,
    random: never,
    takeManifestId: never,
    rehearse: never,
    rehearsing: false,
    pretend: never,
    countPacks: () => undefined,
    alsoWrite: () => undefined,
    exclusive: never,
    commit: never,
    commitHeld: never,
    submit: never,
    submitHeld: never,
    write: never,
    pushEpoch: never,
    broken: undefined,
    settled: never,
    settle: never,
    now: never,
  }
}
