/** The two rows that everything starts from: what never changes, and where the log ends. */
import type { Hash } from '@packtrail/protocol'
import { type HashText, hashOfText, textOfHash } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { openRow, RowReader, type RowWriter } from './row-bytes.ts'
import { soleKey } from './row-key.ts'
import type { StoreBatch, StoreReader } from './store.ts'

/**
 * The row format: raised whenever a row is written otherwise than before, so that no ledger is misread. It says nothing of the
 * log itself, whose bytes are fixed by docs/spec.
 */
export const ROW_FORMAT = 4

export interface Config {
  readonly ledgerId: Hash
  readonly origin: string
  readonly operator: string
  readonly publicKey: Uint8Array
  /** Key of the MACs that find twins of events; never leaves the database. */
  readonly secret: Uint8Array
}

export interface Head {
  /** Entries of the log. */
  readonly size: number
  readonly hashes: readonly HashText[]
  /** Recorded time of the last entry. */
  readonly recorded: number
  /** Epochs so far, and the last one. */
  readonly epochs: number
  readonly epochAt: number
  readonly epochLeaf: HashText | undefined
  readonly mapRoot: HashText
  /** First number no manifest has used, whether or not it came to exist. */
  readonly nextManifest: number
  /** Next seq of the operator's submissions. */
  readonly operatorSeq: number
  /** Size of the newest signed checkpoint; 0 = none yet. */
  readonly checkpoint: number
  readonly claims: number
  readonly packs: number
  readonly streams: number
}

const CONFIG = soleKey('C')
const HEAD = soleKey('H')

export function writeConfig(batch: StoreBatch, row: RowWriter, config: Config): void {
  row.start().u8(ROW_FORMAT).raw(config.ledgerId).text(config.origin).text(config.operator)
  row.raw(config.publicKey).raw(config.secret)
  batch.put(CONFIG, row.row(CONFIG))
}

/** @throws LedgerError LEDGER_MISSING, FORMAT_UNKNOWN, DAMAGED. */
export function readConfig(store: StoreReader): Config {
  const bytes = store.get(CONFIG)
  if (bytes === undefined) throw new LedgerError('LEDGER_MISSING', 'this database holds no ledger')
  const row = new RowReader(openRow(CONFIG, bytes))
  checkFormat(row.u8())
  const ledgerId = row.raw(32).slice()
  const origin = row.text()
  const operator = row.text()
  return { ledgerId, origin, operator, publicKey: row.raw(32).slice(), secret: row.raw(32).slice() }
}

function checkFormat(format: number): void {
  if (format === ROW_FORMAT) return
  const [age, remedy] =
    format < ROW_FORMAT
      ? ['an older', 'open it with the version that wrote it, or record its documents and submissions in a new ledger']
      : ['a newer', 'install that version']
  throw new LedgerError(
    'FORMAT_UNKNOWN',
    `${age} version of this program wrote this ledger (row format ${format}; this one reads ${ROW_FORMAT}): ${remedy}. Nothing was changed`,
  )
}

export function writeHead(batch: StoreBatch, row: RowWriter, head: Head): void {
  row.start().count(head.size).count(head.hashes.length)
  for (const hash of head.hashes) row.raw(hashOfText(hash))
  row.count(head.recorded).count(head.epochs).count(head.epochAt)
  if (head.epochLeaf !== undefined) row.raw(hashOfText(head.epochLeaf))
  row.raw(hashOfText(head.mapRoot)).count(head.nextManifest).count(head.operatorSeq).count(head.checkpoint)
  row.count(head.claims).count(head.packs).count(head.streams)
  batch.put(HEAD, row.row(HEAD))
}

/** @throws LedgerError DAMAGED. */
export function readHead(store: StoreReader): Head {
  const bytes = store.get(HEAD)
  if (bytes === undefined) throw new LedgerError('DAMAGED', 'the head of the ledger is missing')
  const row = new RowReader(openRow(HEAD, bytes))
  const size = row.count()
  const hashes = Array.from({ length: row.count() }, () => textOfHash(row.raw(32)))
  const recorded = row.count()
  const epochs = row.count()
  const epochAt = row.count()
  const epochLeaf = epochs > 0 ? textOfHash(row.raw(32)) : undefined
  return {
    size,
    hashes,
    recorded,
    epochs,
    epochAt,
    epochLeaf,
    mapRoot: textOfHash(row.raw(32)),
    nextManifest: row.count(),
    operatorSeq: row.count(),
    checkpoint: row.count(),
    claims: row.count(),
    packs: row.count(),
    streams: row.count(),
  }
}
