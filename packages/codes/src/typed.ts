/**
 * Scans that a keyboard typed. Which keyboard it was is known, calibrated, or proven by what arrived unharmed; it is never guessed. What
 * could have been another text is said, and where the caller asks for proof nothing is accepted without it.
 */
import { ALNUM, all, SET82 } from './charset.ts'
import { type Problem, problem, quote } from './fault.ts'
import { type KeyboardProfile, keyboardProfile, untype } from './keyboard.ts'
import { KEYBOARDS } from './keyboard-layouts.ts'
import type { CodeFields } from './parsed-code.ts'

/** What came back from the keyboard: the text that was scanned, or why there is none. */
export interface Untyped {
  readonly text?: string
  readonly problems: readonly Problem[]
}

/** Undoes a known or calibrated keyboard. */
export function untypedScan(profile: KeyboardProfile, arrived: string): Untyped {
  const found = untype(profile, arrived)
  const name = profile.name
  if (found.kind === 'none') {
    const words = `keyboard ${quote(name)} cannot have typed ${quote(arrived.slice(found.at))}: calibrate the scanner again`
    return { problems: [problem('error', 'KEYBOARD_MISMATCH', words)] }
  }
  if (found.kind === 'one') {
    const never = lostSigns(profile)
    if (never !== '') {
      const lost = `keyboard ${quote(name)} types nothing for ${quote(never)}: a code that holds one arrives without it`
      return { text: found.text, problems: [problem('warn', 'KEYBOARD_ASSUMED', lost)] }
    }
    const losable = losableSigns(profile)
    if (losable !== '' && !isPlain(found.text)) {
      const lost = `keyboard ${quote(name)} can lose ${quote(losable)} at the end of a scan or before a letter; a code with signs may be incomplete`
      return { text: found.text, problems: [problem('warn', 'KEYBOARD_ASSUMED', lost)] }
    }
    if (found.text === arrived) return { text: arrived, problems: [] }
    const words = `keyboard ${quote(name)} was undone: set the scanner to the keyboard of the computer, or keep this setting`
    return { text: found.text, problems: [problem('info', 'KEYBOARD_RECOVERED', words)] }
  }
  const words = `keyboard ${quote(name)} types the same for two different texts`
  const { likely } = found
  if (likely === undefined || !isPlain(likely)) {
    const advice = 'set the scanner to the keyboard of the computer and scan again'
    return { problems: [problem('error', 'KEYBOARD_AMBIGUOUS', `${words}: ${advice}`)] }
  }
  const assumed = `${words}: read as ${quote(likely)}, without accents`
  return { text: likely, problems: [problem('warn', 'KEYBOARD_ASSUMED', assumed)] }
}

/** Signs of set 82 for which nothing arrives at all. */
function lostSigns({ typed }: KeyboardProfile): string {
  return Object.keys(typed)
    .filter((one) => typed[one] === '' && all(one, SET82))
    .join('')
}

/** Signs of set 82 on dead keys: what happens to one that no letter follows is up to the computer, and some swallow it. */
function losableSigns(profile: KeyboardProfile): string {
  return [...profile.dead].filter((one) => all(one, SET82)).join('')
}

/** Letters, digits and separators, behind a symbology identifier or none: no character that could be half of an accent. */
function isPlain(text: string): boolean {
  const body = /^\][A-Za-z][0-9A-Za-z]/.test(text) ? text.slice(3) : text
  return all(body.replaceAll('\x1d', ''), ALNUM)
}

/** What a beginning that arrived whole shows: a symbology identifier, a scheme, an envelope; or that people wrote it. */
export type Proof = 'identifier' | 'address' | 'urn' | 'envelope' | 'written'

const SIGNS = /[^0-9A-Za-z]/
/**
 * A scanner set to the United States types such a beginning whole on no keyboard that changes anything else. Of the pairs of the table with
 * another scanner some do: these characters may then stand for others. Digits never do.
 */
const UNSURE: Readonly<Record<Proof, RegExp>> = {
  identifier: /[BQWXYZbfiqwyz]|[^0-9A-Za-z]/,
  address: /[YZyz]|[^0-9A-Za-z/]/,
  urn: /[BYZbyz]|[^0-9A-Za-z:.]/,
  envelope: /[BQYZbqyz]|[^0-9A-Za-z]/,
  written: /(?!)/,
}

const ADVICE = 'let the scanner send its symbology identifier (]d2), or name or calibrate its keyboard'

/**
 * What nobody can tell about a typed scan: `]d2` arrives whole only without Caps Lock, and, from a scanner set to the United States, only
 * from a right keyboard. Without proof a keyboard may also have lost a sign between digits: then only a code of one length is sure.
 */
