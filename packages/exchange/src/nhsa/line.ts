/** One line of a sale (3505), of what came back (3506) or of a change of stock (3502) → events. */
import { type DocRef, type EventType, isTradePaper, type Time } from '@packtrail/protocol'
import { billPackOf, cnTime } from '../cn/codes.ts'
import type { DraftEvent, DraftPack } from '../draft.ts'
import type { Outbox } from '../outbox.ts'
import { personOf } from '../privacy.ts'
import { tolerantDay } from '../time.ts'
import { KEPT_FIELDS, KEPT_TEXT, PAPERS, personOfField, STOCK_FIELDS } from './fields.ts'
import { stockChange } from './stock-change.ts'

/** What a line says of goods; what it says of people is counted and gone. */
type Fields = ReadonlyMap<string, unknown>

interface Site {
  readonly line: number
  readonly path: string
  readonly out: Outbox
}

/** @param infno Number of the interface, when the document names it: tells sales from returns. */
export function readLine(value: unknown, infno: string, agent: string | undefined, site: Site): void {
  const { out, line, path } = site
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    out.error({ code: 'BAD_TYPE', message: 'a line is no object', line, path, remedy: 'Send one object a line.' })
    return
  }
  const fields = withoutPeople(value, out)
  const act = actOf(fields, infno, site)
  const when = timeOf(fields, site)
  const packs = packsOf(fields, site)
  if (act === undefined || when === null || packs === undefined) return
  const split = textOf(fields, 'trdn_flag') === '1' && isSale(act.type)
  const units = split ? unitsOf(fields, packs.length, site) : undefined
  if (!split) checkCount(fields, packs.length, site)
  tell(site, act, fields, when, packs, agent, {
    ...(units === undefined ? {} : { units }),
    seen: split && units === undefined,
  })
}

/** One code a pack, where packs are sold as a whole. */
function checkCount(fields: Fields, codes: number, { out, line, path }: Site): void {
  const text = textOf(fields, 'sel_retn_cnt')
  if (text === '' || Number(text) === codes) return
  const message = `the line names ${codes} codes, and sel_retn_cnt is another number`
  out.warn({ code: 'COUNT_MISMATCH', message, line, path, remedy: 'Scan every pack, or correct the count.' })
}

const isSale = (type: EventType): boolean => type === 'dispense' || type === 'return'

function withoutPeople(value: object, out: Outbox): Fields {
  const fields = new Map<string, unknown>()
  for (const [name, one] of Object.entries(value)) {
    const person = personOfField(name) ?? personOf(name)
    if (person === undefined) fields.set(name, one)
    else if (one !== '' && one !== null && one !== undefined) out.drop(person)
  }
  return fields
}

