/**
 * What arrives when a scanner types on a keyboard of another country, and the way back. The way back is only taken where the keyboard is
 * known or calibrated, and only where one text alone can have been scanned: whatever has two readings has none.
 */
import { KEYS_PLAIN, type KeyboardLayout } from './keyboard-layouts.ts'

/** What a computer gets for each character that a scanner types. Plain data: kept in a file, made by `keyboardProfile` or `calibrate`. */
export interface KeyboardProfile {
  readonly version: 1
  /** `us>de`, or the name that a calibration was given. */
  readonly name: string
  /** Printable ASCII character of the symbol → what arrives. One that is absent arrives as itself, `''` is lost. */
  readonly typed: Readonly<Record<string, string>>
  /** Characters whose key waits for the next one; `typed` has what arrives when a blank follows. */
  readonly dead: string
  /** What arrives for GS, RS and EOT; absent: as it is, `''`: nothing arrives. */
  readonly controls?: Readonly<Partial<Record<'gs' | 'rs' | 'eot', string>>>
}

/** Every character that a symbol on a pack can hold. */
export const PRINTABLE: string = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join('')

/** One keystroke: a key by its place, and what is held down with it. */
interface Stroke {
  readonly key: number
  readonly level: 'plain' | 'shift' | 'altGr'
}

const EXTRA_KEY = KEYS_PLAIN.length
const BLANK_KEY = KEYS_PLAIN.length + 1

/** The keys that a scanner set to `layout` presses for a character; `undefined` when there are none. */
function strokesFor(layout: KeyboardLayout, character: string): readonly Stroke[] | undefined {
  for (const level of ['plain', 'shift'] as const) {
    const key = (layout[level].padEnd(EXTRA_KEY) + layout.extra.charAt(level === 'plain' ? 0 : 1)).indexOf(character)
    if (key < 0) continue
    const stroke = { key, level }
    return layout.dead.includes(character) ? [stroke, { key: BLANK_KEY, level: 'plain' }] : [stroke]
  }
  for (let i = 0; i < layout.altGr.length; i += 2) {
    if (layout.altGr.charAt(i + 1) !== character) continue
    return [{ key: KEYS_PLAIN.indexOf(layout.altGr.charAt(i)), level: 'altGr' }]
  }
  return undefined
}

/** The character that a key types, and whether it waits for the next one. `''` when it types nothing. */
function keyOf(layout: KeyboardLayout, { key, level }: Stroke): { readonly text: string; readonly dead: boolean } {
  if (key === BLANK_KEY) return { text: ' ', dead: false }
  if (level === 'altGr') {
    const at = key === EXTRA_KEY ? -1 : pairOf(layout.altGr, KEYS_PLAIN.charAt(key))
    return { text: at < 0 ? '' : layout.altGr.charAt(at + 1), dead: false }
  }
  const text = key === EXTRA_KEY ? layout.extra.charAt(level === 'plain' ? 0 : 1) : layout[level].charAt(key)
  return text === ' ' ? { text: '', dead: false } : { text, dead: text !== '' && layout.dead.includes(text) }
}

/** Where in a row of pairs the first of one is `first`. */
function pairOf(pairs: string, first: string): number {
  for (let i = 0; i < pairs.length; i += 2) if (pairs.charAt(i) === first) return i
  return -1
}

/** A scanner set to one keyboard at a computer set to another. What the scanner has no key for it types by number, so it arrives. */
export function keyboardProfile(scanner: KeyboardLayout, computer: KeyboardLayout): KeyboardProfile {
  const typed: Record<string, string> = {}
  let dead = ''
  for (const character of PRINTABLE) {
    const strokes = strokesFor(scanner, character)
    if (strokes === undefined) continue
    let text = ''
    let waiting = ''
    for (const stroke of strokes) {
      const key = keyOf(computer, stroke)
      if (key.dead && waiting === '') waiting = key.text
      else {
        text += waiting === '' ? key.text : afterDead(waiting, key.text)
        waiting = ''
      }
    }
    if (waiting !== '') dead += character
    const arrives = waiting === '' ? text : waiting
    if (arrives !== character) typed[character] = arrives
  }
  return { version: 1, name: `${scanner.code}>${computer.code}`, typed, dead }
}

