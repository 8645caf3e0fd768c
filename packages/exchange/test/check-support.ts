/** What the tests of the check share: examples of the guideline, mutated, and a report in short. */
import { readFileSync } from 'node:fs'
import { type CheckInput, type CheckOptions, type CheckReport, checkDocuments } from '../src/index.ts'
import { inChunks } from './support.ts'

export const R13 = example('us-r1.3.xml')
export const R12 = example('us-r1.2.xml')

function example(name: string): string {
  return readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8')
}

export const P = 'urn:epc:id:sgtin:0361414.012305.'
export const C = 'urn:epc:id:sgtin:0361414.112305.'
export const PALLET = 'urn:epc:id:sscc:0361414.0000000017'

/** 10 October 2026. */
export const NOW = Date.UTC(2026, 9, 10)

export function input(
  text: string | Uint8Array,
  name = 'a.xml',
  more: Partial<CheckInput> = {},
  size = 1 << 16,
): CheckInput {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return { name, open: () => inChunks(bytes, size), ...more }
}

export async function check(
  files: string | Uint8Array | readonly CheckInput[],
  options: Partial<CheckOptions> = {},
): Promise<CheckReport> {
  const inputs = typeof files === 'string' || files instanceof Uint8Array ? [input(files)] : files
  return checkDocuments(inputs, { now: NOW, hashKey: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), ...options })
}

/** `US-01 x2` of everything that was found. */
export function found({ defects }: CheckReport): string[] {
  return defects.map(({ code, count }) => (count === 1 ? code : `${code} x${count}`))
}

/** The document with its one occurrence of `from` replaced. */
export function changed(text: string, from: string | RegExp, to: string): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${String(from)} stands ${parts.length - 1} times`)
  return parts.join(to)
}

/** Events of a document, as they stand between its lists. */
export function eventsOf(text: string): string[] {
  return text.match(/ {6}<(ObjectEvent|AggregationEvent)>[\s\S]*?<\/\1>\n/g) ?? []
}

/** The document with other events. */
export function withEvents(text: string, events: readonly string[]): string {
  const [head = '', tail = ''] = text.split(/(?<=<EventList>\n)[\s\S]*(?=\s{4}<\/EventList>)/)
  return `${head}${events.join('')}${tail}`
}

/** The document with one event changed. */
export function withEvent(text: string, index: number, change: (event: string) => string): string {
  return withEvents(
    text,
    eventsOf(text).map((event, i) => (i === index ? change(event) : event)),
  )
}
