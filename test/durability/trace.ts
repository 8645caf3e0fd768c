/** What the program asked of the system, in order, as `strace -f -y` tells it. */
import { readFileSync } from 'node:fs'

export interface Step {
  /** `log`: bytes for the database's log; `sync`: the log is on the disk, the call has returned; `say`: bytes on standard output. */
  readonly kind: 'log' | 'sync' | 'say'
  readonly text: string
}

/**
 * Steps in the order in which they took effect: a write when it begins (`log`) or when it is heard (`say`), a sync when it has
 * returned. A call that other threads interrupt stands on two lines, `… unfinished …` and `… resumed …`.
 */
export function readTrace(path: string): Step[] {
  const steps: Step[] = []
  /** By thread: the sync of a log that has begun and not returned. */
  const syncing = new Set<string>()
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const parts = /^(\d+) +(.*)$/.exec(line)
    const [, thread = '', call = ''] = parts ?? []
    if (/^(fdatasync|fsync)\(\d+<[^>]*\.log>/.test(call)) {
      if (/= 0$/.test(call)) steps.push({ kind: 'sync', text: call })
      else if (call.includes('<unfinished')) syncing.add(thread)
    } else if (/^<\.\.\. (fdatasync|fsync) resumed/.test(call)) {
      if (syncing.delete(thread) && /= 0$/.test(call)) steps.push({ kind: 'sync', text: call })
    } else if (/^p?write(64|v)?\(\d+<[^>]*\.log>/.test(call)) steps.push({ kind: 'log', text: call })
    else if (/^writev?\(1</.test(call)) steps.push({ kind: 'say', text: call })
  }
  return steps
}
