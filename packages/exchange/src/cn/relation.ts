/**
 * 关联关系: which code is inside which, for one lot (event `RelationCreate`, 关联关系XML Schema-3.0). The order of the codes is free,
 * so a batch is gathered, checked as a whole and then told: commissionings first, then what is packed into what, from the inside out.
 */
import { makeBatchId } from '@packtrail/codes'
import type { Time } from '@packtrail/protocol'
import { type DraftBatch, type DraftEvent, type DraftPack, MAX_DRAFT_ITEMS, MAX_DRAFT_SERIALS } from '../draft.ts'
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { tolerantDay } from '../time.ts'
import { checkTree } from './check-tree.ts'
import { makeCodeTable } from './code-table.ts'
import { cnDay, isCnCode } from './codes.ts'
import { isUsualOrder } from './order.ts'
import { listExtra } from './relation-list.ts'
import { makeTree, type Tree } from './tree.ts'

/** Most codes of one batch. */
export const MAX_CODES = 4_000_000

/** What stands around the codes. Names in lower case. */
export interface BatchHeader {
  readonly line: number
  /** `Relation[0].Batch[0]`. */
  readonly path: string
  readonly attributes: Readonly<Record<string, string>>
  readonly agent: string | undefined
  readonly orphans?: ImportOptions['orphans']
}

export interface RelationBatch {
  /** One `<Code>`; what is wrong with it alone is said at once. */
  add(code: string, layer: string, parent: string, flag: string, line: number): void
  /** What the batch is called, once it was finished: its first product with its lot. */
  readonly batch: DraftBatch | undefined
  /** The drafts of the whole batch, after its checks. */
  finish(): Generator<{ readonly event: DraftEvent; readonly line: number; readonly path: string }>
}

export function makeRelationBatch(header: BatchHeader, out: Outbox): RelationBatch {
  const tree = makeTree(makeCodeTable())
  let index = -1
  let full = false
  let batch: DraftBatch | undefined
  // Codes of one container follow each other.
  let lastParent = ''
  const path = (): string => `${header.path}.Code[${index}]`

  return {
    get batch() {
      return batch
    },
    add(code, layer, parent, flag, line) {
      index++
      if (tree.size >= MAX_CODES) {
        if (!full) {
          const message = `the batch has more than ${MAX_CODES} codes`
          out.error({ code: 'TOO_LARGE', message, line, path: path(), remedy: 'Split the file.' })
        }
        full = true
        return
      }
      const level = layer.length === 1 ? layer.charCodeAt(0) - 0x30 : 0
      if (!isCnCode(code)) {
        const message = 'curCode is no 追溯码 of 20 characters'
        out.error({ code: 'BAD_CODE', message, line, path: path(), remedy: 'Correct the code.' })
      } else if (!(level >= 1 && level <= 9)) {
        const message = 'packLayer must be 1 for a pack, or 2 to 9 for what holds packs'
        out.error({ code: 'BAD_LAYER', message, line, path: path(), remedy: 'Say the level of packing.' })
      } else if (parent !== '' && parent !== lastParent && !isCnCode(parent)) {
        const message = 'parentCode is no 追溯码 of 20 characters'
        out.error({ code: 'BAD_CODE', message, line, path: path(), remedy: 'Correct the code.' })
      } else {
        lastParent = parent
        if (tree.add(code, level, parent, flag, line)) return
        const message = 'the code stands twice in the file'
        out.error({ code: 'DUPLICATE', message, line, path: path(), remedy: 'Name each code once.' })
      }
    },
    *finish() {
      if (full) return
      checkTree(tree, header, out)
      const facts = factsOf(header, tree, out)
      if (facts === undefined) return
      for (const prefix of tree.packsByProduct().keys()) batch ??= { product: `cn:${prefix}`, lot: facts.lot }
      let part = 0
      for (const { event, line } of draftsOf(tree, facts, header)) {
        yield { event, line, path: `${header.path}#${++part}` }
      }
    },
  }
}

// ------------------------------------------------------------------- facts

interface Facts {
  readonly lot: string
  readonly expiry: string | undefined
  readonly made: string | undefined
  readonly when: Time | undefined
  readonly agent: string | undefined
  readonly extra: readonly (readonly [string, string])[]
}

function factsOf({ attributes, line, path, agent }: BatchHeader, tree: Tree, out: Outbox): Facts | undefined {
  const lot = (attributes['batchno'] ?? '').trim()
  let good = true
  const bad = (code: 'BAD_LOT' | 'BAD_DAY' | 'MISSING_FIELD', message: string, remedy: string): void => {
    good = false
    out.error({ code, message, line, path, remedy })
  }
  if (lot === '') bad('MISSING_FIELD', 'the batch has no batchNo', 'Give the lot.')
  else if (!makeBatchId('cn:8000000', lot).ok) bad('BAD_LOT', 'batchNo is no lot', 'Correct the lot.')
  const expiry = dayOf(attributes['validatedate'])
  if (expiry === null) bad('BAD_DAY', 'validateDate is no day', 'Write yyyy-MM-dd.')
  const made = dayOf(attributes['madedate'])
  if (made === null) bad('BAD_DAY', 'madeDate is no day', 'Write yyyy-MM-dd.')
  if (!good) return undefined
  if (expiry === undefined) {
    out.warn({ code: 'NO_EXPIRY', message: 'the batch has no validateDate', line, path, remedy: 'Give the expiry.' })
  } else if (made !== undefined && made !== null && expiry !== null && expiry <= made) {
    bad('BAD_DAY', 'the batch expires before or on the day it was made', 'Correct madeDate or validateDate.')
    return undefined
  }
  if (tree.size === 0) out.warn({ code: 'NO_CODES', message: 'the batch has no codes', line, path })
  return {
    lot,
    expiry: expiry ?? undefined,
    made: made ?? undefined,
    when: made === undefined || made === null ? undefined : cnDay(made),
    agent,
    extra: extraOf(attributes),
  }
}

