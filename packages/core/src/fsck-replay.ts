/**
 * Everything that follows from the claims, derived again in a scratch store by the code that appends: states and histories of
 * goods, batches, products, parties and keys, what finds twins, and the entries that a claim asks for. Membership of packs is
 * not written again: it is read from the packs' rows, which are held against the manifests on their own.
 */
import {
  type Entry,
  keyIdOf,
  type OpenClaim,
  type SeenEvent,
  type StreamName,
  type Submission,
  toHex,
} from '@packtrail/protocol'
import { forbiddenBy } from './authority.ts'
import { type HashText, textOfHash } from './claim-hash.ts'
import { claimOfBytes, type ManifestIn } from './claim-in.ts'
import type { Rules } from './custody.ts'
import { LedgerError } from './error.ts'
import { type FoldList, foldList } from './fsck-fold.ts'
import type { ManifestCheck } from './fsck-manifests.ts'
import { withMembership } from './fsck-members.ts'
import { replayWriter } from './fsck-replay-writer.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { newGroup, type PendingEntry } from './group.ts'
import { namedClaim } from './hash-thread.ts'
import type { Config } from './head.ts'
import type { ItemRow } from './item-rows.ts'
import { makeJudge, type Source } from './judge.ts'
import { FEW_SERIALS, readManifestChunk } from './manifest-rows.ts'
import type { ManifestRow } from './master-rows.ts'
import { sha256 } from './node-crypto.ts'
import { RowWriter } from './row-bytes.ts'
import type { SerialSet } from './serial-set.ts'
import type { Store, StoreReader } from './store.ts'
import { streamKeys } from './stream-rows.ts'
import { manifestSubject } from './subjects.ts'
import type { Table } from './table.ts'
import { claimKey, flushTables, makeTables, settleTables, type Tables } from './tables.ts'
import { applyCounts, type Counts } from './tx-world.ts'

export interface ReplayedClaim {
  readonly g: number
  readonly entry: Entry
  readonly claim: OpenClaim
  readonly event: SeenEvent
  readonly hash: HashText
  readonly bytes: Uint8Array
  /** `undefined` when its row is damaged. */
  readonly submission: Submission | undefined
  readonly index: number
}

export interface Replay {
  /** The entries that this claim asks for, its own first; `undefined` when it could not be replayed. */
  claim(claim: ReplayedClaim): readonly PendingEntry[] | undefined
  streamIdOf(name: StreamName): string
  /** Rows changed since the last flush. */
  readonly waiting: number
  flush(): Promise<void>
  /** The log has ended. */
  finish(): void
  /** Goods could not be folded again where the ledger did. */
  readonly failed: boolean
  /** All claims that were replayed, to be folded at once. */
  readonly list: FoldList
}

export interface ReplayOn {
  readonly store: StoreReader
  readonly scratch: Store
  readonly notes: FsckNotes
  readonly config: Config
  readonly manifests: ManifestCheck
  readonly rules: Rules
}

