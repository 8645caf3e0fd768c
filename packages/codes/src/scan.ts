/**
 * One text from a scanner, a keyboard or a file → what it names. Tells the schemes apart by what only one of them can be; where two
 * readings are possible there is a problem and no identity. Never throws, whatever the text.
 */
import { aiAt } from './ai-table.ts'
import { isDigits } from './charset.ts'
import { isGtin, isSscc } from './check-digits.ts'
import { type CnPrefixes, cnListed, cnPack, normaliseCn, readCn } from './china.ts'
import { cnOfAddress } from './cn-address.ts'
import { checkElements, GS, parseBracketed, parseElementString } from './element-string.ts'
import { type Problem, problem, quote } from './fault.ts'
import { expandUpcE } from './gtin-forms.ts'
import { CN_CODE_LENGTH, type ContainerId, type Gtin } from './identity.ts'
import type { KeyboardProfile } from './keyboard.ts'
import { type CodeFields, type ParsedCode, parsedCode } from './parsed-code.ts'
import { gs1Reading, type Reading } from './reading.ts'
import { readIfa, readPzn } from './scan-ifa.ts'
import { readLink, readUrn } from './scan-uri.ts'
import { isCapsLocked, readSymbology, type Symbology } from './symbology.ts'
import { foreignKeyboards, type Proof, proofIn, unproven, untypedScan } from './typed.ts'

/** What is known about the scanner, from its settings or from a calibration. Nothing here is ever guessed. */
export interface ScannerLayout {
  /** The character that this scanner types where the symbol has a separator. */
  readonly separator?: string
  /** The keyboard that typed the text, known by name (`keyboardProfile`) or calibrated (`calibrate`): it is undone. */
  readonly keyboard?: KeyboardProfile
}

export interface ParseOptions {
  /** The year that decides the century of two-digit years: that of the scan. */
  readonly referenceYear: number
  readonly layout?: ScannerLayout
  /**
   * Set when a scanner typed the text like a keyboard. `warn`: what a wrong keyboard or Caps Lock could have changed is said. `refuse`: it
   * names nothing. Without it the text is taken to be what was scanned, as from a file or an interface.
   */
  readonly typed?: 'warn' | 'refuse'
  /** Registered 药品标识码, for codes of a maker's own scheme; a map says the level of each as well. */
  readonly cnPrefixes?: CnPrefixes
}

/** Longest text that is looked at. The largest symbol in use on packs holds 2,335 characters. */
export const MAX_CODE_LENGTH = 4096

export function parseCode(text: string, options: ParseOptions): ParsedCode {
  if (text.length > MAX_CODE_LENGTH) {
    const words = `${text.length} characters are more than any symbol holds`
    return parsedCode(text.slice(0, MAX_CODE_LENGTH), 'unknown', {}, [problem('error', 'TOO_LONG', words)])
  }
  const trimmed = trimEnds(text)
  if (trimmed === '') return parsedCode(text, 'unknown', {}, [problem('error', 'EMPTY', 'there is nothing to read')])
  const keyboard = options.layout?.keyboard
  const untyped = keyboard === undefined ? { text: trimmed, problems: [] } : untypedScan(keyboard, trimmed)
  if (untyped.text === undefined) return parsedCode(text, 'unknown', {}, untyped.problems)
  const found = readScan(untyped.text, options)
  const problems = untyped.problems.length === 0 ? found.problems : [...untyped.problems, ...found.problems]
  if (options.typed === undefined) return parsedCode(text, found.scheme, found.fields, problems)
  return parsedCode(text, found.scheme, ...withDoubts(found, trimmed, problems, options))
}

/** A reading, and what in the text proves that no keyboard has changed it. */
interface Scanned extends Reading {
  readonly body: string
  readonly proof: Proof | undefined
}

function readScan(text: string, options: ParseOptions): Scanned {
  const symbology = readSymbology(text)
  if (symbology !== undefined && isCapsLocked(symbology)) {
    const words = `${quote(symbology.id)} is a symbology identifier in the wrong case: switch Caps Lock off and scan again`
    return {
      scheme: 'unknown',
      fields: {},
      problems: [problem('error', 'CAPS_LOCK', words)],
      body: '',
      proof: 'written',
    }
  }
  const body = withSeparators(symbology === undefined ? text : text.slice(3), options.layout)
  const found = readBody(body, symbology, options)
  const fields: CodeFields = symbology === undefined ? found.fields : { symbology, ...found.fields }
  const inBody = proofIn(body)
  const proof =
    symbology !== undefined && PROVING.has(symbology.id) && (inBody === undefined || inBody === 'written')
      ? 'identifier'
      : inBody
  return { scheme: found.scheme, fields, problems: found.problems, body, proof }
}