/** `undefined` when it is absent, `null` when it is no day. */
function dayOf(text: string | undefined): string | undefined | null {
  const plain = text?.trim() ?? ''
  return plain === '' ? undefined : (tolerantDay(plain) ?? null)
}

/** Attributes that are fields of ours, or that say nothing. */
const TAKEN: ReadonlySet<string> = new Set(['batchno', 'validatedate', 'madedate'])

function extraOf(attributes: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.keys(attributes)
    .filter((name) => !TAKEN.has(name) && attributes[name] !== '')
    .sort()
    .map((name) => [`relation.${name}`, (attributes[name] as string).slice(0, 1000)] as const)
}

// ------------------------------------------------------------------ drafts

interface Told {
  readonly event: DraftEvent
  readonly line: number
}

/** What the file says of the batch as a whole stands with its packs, once for each manifest. */
function* draftsOf(tree: Tree, facts: Facts, { line, orphans = 'refuse' }: BatchHeader): Generator<Told> {
  const base = baseOf(facts)
  const { lot, expiry, made } = facts
  const places = !isUsualOrder(tree)
  for (const [prefix, packs] of tree.packsByProduct()) {
    for (let at = 0; at < packs.length; at += MAX_DRAFT_SERIALS) {
      const some = packs.subarray(at, at + MAX_DRAFT_SERIALS)
      const serials = Array.from(some, (index) => tree.rest(index))
      const extra = sorted([...facts.extra, ...listExtra(tree, some, -1, places)])
      const commission = {
        product: `cn:${prefix}`,
        lot,
        ...(expiry === undefined ? {} : { expiry }),
        ...(made === undefined ? {} : { made }),
        serials,
      }
      yield { event: { ...base, ...(extra.length === 0 ? {} : { extra }), commission }, line }
    }
  }
  const containers = tree.containers()
  for (let at = 0; at < containers.length; at += MAX_DRAFT_ITEMS) {
    const some = containers.subarray(at, at + MAX_DRAFT_ITEMS)
    const extra = listExtra(tree, some, -1, places)
    yield { event: { ...base, ...(extra.length === 0 ? {} : { extra }), containers: idsOf(tree, some) }, line }
  }
  for (const parent of tree.parents()) {
    if (tree.layer(parent) > 0 || orphans !== 'refuse') yield* aggregates(tree, parent, base, places)
  }
}

function sorted(extra: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return [...extra].sort(([a], [b]) => (a < b ? -1 : 1))
}

function* aggregates(tree: Tree, parent: number, base: DraftEvent, places: boolean): Generator<Told> {
  const event: DraftEvent = { ...base, type: 'aggregate', parent: `cn:${tree.code(parent)}` }
  const children = tree.childrenOf(parent)
  for (let at = 0; at < children.length; at += MAX_DRAFT_ITEMS) {
    const some = children.subarray(at, at + MAX_DRAFT_ITEMS)
    const extra = sorted([...parentExtra(tree, parent), ...listExtra(tree, some, parent, places)])
    const inside = contentsOf(tree, some)
    yield { event: { ...event, ...inside, ...(extra.length === 0 ? {} : { extra }) }, line: tree.line(parent) }
  }
}

/** What the container says of itself, where it is not what follows from its contents. */
function parentExtra(tree: Tree, parent: number): (readonly [string, string])[] {
  const flag = tree.flag(parent)
  const layer = tree.layer(parent)
  let below = 0
  for (const child of tree.childrenOf(parent)) below = Math.max(below, tree.layer(child))
  return [
    ...(flag === 0 || flag === FULL ? [] : [['relation.flag', String.fromCharCode(flag)] as const]),
    ...(layer === below + 1 ? [] : [['relation.layer', String(layer)] as const]),
  ]
}

/** Whether the parent stood in no file that was read: the level of what a file does not hold is 0. */
export function isOutside({ type, extra = [] }: DraftEvent): boolean {
  return type === 'aggregate' && extra.some(([key, text]) => key === 'relation.layer' && text === '0')
}

function contentsOf(tree: Tree, children: Int32Array): { packs: DraftPack[]; containers: string[] } {
  const packs: DraftPack[] = []
  const containers: string[] = []
  // Packs of one case are of one product: its name is made once.
  let prefix = ''
  let product = ''
  for (const child of children) {
    if (tree.layer(child) > 1) containers.push(`cn:${tree.code(child)}`)
    else {
      if (tree.prefix(child) !== prefix) {
        prefix = tree.prefix(child)
        product = `cn:${prefix}`
      }
      packs.push({ product, serial: tree.rest(child) })
    }
  }
  return { packs, containers }
}

const FULL = 0x30

function idsOf(tree: Tree, indexes: Int32Array): string[] {
  return Array.from(indexes, (index) => `cn:${tree.code(index)}`)
}

function baseOf({ when, agent }: Facts): DraftEvent {
  return {
    type: 'commission',
    detail: {},
    ...(when === undefined ? {} : { when }),
    ...(agent === undefined ? {} : { who: { agent, holder: agent } }),
    packs: [],
    containers: [],
    batches: [],
    products: [],
  }
}
