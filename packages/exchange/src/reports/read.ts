/** A report from its JSON. */
import { makeOutbox } from '../outbox.ts'
import { makeJsonLists } from '../papers/json-lists.ts'
import { feed, finish, type PaperOptions, type ReadPaper } from '../papers/read.ts'
import { personOf } from '../privacy.ts'
import { checkValues, formOf, type OfficialReport } from './report.ts'
import { REPORT_FORMAT, REPORT_VERSION } from './write.ts'

/** Reads what `writeReportJson` wrote. Fields that the form does not have are left out; those that name a person are counted. */
export async function readReport(
  chunks: AsyncIterable<Uint8Array>,
  options: PaperOptions,
): Promise<ReadPaper<OfficialReport>> {
  const out = makeOutbox(options.file)
  const members = new Map<string, { readonly value: unknown; readonly line: number }>()
  const member = (name: string, value: unknown, line: number): void => void members.set(name, { value, line })
  const reader = await feed(chunks, out, () => makeJsonLists(new Set(), { member, item: () => {} }, out))
  if (reader === undefined) return finish<OfficialReport>(out, undefined)
  const said = (name: string): unknown => members.get(name)?.value
  const edition = formOf({ form: String(said('form')) })
  if (said('format') !== REPORT_FORMAT || said('version') !== REPORT_VERSION || edition === undefined) {
    const message = 'this is no report that is known here'
    out.error({ code: 'UNKNOWN_FORMAT', message, line: 1, remedy: 'Name a report that was written here.' })
    return finish<OfficialReport>(out, undefined)
  }
  const known = new Set(edition.fields.flatMap(({ from }) => from ?? []))
  const values: Record<string, unknown> = { form: edition.form, reportType: said('reportType') }
  for (const [name, { value, line }] of members) {
    if (known.has(name)) values[name] = value
    else if (!ABOUT.has(name)) {
      const person = personOf(name)
      if (person !== undefined) out.drop(person)
      else
        out.warn({
          code: 'UNKNOWN_FIELD',
          message: `«${name.slice(0, 60)}» is not on this form`,
          line,
          path: name.slice(0, 60),
        })
    }
  }
  checkValues(values, out, (name) => {
    const line = members.get(name)?.line
    return line === undefined ? { path: name } : { line, path: name }
  })
  return finish(out, values as unknown as OfficialReport)
}

/** What the document says of itself. */
const ABOUT: ReadonlySet<string> = new Set(['format', 'version', 'form', 'edition', 'reportType'])
