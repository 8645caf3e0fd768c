/** The two rows that everything starts from, held against what the log comes to. */
import { decodeClaim, readClaim } from '@packtrail/protocol'
import { type HashText, hashOfText } from './claim-hash.ts'
import type { WalkedEntry } from './fsck-log.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import type { LogTree } from './fsck-tree.ts'
import { type Config, type Head, readConfig, readHead } from './head.ts'
import { logReader } from './log-rows.ts'
import type { StoreReader } from './store.ts'

export interface KnownConfig {
  readonly config: Config
  /** Read from its row; else put together from genesis, without the secret that finds twins. */
  readonly stored: boolean
}

/** `undefined` when neither its row nor genesis can be read. */
export function findConfig(store: StoreReader, notes: FsckNotes): KnownConfig | undefined {
  try {
    return { config: readConfig(store), stored: true }
  } catch (error) {
    notes.problem('CONFIG', 'row C', `It cannot be read: ${reasonOf(error)}.`)
  }
  try {
    const log = logReader(store)
    const claim = log.claim(0)
    const [subject] = claim === undefined ? [] : readClaim(decodeClaim(claim.bytes)).subjects
    if (subject?.kind !== 'genesis') return undefined
    const { origin, operator, publicKey } = subject
    return { config: { ledgerId: log.leaf(0), origin, operator, publicKey, secret: new Uint8Array(32) }, stored: false }
  } catch {
    return undefined
  }
}

export function findHead(store: StoreReader, notes: FsckNotes): Head | undefined {
  try {
    return readHead(store)
  } catch (error) {
    notes.problem('HEAD', 'row H', `It cannot be read: ${reasonOf(error)}.`)
    return undefined
  }
}

/** What the log says that its head says too. */
export interface LogEnd {
  see(at: WalkedEntry): void
  compare(head: Head, tree: LogTree, counts: { readonly claims: number; readonly operatorSeq: number }): void
}

export function logEnd(notes: FsckNotes): LogEnd {
  let recorded = 0
  let epochs = 0
  let epochAt = 0
  let epochLeaf: HashText | undefined
  let mapRoot: Uint8Array = new Uint8Array(32)
  let lost = false
  return {
    see({ g, entry, leaf }) {
      if (entry === undefined) lost = true
      else recorded = entry.recorded
      if (entry?.kind !== 'epoch') return
      epochs = entry.s + 1
      epochAt = g
      epochLeaf = leaf
      mapRoot = entry.claim
    },
    compare(head, tree, { claims, operatorSeq }) {
      const is = (what: string, stored: unknown, found: unknown): void => {
        if (stored !== found)
          notes.problem('HEAD', what, `The head says ${String(stored)}, the log comes to ${String(found)}.`)
      }
      const frontier = tree.frontier()
      const same = frontier?.length === head.hashes.length && frontier.every((hash, i) => hash === head.hashes[i])
      if (frontier !== undefined && !same) {
        notes.problem('LOG_FRONTIER', `head at ${head.size}`, 'Its tree is not the tree over the entries of the log.')
      }
      is('epochs', head.epochs, epochs)
      is('last epoch', head.epochAt, epochAt)
      if (head.epochLeaf !== epochLeaf) notes.problem('HEAD', 'last epoch', 'The head names another leaf.')
      if (Buffer.compare(hashOfText(head.mapRoot), mapRoot) !== 0) {
        notes.problem('HEAD', 'map root', 'It is not that of the last epoch.')
      }
      // What was lost on the way would only be said a second time.
      if (lost) return
      is('recorded time', head.recorded, recorded)
      is('claims', head.claims, claims)
      is('packs', head.packs, notes.counts.packs)
      is('streams', head.streams, notes.counts.streams)
      is('number of the next submission', head.operatorSeq, operatorSeq)
    },
  }
}
