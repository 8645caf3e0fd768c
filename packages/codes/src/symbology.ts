/**
 * Symbology identifiers, the three characters that a scanner can put before the data (ISO/IEC 15424), and which of them say
 * that the data is a GS1 element string (GS1 General Specifications, section 5).
 */

export type Carrier =
  | 'datamatrix'
  | 'qr'
  | 'dotcode'
  | 'code128'
  | 'databar'
  | 'ean-upc'
  | 'itf'
  | 'aztec'
  | 'pdf417'
  | 'code39'
  | 'other'

export interface Symbology {
  /** `]d2`. */
  readonly id: string
  readonly carrier: Carrier
  /** The symbol says that it holds GS1 data. */
  readonly gs1: boolean
  /**
   * A carrier of an EU unique identifier: Data Matrix with ECC 200 (Delegated Regulation (EU) 2016/161, article 5). Others are not to
   * be looked up and not to be alarmed about.
   */
  readonly euCarrier: boolean
}

const CARRIERS: Readonly<Record<string, Carrier>> = {
  d: 'datamatrix',
  Q: 'qr',
  J: 'dotcode',
  C: 'code128',
  e: 'databar',
  E: 'ean-upc',
  I: 'itf',
  z: 'aztec',
  L: 'pdf417',
  A: 'code39',
}

/** GS1 DataMatrix, QR, DotCode, GS1-128, DataBar and composite, EAN/UPC. `]Q5` and `]d3` have FNC1 in second place: not GS1. */
const GS1: ReadonlySet<string> = new Set([']d2', ']Q3', ']J1', ']C1', ']e0', ']E0', ']E3', ']E4'])

/** The identifier at the beginning of a scan, if there is one. `]` is in no GS1 character set, so it cannot be data. */
export function readSymbology(text: string): Symbology | undefined {
  if (text.length < 3 || text.charCodeAt(0) !== 0x5d) return undefined
  const id = text.slice(0, 3)
  const letter = id.charAt(1)
  const modifier = id.charAt(2)
  if (!isLetter(letter) || !isModifier(modifier)) return undefined
  const carrier = CARRIERS[letter] ?? 'other'
  return { id, carrier, gs1: GS1.has(id), euCarrier: id === ']d1' || id === ']d2' }
}

/** Whether the letter of an identifier that nobody knows is a known one in the other case: `]D2`. Only Caps Lock types that. */
export function isCapsLocked({ id, carrier }: Symbology): boolean {
  const letter = id.charAt(1)
  const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()
  return carrier === 'other' && CARRIERS[other] !== undefined
}

function isLetter(ch: string): boolean {
  return (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z')
}

function isModifier(ch: string): boolean {
  return (ch >= '0' && ch <= '9') || isLetter(ch)
}