export function makeReplay(on: ReplayOn): Replay {
  const { store, scratch, notes, config, manifests } = on
  let now = 0
  const counts: Counts = new Map()
  const plain = makeTables(scratch)
  const tables: Tables = { ...plain, items: withMembership(plain.items, store, (id) => isMember(manifests, id, now)) }
  const streamIdOf = streamKeys(config.ledgerId)
  const judge = makeJudge(replayWriter({ store, scratch, config, tables, counts, streamIdOf }), on.rules)
  const row = new RowWriter()
  /** Products of which a pack was named by an event. */
  const named = new Set<string>()
  tables.keys.put(toHex(keyIdOf(sha256, config.publicKey)), {
    actor: config.operator,
    publicKey: config.publicKey,
    added: 0,
    seq: -1,
  })

  const signerOf = (
    g: number,
    submission: Submission | undefined,
  ): { signer: string | undefined; products?: readonly string[] } => {
    if (submission === undefined) return { signer: undefined }
    const key = tables.keys.get(hexOf(submission))
    const where = `entry ${g}`
    if (key === undefined) notes.problem('SUBMISSION_KEY', where, 'No key in force has signed its submission.')
    else if (key.ended !== undefined) {
      notes.problem('SUBMISSION_KEY', where, `The key that signed its submission was ended at entry ${key.ended}.`)
    } else if (submission.attests && key.actor !== config.operator) {
      notes.problem('SUBMISSION_KEY', where, 'Only the operator can attest what others report.')
    }
    if (key === undefined || submission.attests) return { signer: undefined }
    return { signer: key.actor, ...(key.products === undefined ? {} : { products: key.products }) }
  }
  const checkAllowed = (g: number, event: SeenEvent, author: ReturnType<typeof signerOf>): void => {
    if (event.type === 'attempt') {
      if (author.signer !== undefined) notes.problem('CLAIM_FORBIDDEN', `entry ${g}`, 'Nobody can sign an attempt.')
      return
    }
    for (const { message } of forbiddenBy(tables, config, event, author)) {
      notes.problem('CLAIM_FORBIDDEN', `entry ${g}`, message)
    }
  }
  const manifestAt = (g: number, event: SeenEvent): ManifestIn | undefined => {
    const subject = manifestSubject(event)
    if (subject === undefined) return undefined
    const found = manifests.at(g)
    if (found === undefined) throw new LedgerError('DAMAGED', 'the manifest of its claim is missing')
    const { id, row: manifest } = found
    const known = named.has(subject.product) ? namedSerials(store, plain.items, id, manifest) : []
    return {
      seed: manifest.seed,
      serials: listed(manifest),
      staged: { id, firsts: manifest.serials, known, written: true },
    }
  }
  const hexOf = keyHex()
  const nextGroup = groupEnds()
  const list = foldList()
  let failed = false
  const settle = (where: string): void => {
    if (failed) return
    try {
      judge.settle()
    } catch (error) {
      failed = true
      notes.problem('NOT_CHECKED', where, `What goods came to could not be derived again: ${reasonOf(error)}.`)
    }
  }
  return {
    list,
    streamIdOf,
    claim({ g, entry, claim, event, hash, bytes, submission, index }) {
      const where = `entry ${g}`
      now = g
      if (nextGroup(entry, submission)) settle(where)
      if (claim.seed === undefined) {
        notes.problem('NOT_CHECKED', where, 'A part of its claim is not there, so what it did is not known.')
        return undefined
      }
      try {
        const author = signerOf(g, submission)
        checkAllowed(g, event, author)
        const manifest = manifestAt(g, event)
        const group = newGroup(g, entry.recorded, config.operator)
        const source: Source = {
          ...author,
          mode: 'observe',
          submission: { hash: entry.submission === undefined ? undefined : textOfHash(entry.submission), claims: [] },
          index,
        }
        judge.replay(
          group,
          {
            ...claimOfBytes(config.secret, event, bytes),
            name: namedClaim(hash),
            ...(manifest === undefined ? {} : { manifest }),
          },
          source,
        )
        tables.claims.put(claimKey(hash), g)
        list.note(g, entry.recorded, event, hash, author.signer)
        for (const subject of event.subjects) {
          if (subject.kind === 'packs' || subject.kind === 'unplaced') named.add(subject.product)
        }
        return group.entries
      } catch (error) {
        const code =
          manifestSubject(event) !== undefined && manifests.at(g) === undefined ? 'MANIFEST_MISSING' : 'NOT_CHECKED'
        notes.problem(code, where, `What its claim did could not be derived again: ${reasonOf(error)}.`)
        return undefined
      }
    },
    get waiting() {
      let changes = 0
      for (const table of Object.values(tables) as Table<unknown>[]) changes += table.changes
      return changes
    },
    async flush() {
      applyCounts(tables, counts)
      const batch = scratch.batch()
      flushTables(tables, batch, row)
      await batch.write()
      settleTables(tables)
    },
    finish() {
      now = Number.POSITIVE_INFINITY
      settle('the end of the log')
    },
    get failed() {
      return failed
    },
  }
}

/** Claims of one submission follow each other, so that its key is named once. */
function keyHex(): (submission: Submission) => string {
  let last: { readonly submission: Submission; readonly hex: string } | undefined
  return (submission) => {
    if (last?.submission !== submission) last = { submission, hex: toHex(submission.keyId) }
    return last.hex
  }
}

/**
 * Whether a claim is the first of a group: goods that wait for it are folded again where a group ends. A group is recorded at
 * one time, and has at most one submission of each kind.
 */
function groupEnds(): (entry: Entry, submission: Submission | undefined) => boolean {
  let recorded = -1
  let last: Submission | undefined
  let kinds = new Map<string, HashText>()
  return (entry, submission) => {
    if (entry.recorded === recorded && submission !== undefined && submission === last) return false
    last = submission
    const kind = submission === undefined ? '' : `${toHex(submission.keyId)} ${submission.attests}`
    const hash = entry.submission === undefined ? '' : textOfHash(entry.submission)
    const same = entry.recorded === recorded && (kinds.get(kind) ?? hash) === hash
    if (!same) kinds = new Map()
    kinds.set(kind, hash)
    recorded = entry.recorded
    return !same
  }
}

/** A manifest counts from the claim after its own. */
function isMember(manifests: ManifestCheck, id: number, now: number): boolean {
  const at = manifests.claimOf(id)
  return at !== undefined && at < now
}

/** Serials of a manifest that an earlier event has named. */
function namedSerials(store: StoreReader, items: Table<ItemRow>, id: number, row: ManifestRow): string[] {
  const known: string[] = []
  const chunks = row.count <= FEW_SERIALS ? 1 : row.serials.length
  for (let chunk = 0; chunk < chunks; chunk++) {
    const serials = row.count <= FEW_SERIALS ? row.serials : readManifestChunk(store, id, chunk)
    for (const serial of serials) if (items.get(`${row.product}/${serial}`) !== undefined) known.push(serial)
  }
  return known
}

/** The serials of a small manifest; of a large one only how many there are is asked. */
function listed(row: ManifestRow): SerialSet {
  const serials = row.count <= FEW_SERIALS ? row.serials : []
  return {
    count: row.count,
    text: (index) => serials[index] ?? '',
    has: (serial) => serials.includes(serial),
    write: (index, target, at) =>
      Buffer.from(target.buffer, target.byteOffset, target.length).write(serials[index] ?? '', at, 'latin1'),
  }
}
