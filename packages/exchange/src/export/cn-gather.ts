/** What a relation file needs of events: codes, what is inside of what, and the batch they belong to. */
import { isCnCode } from '../cn/codes.ts'
import { FORM_KEY, KNOWN_FORM, type RelationForm, readForm } from '../cn/form.ts'
import { readRuns } from '../cn/order.ts'
import { MAX_CODES } from '../cn/relation.ts'
import type { DraftEvent } from '../draft.ts'
import { type Columns, makeColumns, NONE } from './cn-columns.ts'

/** What stands in the elements around the codes, by the names of attributes in lower case. */
export type BatchFacts = ReadonlyMap<string, string>

/** A list of codes with what was told of it, see `../cn/relation-list.ts`. */
interface List {
  readonly codes: Int32Array
  readonly parent: number
  readonly at: string | undefined
  readonly flags: string
  readonly layers: string
}

export interface Gathering {
  readonly columns: Columns
  readonly batches: readonly BatchFacts[]
  readonly form: RelationForm
  /** Fields of the event that the form has no place for; none when it holds the event. */
  add(draft: DraftEvent): readonly string[]
  /** Levels, flags, places and batches that follow from the rest. */
  finish(): void
}

export function makeGathering(): Gathering {
  const columns = makeColumns()
  const lists: List[] = []
  const batches: BatchFacts[] = []
  const known = new Map<string, number>()
  let form: RelationForm | undefined

  const batchIndex = (facts: BatchFacts): number => {
    const key = JSON.stringify([...facts])
    const found = known.get(key) ?? batches.push(facts) - 1
    known.set(key, found)
    return found
  }
  const register = (draft: DraftEvent, codes: Int32Array): void => {
    const { commission } = draft
    const batch = commission === undefined ? NONE : batchIndex(factsOf(draft))
    for (const code of codes) {
      columns.held[code] = 1
      if (commission === undefined) continue
      columns.batch[code] = batch
      columns.layer[code] = 1
    }
  }
  return {
    columns,
    batches,
    get form() {
      return form ?? KNOWN_FORM
    },
    add(draft) {
      const note = draft.type === 'observe' ? draft.extra?.find(([key]) => key === FORM_KEY)?.[1] : undefined
      if (note !== undefined) {
        form ??= readForm(note)
        return []
      }
      const begins = draft.type === 'commission' || draft.type === 'adopt'
      if (!begins && draft.type !== 'aggregate' && draft.type !== 'disaggregate') return ['type']
      if (columns.size >= MAX_CODES) return ['codes']
      const { texts, lost } = codesOf(draft)
      const parent = begins ? NONE : parentOf(draft, columns)
      if (parent === undefined) return ['parent']
      const codes = Int32Array.from(texts, columns.index)
      if (begins) register(draft, codes)
      else if (draft.type === 'aggregate') putInto(columns, parent, codes, draft)
      else takeOut(columns, parent, codes)
      const list = listOf(draft, codes, parent)
      if (list !== undefined) lists.push(list)
      return lost
    },
    finish() {
      const holds = holders(columns)
      for (const list of lists) spread(columns, list, holds)
      rise(columns)
      nameParents(columns)
    },
  }
}

// ------------------------------------------------------------------ events

/** The codes that an event names in its lists, as 20 characters, and what it names besides. */
function codesOf({ commission, packs, containers, batches, products, close }: DraftEvent): {
  readonly texts: readonly string[]
  readonly lost: readonly string[]
} {
  const named = [
    ...(commission?.serials ?? []).map((serial) => `${commission?.product}${serial}`),
    ...packs.map(({ product, serial }) => `${product}${serial}`),
    ...containers,
  ]
  const texts = named.filter((text) => text.startsWith('cn:') && isCnCode(text.slice(3))).map((text) => text.slice(3))
  const lost = [
    ...(texts.length < named.length ? ['packs'] : []),
    ...(batches.length + products.length > 0 ? ['batches'] : []),
    ...(close === undefined ? [] : ['close']),
  ]
  return { texts, lost }
}

function parentOf({ parent = '' }: DraftEvent, columns: Columns): number | undefined {
  const code = parent.slice(3)
  return parent.startsWith('cn:') && isCnCode(code) ? columns.index(code) : undefined
}

