/** The whole log as entries, streamed: stored bytes are copied, and every leaf is computed anew on the way (docs/spec/12-files.md#log). */
import { encodeLogFrame, equalBytes, fileStart, LOG_CHUNK } from '@packtrail/protocol'
import { hashOfText, leafText, pushText, rootText } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { readCheckpoint } from './seal.ts'
import type { View } from './view.ts'

/**
 * The log as of the newest checkpoint.
 * @throws LedgerError MISUSE when nothing is sealed, DAMAGED when the entries are not those that the checkpoint signs for.
 */
export async function* exportLog({ store, log, config, head }: View): AsyncGenerator<Uint8Array> {
  const checkpoint = readCheckpoint(store, head.checkpoint)
  if (checkpoint === undefined) throw new LedgerError('MISUSE', 'seal the ledger before you export')
  const { size, root, note } = checkpoint
  yield fileStart('log')
  yield encodeLogFrame({ kind: 'header', ledgerId: config.ledgerId })
  const hashes: string[] = []
  for (let from = 0; from < size; from += LOG_CHUNK) {
    const entries: Uint8Array[] = []
    for (let g = from; g < Math.min(size, from + LOG_CHUNK); g++) {
      const bytes = log.entry(g)
      pushText(hashes, g, leafText(bytes))
      entries.push(bytes)
    }
    yield encodeLogFrame({ kind: 'entries', entries })
  }
  if (!equalBytes(hashOfText(rootText(hashes)), root)) {
    throw new LedgerError(
      'DAMAGED',
      'the entries of the log are not those that its checkpoint signs for; packtrail fsck finds which',
    )
  }
  yield encodeLogFrame({ kind: 'checkpoint', note })
}
