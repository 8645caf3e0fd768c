/** The entries of a group that was judged: chained, hashed and appended to the log and to their streams. */
import type { StreamName } from '@packtrail/protocol'
import type { EntryWriter } from './entry-bytes.ts'
import type { Group } from './group.ts'
import { textOfClaim } from './hash-thread.ts'
import type { LogWriter } from './log-writer.ts'
import { type GrowingStream, growStream, pushToStream, streamRowOf } from './stream-rows.ts'
import { claimKey, type Tables } from './tables.ts'

export interface Appended {
  readonly streams: readonly GrowingStream[]
  /** Number of streams that began with this group. */
  readonly fresh: number
}

export function appendEntries(
  tables: Pick<Tables, 'streams' | 'claims'>,
  log: LogWriter,
  entries: EntryWriter,
  streamIdOf: (name: StreamName) => string,
  group: Group,
): Appended {
  const streams = new Map<string, GrowingStream>()
  const growing = (name: StreamName): GrowingStream => {
    const id = streamIdOf(name)
    const stream = streams.get(id) ?? growStream(id, name, tables.streams.get(id))
    streams.set(id, stream)
    return stream
  }
  let g = group.first
  let lastName: StreamName | undefined
  let last: GrowingStream | undefined
  for (const entry of group.entries) {
    const stream = entry.stream === lastName && last !== undefined ? last : growing(entry.stream)
    lastName = entry.stream
    last = stream
    const claim = textOfClaim(entry.claim)
    const bytes = entries.write({
      g,
      stream: stream.id,
      s: stream.size,
      previous: stream.last,
      recorded: group.recorded,
      kind: entry.kind,
      claim,
      submission: entry.submission.hash,
    })
    const leaf = entries.leaf()
    log.push(bytes, leaf, entry.opens ?? { kind: 'back', back: g - entry.first })
    if (entry.opens !== undefined) tables.claims.put(claimKey(claim), g)
    pushToStream(stream, g, leaf)
    g++
  }
  const all = [...streams.values()]
  return { streams: all, fresh: putHeads(tables, all) }
}

/** How many of the streams had no row before. */
function putHeads({ streams: rows }: Pick<Tables, 'streams'>, streams: readonly GrowingStream[]): number {
  let fresh = 0
  for (const stream of streams) {
    if (rows.get(stream.id) === undefined) fresh++
    rows.put(stream.id, streamRowOf(stream))
  }
  return fresh
}
