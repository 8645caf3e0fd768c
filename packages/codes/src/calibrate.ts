/**
 * Calibration: a symbol that holds every character a code can have, and the reading of what arrived for it. Two blanks stand behind each
 * character: a dead key swallows one of them and shows itself; a key that types nothing leaves both. A zero stands between the control
 * characters, so that whatever arrives for them, a blank too, has an end.
 */
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import { type KeyboardProfile, PRINTABLE, untype } from './keyboard.ts'
import { isCapsLocked, readSymbology } from './symbology.ts'

const CONTROLS = [
  ['gs', '\x1d'],
  ['rs', '\x1e'],
  ['eot', '\x04'],
] as const

/** What the calibration symbol holds: print it as a Data Matrix. ASCII, 382 characters. */
export function calibrationText(): string {
  const characters = [...PRINTABLE].map((one) => `${one}  `).join('')
  return `0  ${characters}${CONTROLS.map(([, one]) => `0  ${one}  `).join('')}0`
}

/** Reads what arrived; the first fault ends it, since nothing behind it can be trusted. */
interface Reader {
  at: number
  readonly text: string
}

/** What arrived for one character; undefined when the blanks behind it are not as they must be. */
interface Token {
  readonly text: string
  readonly dead: boolean
}

function blanks(text: string, at: number): number {
  let end = at
  while (text[end] === ' ') end++
  return end - at
}

function nextToken(reader: Reader): Token | undefined {
  const { text, at } = reader
  let end = at
  while (end < text.length && text[end] !== ' ') end++
  const found = text.slice(at, end)
  const after = blanks(text, end)
  if (after === 0 || (found === '' && after < 2)) return undefined
  reader.at = end + Math.min(after, 2)
  return { text: found, dead: after === 1 }
}

/** What stands between two zeros: the two blanks at its end are the symbol's. */
function nextControl(reader: Reader, zero: string): string | undefined {
  if (!reader.text.startsWith(`${zero}  `, reader.at)) return undefined
  const from = reader.at + zero.length + 2
  const end = reader.text.indexOf(`  ${zero}`, from)
  if (end < 0) return undefined
  // Blanks before a zero belong to the control character as far as they are more than two.
  let last = end
  while (reader.text.startsWith(`  ${zero}`, last + 1)) last++
  reader.at = last + 2
  return reader.text.slice(from, last)
}

/** A scanner set to a country with dead keys types a blank of its own behind them, and then nothing tells whose a blank is. */
const AGAIN =
  'scan it into an empty line once more; when that fails too, set the scanner to the United States, or to the keyboard of the computer, and calibrate again'

/** Makes a profile of what arrived when the calibration symbol was scanned. `name` is shown where the profile is used. */
export function calibrate(arrived: string, name = 'calibrated'): Parsed<KeyboardProfile> {
  const reader: Reader = { at: 0, text: arrived.replace(/[\r\n]+$/, '') }
  const head = nextToken(reader)
  const typed: Record<string, string> = {}
  let dead = ''
  let zero = '0'
  for (const character of PRINTABLE) {
    const token = nextToken(reader)
    if (token === undefined || head === undefined) return bad(notRead(character))
    if (token.dead) dead += character
    if (character === '0') zero = token.text
    if (token.text !== character) typed[character] = token.text
  }
  const controls: Partial<Record<'gs' | 'rs' | 'eot', string>> = {}
  for (const [key, character] of CONTROLS) {
    const found = zero === '' ? undefined : nextControl(reader, zero)
    if (found === undefined) return bad(notRead(key.toUpperCase()))
    if (found !== character) controls[key] = found
  }
  if (reader.text.slice(reader.at) !== zero) return bad(notRead('the end'))
  const own = Object.keys(controls).length === 0 ? {} : { controls }
  const profile: KeyboardProfile = { version: 1, name, typed, dead, ...own }
  return checked(profile, head?.text ?? '', zero)
}

function notRead(where: string): CodeFault {
  return fault('CALIBRATION', `what arrived is not the calibration symbol, from ${quote(where)} on: ${AGAIN}`, 'scan')
}

/** A profile with which digits and letters can be told apart, made without Caps Lock. */
function checked(profile: KeyboardProfile, head: string, zero: string): Parsed<KeyboardProfile> {
  if (!head.endsWith(zero)) return bad(notRead('the beginning'))
  if ((profile.typed['a'] ?? 'a') === (profile.typed['a'] ?? 'a').toUpperCase() && hasCase(profile.typed['a'] ?? 'a')) {
    return bad(fault('CAPS_LOCK', 'small letters arrive as capitals: switch Caps Lock off and scan again', 'scan'))
  }
  const seen = new Map<string, string>()
  for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
    const arrives = profile.typed[character] ?? character
    const other = seen.get(arrives)
    if (arrives === '')
      return bad(fault('CALIBRATION', `${quote(character)} is lost between scanner and computer`, 'scan'))
    if (other !== undefined) {
      const words = `${quote(other)} and ${quote(character)} arrive as the same: set the scanner to the computer's keyboard`
      return bad(fault('CALIBRATION', words, 'scan'))
    }
    seen.set(arrives, character)
  }
  return prefixFits(profile, head.slice(0, head.length - zero.length)) ? good(profile) : bad(notRead('the beginning'))
}

function hasCase(text: string): boolean {
  return text.toLowerCase() !== text.toUpperCase()
}

/** Before the first character may stand the symbology identifier, as this keyboard types it. */
function prefixFits(profile: KeyboardProfile, prefix: string): boolean {
  if (prefix === '') return true
  const found = untype(profile, prefix)
  if (found.kind !== 'one') return false
  const symbology = readSymbology(found.text)
  return found.text.length === 3 && symbology !== undefined && !isCapsLocked(symbology)
}

/** A profile from a file: every field of the right shape, or what is wrong with it. */
export function readProfile(value: unknown): Parsed<KeyboardProfile> {
  const wrong = (field: string): Parsed<never> =>
    bad(fault('CALIBRATION', `this is no keyboard profile: ${quote(field)} is not as it must be`, field))
  if (typeof value !== 'object' || value === null) return wrong('profile')
  const { version, name, typed, dead, controls } = value as Readonly<Record<string, unknown>>
  if (version !== 1) return wrong('version')
  if (typeof name !== 'string' || name.length > 100) return wrong('name')
  if (!isTexts(typed, (key) => key.length === 1 && PRINTABLE.includes(key))) return wrong('typed')
  if (typeof dead !== 'string' || [...dead].some((one) => !PRINTABLE.includes(one))) return wrong('dead')
  if (controls === undefined) return good({ version, name, typed, dead })
  if (!isTexts(controls, (key) => CONTROLS.some(([one]) => one === key))) return wrong('controls')
  return good({ version, name, typed, dead, controls })
}

function isTexts(value: unknown, isKey: (key: string) => boolean): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(([key, text]) => isKey(key) && typeof text === 'string' && text.length <= 16)
}
