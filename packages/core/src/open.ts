/** Opening: what a ledger's directory must show before anything is written to it again. Never reads the history. */
import { equalBytes, type Hash, type Signer } from '@packtrail/protocol'
import { type Anchors, type Reached, readAnchors, type Unreadable } from './anchor.ts'
import { type HashText, hashOfText, leafText, pushText, rootText, textOfHash } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { type Config, type Head, readConfig, readHead } from './head.ts'
import { BLOCK, blockOf, logReader, readEntries } from './log-rows.ts'
import { openRow } from './row-bytes.ts'
import { numberKey, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'
import { CLEAN } from './writer.ts'

export interface Opened {
  readonly config: Config
  readonly head: Head
  /** Why the ledger must not be written to; empty = it may. */
  readonly reasons: readonly string[]
  /** Those of the reasons for which its answers may be wrong as well: an old copy, a damaged one. */
  readonly doubts: readonly string[]
  /** The last run did not end as it should. */
  readonly unclean: boolean
  /** What is kept outside of the database. */
  readonly anchors: Anchors
}

export interface OpenChecks {
  readonly signer: Signer | undefined
  readonly anchorFolder: string
  readonly readOnly: boolean
}

/** @throws LedgerError LEDGER_MISSING, FORMAT_UNKNOWN, WRONG_KEY, and DAMAGED when not even the first rows can be read. */
export async function examine(store: StoreReader, checks: OpenChecks): Promise<Opened> {
  const config = readConfig(store)
  const head = readHead(store)
  if (checks.signer !== undefined && !equalBytes(checks.signer.publicKey, config.publicKey)) {
    throw new LedgerError('WRONG_KEY', 'the key that was given is not the key of this ledger')
  }
  const unclean = store.get(CLEAN) === undefined
  const reasons: string[] = []
  if (checks.readOnly) reasons.push('it was opened for reading')
  else if (checks.signer === undefined) reasons.push('the key of the ledger was not given')
  const anchors = await readAnchors(checks.anchorFolder, config.ledgerId)
  const doubts = [
    ...tailFaults(await attemptTail(store, head, unclean)),
    ...anchorFaults(store, head, anchors.checkpoint, PUBLISHED),
    ...anchorFaults(store, head, anchors.reached, RECORDED),
  ]
  return { config, head, reasons: [...reasons, ...doubts], doubts, unclean, anchors }
}

function tailFaults(fault: string | undefined): string[] {
  return fault === undefined ? [] : [`its database is damaged: ${fault}`]
}

async function attemptTail(store: StoreReader, head: Head, unclean: boolean): Promise<string | undefined> {
  try {
    if (unclean) await checkTail(store, head)
    else if (head.size > 0) logReader(store).entry(head.size - 1)
    return undefined
  } catch (error) {
    if (error instanceof LedgerError) return error.message
    throw error
  }
}

/**
 * Every entry since the last epoch is there and gives the frontier of the head. LevelDB answers a damaged log with a hole in
 * the middle as readily as with a lost end; an epoch comes at least every 100,000 entries, so this has a bound.
 */
async function checkTail(store: StoreReader, head: Head): Promise<void> {
  const from = head.epochs === 0 ? 0 : head.epochAt + 1
  const hashes = frontierBelow(logReader(store).subtree, from)
  await readEntriesFrom(store, from, head.size, (entry, g) => pushText(hashes, g, leafText(entry)))
  const same = hashes.length === head.hashes.length && hashes.every((hash, i) => hash === head.hashes[i])
  if (!same) throw new LedgerError('DAMAGED', 'the entries since the last epoch are not those that were appended')
}

/** Visit the stored bytes of entries [from, to), in order. @throws LedgerError DAMAGED when one is missing. */
export async function readEntriesFrom(
  store: StoreReader,
  from: number,
  to: number,
  visit: (entry: Uint8Array, g: number) => void,
): Promise<void> {
  let next = from
  const range = { from: numberKey('e', blockOf(from)), to: numberKey('e', blockOf(to) + 1) }
  for await (const rows of store.scan(range)) {
    for (const [key, bytes] of rows) {
      const first = readNumber(key, 1) * BLOCK
      const entries = readEntries(openRow(key, bytes))
      for (let i = Math.max(0, next - first); i < entries.length && first + i < to; i++) {
        if (first + i !== next) throw new LedgerError('DAMAGED', `entries ${next} to ${first + i - 1} are missing`)
        visit(entries[i] as Uint8Array, next)
        next++
      }
    }
  }
  if (next !== to) throw new LedgerError('DAMAGED', `entries ${next} to ${to - 1} are missing`)
}

/** The frontier of the first `size` leaves. */
export function frontierBelow(subtree: (from: number, to: number) => Hash, size: number): HashText[] {
  const hashes: HashText[] = []
  let from = 0
  for (let bit = 2 ** 52; bit >= 1; bit /= 2) {
    if (Math.floor(size / bit) % 2 === 0) continue
    hashes.push(textOfHash(subtree(from, from + bit)))
    from += bit
  }
  return hashes
}

interface AnchorWords {
  readonly older: (is: number, was: number) => string
  readonly other: (size: number) => string
}

const PUBLISHED: AnchorWords = {
  older: (is, was) =>
    `it is older than what was published: it ends at ${is} entries, a checkpoint of ${was} was signed. Restore a newer copy`,
  other: (size) => `its first ${size} entries are not those of the checkpoint that was published`,
}

const RECORDED: AnchorWords = {
  older: (is, was) =>
    `it is older than what was recorded: it ends at ${is} entries, ${was} were there when it was last in use. Restore a newer copy`,
  other: (size) => `its first ${size} entries are not those that were there when it was last in use`,
}

function anchorFaults(
  store: StoreReader,
  head: Head,
  anchor: Reached | Unreadable | undefined,
  words: AnchorWords,
): string[] {
  if (anchor === undefined) return []
  if ('why' in anchor) {
    return [
      `its anchor ${anchor.path} cannot be read (${anchor.why}), so nobody can tell whether this is the newest copy. If you know that it is, remove that file`,
    ]
  }
  if (anchor.size > head.size) return [words.older(head.size, anchor.size)]
  try {
    const hashes = anchor.size === head.size ? head.hashes : frontierBelow(logReader(store).subtree, anchor.size)
    if (anchor.size === 0 || equalBytes(hashOfText(rootText(hashes)), anchor.root)) return []
    return [words.other(anchor.size)]
  } catch (error) {
    if (error instanceof LedgerError) return [`its database is damaged: ${error.message}`]
    throw error
  }
}