/**
 * Identifiers that arrive whole, and that no other identifier of a symbol on packs becomes: a Turkish keyboard makes `]e1` of `]d1` and leaves
 * `]L0`, and exchanges letters in either case.
 */
const PROVING: ReadonlySet<string> = new Set([
  ...[']d1', ']d2', ']C0', ']C1', ']Q1', ']Q3', ']J1', ']E0', ']E3', ']E4'],
])

/** Adds what is to be said about a typed text: what nobody can tell, and which other keyboard would make a code of what is none. */
function withDoubts(
  found: Scanned,
  arrived: string,
  problems: readonly Problem[],
  options: ParseOptions,
): readonly [CodeFields, readonly Problem[]] {
  const isKnown = options.layout?.keyboard !== undefined
  const isBad = found.problems.some((one) => one.severity === 'error')
  const foreign = isBad && !isKnown ? foreignKeyboards(arrived, (text) => namesItem(text, options)) : undefined
  const said = foreign === undefined ? problems : [...problems, foreign]
  // What was only assumed to be the text of the symbol is no proof, whatever it begins with.
  const assumed = options.typed === 'refuse' && problems.some((one) => one.code === 'KEYBOARD_ASSUMED')
  if (assumed) return [{}, said.map((one) => (one.code === 'KEYBOARD_ASSUMED' ? { ...one, severity: 'error' } : one))]
  const doubt = unproven(found, { keyboardKnown: isKnown, strict: options.typed === 'refuse' })
  if (doubt === undefined) return [found.fields, said]
  if (options.typed === 'warn') return [found.fields, [...said, doubt]]
  return [{}, [...said, { ...doubt, severity: 'error' }]]
}

function namesItem(text: string, { referenceYear, cnPrefixes }: ParseOptions): boolean {
  const options = cnPrefixes === undefined ? { referenceYear } : { referenceYear, cnPrefixes }
  const { fields, problems } = readScan(text, options)
  return (fields.pack ?? fields.container) !== undefined && !problems.some((one) => one.severity === 'error')
}

