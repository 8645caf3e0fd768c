/** What every reader of an official paper shares: its answer, and its bytes as text. */
import type { Fault } from '@packtrail/protocol'
import { knownLabel, sniffEncoding } from '../encoding.ts'
import { piecesOf } from '../import.ts'
import type { Outbox } from '../outbox.ts'

/** A paper that was read, or why not: all of its faults. A paper that was read may have warnings. */
export type ReadPaper<T> =
  | { readonly ok: true; readonly value: T; readonly faults: readonly Fault[]; readonly dropped: number }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly dropped: number }

export interface PaperOptions {
  /** For the places of faults: the file's name as the user wrote it. */
  readonly file: string
  /** Around which year two-digit years lie (GS1 General Specifications, section 7.12). Default 2026. */
  readonly referenceYear?: number
}

export const REFERENCE_YEAR = 2026

/** Ends a reading: `undefined` or an error fault is no value. */
export function finish<T>(out: Outbox, value: T | undefined): ReadPaper<T> {
  const faults = out.take().flatMap((item) => (item.kind === 'fault' ? [item.fault] : []))
  const dropped = out.dropped().reduce((sum, item) => sum + (item.kind === 'dropped' ? item.count : 0), 0)
  const failed = value === undefined || faults.some(({ severity }) => severity === 'error')
  return failed ? { ok: false, faults, dropped } : { ok: true, value, faults, dropped }
}

/**
 * The text of the paper, in pieces of at most 64 Ki characters. Bytes that are no text end it with a fault.
 * @param lineOf Where the reader stands, for that fault.
 */
export async function* textOf(
  chunks: AsyncIterable<Uint8Array>,
  out: Outbox,
  lineOf: () => number,
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let empty = true
  try {
    for await (const piece of piecesOf(chunks, out, () => {})) {
      if (piece.length === 0) continue
      empty = false
      decoder ??= new TextDecoder(knownLabel(sniffEncoding(piece).label) ?? 'utf-8', { fatal: true })
      yield decoder.decode(piece, { stream: true })
    }
    if (decoder !== undefined) yield decoder.decode()
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    const message = 'near this line stand bytes that are no text'
    out.error({ code: 'BAD_ENCODING', message, line: lineOf(), remedy: 'Save the file as UTF-8.' })
  }
  if (empty && out.size === 0)
    out.error({ code: 'EMPTY_FILE', message: 'the file is empty', remedy: 'Ask for it again.' })
}

/** An own member of a value from outside, whatever it is. */
export function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text, or a whole number as text; anything else, blanks only and nothing at all are `undefined`. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

/** The words of an authority, as far as they are kept. */
export function wordsIn(value: unknown): string | undefined {
  // What may not reach a terminal.
  return textIn(value)
    ?.replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
}
