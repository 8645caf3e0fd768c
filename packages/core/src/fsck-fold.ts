/**
 * One fold over all claims in event time, as an auditor makes it, held against what the ledger comes to in its own way: claim by
 * claim as they came, with goods folded again where an older record comes (docs/adr/0004). Both must end in the same states.
 */
import { decodeClaim, decodeEntry, readClaim, type SeenEvent } from '@packtrail/protocol'
import { pointOf } from './batch-book.ts'
import { type HashText, textOfHash } from './claim-hash.ts'
import { hexOf } from './claim-in.ts'
import { cancelledClaims, eventTime, NEW_BATCH, type Rules, type StepInput, step, type World } from './custody.ts'
import type { ManifestCheck } from './fsck-manifests.ts'
import { withMembership } from './fsck-members.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { eachPair, silent } from './fsck-rows.ts'
import { nameOf, plainText } from './fsck-state.ts'
import { itemCodec } from './item-rows.ts'
import { isFolded } from './late.ts'
import { logReader } from './log-rows.ts'
import { batchCodec, batchIdOf, EMPTY_BATCH, manifestCodec } from './master-rows.ts'
import { RowReader, RowWriter } from './row-bytes.ts'
import { rangeOf } from './row-key.ts'
import type { Store, StoreReader } from './store.ts'
import { namesOf } from './subjects.ts'
import { makeTable } from './table.ts'
import { changesOf, flushTables, makeTables, settleTables, type Tables } from './tables.ts'
import { txWorld } from './tx-world.ts'

/** What the order of the fold asks of every claim, in the order of the log. */
export interface FoldList {
  note(g: number, recorded: number, event: SeenEvent, claim: HashText, signer: string | undefined): void
  readonly positions: readonly number[]
  readonly times: readonly number[]
  readonly signers: readonly (string | undefined)[]
  /** Those that take another claim back. */
  readonly corrections: readonly Pick<StepInput, 'event' | 'claim' | 'at' | 'signer'>[]
}

export function foldList(): FoldList {
  const positions: number[] = []
  const times: number[] = []
  const signers: (string | undefined)[] = []
  const corrections: FoldList['corrections'][number][] = []
  return {
    positions,
    times,
    signers,
    corrections,
    note(g, recorded, event, claim, signer) {
      if (!isFolded(event.type)) return
      positions.push(g)
      times.push(eventTime(event, recorded))
      signers.push(signer)
      if (event.type === 'correct' && event.detail.target !== undefined) {
        corrections.push({ event, claim: hexOf(claim), at: g, signer })
      }
    },
  }
}

export interface FoldOn {
  readonly store: StoreReader
  /** What the replay has made, and an empty store for what the fold makes. */
  readonly scratch: StoreReader
  readonly folded: Store
  readonly notes: FsckNotes
  readonly manifests: ManifestCheck
  readonly rules: Rules
}

/** Rows kept in memory before they are written. */
const FLUSH_ROWS = 20_000

export async function compareFold(on: FoldOn, list: FoldList): Promise<void> {
  const { notes } = on
  try {
    await foldOnce(on, list)
  } catch (error) {
    notes.problem('NOT_CHECKED', 'goods', `All claims could not be folded at once: ${reasonOf(error)}.`)
    return
  }
  const what = 'The ledger comes to it claim by claim, and one fold over all claims to another.'
  await eachPair({ store: on.scratch, notes: silent }, on.folded, rangeOf('i'), (key, own, one) => {
    if (stateOf(own?.body) !== stateOf(one)) notes.problem('ITEM_STATE', nameOf(key), `State: ${what}`)
  })
  await eachPair({ store: on.scratch, notes: silent }, on.folded, rangeOf('b'), (key, own, one) => {
    if (batchOf(own?.body) !== batchOf(one)) notes.problem('BATCH_STATE', `batch ${nameOf(key)}`, `State: ${what}`)
  })
}

function stateOf(body: Uint8Array | undefined): string {
  const state = body === undefined ? undefined : itemCodec.read(new RowReader(body)).state
  return state === undefined ? '' : plainText(state)
}

