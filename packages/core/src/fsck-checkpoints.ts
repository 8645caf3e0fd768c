/** Signed checkpoints against the root that the log had at their size. */
import {
  type Checkpoint,
  type Crypto,
  noteKeyId,
  parseCheckpoint,
  type SignedCheckpoint,
  utf8,
} from '@packtrail/protocol'
import { hashOfText } from './claim-hash.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { rowCursor } from './fsck-rows.ts'
import type { LogTree } from './fsck-tree.ts'
import type { Config } from './head.ts'
import { rangeOf, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'

export interface CheckpointCheck {
  /** Size at which the log's root is wanted next; infinite when none is. */
  readonly next: number
  /** Call when the log has grown to `next`. */
  reached(tree: LogTree, epoch: boolean): Promise<void>
  /** Call when the log has ended. */
  finish(): Promise<void>
}

const PORTION = 256

/** @param newest Size of the newest checkpoint by the head. */
export async function checkpointCheck(
  store: StoreReader,
  notes: FsckNotes,
  crypto: Crypto,
  config: Pick<Config, 'origin' | 'publicKey'>,
  newest: number | undefined,
): Promise<CheckpointCheck> {
  const cursor = rowCursor(store, rangeOf('c'), notes)
  await cursor.more()
  let last = 0
  let waiting: SignedCheckpoint[] = []

  const sizeOf = (): number => {
    const { row } = cursor
    if (row === undefined) return Number.POSITIVE_INFINITY
    return row.key.length === 7 ? readNumber(row.key, 1) : 0
  }
  const verify = async (): Promise<void> => {
    const keyId = noteKeyId(crypto.sha256, config.origin, config.publicKey, 'ledger')
    const items = waiting.map(({ text, signatures, origin }) => {
      const own = signatures.find(({ name, keyId: id }) => name === origin && Buffer.compare(id, keyId) === 0)
      return { publicKey: config.publicKey, message: utf8(text), signature: own?.signature ?? new Uint8Array(64) }
    })
    const good = await crypto.verifyEd25519(items)
    notes.count('signatures', items.length)
    waiting.forEach(({ size }, i) => {
      if (good[i] !== true) {
        notes.problem('CHECKPOINT_SIGNATURE', `checkpoint ${size}`, "It does not bear a signature of the ledger's key.")
      }
    })
    waiting = []
  }
  /** Read the row in hand and go on to the next. */
  const take = async (): Promise<SignedCheckpoint | undefined> => {
    const size = sizeOf()
    const body = cursor.row?.body
    if (cursor.next()) await cursor.more()
    notes.count('checkpoints')
    if (body === undefined) return undefined
    try {
      const checkpoint = parseCheckpoint(body.slice())
      if (checkpoint.size === size && checkpoint.origin === config.origin) return checkpoint
      const is = `${checkpoint.origin} at size ${checkpoint.size}`
      notes.problem('CHECKPOINT_FORM', `checkpoint ${size}`, `It is a checkpoint of ${is}.`)
    } catch (error) {
      notes.problem('CHECKPOINT_FORM', `checkpoint ${size}`, `It cannot be read: ${reasonOf(error)}.`)
    }
    return undefined
  }
  return {
    get next() {
      return sizeOf()
    },
    async reached(tree, epoch) {
      last = tree.size
      const checkpoint = await take()
      if (checkpoint === undefined) return
      const where = `checkpoint ${checkpoint.size}`
      if (!epoch) notes.problem('CHECKPOINT_ROOT', where, 'The last entry below it is no epoch.')
      compareRoot(notes, where, checkpoint, tree)
      waiting.push(checkpoint)
      if (waiting.length >= PORTION) await verify()
    },
    async finish() {
      try {
        while (cursor.row !== undefined) {
          notes.problem('CHECKPOINT_ROOT', `checkpoint ${sizeOf()}`, 'The log is shorter than it says.')
          last = sizeOf()
          await take()
        }
        if (waiting.length > 0) await verify()
        if (newest !== undefined && newest !== last) {
          const is = last === 0 ? 'there is none' : `the newest is ${last}`
          notes.problem('CHECKPOINT_MISSING', `checkpoint ${newest}`, `The head names it as the newest, but ${is}.`)
        }
      } finally {
        await cursor.close()
      }
    },
  }
}

function compareRoot(notes: FsckNotes, where: string, checkpoint: Checkpoint, tree: LogTree): void {
  const root = tree.root()
  if (root === undefined) notes.problem('NOT_CHECKED', where, 'Entries below it are missing.')
  else if (Buffer.compare(hashOfText(root), checkpoint.root) !== 0) {
    notes.problem('CHECKPOINT_ROOT', where, 'Its root is not the root over the entries of the log.')
  }
}