function textOf(fields: Fields, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

// --------------------------------------------------------------------- act

interface Act {
  readonly type: EventType
  readonly reason?: string
  readonly interface: string
}

function actOf(fields: Fields, infno: string, { out, line, path }: Site): Act | undefined {
  if (fields.has('inv_chg_type')) {
    const number = textOf(fields, 'inv_chg_type')
    const change = stockChange(number)
    if (change !== undefined)
      return { type: change.type, interface: '3502', ...(change.reason === undefined ? {} : { reason: change.reason }) }
    const message = 'inv_chg_type is none that is known: the goods are seen, not moved'
    out.warn({ code: 'UNKNOWN_BILL_TYPE', message, line, path, remedy: 'Use 101 to 111.' })
    return { type: 'observe', interface: '3502' }
  }
  const back = infno.startsWith('3506') || textOf(fields, 'medins_prod_sel_no') !== ''
  return back ? { type: 'return', interface: '3506' } : { type: 'dispense', interface: '3505' }
}

/** `null` after a fault. */
function timeOf(fields: Fields, { out, line, path }: Site): Time | undefined | null {
  const text = textOf(fields, 'sel_retn_time') || textOf(fields, 'inv_chg_time')
  if (text === '') {
    const message = 'the line does not say when it happened'
    out.warn({ code: 'MISSING_FIELD', message, line, path, remedy: 'Give sel_retn_time.' })
    return undefined
  }
  const time = cnTime(text)
  if (time !== undefined) return time
  const message = 'the time of the line is no date and time'
  out.error({ code: 'BAD_TIME', message, line, path, remedy: 'Write yyyy-MM-dd HH:mm:ss.' })
  return null
}

// ------------------------------------------------------------------- packs

/** Codes of one line; more would be another kind of document. */
const MAX_LINE_CODES = 4000

/** `undefined` after a fault; a line without a code is about goods that nobody can name. */
function packsOf(fields: Fields, { out, line, path }: Site): readonly DraftPack[] | undefined {
  const texts = codeTexts(fields)
  if (texts.length === 0) {
    const message = 'the line names no 追溯码: nothing of it can be recorded'
    out.warn({ code: 'NO_CODES', message, line, path, remedy: 'Scan the packs.' })
    return undefined
  }
  if (texts.length > MAX_LINE_CODES) {
    const message = `the line has more than ${MAX_LINE_CODES} codes`
    out.error({ code: 'TOO_LARGE', message, line, path, remedy: 'Split the line.' })
    return undefined
  }
  const lot = textOf(fields, 'manu_lotnum')
  const expiry = tolerantDay(textOf(fields, 'expy_end'))
  const found = new Map<string, DraftPack>()
  for (const text of texts) {
    const pack = billPackOf(text)
    if (pack === undefined) {
      out.error({
        code: 'BAD_CODE',
        message: 'drug_trac_codg is no 追溯码',
        line,
        path,
        remedy: 'Scan the pack again.',
      })
      continue
    }
    const key = `${pack.product}/${pack.serial}`
    if (found.has(key)) {
      const message = 'the code stands twice in the line; it is counted once'
      out.warn({ code: 'DUPLICATE', message, line, path, remedy: 'Name each code once.' })
    } else found.set(key, { ...pack, ...(LOT.test(lot) ? { lot } : {}), ...(expiry === undefined ? {} : { expiry }) })
  }
  return found.size === 0 ? undefined : [...found.values()]
}

/** As a lot may be printed (GS1 General Specifications, section 3.4.1): 20 characters there, more by Chinese makers. */
const LOT = /^[\x21-\x7e]{1,30}$/

/** The list of the present interface, or the one field of the older one. */
function codeTexts(fields: Fields): readonly string[] {
  const list = fields.get('drugtracinfo')
  const flat = textOf(fields, 'drug_trac_codg')
  const listed = Array.isArray(list) ? (list as readonly unknown[]) : []
  const texts = listed.map((one) => {
    if (typeof one === 'string') return one
    const code = (one as { readonly drug_trac_codg?: unknown } | null)?.drug_trac_codg
    return typeof code === 'string' ? code : ''
  })
  return [...texts, ...flat.split(/[,，;；]/)].map((text) => text.trim()).filter((text) => text !== '')
}

/** Units of a pack that was sold in parts; of several packs nobody can say how many came out of which. */
function unitsOf(fields: Fields, packs: number, { out, line, path }: Site): number | undefined {
  const text = textOf(fields, 'sel_retn_cnt')
  const units = /^\d{1,7}(?:\.0{1,4})?$/.test(text) ? Number(text) : 0
  if (units >= 1 && units <= 1_000_000 && packs === 1) return units
  const message =
    packs === 1
      ? 'a part of a pack was sold, and sel_retn_cnt is no number of units: the pack is seen, not handed out'
      : 'parts of several packs were sold in one line, and nobody says how much of which: they are seen, not handed out'
  out.warn({ code: 'NO_UNITS', message, line, path, remedy: 'Send one line a pack, with its units in sel_retn_cnt.' })
  return undefined
}

// -------------------------------------------------------------------- tell

function tell(
  { out, line, path }: Site,
  act: Act,
  fields: Fields,
  when: Time | undefined,
  packs: readonly DraftPack[],
  agent: string | undefined,
  { units, seen = false }: { readonly units?: number; readonly seen?: boolean },
): void {
  const docs = docsOf(fields)
  const event: DraftEvent = {
    type: seen ? 'observe' : act.type,
    detail: { ...(act.reason === undefined ? {} : { reason: act.reason }), ...(units === undefined ? {} : { units }) },
    ...(when === undefined ? {} : { when }),
    ...(agent === undefined ? {} : { who: { agent, holder: agent } }),
    ...(docs.length === 0 ? {} : { docs }),
    extra: extraOf(fields, act),
    packs,
    containers: [],
    batches: [],
    products: [],
  }
  out.event(event, line, path)
}

/** The paper of the sale, of the store, and the sale that comes back. Numbers only: a text may name somebody. */
function docsOf(fields: Fields): readonly DocRef[] {
  const docs = PAPERS.map(([field, type]) => ({ type, id: textOf(fields, field) }))
  return docs.filter((doc) => doc.id !== '' && isTradePaper(doc))
}

function extraOf(fields: Fields, act: Act): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [['nhsa.interface', act.interface]]
  if (act.interface === '3502') pairs.push(['nhsa.inv_chg_type', textOf(fields, 'inv_chg_type').slice(0, 20)])
  for (const name of act.interface === '3502' ? STOCK_FIELDS : KEPT_FIELDS) {
    const text = textOf(fields, name)
    if (KEPT_TEXT.test(text)) pairs.push([`nhsa.${name}`, text])
  }
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1))
}
