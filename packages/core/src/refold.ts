/**
 * Folding items again (docs/adr/0004): when a record comes that is older than the last one of what it names, or takes an
 * earlier one back, the goods it concerns are folded anew from their own history, in event time, as an auditor folds them.
 */
import type { Event, Finding, SeenEvent, Subject } from '@packtrail/protocol'
import { type BatchBook, batchBook, pointOf, WHOLE_KINDS } from './batch-book.ts'
import { hexOf } from './claim-in.ts'
import { findEvent, isTakingBack } from './claim-target.ts'
import {
  type BatchState,
  foldAll,
  type ItemState,
  memoryWorld,
  NEW_BATCH,
  type ProductState,
  type Rules,
  type StepInput,
  type World,
} from './custody.ts'
import type { HistoryLine } from './item-rows.ts'
import { batchIdOf } from './master-rows.ts'
import { allLines } from './remember.ts'
import { manifestSubject } from './subjects.ts'
import { isPack, memberOf } from './tx-world.ts'
import type { Writer } from './writer.ts'

/** Goods that hang together by containers are folded together up to this many; beyond it a container is taken in part. */
const MOST_TOGETHER = 20_000

export interface Refold {
  /** Of all that was folded; `undefined` for what no record touches any more. */
  readonly states: ReadonlyMap<string, ItemState | undefined>
  readonly findings: readonly Finding[]
}

const PACKING: ReadonlySet<string> = new Set(['aggregate', 'disaggregate', 'observe'])

/** @param fresh An event that is not in any history yet. */
export function foldAgain(writer: Writer, rules: Rules, ids: readonly string[], late?: StepInput): Refold {
  const fresh = late === undefined ? undefined : plainInput(late)
  const events = new Map<number, StepInput>()
  const load = (g: number): StepInput | undefined => {
    const known = events.get(g)
    if (known !== undefined) return known
    const input = g === fresh?.at ? fresh : inputAt(writer, g)
    if (input !== undefined) events.set(g, input)
    return input
  }
  if (fresh !== undefined) events.set(fresh.at, fresh)
  const lines = (id: string): HistoryLine[] => allLines(writer.tables, id)
  const together = connected(ids, lines, load, fresh, true)
  const whole = together.size <= MOST_TOGETHER
  const goods = whole ? together : connected(ids, lines, load, fresh, false)
  const batches = batchBook((id) => writer.tables.batches.get(id)?.state, true)
  const world = memoryOf(writer, goods, batches)
  // What was loaded on the way but names none of the goods says nothing about them.
  const inputs = [...events.values()].flatMap((input) => narrow(input, goods, input === fresh))
  const { findings } = foldAll(world, inputs, rules, (input) => batches.begin(input.event, pointOf(input)))
  const states = new Map<string, ItemState | undefined>()
  for (const id of whole ? goods : [...ids, ...contentOf(ids, lines, load)]) states.set(id, world.item(id))
  return { states, findings }
}

/** A step's input of one's own to copy: that of a claim whose hash is on its way has it as a getter. */
function plainInput({ event, claim, at, recorded, signer, notBefore }: StepInput): StepInput {
  return { event, claim, at, recorded, notBefore, ...(signer === undefined ? {} : { signer }) }
}

function inputAt(writer: Writer, g: number): StepInput | undefined {
  const event = writer.eventAt(g)
  if (event === undefined || event.type === 'attempt') return undefined
  const { claim, recorded } = writer.entryAt(g)
  const signer = writer.signerAt(g)
  return { event, claim: hexOf(claim), at: g, recorded, ...(signer === undefined ? {} : { signer }) }
}

/** Everything that was ever inside, or around, one of these; with `sideways`, also what was beside it in a container. */
function connected(
  ids: readonly string[],
  lines: (id: string) => readonly HistoryLine[],
  load: (g: number) => StepInput | undefined,
  fresh: StepInput | undefined,
  sideways: boolean,
): Set<string> {
  const found = new Set<string>(ids)
  const queue = [...ids]
  const add = (id: string): void => {
    if (found.has(id)) return
    found.add(id)
    queue.push(id)
  }
  const start = new Set(ids)
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.size > MOST_TOGETHER && sideways) return found
    const downward = sideways || start.has(id)
    for (const line of lines(id)) {
      const packs = line.type === 'aggregate' || line.type === 'disaggregate'
      if (!packs && line.role === 'parent' && !sideways) continue
      // Of a container that is only around the goods, the packing of other goods is left out.
      if (line.role === 'parent' && line.type === 'aggregate' && !downward) continue
      const input = load(line.g)
      if (input !== undefined && packs) follow(input.event, id, downward, add, start)
    }
    if (fresh !== undefined) follow(fresh.event, id, downward, add, start)
  }
  return found
}

function follow(event: Event, id: string, downward: boolean, add: (id: string) => void, start: Set<string>): void {
  const link = (child: string, parent: string | undefined): void => {
    if (parent === undefined) return
    if (child === id) add(parent)
    if (parent !== id || !downward) return
    // What is inside of what was asked for is asked for too.
    if (start.has(id)) start.add(child)
    add(child)
  }
  for (const subject of event.subjects) {
    if (subject.kind === 'packs')
      for (const serial of subject.serials) link(`${subject.product}/${serial}`, subject.parent)
    else if (subject.kind === 'unplaced') link(`${subject.product}/${subject.serial}`, subject.parent)
    else if (subject.kind === 'container') link(subject.container, subject.parent)
  }
}

