/** What the number of a cell is shown as (sections 18.8.10, 18.8.30 and 18.8.31): a day, or with zeros in front of it. */
import { type OpenPart, readWhole } from './part.ts'

/** `digits`: as many as are always shown, with zeros in front. */
export type NumberForm = { readonly kind: 'date' } | { readonly kind: 'digits'; readonly digits: number } | undefined

const MAX_STYLES = 100_000

/** The form of each cell style, by its index. */
export async function readStyles(open: OpenPart): Promise<readonly NumberForm[]> {
  const custom = new Map<string, string>()
  const forms: NumberForm[] = []
  let inCells = false
  await readWhole('xl/styles.xml', open, {
    open(name, { numFmtId = '', formatCode = '' }) {
      if (name === 'numFmt' && custom.size < MAX_STYLES) custom.set(numFmtId, formatCode)
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells && forms.length < MAX_STYLES) {
        const code = custom.get(numFmtId)
        forms.push(code === undefined ? formOfBuiltIn(Number(numFmtId)) : formOfCode(code))
      }
    },
    text: () => undefined,
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return forms
}

/** Those that are the same everywhere, and those that East Asian programs have as dates. */
function formOfBuiltIn(id: number): NumberForm {
  const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
  return isDate ? { kind: 'date' } : undefined
}

function formOfCode(code: string): NumberForm {
  const first = code.slice(0, 500).split(';')[0] ?? ''
  if (/^0{2,40}$/.test(first)) return { kind: 'digits', digits: first.length }
  const bare = first.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(bare) ? { kind: 'date' } : undefined
}