/** Blanks and line ends that a scanner or an editor puts around the data; the separator stays. */
function trimEnds(text: string): string {
  const isBlank = (code: number): boolean =>
    code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0xfeff
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/**
 * Spellings of control characters that hold a character which is in no GS1 set, so that they can be nothing else. `<GS>` is none of them:
 * all four could be part of a serial.
 */
const SPELLED: readonly (readonly [RegExp, string])[] = [
  [/\u241d|\{(GS|FNC1)\}|\[(GS|FNC1)\]|\^\]|\\x1d|\\u001d/gi, GS],
  [/\u241e|\{RS\}|\[RS\]|\\x1e|\\u001e/gi, '\x1e'],
  [/\u2404|\{EOT\}|\[EOT\]|\\x04|\\u0004/gi, '\x04'],
]
const MAY_SPELL = /[\u241d\u241e\u2404{[\\^]/

function withSeparators(body: string, layout: ScannerLayout | undefined): string {
  const own = layout?.separator
  const typed = own === undefined || own === '' ? body : body.replaceAll(own, GS)
  // The head of an envelope has a bracket of its own; that alone is no reason to look closer.
  if (!MAY_SPELL.test(typed.startsWith('[)>') ? typed.slice(3) : typed)) return typed
  return SPELLED.reduce((text, [spelling, control]) => text.replace(spelling, control), typed)
}

function readBody(body: string, symbology: Symbology | undefined, options: ParseOptions): Reading {
  const two = cnListed(body) ?? wrongBrackets(body) ?? twoCodes(body, symbology)
  if (two !== undefined) return { scheme: 'unknown', fields: {}, problems: [two] }
  const head = body.slice(0, 8).toLowerCase()
  if (body.startsWith('[)>')) return readIfa(body, options.referenceYear)
  if (body.startsWith('-') || head.startsWith('pzn')) {
    const pzn = readPzn(body)
    if (pzn !== undefined) return pzn
  }
  if (head.startsWith('urn:')) return readUrn(body)
  if (head.startsWith('http:') || head.startsWith('https:')) return readAddress(body, options)
  if (body.startsWith('(')) return gs1Reading(parseBracketed(body, options.referenceYear), options.referenceYear)
  const chinese = readChinese(body, symbology, options)
  if (chinese !== undefined) return chinese
  if (symbology?.carrier === 'ean-upc') return readEan(body, symbology.id, options.referenceYear)
  // A GS1 symbol holds elements, even where they look like one number.
  const bare = symbology?.gs1 === true ? undefined : readBareNumber(body)
  return bare ?? readElements(body, symbology, options.referenceYear)
}

/** Brackets of another kind than the round ones, around an AI. */
function wrongBrackets(body: string): Problem | undefined {
  if (
    !/^(?:\[\d{2,4}\]|\{\d{2,4}\}|<\d{2,4}>|[\uff08\uff3b\u3010\u3014\u3016](?:\d|[\uff10-\uff19]){2,4}[\uff09\uff3d\u3011\u3015\u3017])/.test(
      body,
    )
  )
    return undefined
  const words = `${quote(body)} has other brackets than ( and ): write (01)…(21)…, or scan the code`
  return problem('error', 'BRACKETS', words)
}

/** `]` is in no character set of a pack: a second symbology identifier is a second code. So is a second line of text. */
function twoCodes(body: string, symbology: Symbology | undefined): Problem | undefined {
  for (let at = body.indexOf(']'); at >= 0; at = body.indexOf(']', at + 1)) {
    const isComposite = symbology?.carrier === 'ean-upc' && body.startsWith('|]e0', at - 1)
    if (!isComposite && readSymbology(body.slice(at)) !== undefined) {
      return problem('error', 'TWO_CODES', `a second code begins at ${quote(body.slice(at))}: scan one at a time`)
    }
  }
  const dense = body.replace(/\s/g, '')
  const isDouble = isDigits(dense) && dense.length === 40 && dense.startsWith('8') && dense.charAt(20) === '8'
  if (isDouble || isTwoLines(body)) {
    return problem('error', 'TWO_CODES', 'there are two codes in one scan: scan one at a time')
  }
  return undefined
}

/** A line end inside the data, but for bracketed text and the two-line print of a 追溯码. */
function isTwoLines(body: string): boolean {
  if (!/[\r\n]/.test(body) || body.startsWith('(')) return false
  return normaliseCn(body).length !== CN_CODE_LENGTH
}

// ---------------------------------------------------------------------- GS1

/** A key makes a row of elements out of what could be any number. */
const KEYS: ReadonlySet<string> = new Set([
  '00',
  '01',
  '02',
  '03',
  '253',
  '255',
  '402',
  '414',
  '417',
  '8003',
  '8006',
  '8017',
  '8018',
])

function readElements(body: string, symbology: Symbology | undefined, referenceYear: number): Reading {
  const replaced = replacedSeparator(body)
  if (symbology?.gs1 === true) {
    return gs1Reading(parseElementString(body, referenceYear), referenceYear, replaced)
  }
  if (body.startsWith(GS) || aiAt(body, 0) !== undefined) {
    const read = parseElementString(body, referenceYear)
    const keyed =
      read.elements.some((one) => KEYS.has(one.ai)) || KEYS.has(aiAt(body, body.startsWith(GS) ? 1 : 0)?.ai ?? '')
    if (keyed) {
      const words = `${symbology?.id ?? ''} is the sign of a symbol that is not GS1, though its data looks like it`
      const plain = symbology === undefined ? [] : [problem('warn', 'NOT_GS1_SYMBOL', words)]
      return gs1Reading(read, referenceYear, [...plain, ...replaced])
    }
  }
  const words = `${quote(body)} is no code that is known here`
  return { scheme: 'unknown', fields: {}, problems: [...replaced, problem('error', 'CODE_UNKNOWN', words)] }
}

/** `^`, `|` and `~` are in no GS1 set and are what scanners type for a separator when told to; which one means it must be set. */
function replacedSeparator(body: string): readonly Problem[] {
  const strange = ['<GS>', '^', '|', '~', '#', '@', '$', '\\'].find((one) => body.includes(one))
  if (strange === undefined) return []
  const words = `the scanner may type ${quote(strange)} for a separator: say so in its settings, or calibrate it`
  return [problem('info', 'SEPARATOR_REPLACED', words)]
}

/** EAN-8, EAN-13, UPC-A and UPC-E, with a composite component behind `|]e0`. */
function readEan(body: string, id: string, referenceYear: number): Reading {
  const [printed = '', composite] = body.split('|]e0')
  // `]E4` is EAN-8; behind `]E0` eight digits are a UPC-E that the scanner did not expand, unless they could be both.
  const upc = id === ']E4' ? undefined : expandUpcE(printed)
  const digits = upc ?? printed
  if (upc !== undefined && isGtin(printed)) {
    const words = `${quote(printed)} could be EAN-8 or UPC-E: set the scanner to expand UPC-E`
    return { scheme: 'gtin', fields: {}, problems: [problem('error', 'TWO_CODES', words, 'gtin')] }
  }
  if (!isGtin(digits)) {
    const words = `${quote(digits)} is no GTIN with a right check digit`
    return { scheme: 'gtin', fields: {}, problems: [problem('error', 'BAD_GTIN', words, 'gtin')] }
  }
  const gtin = digits.padStart(14, '0') as Gtin
  if (composite === undefined) return { scheme: 'gtin', fields: { gtin, product: gtin }, problems: [] }
  const { elements, problems } = parseElementString(composite, referenceYear)
  return gs1Reading(checkElements([{ ai: '01', value: gtin }, ...elements], referenceYear), referenceYear, problems)
}

/** A GTIN or SSCC without anything around it. Eight digits are too many other things. */
function readBareNumber(body: string): Reading | undefined {
  if (!isDigits(body)) return undefined
  if (isSscc(body)) {
    return { scheme: 'sscc', fields: { sscc: body, container: `sscc:${body}` as ContainerId }, problems: [] }
  }
  if (body.length < 12 || body.length > 14) return undefined
  if (!isGtin(body)) {
    const words = `the check digit of ${quote(body)} is wrong`
    return { scheme: 'gtin', fields: {}, problems: [problem('error', 'BAD_CHECK_DIGIT', words, 'gtin')] }
  }
  const gtin = body.padStart(14, '0') as Gtin
  return { scheme: 'gtin', fields: { gtin, product: gtin }, problems: [] }
}

// -------------------------------------------------------------------- China

function readChinese(body: string, symbology: Symbology | undefined, options: ParseOptions): Reading | undefined {
  if (body.includes(GS)) return undefined
  const plain = normaliseCn(body)
  const read = readCn(plain, options.cnPrefixes)
  if (read.kind === 'other') return undefined
  // A symbol or text that is a well-formed GS1 key as well has two readings.
  const gs1 = otherReading(plain, symbology, options.referenceYear)
  if (read.kind === 'refused') return looksGs1(plain, symbology, gs1) ? undefined : refusedCn(read.problems)
  if (gs1 !== undefined) {
    const words = `${quote(plain)} is a 追溯码 and a GS1 element string (${gs1}) as well: which one cannot be told`
    return { scheme: 'unknown', fields: {}, problems: [problem('error', 'TWO_CODES', words)] }
  }
  const { code } = read
  const { product, pack } = cnPack(code)
  return { scheme: 'cn', fields: { product, pack, serial: code.printedSerial, cn: code }, problems: read.problems }
}

function refusedCn(problems: readonly Problem[]): Reading {
  return { scheme: 'cn', fields: {}, problems }
}

/** Whether what is no 追溯码 is better explained as a GS1 element string, right or wrong. The 商品码 and 本位码 never are. */
function looksGs1(text: string, symbology: Symbology | undefined, key: string | undefined): boolean {
  if (isDigits(text) && (text.length === 13 || text.length === 14)) return false
  return key !== undefined || (!text.startsWith('8') && (symbology?.gs1 === true || KEYS.has(aiAt(text, 0)?.ai ?? '')))
}

/** The AI of the key that the text would have as a GS1 element string. Twenty digits beginning with 8 need the symbol to say GS1. */
function otherReading(text: string, symbology: Symbology | undefined, referenceYear: number): string | undefined {
  if (text.startsWith('8') && symbology?.gs1 !== true) return undefined
  const read = parseElementString(text, referenceYear)
  if (read.problems.some((one) => one.severity === 'error')) return undefined
  return read.elements.find((one) => KEYS.has(one.ai) || one.ai === '8004')?.ai
}

/** A Digital Link, or an address with a 追溯码 in it. */
function readAddress(body: string, options: ParseOptions): Reading {
  const link = readLink(body, options.referenceYear)
  if (link.isLink || normaliseCn(body) === body) return link.reading
  const reading = readChinese(body, undefined, options)
  if (reading === undefined) return link.reading
  if (cnOfAddress(body)?.isNamed !== false) return reading
  const words = `nothing in the address says that ${quote(reading.fields.cn?.code ?? '')} is the 追溯码 of a pack: make sure that it is`
  return { ...reading, problems: [...reading.problems, problem('warn', 'CN_ADDRESS', words)] }
}