function batchOf(body: Uint8Array | undefined): string {
  const state = body === undefined ? undefined : batchCodec.read(new RowReader(body)).state
  if (state === undefined) return ''
  const { product, lot } = state
  const text = plainText(state)
  return text === plainText({ product, lot, ...NEW_BATCH }) ? '' : text
}

async function foldOnce(on: FoldOn, list: FoldList): Promise<void> {
  const { store, folded, manifests, rules } = on
  const made = makeTables(folded)
  const isMember = (id: number): boolean => manifests.claimOf(id) !== undefined
  const tables: Tables = {
    ...made,
    items: withMembership(made.items, store, isMember),
    manifests: makeTable(store, manifestCodec, 500),
  }
  const steps = stepsOf(store, list)
  const cancelled = takenBack(on, list, steps)
  const tx = txWorld(tables, new Map(), () => undefined)
  const world: World = {
    ...tx,
    batch: (product, lot) => tables.batches.get(batchIdOf(product, lot))?.state,
    putBatch(state) {
      const id = batchIdOf(state.product, state.lot)
      tables.batches.put(id, { ...(tables.batches.get(id) ?? EMPTY_BATCH), state })
    },
  }
  const row = new RowWriter()
  const flush = async (): Promise<void> => {
    const batch = folded.batch()
    flushTables(tables, batch, row)
    await batch.write()
    settleTables(tables)
  }
  for (const index of inOrder(list)) {
    if (cancelled.has(index)) continue
    const input = steps(index)
    tx.begin({ ...input.event, subjects: input.event.subjects }, pointOf(input))
    step(world, input, rules)
    tx.commit(true)
    if (changesOf(tables) > FLUSH_ROWS) await flush()
  }
  await flush()
}

/** Indices of the list by event time, then log position. */
function inOrder({ times }: FoldList): Uint32Array {
  return Uint32Array.from(times, (_, index) => index).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  )
}

function stepsOf(store: StoreReader, { positions, signers }: FoldList): (index: number) => StepInput {
  const reader = logReader(store)
  return (index) => {
    const at = positions[index] as number
    const { recorded, claim } = decodeEntry(reader.entry(at))
    const bytes = reader.claim(at)?.bytes
    if (bytes === undefined) throw new TypeError(`entry ${at} opens no claim`)
    const event = readClaim(decodeClaim(bytes))
    return { event, claim: hexOf(textOfHash(claim)), at, recorded, signer: signers[index] }
  }
}

/** Indices of the claims that a correction takes back. */
function takenBack(
  { store, notes }: FoldOn,
  { corrections, positions }: FoldList,
  steps: (index: number) => StepInput,
): ReadonlySet<number> {
  const found = new Set<number>()
  if (corrections.length === 0) return found
  const wanted = new Set(corrections.map(({ event }) => targetOf(event)))
  const named = new Map<string, number>()
  const reader = logReader(store)
  for (const [index, g] of positions.entries()) {
    const claim = hexOf(textOfHash(decodeEntry(reader.entry(g)).claim))
    if (wanted.has(claim)) named.set(claim, index)
  }
  const inputs = new Map(corrections.map((one) => [one.at, one]))
  for (const one of corrections) {
    const index = named.get(targetOf(one.event))
    if (index === undefined) continue
    const target = steps(index)
    inputs.set(target.at, target)
    if (!namesAll(one.event, target.event)) notes.remark(partly(one.at, target.at))
  }
  for (const claim of cancelledClaims([...inputs.values()].sort((a, b) => a.at - b.at))) {
    const index = named.get(claim)
    if (index !== undefined) found.add(index)
  }
  return found
}

function partly(at: number, target: number): string {
  return `The correction at entry ${at} does not name all that entry ${target} names. It takes that record back as a whole, but the bundle of goods that it does not name need not show it: record a correction that names them too.`
}

function namesAll(one: SeenEvent, target: SeenEvent): boolean {
  const names = new Set(namesOf(one))
  return namesOf(target).every((name) => names.has(name))
}

function targetOf({ detail }: SeenEvent): string {
  return Buffer.from(detail.target ?? new Uint8Array(0)).toString('hex')
}