function putInto(columns: Columns, parent: number, codes: Int32Array, { extra = [] }: DraftEvent): void {
  for (const code of codes) if (code !== parent) columns.parent[code] = parent
  for (const [key, text] of extra) {
    if (key === 'relation.flag') columns.flag[parent] = digit(text, 0)
    if (key === 'relation.layer') columns.layer[parent] = digit(text, 0) - FULL
    if (key === 'relation.layer' && text === '0' && columns.held[parent] === 0) columns.held[parent] = 2
  }
}

/** Nothing named means all. */
function takeOut({ parent, size }: Columns, from: number, codes: Int32Array): void {
  if (codes.length > 0) for (const code of codes) parent[code] = NONE
  else for (let i = 0; i < size; i++) if (parent[i] === from) parent[i] = NONE
}

function listOf({ extra = [], type }: DraftEvent, codes: Int32Array, parent: number): List | undefined {
  const told = new Map(extra)
  const at = told.get('relation.at')
  const flags = told.get('relation.flags') ?? ''
  const layers = told.get('relation.layers') ?? ''
  const marked = parent !== NONE && told.has('relation.flag')
  if (type === 'disaggregate' || (at === undefined && flags === '' && layers === '' && !marked)) return undefined
  return { codes, parent, at, flags, layers }
}

/** What the elements around the codes say. */
function factsOf({ commission, extra = [] }: DraftEvent): BatchFacts {
  const facts = new Map<string, string>()
  for (const [key, text] of extra) if (key.startsWith('relation.') && !LISTS.has(key)) facts.set(key.slice(9), text)
  facts.set('batchno', commission?.lot ?? '')
  facts.set('madedate', commission?.made ?? '')
  facts.set('validatedate', commission?.expiry ?? '')
  return facts
}

const LISTS: ReadonlySet<string> = new Set(['relation.at', 'relation.flags', 'relation.layers'])

// ------------------------------------------------------------------ finish

const FULL = 0x30
/** Containers inside each other, at most. */
const MAX_RISE = 32

const digit = (text: string, at: number): number => (/^[0-9]$/.test(text[at] ?? '') ? text.charCodeAt(at) : FULL)

/** Levels and batches go from the contents to what holds them. */
function rise({ size, parent, layer, batch }: Columns): void {
  const fixed = Uint8Array.from(layer.subarray(0, size), (level) => (level > 0 ? 1 : 0))
  let changed = true
  for (let round = 0; changed && round < MAX_RISE; round++) {
    changed = false
    for (let i = 0; i < size; i++) {
      const above = parent[i] as number
      if (above === NONE) continue
      const level = Math.min(9, (layer[i] as number) + 1)
      if (fixed[above] === 0 && (layer[above] as number) < level && layer[i] !== 0) {
        layer[above] = level
        changed = true
      }
      if (batch[above] === NONE && batch[i] !== NONE) {
        batch[above] = batch[i] as number
        changed = true
      }
    }
  }
}

/** Who packs without registering the case has it in the file all the same: a code of the file may name only parents that stand in it. */
function nameParents({ size, parent, held }: Columns): void {
  for (let i = 0; i < size; i++) {
    if (held[i] !== 1) continue
    for (let above = parent[i] as number; above !== NONE && held[above] === 0; above = parent[above] as number) {
      held[above] = 1
    }
  }
}

/** 1 for those that hold something. A container that holds nothing is taken for one of packs. */
function holders({ size, parent, layer }: Columns): Uint8Array {
  const holds = new Uint8Array(size)
  for (let i = 0; i < size; i++) if (parent[i] !== NONE) holds[parent[i] as number] = 1
  for (let i = 0; i < size; i++) if (holds[i] === 0 && layer[i] === 0) layer[i] = 2
  return holds
}

/** Gives each code of a list what was told of it. */
function spread(columns: Columns, { codes, parent, at, flags, layers }: List, holds: Uint8Array): void {
  const { layer, flag, place } = columns
  const meant = codes.filter((code) => columns.parent[code] === parent).sort(columns.compare)
  const places = at === undefined ? [] : (readRuns(at, meant.length, MAX_CODES) ?? [])
  for (const [i, number] of places.entries()) place[meant[i] as number] = number
  const alone = meant.filter((code) => holds[code] === 0)
  const usual = parent === NONE ? 0 : (flag[parent] as number)
  for (const [i, code] of alone.entries()) {
    if (flags.length === alone.length) flag[code] = digit(flags, i)
    else if (usual !== 0) flag[code] = usual
    if (layers.length === alone.length) layer[code] = digit(layers, i) - FULL
  }
}