/** Spacing characters of dead keys, and the mark that each puts on the next letter. */
const MARKS: Readonly<Record<string, string>> = {
  '`': '\u0300',
  '´': '\u0301',
  "'": '\u0301',
  '΄': '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '¯': '\u0304',
  '˙': '\u0307',
  '¨': '\u0308',
  '"': '\u0308',
  '°': '\u030a',
  '˝': '\u030b',
  ˇ: '\u030c',
  '¸': '\u0327',
  '˛': '\u0328',
}

/** What a dead key and the character after it type: one letter with a mark, or both; before a blank the sign alone. */
function afterDead(dead: string, next: string): string {
  if (next === ' ' || next === '') return dead
  if (dead === "'" && (next === 'c' || next === 'C')) return next === 'c' ? 'ç' : 'Ç'
  const joined = (next.charAt(0) + (MARKS[dead] ?? '')).normalize('NFC')
  return joined.length === 1 && joined !== next.charAt(0) ? joined + next.slice(1) : dead + next
}

const CONTROLS: readonly (readonly [character: string, name: 'gs' | 'rs' | 'eot'])[] = [
  ['\x1d', 'gs'],
  ['\x1e', 'rs'],
  ['\x04', 'eot'],
]

/** What arrives when `text` is scanned: the model that the way back inverts. */
export function typeThrough(profile: KeyboardProfile, text: string): string {
  let out = ''
  let waiting = ''
  for (const character of text) {
    const control = CONTROLS.find(([one]) => one === character)
    const arrives = control === undefined ? typedFor(profile, character) : (profile.controls?.[control[1]] ?? character)
    const isDead = profile.dead.includes(character)
    if (waiting === '') {
      if (isDead) waiting = arrives
      else out += arrives
    } else {
      // A second dead key types both signs at once.
      out += isDead ? waiting + arrives : afterDead(waiting, arrives)
      waiting = ''
    }
  }
  return out + waiting
}

function typedFor(profile: KeyboardProfile, character: string): string {
  return Object.hasOwn(profile.typed, character) ? (profile.typed[character] ?? '') : character
}

/** What the way back found. */
export type Untyped =
  | { readonly kind: 'one'; readonly text: string }
  /**
   * Two texts or more would have arrived like this. `likely` is the one without dead keys before letters, where there is one: a Czech
   * keyboard types é for the digit 0 and for the two characters `=e`.
   */
  | { readonly kind: 'several'; readonly likely?: string }
  /** No text would have arrived like this: it is not this keyboard. `at` is how far it could be. */
  | { readonly kind: 'none'; readonly at: number }

/** One scanned character on the way back: what arrives with it, and which dead key waits afterwards. */
interface Step {
  readonly character: string
  readonly arrives: string
  readonly waiting: string
}

/** The steps from one state: `''`, or a dead key that waits. Those that take something from the text by its first character. */
interface State {
  readonly taking: ReadonlyMap<string, readonly Step[]>
  readonly waiting: readonly Step[]
}

type Machine = ReadonlyMap<string, State>

/** The machine of all readings, and the one in which a dead key never joins a letter. */
const MACHINES = new WeakMap<KeyboardProfile, { readonly all: Machine; readonly unjoined: Machine }>()

/** Characters that no symbol on a pack holds: reading them would only make other keys ambiguous. */
const NEVER_SCANNED = '`^{}|~\\'

function machinesOf(profile: KeyboardProfile): { readonly all: Machine; readonly unjoined: Machine } {
  const known = MACHINES.get(profile)
  if (known !== undefined) return known
  const deads = new Set([...profile.dead].map((one) => typedFor(profile, one)).filter((one) => one !== ''))
  const make = (joins: boolean): Machine =>
    new Map(['', ...deads].map((waiting) => [waiting, stateOf(profile, waiting, joins)] as const))
  const machines = { all: make(true), unjoined: make(false) }
  MACHINES.set(profile, machines)
  return machines
}

