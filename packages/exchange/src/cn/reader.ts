/** The XML of the Chinese platform: relation files and bills, told apart by what they hold. */
import type { DraftEvent } from '../draft.ts'
import type { Format, ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { personOf } from '../privacy.ts'
import type { Reader } from '../reader.ts'
import { type Attributes, makeXmlParser, type XmlSink } from '../xml/parser.ts'
import { type BillEvent, makeBillEvent } from './bill.ts'
import { FORM_KEY, type FormWatch, formText, watchForm } from './form.ts'
import { makeRelationBatch, type RelationBatch } from './relation.ts'

/** Drafts that are told at one go, and the serials in them. */
const SLICE = 64
const SLICE_SERIALS = 20_000

type Told = ReturnType<RelationBatch['finish']>

/**
 * @param encoding For the document's description.
 * @param mark Whether it began with a byte order mark.
 */
export function makeChineseReader(
  out: Outbox,
  options: ImportOptions,
  encoding: string,
  mark: boolean,
): Reader<string> {
  const { defaultAgent, orphans = 'refuse' } = options
  const watch = watchForm(mark)
  const names: string[] = []
  /** Batches whose codes are all read, waiting to be told. */
  const waiting: Told[] = []
  let document: Record<string, string> = {}
  let relation: Record<string, string> = {}
  let batch: RelationBatch | undefined
  let bill: BillEvent | undefined
  let event: { name: string; action: string; line: number; path: string } | undefined
  let announced = false
  let events = 0
  let relations = 0
  let batches = 0
  /** The batch of a file that has one. */
  let only: RelationBatch | undefined

  const announce = (format: Format): void => {
    if (!announced) out.put({ kind: 'document', format, info: { encoding } })
    announced = true
  }
  const startBatch = (attributes: Attributes): void => {
    announce('cn-relation')
    const all = { ...document, ...relation, ...plain(attributes, out) }
    const path = `Relation[${relations - 1}].Batch[${batches++}]`
    batch = makeRelationBatch({ line: parser.line, path, attributes: all, agent: defaultAgent, orphans }, out)
    only = relations === 1 && batches === 1 ? batch : undefined
  }
  const startRow = (attributes: Attributes): void => {
    announce('cn-bill')
    event ??= { name: '', action: '', line: parser.line, path: 'Event[0]' }
    bill ??= makeBillEvent(event, document, defaultAgent, out)
    bill.add(lowered(attributes), parser.line)
  }

  const sink: XmlSink = {
    own: () => true,
    open(name, attributes) {
      const local = name.toLowerCase()
      names.push(local)
      switch (local) {
        case 'code':
          if (batch !== undefined) addCode(batch, attributes, parser.line)
          if (attributes['parentCode'] === '') watch.emptyRoot = true
          break
        case 'data':
          startRow(attributes)
          break
        case 'document':
          document = plain(attributes, out)
          break
        case 'event': {
          const { name: type = '', mainaction: action = '' } = lowered(attributes) as {
            name?: string
            mainaction?: string
          }
          event = { name: type, action, line: parser.line, path: `Event[${events++}]` }
          break
        }
        case 'datafield':
          event ??= { name: '', action: '', line: parser.line, path: 'Event[0]' }
          announce('cn-bill')
          bill ??= makeBillEvent(event, document, defaultAgent, out)
          break
        case 'relation':
          relation = plain(attributes, out)
          relations++
          batches = 0
          break
        case 'batch':
          startBatch(attributes)
          break
      }
    },
    text() {
      // All is said in attributes.
    },
    close() {
      const local = names.pop()
      if (local === 'batch' && batch !== undefined) {
        waiting.push(batch.finish())
        batch = undefined
      } else if (local === 'event') {
        bill?.finish()
        bill = undefined
        event = undefined
      }
    },
  }
  const parser = makeXmlParser(sink, out)

  return {
    write(text) {
      if (bill === undefined) watch.write(text)
      parser.write(text)
    },
    end() {
      parser.end()
      if (parser.stopped) return
      if (only !== undefined) waiting.push(formNote(only, watch, defaultAgent))
      if (announced) return
      const message = 'the document holds neither codes of a relation nor rows of a bill'
      out.error({ code: 'UNKNOWN_ROOT', message, line: 1, remedy: 'Send a relation file or a bill.' })
    },
    more() {
      const [first] = waiting
      if (first === undefined) return false
      let serials = 0
      for (let i = 0; i < SLICE && serials < SLICE_SERIALS; i++) {
        const next = first.next()
        if (next.done === true) {
          waiting.shift()
          return waiting.length > 0
        }
        serials += next.value.event.commission?.serials.length ?? 0
        out.event(next.value.event, next.value.line, next.value.path)
      }
      return true
    },
    get stopped() {
      return parser.stopped
    },
    get line() {
      return parser.line
    },
  }
}

/**
 * How the file is laid out, when that is not the usual way: an observation of the batch, beside what is said of its codes, for two
 * files that differ in nothing else say the same of them.
 */
function* formNote(batch: RelationBatch, watch: FormWatch, agent: string | undefined): Told {
  const form = watch.form()
  const text = form === undefined ? undefined : formText(form)
  if (batch.batch === undefined || text === undefined) return
  const event: DraftEvent = {
    type: 'observe',
    detail: {},
    ...(agent === undefined ? {} : { who: { agent, holder: agent } }),
    extra: [[FORM_KEY, text]],
    packs: [],
    containers: [],
    batches: [batch.batch],
    products: [],
  }
  yield { event, line: 1, path: 'Document' }
}

/** Both dialects in one look; whatever else writes the names in another case. */
function addCode(batch: RelationBatch, attributes: Attributes, line: number): void {
  const all = attributes['curCode'] === undefined ? lowered(attributes) : attributes
  const code = all['curCode'] ?? all['curcode'] ?? ''
  const layer = all['packLayer'] ?? all['packlayer'] ?? ''
  const parent = all['parentCode'] ?? all['parentcode'] ?? ''
  batch.add(code.trim(), layer.trim(), parent.trim(), (all['flag'] ?? '').trim(), line)
}

function lowered(attributes: Attributes): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name in attributes) {
    const lower = name.toLowerCase()
    if (lower !== '__proto__') found[lower] = attributes[name] as string
  }
  return found
}

/** What a header says, without names of people and of schemas. */
function plain(attributes: Attributes, out: Outbox): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(lowered(attributes))) {
    if (value === '' || name.startsWith('xmlns') || name.includes('schemalocation')) continue
    const person = personOf(name)
    if (person === undefined) found[name] = value
    else out.drop(person)
  }
  return found
}
