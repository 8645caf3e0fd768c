/**
 * GS1 element strings: data as a scanner sends it, with GS (0x1D) where the symbol has FNC1, and as people write it, with the AIs
 * in brackets (GS1 General Specifications release 25, sections 4.14 and 7.8).
 */
import { associationFaults } from './ai-associations.ts'
import { aiValueFaults } from './ai-checks.ts'
import { AI_TABLE, type AiForm, aiAt, predefinedLength } from './ai-table.ts'
import { all, DIGIT } from './charset.ts'
import { type Problem, problem, quote } from './fault.ts'
import type { AiValue } from './gs1-keys.ts'

/** Group separator: ends an element of variable length. */
export const GS = '\x1d'

export interface ElementString {
  /** Known AIs with well-formed values, in the order of the data, repeated ones once. */
  readonly elements: readonly AiValue[]
  readonly problems: readonly Problem[]
  /** Read from scan data, in which separators can get lost. */
  readonly scanned?: true
}

/** What a reader of either notation has found so far. */
interface Collected {
  readonly elements: AiValue[]
  readonly problems: Problem[]
  /** Every AI met, well-formed or not. */
  readonly seen: string[]
  readonly referenceYear: number
}

/**
 * Reads scan data without its symbology identifier. Elements in any order; a separator that is not needed is no fault; an unknown AI
 * is passed over up to the next separator, or by its predefined length. `referenceYear` decides the century of dates.
 */
export function parseElementString(data: string, referenceYear: number): ElementString {
  const found: Collected = { elements: [], problems: [], seen: [], referenceYear }
  let at = 0
  while (at < data.length) {
    if (data[at] === GS) {
      const once = found.problems.some((one) => one.code === 'SEPARATOR_SUPERFLUOUS')
      if (!once)
        found.problems.push(problem('warn', 'SEPARATOR_SUPERFLUOUS', 'the data has a separator with nothing before it'))
      at++
      continue
    }
    const form = aiAt(data, at)
    const end = form === undefined ? passOver(found, data, at) : takeElement(found, data, at, form)
    if (end < 0) break
    // The separator that ends an element belongs to it; after one of predefined length it is allowed and means nothing.
    at = data[end] === GS ? end + 1 : end
  }
  finish(found)
  return { elements: found.elements, problems: found.problems, scanned: true }
}

/** Where the element at `at` ends; -1 when the rest cannot be read. */
function takeElement(found: Collected, data: string, at: number, form: AiForm): number {
  const from = at + form.ai.length
  const stop = data.indexOf(GS, from)
  const variableEnd = stop < 0 ? data.length : stop
  const end = form.fixed ? Math.min(from + form.max, variableEnd) : variableEnd
  add(found, form, data.slice(from, end))
  // A predefined length cut short by a separator or the end of the data leaves nothing to go on from.
  return form.fixed && end - from < form.max ? -1 : end
}

/** An AI that nobody defined: where it ends is known by its first two digits or by the separator. */
function passOver(found: Collected, data: string, at: number): number {
  const head = data.slice(at, at + 4)
  if (head.length < 2 || !all(head, DIGIT, 0, 2)) {
    found.problems.push(
      problem('error', 'AI_UNKNOWN', `${quote(data.slice(at))} does not begin with an Application Identifier`),
    )
    return -1
  }
  const stop = data.indexOf(GS, at)
  const length = predefinedLength(data, at)
  const end = Math.min(length === undefined ? data.length : at + length, stop < 0 ? data.length : stop)
  if (length !== undefined && end - at < length) {
    found.problems.push(
      problem('error', 'AI_TOO_SHORT', `${quote(data.slice(at, end))} is shorter than its AI demands`),
    )
    return -1
  }
  const text = quote(data.slice(at, end))
  found.problems.push(
    problem('info', 'AI_UNKNOWN', `${text} begins with an Application Identifier that is not known: passed over`),
  )
  return end
}

