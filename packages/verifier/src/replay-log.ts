/** A bundle against a copy of the log that was replayed (docs/spec/12-files.md#replay). */
import { equalBytes, type Hash } from '@packtrail/protocol'
import type { Findings } from './findings.ts'
import type { Links } from './history.ts'
import type { LogCopy } from './log-copy.ts'

/** What the copy covers of the bundle's log: all, its beginning, or nobody can say. */
export interface LogCover {
  /** Entries of the copy. */
  readonly size: number
  readonly state: 'whole' | 'beginning' | 'unknown' | 'contradicted'
}

/** @param logs Copies of one log, the longest first. */
export function checkLogs(
  logs: readonly LogCopy[],
  checkpoint: { readonly size: number; readonly root: Hash },
  links: Links | undefined,
  findings: Findings,
): LogCover | undefined {
  const [first, ...more] = logs
  if (first === undefined) return undefined
  const cover = checkLog(first, checkpoint, links, findings)
  // The longest says all that the others say, if they are copies of one log.
  const others = more.filter(({ size, rootAt }) => {
    const same = first.rootAt(size)
    return same === undefined || !equalBytes(same, rootAt(size) as Hash)
  })
  for (const { size } of others) {
    findings.add('TWO_HISTORIES', { params: { what: `the first ${size} entries of the copies of its log` } })
  }
  return others.length === 0 ? cover : { ...cover, state: 'contradicted' }
}

function checkLog(
  log: LogCopy,
  { size, root }: { readonly size: number; readonly root: Hash },
  links: Links | undefined,
  findings: Findings,
): LogCover {
  for (const { code, g, detail } of log.lies) {
    if (g < size) findings.add(code, { params: { g, detail }, evidence: [g] })
  }
  if (size <= log.size) {
    const own = log.rootAt(size)
    if (own !== undefined && equalBytes(own, root)) return { size: log.size, state: 'whole' }
    findings.add('LOG_FORK', { params: { size } })
    return { size: log.size, state: 'contradicted' }
  }
  const link = links?.find(log.size)
  if (link === undefined) {
    findings.add('LOG_NOT_LINKED', { params: { kept: log.size, size } })
    return { size: log.size, state: 'unknown' }
  }
  if (!equalBytes(link.root, log.rootAt(log.size) as Hash)) {
    findings.add('LOG_FORK', { params: { size: log.size } })
    return { size: log.size, state: 'contradicted' }
  }
  findings.add('LOG_SHORT', { params: { kept: log.size, size } })
  return { size: log.size, state: 'beginning' }
}
