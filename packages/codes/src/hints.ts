/**
 * When a scan names nothing that is known: what the scanner or its keyboard driver may have done to it. A candidate is for the
 * *hint* only («this pack was probably meant»); nobody may accept it, since a forger can print a garbled code as well.
 */

import { untype } from './keyboard.ts'
import { KEYBOARDS } from './keyboard-layouts.ts'
import { usualProfiles } from './typed.ts'

export type ScannerFault =
  | 'CAPS_LOCK'
  | 'YZ_SWAPPED'
  | 'AZERTY'
  | 'KEYBOARD'
  | 'SEPARATOR_LOST'
  | 'ZEROS_STRIPPED'
  | 'TRUNCATED'
  | 'LENGTH_DIFFERS'
  | 'FORMAT_DIFFERS'

export interface ScannerHint {
  readonly cause: ScannerFault
  /** The known serial that was probably meant. Absent when only the shape is wrong. */
  readonly candidate?: string
  /** One plain sentence for the person at the counter. */
  readonly message: string
}

/** What the serials of a batch look like, without saying which there are. */
export interface SerialShape {
  readonly lengths: ReadonlySet<number>
  readonly digits: boolean
  readonly upper: boolean
  readonly lower: boolean
  readonly symbols: boolean
}

export function shapeOf(serials: Iterable<string>): SerialShape {
  const lengths = new Set<number>()
  const seen = { digits: false, upper: false, lower: false, symbols: false }
  for (const serial of serials) {
    lengths.add(serial.length)
    for (let i = 0; i < serial.length; i++) seen[kindOf(serial.charCodeAt(i))] = true
  }
  return { lengths, ...seen }
}

function kindOf(code: number): 'digits' | 'upper' | 'lower' | 'symbols' {
  if (code >= 48 && code <= 57) return 'digits'
  if (code >= 65 && code <= 90) return 'upper'
  return code >= 97 && code <= 122 ? 'lower' : 'symbols'
}

/** Letters that change places between the layouts of scanner and computer. Each pair works in both directions. */
const QWERTZ: readonly (readonly [string, string])[] = [
  ['y', 'z'],
  ['Y', 'Z'],
]
const AZERTY: readonly (readonly [string, string])[] = [
  ['a', 'q'],
  ['A', 'Q'],
  ['z', 'w'],
  ['Z', 'W'],
]

function swapped(text: string, pairs: readonly (readonly [string, string])[]): string {
  let out = ''
  for (const ch of text) {
    const pair = pairs.find(([a, b]) => a === ch || b === ch)
    out += pair === undefined ? ch : pair[0] === ch ? pair[1] : pair[0]
  }
  return out
}

function invertedCase(text: string): string {
  let out = ''
  for (const ch of text) out += ch === ch.toUpperCase() ? ch.toLowerCase() : ch.toUpperCase()
  return out
}

/**
 * Why `scanned`, a serial nobody knows, may still be a real one. `isKnown` looks a serial of the same product up; it is asked a few
 * dozen times at most. `shape` describes the serials of the batch. The most likely hint comes first; none means the pack is what it
 * looks like: unknown.
 */
export function explainUnknown(
  scanned: string,
  isKnown: (serial: string) => boolean,
  shape?: SerialShape,
): readonly ScannerHint[] {
  const hints: ScannerHint[] = []
  const tried = new Set([scanned])
  const attempt = (cause: ScannerFault, candidate: string, message: string): void => {
    if (candidate === '' || tried.has(candidate)) return
    tried.add(candidate)
    if (isKnown(candidate)) hints.push({ cause, candidate, message })
  }
  const text = scanned.slice(0, MAX_SERIAL)
  tryKeyboards(text, attempt)
  tryCountries(text, attempt)
  trySeparators(text, attempt)
  for (let zeros = 1; text.length + zeros <= 20; zeros++) {
    attempt('ZEROS_STRIPPED', '0'.repeat(zeros) + text, 'The scanner or a spreadsheet has dropped zeros at the front.')
  }
  return [...hints, ...shapeHints(scanned, shape)]
}

