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

/** Signs of set 82 on dead keys: what happens to one that no letter follows is up to the computer, and some swallow it. */
function losableSigns(profile: KeyboardProfile): string {
  return [...profile.dead].filter((one) => all(one, SET82)).join('')
}

/** Letters, digits and separators, behind a symbology identifier or none: no character that could be half of an accent. */
function isPlain(text: string): boolean {
  const body = /^\][A-Za-z][0-9A-Za-z]/.test(text) ? text.slice(3) : text
  return all(body.replaceAll('\x1d', ''), ALNUM)
}

/**
 * What nobody can tell about a typed scan that does not begin with a symbology identifier: `]d2` arrives unharmed only from a right keyboard
 * without Caps Lock. Digits need no proof: no keyboard puts one in the place of another.
 */
export function unproven(fields: CodeFields, keyboardKnown: boolean): Problem | undefined {
  const text = (fields.cn?.code ?? fields.serial ?? '') + (fields.lot ?? '')
  const advice = 'let the scanner send its symbology identifier (]d2), or name or calibrate its keyboard'
  if (!keyboardKnown && /[YyZz]|[^0-9A-Za-z]/.test(text)) {
    const words = 'nothing in this scan proves the keyboard: Y, Z and signs may stand for others'
    return problem('warn', 'KEYBOARD_UNPROVEN', `${words}; ${advice}`)
  }
  if (/^[^A-Z]*[a-z][^A-Z]*$/.test(text)) {
    return problem('warn', 'CAPS_LOCK', `all letters are small: make sure that Caps Lock is off; ${advice}`)
  }
  if (!/[A-Za-z]/.test(text)) return undefined
  return problem('info', 'KEYBOARD_UNPROVEN', `nothing in this scan proves that Caps Lock is off; ${advice}`)
}

/**
 * Whether the text begins with what a wrong keyboard or Caps Lock would have changed: the scheme of an address, or an envelope with one of its
 * capital letters. Brackets are written by people and programs, never by a scanner.
 */
export function provesKeyboard(body: string): boolean {
  if (body.startsWith('[)>\x1e06')) return body.includes('\x1d9N')
  if (body.startsWith('(')) return true
  return body.startsWith('https://') || body.startsWith('http://') || body.startsWith('urn:epc:')
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
