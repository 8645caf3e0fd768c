/** What the label of one pack says: the data of its Data Matrix and the lines that people read. */
import { formatElementString, formatEnvelope06, formatPack, type PackId, shortDate } from '@packtrail/codes'
import type { Label } from './symbol.ts'

export interface LabelFacts {
  readonly product: string
  readonly serial: string
  readonly lot: string
  /** `YYYY-MM-DD` */
  readonly expiry?: string
}

/**
 * A GTIN becomes a GS1 Data Matrix with AI (01), (17), (10) and (21), a PPN an envelope of format 06, a 追溯码 its twenty characters. Human-readable:
 * product code, serial, lot and expiry (Delegated Regulation (EU) 2016/161, article 7; Directive 2001/83/EC, article 54).
 */
export function labelOf({ product, serial, lot, expiry }: LabelFacts): Label {
  const date = expiry === undefined ? undefined : shortDate(expiry)
  const lines = [`SN  ${serial}`, `LOT ${lot}`, ...(expiry === undefined ? [] : [`EXP ${expiry}`])]
  if (product.startsWith('cn:')) {
    const code = formatPack(`${product}/${serial}` as PackId)
    return { text: code, gs1: false, lines: [code, ...lines.slice(1)] }
  }
  if (product.startsWith('ppn:')) {
    const fields = [
      { di: '9N', value: product.slice(4) },
      { di: '1T', value: lot },
      ...(date === undefined ? [] : [{ di: 'D', value: date }]),
      { di: 'S', value: serial },
    ]
    return { text: formatEnvelope06(fields), gs1: false, lines: [`PC  ${product.slice(4)}`, ...lines] }
  }
  const elements = [
    { ai: '01', value: product },
    ...(date === undefined ? [] : [{ ai: '17', value: date }]),
    { ai: '10', value: lot },
    { ai: '21', value: serial },
  ]
  return { text: formatElementString(elements), gs1: true, lines: [`PC  ${product}`, ...lines] }
}

/**
 * A file name without its ending: the number keeps `ab` and `AB` apart where file names have no case; what no file name holds is
 * escaped like in a web address.
 */
export function labelName(number: number, count: number, serial: string): string {
  const digits = String(count).length
  const safe = serial.replace(
    /[^0-9A-Za-z_-]/g,
    (ch) => `%${ch.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return `${String(number).padStart(digits, '0')}-${safe}`
}
