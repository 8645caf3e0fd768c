/** What a document says around its events beside master data: statements of its sender, and what the business document header says more. */
import type { Outbox } from '../outbox.ts'
import { personOf } from '../privacy.ts'
import type { RawEvent } from './reading.ts'
import type { EventReport } from './report.ts'
import { extraOf, type Path, readValues } from './tree.ts'

const SBDH = '{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}'
/** Fields of a business document header that a document has anew, or that stand in `DocumentInfo`. */
const RENEWED: ReadonlySet<string> = new Set([
  ...['HeaderVersion', 'Sender', 'Receiver', 'Identifier', 'DocumentIdentification', 'Standard', 'TypeVersion'],
  ...['InstanceIdentifier', 'Type', 'CreationDateAndTime', '@Authority', '#text'],
])

/** @param raw One part of what stands around, see `Mapper.header`. */
export function putAround(
  raw: RawEvent,
  report: EventReport,
  out: Outbox,
  at: (path: Path) => { line: number; path: string },
): void {
  const { EPCISHeader: header, ...rest } = raw
  const members = typeof header === 'object' && header !== null ? { ...rest, ...header } : rest
  for (const key of Object.keys(members)) {
    const value = members[key as keyof typeof members]
    if (key.startsWith(SBDH)) putMore(value, out, at([key]))
    else if (key.includes(':')) putOne(key, value, report, out, at([key]))
  }
}

function putOne(
  key: string,
  value: unknown,
  report: EventReport,
  out: Outbox,
  place: { readonly line: number; readonly path: string },
): void {
  const person = personOf(key)
  if (person !== undefined) {
    report.drop(person)
    return
  }
  const name = report.expand(key, [key])
  const pair = extraOf(name, readValues(value, [key], report))
  if (pair !== undefined) out.put({ kind: 'around', field: pair[0], text: pair[1], ...place })
}

/** The names alone: there is no place for them in another form, and they hold names and telephones of people. */
function putMore(value: unknown, out: Outbox, place: { readonly line: number; readonly path: string }): void {
  const found = new Set<string>()
  const walk = (one: unknown): void => {
    if (Array.isArray(one)) for (const item of one) walk(item)
    else if (typeof one === 'object' && one !== null) {
      for (const [name, inner] of Object.entries(one)) {
        const local = name.slice(name.indexOf('}') + 1)
        if (!RENEWED.has(local)) found.add(local)
        else walk(inner)
      }
    }
  }
  walk(value)
  for (const field of found) out.put({ kind: 'around', field, text: undefined, ...place })
}
