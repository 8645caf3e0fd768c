/** Keeps the anchor up to date without ever being waited for: in a running loop every few seconds, and when the ledger is closed. */
import type { Hash } from '@packtrail/protocol'
import { writeReached } from './anchor.ts'
import { hashOfText, rootText } from './claim-hash.ts'
import type { Head } from './head.ts'

/** Milliseconds between two writings while records keep coming. */
const EVERY = 5000

export interface AnchorKeeper {
  /** The log has come so far, and that is on the disk. */
  durable(head: Pick<Head, 'size' | 'hashes'>): void
  /** Write what is not written yet. @throws LedgerError STORE. */
  close(): Promise<void>
}

/**
 * @param start What the log had when it was opened, and whether the anchor says so already.
 * @param every Milliseconds between two writings.
 */
export function anchorKeeper(
  folder: string,
  ledgerId: Hash,
  start: { readonly head: Pick<Head, 'size' | 'hashes'>; readonly isKept: boolean },
  every: number = EVERY,
): AnchorKeeper {
  let newest = start.head
  let kept = start.isKept ? newest.size : -1
  let timer: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  const write = async (): Promise<void> => {
    const { size, hashes } = newest
    if (size === kept || size === 0) return
    await writeReached(folder, ledgerId, { size, root: hashOfText(rootText(hashes)) })
    kept = size
  }
  const later = (): void => {
    timer = undefined
    // What could not be written is tried again with the next record, and its failure told when the ledger is closed.
    writing = writing.then(write).catch(() => undefined)
  }
  return {
    durable(head) {
      newest = head
      if (closed || timer !== undefined || head.size === kept) return
      timer = setTimeout(later, every)
      timer.unref()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await writing
      await write()
    },
  }
}