const SOURCES: readonly string[] = [...PRINTABLE].filter((one) => !NEVER_SCANNED.includes(one))

function stateOf(profile: KeyboardProfile, waiting: string, joins: boolean): State {
  const taking = new Map<string, Step[]>()
  const dead: Step[] = []
  const add = (character: string, arrives: string): void => {
    const first = arrives.charAt(0)
    const others = taking.get(first)
    if (others === undefined) taking.set(first, [{ character, arrives, waiting: '' }])
    else others.push({ character, arrives, waiting: '' })
  }
  for (const character of SOURCES) {
    const arrives = typedFor(profile, character)
    if (arrives === '') continue
    const isDead = profile.dead.includes(character)
    if (waiting !== '') {
      const after = isDead ? waiting + arrives : afterDead(waiting, arrives)
      if (joins || after === waiting + arrives) add(character, after)
    } else if (isDead) dead.push({ character, arrives: '', waiting: arrives })
    else add(character, arrives)
  }
  for (const [character, name] of CONTROLS) {
    const own = profile.controls?.[name]
    add(character, waiting + character)
    if (own !== undefined && own !== '' && own !== character) add(character, waiting + own)
  }
  // A blank behind a dead key leaves no trace, and no code holds one: it is only read where it stands.
  if (waiting === '') add(' ', ' ')
  return { taking, waiting: dead }
}

/** A reading of the text up to a place, and whether it is one of several. */
interface Found {
  readonly text: string
  readonly several: boolean
}

/** The text that was scanned when `arrived` came in. */
export function untype(profile: KeyboardProfile, arrived: string): Untyped {
  const { all, unjoined } = machinesOf(profile)
  const found = walk(all, arrived)
  if (found.kind !== 'several') return found
  const likely = walk(unjoined, arrived)
  return likely.kind === 'one' ? { kind: 'several', likely: likely.text } : found
}

/**
 * One walk through the text with one reading for each place and waiting dead key; a second one makes it ambiguous. Linear in the length
 * of the text.
 */
function walk(machine: Machine, arrived: string): Untyped {
  const open: Map<string, Found>[] = Array.from({ length: arrived.length + 1 }, () => new Map())
  open[0]?.set('', { text: '', several: false })
  let farthest = 0
  for (let at = 0; at <= arrived.length; at++) {
    // The state in which nothing waits comes first in the map: its dead keys lead to other states of the same place.
    for (const [waiting, state] of machine) {
      const found = open[at]?.get(waiting)
      if (found === undefined) continue
      farthest = at
      for (const one of state.waiting) put(open[at], one.waiting, found, one.character)
      for (const one of state.taking.get(arrived.charAt(at)) ?? []) {
        if (arrived.startsWith(one.arrives, at)) put(open[at + one.arrives.length], '', found, one.character)
      }
      // The last key of a scan may be a dead one: the line end makes it type its sign.
      if (waiting !== '' && arrived.slice(at) === waiting) put(open[arrived.length], '', found, '')
    }
  }
  const end = open[arrived.length]?.get('')
  if (end === undefined) return { kind: 'none', at: farthest }
  return end.several ? { kind: 'several' } : { kind: 'one', text: end.text }
}

function put(place: Map<string, Found> | undefined, waiting: string, from: Found, character: string): void {
  if (place === undefined || !mayStand(character, from.text)) return
  const text = from.text + character
  const known = place.get(waiting)
  place.set(waiting, { text, several: from.several || (known !== undefined && (known.several || known.text !== text)) })
}

/** Square brackets begin a scan (`]d2`, `[)>`) and stand nowhere else; no scan begins with another sign but a round bracket. */
function mayStand(character: string, before: string): boolean {
  if (before !== '') return character !== ']' && character !== '['
  return character === '' || character === ' ' || character < ' ' || STARTS.includes(character)
}

const STARTS = `][(${[...PRINTABLE].filter((one) => /[0-9A-Za-z]/.test(one)).join('')}`
