import { createHash } from 'node:crypto'
import { openLevelStore } from '../../packages/core/src/level-store.ts'

/**
 * `same`: nothing that matters was hit, every row is what it was. `refused`, `read-only`, `found`, `crashed`: damage was noticed
 * on opening, by a check, or by LevelDB, which then ends the process. `wrong`: rows differ, and nobody said so. `thrown`: an
 * error that is none of ours.
 */
export type Outcome = 'same' | 'refused' | 'read-only' | 'found' | 'crashed' | 'wrong' | 'thrown'

export interface Judged {
  readonly outcome: Outcome
  readonly why: string
}

const APART = 'XHc'

/**
 * Over every row of a ledger but the mark of a clean end, the head, and the signed checkpoints: the newest of these is signed
 * again, to the same bytes, when it was lost, and the head follows it. A check holds both against the rest.
 */
export async function digest(directory: string): Promise<string> {
  const store = await openLevelStore(directory, 'existing')
  try {
    const hash = createHash('sha256')
    for await (const rows of store.scan({ from: Uint8Array.of(0), to: Uint8Array.of(255) })) {
      for (const [key, value] of rows)
        if (!APART.includes(String.fromCharCode(key[0] as number))) hash.update(key).update('|').update(value)
    }
    return hash.digest('hex')
  } finally {
    await store.close()
  }
}
