/** Codes that are scanned or typed → the goods that an act is about, and the events that name them. */
import { type BatchId, splitBatchId, splitPackId } from '@packtrail/codes'
import type { DraftEvent, DraftPack } from '@packtrail/exchange'
import type { EventType, Fault } from '@packtrail/protocol'
import type { ActFrame } from './acts.ts'
import { type Named, readBatch, readContainer, readNamed, readProduct, type ScannerOptions } from './codes.ts'
import type { Call } from './command.ts'
import { dataError, usageError } from './error.ts'
import { readDay } from './time.ts'
import { words } from './words.ts'

const { acts: say } = words

export interface Goods {
  readonly packs: readonly DraftPack[]
  readonly containers: readonly string[]
  readonly batches: readonly { readonly product: string; readonly lot: string }[]
  readonly products: readonly string[]
  /** What was odd about codes that can be used all the same. */
  readonly warnings: readonly Fault[]
}

/** Acts that may name a whole batch or product: `PRODUCT/LOT` is a batch there, and a pack is named by its code. */
const WHOLE: readonly EventType[] = ['recall', 'lock', 'unlock', 'quarantine', 'release', 'correct']

/** @throws CliError DATA_BAD with every code that names nothing an event can be about. */
export function readGoods(call: Call, type: EventType, codes: readonly string[], scanner: ScannerOptions = {}): Goods {
  const faults: Fault[] = []
  const packs = new Map<string, DraftPack>()
  const containers = new Set<string>()
  const batches = new Map<string, BatchId>()
  const products = new Set<string>()
  const warnings: Fault[] = []
  for (const [i, text] of codes.entries()) {
    if (WHOLE.includes(type) && /^\s*(\d{8,14}|ppn:\d+|cn:\w{7})(\/|\s*$)/.test(text)) {
      if (text.includes('/')) {
        const batch = readBatch(text.trim())
        batches.set(batch, batch)
      } else products.add(readProduct(text.trim()))
      continue
    }
    const read = readNamed(call.io, text, { line: i + 1 }, scanner)
    if (!read.ok) {
      faults.push(...read.faults)
      continue
    }
    warnings.push(...read.value.warnings)
    if (read.value.container !== undefined) containers.add(read.value.container)
    else addPack(call, read.value, packs)
  }
  if (faults.length > 0) throw dataError('DATA_BAD', say.badCodes(faults.length), { faults, hint: say.badCodesHint })
  return {
    packs: [...packs.values()],
    containers: [...containers],
    batches: [...batches.values()].map(splitBatchId),
    products: [...products],
    warnings,
  }
}

function addPack(call: Call, named: Named, packs: Map<string, DraftPack>): void {
  if (named.pack === undefined) return
  const lot = named.lot ?? call.text('lot')
  const given = call.text('expiry')
  const expiry = named.expiry ?? (given === undefined ? undefined : readDay(given))
  packs.set(named.pack, {
    ...splitPackId(named.pack),
    ...(lot === undefined ? {} : { lot }),
    ...(expiry === undefined ? {} : { expiry }),
  })
}

/** The container of `--into` or `--out-of`. @throws CliError MISSING_ARGUMENT */
export function parentOf(call: Call, option: 'into' | 'outOf'): string {
  const text = call.text(option)
  if (text === undefined) throw usageError('MISSING_ARGUMENT', say.whichContainer, say.whichContainerHint)
  return readContainer(call.io, text, say.containerWord)
}

/** Acts on one pack each, as at a running counter: what the ledger refuses of one pack must not undo what was done with others. */
const ONE_EACH: readonly EventType[] = ['dispense', 'undo']

/** The acts of an event that a ledger elsewhere will judge: each is taken in or refused as a whole. */
export function oneByOne(draft: DraftEvent): readonly DraftEvent[] {
  const { packs, containers, type } = draft
  if (!ONE_EACH.includes(type) || draft.parent !== undefined || packs.length + containers.length < 2) return [draft]
  const empty = { ...draft, packs: [], containers: [], batches: [], products: [] }
  return [
    ...packs.map((pack) => ({ ...empty, packs: [pack] })),
    ...containers.map((container) => ({ ...empty, containers: [container] })),
    ...(draft.batches.length + draft.products.length === 0 ? [] : [{ ...draft, packs: [], containers: [] }]),
  ]
}

/** A claim has at most 4,096 slots, and each pack or container may need one; some are left for everything else. */
const MOST_ITEMS = 4000

/** One event, or several where one would name more goods than an event can hold. @throws CliError BAD_ARGUMENT */
export function draftsOf(frame: ActFrame, goods: Goods, parent?: string): DraftEvent[] {
  const { packs, containers, batches, products } = goods
  if (parent !== undefined && containers.includes(parent))
    throw usageError('BAD_ARGUMENT', say.intoItself(parent), say.intoItselfHint)
  const more = parent === undefined ? {} : { parent }
  const total = packs.length + containers.length
  if (total <= MOST_ITEMS) return [{ ...frame, ...more, packs, containers, batches, products }]
  const drafts: DraftEvent[] = []
  for (let i = 0; i < packs.length; i += MOST_ITEMS) {
    drafts.push({
      ...frame,
      ...more,
      packs: packs.slice(i, i + MOST_ITEMS),
      containers: [],
      batches: [],
      products: [],
    })
  }
  for (let i = 0; i < containers.length; i += MOST_ITEMS) {
    drafts.push({
      ...frame,
      ...more,
      packs: [],
      containers: containers.slice(i, i + MOST_ITEMS),
      batches: [],
      products: [],
    })
  }
  if (batches.length + products.length > 0) drafts.push({ ...frame, packs: [], containers: [], batches, products })
  return drafts
}
