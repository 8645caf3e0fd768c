/** What is in a spreadsheet: its sheets in their order, and from which day it counts (section 18.2). */
import type { Attributes } from '../xml/parser.ts'
import { badSpreadsheet, type OpenPart, readWhole } from './part.ts'

export interface Sheet {
  readonly name: string
  readonly hidden: boolean
  /** Its name in the archive. */
  readonly part: string
}

export interface Workbook {
  readonly sheets: readonly Sheet[]
  /** Days are counted from 1904 instead of 1900. */
  readonly from1904: boolean
}

const MAX_SHEETS = 1000

/** @throws BytesFault */
export async function readWorkbook(open: OpenPart): Promise<Workbook> {
  const found: (Omit<Sheet, 'part'> & { readonly id: string })[] = []
  let from1904 = false
  const there = await readWhole('xl/workbook.xml', open, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes['date1904'])
      if (name !== 'sheet') return
      const { name: title = '', state = 'visible' } = attributes
      found.push({ name: title.slice(0, 100), hidden: state !== 'visible', id: relationId(attributes) })
      if (found.length > MAX_SHEETS) throw badSpreadsheet(`it has more than ${MAX_SHEETS} sheets`)
    },
    text: () => undefined,
    close: () => undefined,
  })
  if (!there) throw badSpreadsheet('it has no list of sheets')
  const targets = await readTargets(open)
  const sheets = found.map(({ name, hidden, id }) => ({ name, hidden, part: targets.get(id) ?? '' }))
  return { sheets, from1904 }
}

function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true'
}

/** `r:id`, whatever the prefix. */
function relationId(attributes: Attributes): string {
  const key = Object.keys(attributes).find((name) => name.endsWith('}id') || name === 'r:id')
  return key === undefined ? '' : (attributes[key] ?? '')
}

/** Which part each relation leads to; parts are only ever looked up by name among those of the archive. */
async function readTargets(open: OpenPart): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>()
  await readWhole('xl/_rels/workbook.xml.rels', open, {
    open(name, { Id = '', Target = '' }) {
      if (name !== 'Relationship' || targets.size >= 10 * MAX_SHEETS) return
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`)
    },
    text: () => undefined,
    close: () => undefined,
  })
  return targets
}