function add(found: Collected, form: AiForm, value: string): void {
  const { ai } = form
  const faults = aiValueFaults(form, value, found.referenceYear)
  found.seen.push(ai)
  if (faults.length > 0) {
    found.problems.push(...faults.map((one) => ({ ...one, severity: 'error' as const })))
    return
  }
  const same = found.elements.find((one) => one.ai === ai)
  if (same === undefined) found.elements.push({ ai, value })
  else if (same.value !== value) {
    const words = `AI (${ai}) is there twice, as ${quote(same.value)} and as ${quote(value)}`
    found.problems.push(problem('error', 'AI_AMBIGUOUS', words, `ai(${ai})`))
  }
}

function finish(found: Collected): ElementString {
  for (const { ai, kind, other } of associationFaults(found.seen)) {
    const field = `ai(${ai})`
    // Rules for the whole pack, which may carry more than one symbol: worth knowing, not wrong.
    if (kind === 'needs') {
      found.problems.push(problem('info', 'AI_NEEDS', `AI (${ai}) needs ${other} beside it on the pack`, field))
    } else found.problems.push(problem('warn', 'AI_EXCLUDES', `AI (${ai}) cannot stand beside (${other})`, field))
  }
  return { elements: found.elements, problems: found.problems }
}

// ------------------------------------------------------------------ brackets

/**
 * Reads `(01)04012345678901(21)A1`. Blanks around a value are the print's, not the data's: no set has a blank. A bracket that belongs
 * to a value has a backslash before it, `\(`.
 */
export function parseBracketed(text: string, referenceYear: number): ElementString {
  const found: Collected = { elements: [], problems: [], seen: [], referenceYear }
  let at = 0
  while (at < text.length) {
    const close = text.indexOf(')', at)
    if (text[at] !== '(' || close < 0) {
      found.problems.push(problem('error', 'BRACKETS', `${quote(text.slice(at))} is not «(AI)value»`))
      return finish(found)
    }
    const ai = text.slice(at + 1, close)
    const { value, next, stray } = bracketValue(text, close + 1)
    if (stray) {
      const words = `in ${quote(text.slice(at, next))} a bracket closes that was not opened; it is taken for a part of the value: make sure that it is`
      found.problems.push(problem('warn', 'BRACKETS', words, `ai(${ai})`))
    }
    const form = AI_TABLE.get(ai)
    if (form !== undefined) add(found, form, value)
    else found.problems.push(problem('error', 'AI_UNKNOWN', `(${quote(ai)}) is no known Application Identifier`))
    at = next
  }
  return finish(found)
}

/** `stray`: a bracket without backslash closes, and none was opened. */
function bracketValue(
  text: string,
  from: number,
): { readonly value: string; readonly next: number; readonly stray: boolean } {
  let value = ''
  let open = 0
  let stray = false
  let at = from
  for (; at < text.length && text[at] !== '('; at++) {
    if (text[at] === '\\' && (text[at + 1] === '(' || text[at + 1] === ')')) {
      at++
      if (text[at] === '(') open++
    } else if (text[at] === ')' && --open < 0) stray = true
    value += text.charAt(at)
  }
  return { value: value.trim(), next: at, stray }
}

/** Checks elements that came apart already, from a Digital Link or a composite symbol. */
export function checkElements(pairs: readonly AiValue[], referenceYear: number): ElementString {
  const found: Collected = { elements: [], problems: [], seen: [], referenceYear }
  for (const { ai, value } of pairs) {
    const form = AI_TABLE.get(ai)
    if (form !== undefined) add(found, form, value)
    else found.problems.push(problem('info', 'AI_UNKNOWN', `AI (${quote(ai)}) is not known: passed over`))
  }
  return finish(found)
}

// ------------------------------------------------------------------- writing

/** Scan data: a separator after every element of variable length but the last. No symbology identifier, no leading FNC1. */
export function formatElementString(elements: readonly AiValue[]): string {
  return elements
    .map(({ ai, value }, i) => {
      const open = predefinedLength(ai) === undefined && i < elements.length - 1
      return ai + value + (open ? GS : '')
    })
    .join('')
}

/** `(01)…(21)…`, with backslashes before brackets of a value. */
export function formatBracketed(elements: readonly AiValue[]): string {
  return elements.map(({ ai, value }) => `(${ai})${value.replace(/[()]/g, '\\$&')}`).join('')
}
