/**
 * How a relation file is laid out around what it says: dialect, declaration, order of attributes, line ends. Nothing of the values in it,
 * so that it can be kept where the values of personal fields must not be. A file that is written as it was read is the same bytes.
 */

export interface RelationForm {
  /** Up to the first `<Code`; the values of attributes that are data are empty. A byte order mark comes first. */
  readonly head: string
  /** Between two codes. */
  readonly between: string
  /** Dialect A: the outermost codes say `parentCode=""`. */
  readonly emptyRoot: boolean
  /** A blank before `/>`. */
  readonly blank: boolean
  /** From behind the last code. */
  readonly tail: string
}

/** Dialect B, in the form of which a maker is known to have had his files taken. */
export const KNOWN_FORM: RelationForm = {
  head: `<?xml version="1.0" encoding="utf-8"?><Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="关联关系XML Schema-3.0.xsd" License="">
<Events Version="3.0">
<Event Name="RelationCreate">
<Relation productCode="" subTypeNo="" cascade="" packageSpec="" comment="">
<Batch batchNo="" madeDate="" validateDate="" workshop="" lineName="" lineManager="">
`,
  between: '\n',
  emptyRoot: false,
  blank: false,
  tail: '\n</Batch></Relation></Event></Events></Document>\n',
}

/** More than any head or tail has. */
const MAX_HEAD = 8000
const MAX_TAIL = 500

/** In `extra` of the observation that tells it. */
export const FORM_KEY = 'relation.form'

export interface FormWatch {
  write(text: string): void
  /** A root said `parentCode=""`. */
  emptyRoot: boolean
  /** The form of the document, when it has one that can be written again. */
  form(): RelationForm | undefined
}

/** @param mark The document began with a byte order mark. */
export function watchForm(mark: boolean): FormWatch {
  let start = mark ? '\ufeff' : ''
  let end = ''
  return {
    emptyRoot: false,
    write(text) {
      if (start.length < MAX_HEAD) start += text.slice(0, MAX_HEAD)
      end = text.length >= MAX_TAIL ? text.slice(-MAX_TAIL) : (end + text).slice(-MAX_TAIL)
    },
    form() {
      const at = start.indexOf('<Code ')
      const head = at < 0 ? undefined : skeletonOf(start.slice(0, at))
      const row = ROW.exec(start.slice(at, at + 300))
      const tail = end.slice(end.lastIndexOf('/>') + 2)
      if (head === undefined || row === null || !TAIL.test(tail)) return undefined
      const [, blank = '', between = '', next = ''] = row
      return { head, between: next === 'Code' ? between : '\n', emptyRoot: this.emptyRoot, blank: blank !== '', tail }
    },
  }
}

const ROW =
  /^<Code curCode="[^"<]{0,64}" packLayer="[^"<]{0,9}"(?: parentCode="[^"<]{0,64}")? flag="[^"<]{0,9}"( ?)\/>(\s{1,40})<(\/?\w{1,9})/
const TAIL = /^(?:\s{0,9}<\/\w{1,20}>){5}\s{0,9}$/
/** Declaration, then opening tags. Each part ends in a character that the next cannot begin with: no way to read it twice. */
const HEAD =
  /^\ufeff?(?:<\?xml(?: [a-z]{1,10}="[\w.-]{1,20}"){1,3} ?\?>)?(?:\s{0,9}<\w{1,20}(?: [\w:.-]{1,60}="[^"<]*"){0,40} ?>){5}\s{0,40}$/
/** Characters in which the text can be written again; others would need another encoding than the declaration says. */
const ENCODINGS = /^(?:utf-8|gb2312|gbk|gb18030)$/i

/** The markup without its values, or `undefined` when it holds anything but a declaration and five opening tags. */
function skeletonOf(head: string): string | undefined {
  const encoding = /^\ufeff?<\?xml[^>]{0,80}? encoding="([\w.-]{1,20})"/.exec(head)?.[1] ?? 'utf-8'
  if (!HEAD.test(head) || !ENCODINGS.test(encoding)) return undefined
  return head.replace(ATTRIBUTE, (all, name: string, value: string) => (isLayout(name, value) ? all : `${name}=""`))
}

const ATTRIBUTE = /([\w:.-]{1,60})="([^"<]*)"/g

/** Not data: what the schema, the version and the kind of the document are. */
function isLayout(name: string, value: string): boolean {
  const lower = name.toLowerCase()
  if (lower.startsWith('xmlns') || lower.includes('schemalocation')) return value.length <= 200
  if (lower === 'name') return value.toLowerCase() === 'relationcreate'
  return (lower === 'version' || lower === 'encoding' || lower === 'standalone') && /^[\w.-]{1,20}$/.test(value)
}

/** A head with its values, of attributes by their names in lower case. */
export function filled(head: string, value: (name: string) => string): string {
  return head.replace(ATTRIBUTE, (all, name: string, text: string) =>
    text === '' && !isLayout(name, text) ? `${name}="${value(name.toLowerCase())}"` : all,
  )
}

// ---------------------------------------------------------------- in `extra`

/** As text of `extra`, or `undefined` for the known form, which needs no telling. */
export function formText(form: RelationForm): string | undefined {
  const { head, between, emptyRoot, blank, tail } = form
  const text = JSON.stringify([head, between, emptyRoot, blank, tail])
  const known = KNOWN_FORM
  return text === JSON.stringify([known.head, known.between, known.emptyRoot, known.blank, known.tail])
    ? undefined
    : text
}

/** The other way; the known form for what is none. */
export function readForm(text: string): RelationForm {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return KNOWN_FORM
  }
  if (!Array.isArray(value)) return KNOWN_FORM
  const [head, between, emptyRoot, blank, tail] = value as readonly unknown[]
  const good =
    typeof head === 'string' &&
    skeletonOf(head) !== undefined &&
    typeof between === 'string' &&
    /^\s{1,40}$/.test(between) &&
    typeof tail === 'string' &&
    TAIL.test(tail)
  return good ? { head, between, emptyRoot: emptyRoot === true, blank: blank === true, tail } : KNOWN_FORM
}