export function unproven(
  { fields, body, proof }: { readonly fields: CodeFields; readonly body: string; readonly proof: Proof | undefined },
  { keyboardKnown, strict }: { readonly keyboardKnown: boolean; readonly strict: boolean },
): Problem | undefined {
  const text = identityText(fields)
  if (proof !== undefined)
    return keyboardKnown
      ? undefined
      : unsure(proof, proof === 'urn' ? body.slice(8) : pathOf(body, proof, text), strict)
  if (!keyboardKnown && (/[YyZz]/.test(text) || SIGNS.test(text))) {
    const words = 'nothing in this scan proves the keyboard: Y, Z and signs may stand for others'
    return problem('warn', 'KEYBOARD_UNPROVEN', `${words}; ${ADVICE}`)
  }
  if (/^[^A-Z]*[a-z][^A-Z]*$/.test(text)) {
    return problem('warn', 'CAPS_LOCK', `all letters are small: make sure that Caps Lock is off; ${ADVICE}`)
  }
  const isFixed = fields.serial === undefined || fields.cn !== undefined
  if (!/[A-Za-z]/.test(text) && (!strict || keyboardKnown || isFixed)) return undefined
  return problem(
    'info',
    'KEYBOARD_UNPROVEN',
    `nothing in this scan proves the keyboard, nor that Caps Lock is off; ${ADVICE}`,
  )
}

/** Whether another scanner than one set to the United States may have meant something else. */
function unsure(proof: Proof, text: string, strict: boolean): Problem | undefined {
  if (strict ? !UNSURE[proof].test(text) : proof === 'written' || !/[YyZz]|[^0-9A-Za-z/:.]/.test(text)) return undefined
  const words = 'what the scan begins with proves the keyboard of a scanner that is set to United States only'
  const others = 'one that is set to another country may exchange letters, Y and Z first of all, and signs'
  return problem('warn', 'KEYBOARD_UNPROVEN', `${words}; ${others}: name or calibrate its keyboard`)
}

/** What tells one pack or container from another, apart from its numbers of fixed length. */
function identityText({ cn, serial, lot, container, sscc }: CodeFields): string {
  const named = sscc === undefined ? (container ?? '').replace(/^[a-z]+:/, '').replaceAll('/', '') : ''
  return (cn?.code ?? serial ?? named) + (lot ?? '')
}

/** Of an address everything behind its host counts: a percent sign or a question mark may stand for another sign. */
function pathOf(body: string, proof: Proof, text: string): string {
  return proof === 'address' ? body.replace(/^https?:\/\/[^/]*/, '') : text
}

/**
 * Whether the text begins with what a wrong keyboard or Caps Lock would have changed: the scheme of an address, or an envelope with one of its
 * capital letters. Brackets are written by people and programs, never by a scanner.
 */
export function proofIn(body: string): Proof | undefined {
  if (body.startsWith('[)>\x1e06')) return body.includes('\x1d9N') ? 'envelope' : undefined
  if (body.startsWith('(')) return 'written'
  if (body.startsWith('https://') || body.startsWith('http://')) return 'address'
  return body.startsWith('urn:epc:') ? 'urn' : undefined
}

/** Longest text for which other keyboards are tried. */
const MAX_TRIED = 300

/** Which keyboards would have made a code of what is none. `isCode` reads the text that would have been scanned. */
export function foreignKeyboards(arrived: string, isCode: (text: string) => boolean): Problem | undefined {
  if (arrived.length > MAX_TRIED) return undefined
  const names: string[] = []
  for (const profile of usualProfiles()) {
    const found = untype(profile, arrived)
    const text = found.kind === 'one' ? found.text : found.kind === 'several' ? found.likely : undefined
    if (text === undefined || text === arrived || !isCode(text)) continue
    const code = profile.name.slice(3)
    names.push(`${KEYBOARDS.get(code)?.name ?? code} (${code})`)
  }
  if (names.length === 0) return undefined
  const which = names.length > 4 ? `${names.slice(0, 4).join(', ')} or another` : names.join(' or ')
  const words = `this looks like a scanner set to United States at a computer whose keyboard is ${which}`
  const advice = 'name the keyboard, calibrate the scanner, or set both to the same, and scan again'
  return problem('error', 'KEYBOARD_FOREIGN', `${words}: ${advice}`)
}

let profiles: readonly KeyboardProfile[] | undefined

/** A scanner as it comes from the box, set to United States, at every other keyboard. */
export function usualProfiles(): readonly KeyboardProfile[] {
  if (profiles !== undefined) return profiles
  const scanner = KEYBOARDS.get('us')
  profiles = scanner === undefined ? [] : [...KEYBOARDS.values()].map((one) => keyboardProfile(scanner, one))
  return profiles
}
