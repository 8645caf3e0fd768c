/** Master data in the header of a document: what it says of places, parties and products beside the events (EPCIS 2.0, section 9.4). */
import type { ImportOptions, MasterData } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { personOf, personOfId } from '../privacy.ts'
import { STANDARD_CONTEXT } from './context.ts'
import { listOf, objectOf, type RawEvent, textOf } from './reading.ts'
import { type EventReport, type EventSource, makeReport } from './report.ts'
import { extraOf, readValues } from './tree.ts'

type Pair = readonly [string, string]

export interface MasterReader {
  /** @param raw An entry in the shape of its JSON. @param vocabulary The URI of the kind of thing. */
  read(vocabulary: string, raw: unknown, source: EventSource): void
  /** The document has ended. */
  end(): void
}

export function makeMasterReader(out: Outbox, options: ImportOptions, xml: boolean): MasterReader {
  const report = makeReport(out, xml)
  let untaken = 0
  let first = { line: 1, path: '' }
  return {
    read(vocabulary, raw, source) {
      const { line, path } = source
      if (options.masterData !== true) {
        if (untaken++ === 0) first = { line, path }
        return
      }
      report.start(source)
      const entry = readEntry(vocabulary, raw, source, report)
      if (entry !== undefined && !report.failed) out.put({ kind: 'master', entry, line, path })
    },
    end() {
      if (untaken === 0) return
      const message = `${untaken === 1 ? '1 entry' : `${untaken} entries`} of master data in the header are not taken in`
      out.warn({ code: 'NOT_TAKEN', message, ...first, remedy: 'Enter parties, sites and products on their own.' })
    },
  }
}

function readEntry(vocabulary: string, raw: unknown, source: EventSource, report: EventReport): MasterData | undefined {
  const entry = objectOf(raw, [], report)
  const id = textOf(entry?.['id'], 'id', report)
  const person = id === undefined ? undefined : personOfId(id)
  if (person !== undefined) report.drop(person)
  if (entry === undefined || id === undefined)
    report.error('MISSING_FIELD', 'an entry of master data has no id', ['id'])
  if (entry === undefined || id === undefined || person !== undefined) return undefined
  const attributes: Pair[] = []
  listOf(entry['attributes'], 'attributes', report).forEach((one, i) => {
    const pair = readAttribute(one, i, source, report)
    if (pair !== undefined) attributes.push(pair)
  })
  for (const key of Object.keys(entry)) {
    if (KNOWN.has(key)) continue
    const pair = readAttribute({ id: key, attribute: entry[key] }, attributes.length, source, report)
    if (pair !== undefined) attributes.push(pair)
  }
  const children = listOf(entry['children'], 'children', report).filter((one) => typeof one === 'string')
  return { vocabulary, id, attributes, children: children.map((one) => one.trim()) }
}

const KNOWN: ReadonlySet<string> = new Set(['id', 'type', 'attributes', 'children'])

function readAttribute(value: unknown, index: number, source: EventSource, report: EventReport): Pair | undefined {
  const path = ['attributes', index]
  const one: RawEvent | undefined = objectOf(value, path, report)
  const id = textOf(one?.['id'], path, report)
  if (one === undefined || id === undefined) {
    report.warn('MISSING_FIELD', 'an attribute of master data has no id', path, 'Name the attribute.')
    return undefined
  }
  const person = personOf(id.slice(id.lastIndexOf('#') + 1))
  if (person !== undefined) {
    report.drop(person)
    return undefined
  }
  return extraOf(nameOf(id, source), readValues(one['attribute'], path, report))
}

/** XML names attributes by URI, JSON by prefix: `{namespace}local` in both. */
function nameOf(id: string, source: EventSource): string {
  const name = source.expand(id) ?? id
  return name.startsWith('{') ? name : (STANDARD_CONTEXT.expand(id) ?? id)
}
