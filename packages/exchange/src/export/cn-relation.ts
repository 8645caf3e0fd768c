/** Drafts → 关联关系: one tree of codes for each lot (readers: `../cn/relation.ts`). */
import { filled, type RelationForm } from '../cn/form.ts'
import { indexChildren } from '../cn/tree.ts'
import type { DraftEvent } from '../draft.ts'
import { type Columns, NONE } from './cn-columns.ts'
import { type BatchFacts, type Gathering, makeGathering } from './cn-gather.ts'
import type { Loss } from './loss.ts'
import { xmlAttribute } from './xml-text.ts'

type Drafts = AsyncIterable<DraftEvent> | Iterable<DraftEvent>

/** All events are read before the first byte is written: a case may hold what was packed last. */
export async function* relationDocument(drafts: Drafts, onLoss?: (loss: Loss) => void): AsyncGenerator<string> {
  const gathering = makeGathering()
  let event = 0
  for await (const draft of drafts) {
    for (const field of gathering.add(draft)) onLoss?.({ code: 'NOT_WRITTEN', event, field })
    event++
  }
  gathering.finish()
  for (const field of unsaid(gathering)) onLoss?.({ code: 'EMPTY', event: 0, field })
  yield* written(gathering)
}

/** Attributes of the form that no event says anything of. */
function unsaid({ form, batches }: Gathering): readonly string[] {
  const asked = new Set<string>()
  for (const facts of batches) {
    filled(form.head, (name) => {
      if ((facts.get(name) ?? '') === '' && !MAY_BE_EMPTY.has(name)) asked.add(name)
      return ''
    })
  }
  return [...asked].sort()
}

/** `License` says nothing in dialect A, and nobody needs a remark. A line manager is a person: told, for it may have been there. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['license', 'comment'])

function* written({ columns, form, batches }: Gathering): Generator<string> {
  const order = orderOf(columns)
  const { document, relation, batch } = partsOf(form.head)
  let above: BatchFacts | undefined
  for (const [number, facts] of batches.entries()) {
    const value = valuesOf(facts)
    if (above === undefined) yield filled(document, value)
    else yield '</Batch>\n'
    const again = above === undefined || filled(relation, value) !== filled(relation, valuesOf(above))
    if (again) yield `${above === undefined ? '' : '</Relation>\n'}${filled(relation, value)}`
    yield filled(batch, value)
    yield* rowsOf(columns, order, number, form)
    if (number + 1 < batches.length) yield '\n'
    above = facts
  }
  yield above === undefined ? `${filled(form.head, () => '')}${form.tail.trimStart()}` : form.tail
}

const valuesOf =
  (facts: BatchFacts) =>
  (name: string): string =>
    xmlAttribute(facts.get(name) ?? '')

function partsOf(head: string): { readonly document: string; readonly relation: string; readonly batch: string } {
  const batch = head.lastIndexOf('<')
  const relation = head.lastIndexOf('<', batch - 1)
  return { document: head.slice(0, relation), relation: head.slice(relation, batch), batch: head.slice(batch) }
}

function* rowsOf(columns: Columns, order: Int32Array, number: number, form: RelationForm): Generator<string> {
  const { parent, layer, flag, batch, held } = columns
  const end = form.blank ? ' />' : '/>'
  let first = true
  for (const code of order) {
    if (held[code] !== 1 || Math.max(0, batch[code] as number) !== number) continue
    const above = parent[code] as number
    const inside =
      above === NONE ? (form.emptyRoot ? ' parentCode=""' : '') : ` parentCode="${xmlAttribute(columns.code(above))}"`
    const mark = String.fromCharCode(flag[code] || 0x30)
    const text = `<Code curCode="${xmlAttribute(columns.code(code))}" packLayer="${layer[code] || 2}"${inside} flag="${mark}"${end}`
    yield first ? text : `${form.between}${text}`
    first = false
  }
}

// ------------------------------------------------------------------- order

/** As the file that was read had them, where all places are known; else from the outside in, siblings by their codes. */
function orderOf(columns: Columns): Int32Array {
  const { size, place, held } = columns
  let count = 0
  for (let i = 0; i < size; i++) if (held[i] === 1) count++
  const told = new Int32Array(count)
  const order = new Int32Array(count).fill(NONE)
  let all = true
  for (let i = 0, at = 0; i < size; i++) {
    if (held[i] !== 1) continue
    told[at++] = i
    const to = place[i] as number
    if (to < 0 || to >= count || order[to] !== NONE) all = false
    else order[to] = i
  }
  return all ? order : walk(columns, told)
}

function walk(columns: Columns, told: Int32Array): Int32Array {
  const { size, parent, held } = columns
  const { starts, children } = indexChildren(parent, size)
  const order = new Int32Array(told.length)
  const seen = new Uint8Array(size)
  let count = 0
  const stack: number[] = []
  const push = (codes: Int32Array): void => {
    const sorted = codes.slice().sort(columns.compare)
    for (let i = sorted.length - 1; i >= 0; i--) stack.push(sorted[i] as number)
  }
  const empty = (): void => {
    for (let code = stack.pop(); code !== undefined; code = stack.pop()) {
      if (seen[code] === 1 || held[code] !== 1) continue
      seen[code] = 1
      order[count++] = code
      push(children.subarray(starts[code], starts[code + 1]))
    }
  }
  push(told.filter((code) => parent[code] === NONE || held[parent[code] as number] !== 1))
  empty()
  // What goes round in circles is outermost nowhere.
  push(told.filter((code) => seen[code] === 0))
  empty()
  return order
}