function contentOf(
  ids: readonly string[],
  lines: (id: string) => readonly HistoryLine[],
  load: (g: number) => StepInput | undefined,
): Set<string> {
  const inside = new Set<string>(ids)
  const queue = ids.filter((id) => !isPack(id))
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const line of lines(id)) {
      if (line.role !== 'parent' || line.type !== 'aggregate') continue
      const input = load(line.g)
      if (input === undefined) continue
      follow(
        input.event,
        id,
        true,
        (child) => {
          if (inside.has(child)) return
          inside.add(child)
          if (!isPack(child)) queue.push(child)
        },
        new Set(),
      )
    }
  }
  return inside
}

/** A world that knows what the manifests say, and nothing that was folded of goods; what was said of batches, products and parties is as it is. */
function memoryOf(
  writer: Writer,
  goods: ReadonlySet<string>,
  { batch, putBatch }: BatchBook,
): ReturnType<typeof memoryWorld> {
  const { tables } = writer
  const world = memoryWorld()
  for (const id of goods) {
    const member = isPack(id) ? memberOf(tables, tables.items.get(id)) : undefined
    if (member === undefined) continue
    const slash = id.indexOf('/')
    world.addMember(id.slice(0, slash), id.slice(slash + 1), member)
  }
  const party: World['party'] = (actor) => tables.parties.get(actor)?.state
  // Withdrawals are kept with their times, and asked for by time.
  const product: World['product'] = (name) => world.product(name) ?? tables.products.get(name)?.state
  return {
    ...world,
    batch,
    putBatch,
    product,
    party,
    putParty: () => undefined,
    eventOf: (claim) => findEvent(writer, claim),
  }
}

/** States of whole batches and products, folded anew from the records that name them as such; profiles are set by position and stay. */
export function foldWholeAgain(
  writer: Writer,
  rules: Rules,
  names: ReadonlySet<string>,
): { readonly batches: readonly BatchState[]; readonly products: readonly ProductState[] } {
  const { tables } = writer
  const world = memoryWorld()
  const inputs = new Map<number, StepInput>()
  for (const name of names) {
    for (const { g } of allLines(tables, name)) {
      const input = inputs.has(g) ? undefined : inputAt(writer, g)
      if (input === undefined) continue
      const subjects = input.event.subjects.filter(({ kind }) => WHOLE_KINDS.has(kind))
      inputs.set(g, { ...input, event: { ...input.event, subjects } })
    }
  }
  const party: World['party'] = (actor) => tables.parties.get(actor)?.state
  // Of a product that is not folded again, its master data counts from the beginning.
  const product: World['product'] = (name) =>
    world.product(name) ?? (names.has(`*product ${name}`) ? undefined : tables.products.get(name)?.state)
  const eventOf: World['eventOf'] = (claim) => findEvent(writer, claim)
  foldAll({ ...world, party, product, eventOf, putParty: () => undefined }, [...inputs.values()], rules)
  const batches: BatchState[] = []
  const products: ProductState[] = []
  for (const name of names) {
    const isBatch = name.startsWith('*batch ')
    const id = name.slice(isBatch ? '*batch '.length : '*product '.length)
    if (!isBatch) {
      const { registered } = tables.products.get(id)?.state ?? {}
      const state = world.product(id) ?? { product: id, withdrawnIn: [] }
      products.push({ ...state, ...(registered === undefined ? {} : { registered }) })
      continue
    }
    const slash = id.indexOf('/')
    const [product, lot] = [id.slice(0, slash), id.slice(slash + 1)]
    const { profiles } = tables.batches.get(batchIdOf(product, lot))?.state ?? {}
    const state = world.batch(product, lot) ?? { product, lot, ...NEW_BATCH }
    batches.push({ ...state, ...(profiles === undefined ? {} : { profiles }) })
  }
  return { batches, products }
}

/**
 * The event as far as it is about these goods.
 * @param whole Also what it says of batches and products, which of other events is known already.
 */
function narrow(input: StepInput, goods: ReadonlySet<string>, whole: boolean): StepInput[] {
  const { event } = input
  const subjects: Subject[] = []
  let dropped = 0
  for (const subject of event.subjects) {
    if (!whole && WHOLE_KINDS.has(subject.kind)) continue
    const kept = narrowSubject(subject, goods)
    if (kept === undefined) dropped++
    else subjects.push(kept)
  }
  // A correction takes its target back also from goods that it does not name.
  if (subjects.length === 0 && !isTakingBack(event)) return []
  // That goods are missing from a packing must be seen: one that names none means all.
  const hiddenSubjects = event.hiddenSubjects + (PACKING.has(event.type) ? dropped : 0)
  const narrowed: SeenEvent = { ...event, subjects, hiddenSubjects }
  return [
    { ...input, event: dropped === 0 && manifestSubject(event) === undefined ? { ...event, subjects } : narrowed },
  ]
}

function narrowSubject(subject: Subject, goods: ReadonlySet<string>): Subject | undefined {
  if (subject.kind === 'packs') {
    const serials = subject.serials.filter((serial) => goods.has(`${subject.product}/${serial}`))
    if (serials.length === subject.serials.length) return subject
    return serials.length === 0 ? undefined : { ...subject, serials }
  }
  if (subject.kind === 'unplaced') return goods.has(`${subject.product}/${subject.serial}`) ? subject : undefined
  if (subject.kind === 'container') return goods.has(subject.container) ? subject : undefined
  return subject
}