/** Longer texts are no serials; the work stays bounded. */
const MAX_SERIAL = 64

type Attempt = (cause: ScannerFault, candidate: string, message: string) => void

function tryKeyboards(text: string, attempt: Attempt): void {
  const caps = 'Caps Lock seems to be on: upper and lower case are reversed. Switch it off and scan again.'
  const yz = 'Y and Z are exchanged: scanner and computer are set to different keyboard layouts.'
  const azerty = 'A and Q or Z and W are exchanged: scanner and computer are set to different keyboard layouts.'
  attempt('CAPS_LOCK', invertedCase(text), caps)
  attempt('CAPS_LOCK', text.toUpperCase(), caps)
  attempt('CAPS_LOCK', text.toLowerCase(), caps)
  attempt('YZ_SWAPPED', swapped(text, QWERTZ), yz)
  attempt('YZ_SWAPPED', invertedCase(swapped(text, QWERTZ)), `${yz} Caps Lock seems to be on as well.`)
  attempt('AZERTY', swapped(text, AZERTY), azerty)
  attempt('AZERTY', invertedCase(swapped(text, AZERTY)), `${azerty} Caps Lock seems to be on as well.`)
}

/** What a scanner set to the United States was given, at the keyboards of all other countries. */
function tryCountries(text: string, attempt: Attempt): void {
  for (const profile of usualProfiles()) {
    const found = untype(profile, text)
    const candidate = found.kind === 'one' ? found.text : found.kind === 'several' ? found.likely : undefined
    if (candidate === undefined) continue
    const name = KEYBOARDS.get(profile.name.slice(3))?.name ?? profile.name
    const words = `Scanner and computer are set to different keyboards; the computer's looks like ${name}. Set both alike, or calibrate.`
    attempt('KEYBOARD', candidate, words)
  }
}

/** The serial ends where the AI of a lot, an expiry date, a GTIN or a national number begins. */
function trySeparators(text: string, attempt: Attempt): void {
  const words =
    'The scanner has lost a separator: the serial has swallowed what follows it. Check its settings and scan again.'
  for (let at = 1; at < text.length; at++) {
    const rest = text.slice(at)
    if (/^(10|17|01|71[0-7]|91|240)/.test(rest)) attempt('SEPARATOR_LOST', text.slice(0, at), words)
  }
}

function shapeHints(scanned: string, shape: SerialShape | undefined): readonly ScannerHint[] {
  if (shape === undefined || shape.lengths.size === 0) return []
  const hints: ScannerHint[] = []
  const longest = Math.max(...shape.lengths)
  const shortest = Math.min(...shape.lengths)
  if (scanned.length < shortest) {
    const message = `The serial has ${scanned.length} characters, those of this batch have at least ${shortest}: it may be cut off.`
    hints.push({ cause: 'TRUNCATED', message })
  } else if (!shape.lengths.has(scanned.length)) {
    const wanted = shortest === longest ? String(longest) : `${shortest} to ${longest}`
    const message = `The serial has ${scanned.length} characters, those of this batch have ${wanted}: possible scanner fault.`
    hints.push({ cause: 'LENGTH_DIFFERS', message })
  }
  const own = shapeOf([scanned])
  const strange = (['digits', 'upper', 'lower', 'symbols'] as const).filter((kind) => own[kind] && !shape[kind])
  if (strange.length > 0) {
    const message = `The serial holds ${strange.map((kind) => KIND_WORDS[kind]).join(' and ')}, those of this batch do not.`
    hints.push({ cause: 'FORMAT_DIFFERS', message })
  }
  return hints
}

const KIND_WORDS = { digits: 'digits', upper: 'capital letters', lower: 'small letters', symbols: 'symbols' } as const
