/**
 * better-sqlite3: the embedded table with a hash chain, as a careful team would write it in an afternoon. Durability class D1:
 * WAL with synchronous=FULL, one transaction a group. One index, by pack, because a history by pack is what the ledger offers too.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { peerRequire } from './install.ts'

interface Statement {
  run(...values: unknown[]): unknown
  get(...values: unknown[]): unknown
}
interface Database {
  pragma(text: string): unknown
  exec(text: string): unknown
  prepare(text: string): Statement
  close(): void
}

export interface ChainedEvent {
  readonly pack: string
  readonly bytes: Uint8Array
}

export function appendToSqlite(peers: string, folder: string, groups: readonly (readonly ChainedEvent[])[]): number {
  const Sqlite = peerRequire(peers)('better-sqlite3') as new (file: string) => Database
  const db = new Sqlite(join(folder, 'chain.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE event (g INTEGER PRIMARY KEY, pack TEXT NOT NULL, bytes BLOB NOT NULL, chain BLOB NOT NULL)')
  db.exec('CREATE INDEX by_pack ON event (pack)')
  const insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?)')
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  let chain: Uint8Array = new Uint8Array(32)
  let g = 0
  const started = process.hrtime.bigint()
  for (const group of groups) {
    begin.run()
    for (const { pack, bytes } of group) {
      chain = hash('sha256', Buffer.concat([chain, bytes]), 'buffer')
      insert.run(g++, pack, bytes, chain)
    }
    commit.run()
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  const { n } = db.prepare('SELECT count(*) AS n FROM event').get() as { n: number }
  if (n !== g) throw new Error(`SQLite holds ${n} rows, not ${g}`)
  db.close()
  return seconds
}
