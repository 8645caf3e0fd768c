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

/** What is fed with the text of a paper. */
export interface TextReader {
  write(text: string): void
  end(): void
  readonly line: number
  /** A fault said why nothing more is read. */
  readonly stopped: boolean
}

/**
 * Feeds a reader with the paper, and answers it: `undefined` when there is nothing more to be had from it, which a fault says.
 * @param readerOf The reader for a paper that begins so.
 */
export async function feed<R extends TextReader>(
  chunks: AsyncIterable<Uint8Array>,
  out: Outbox,
  readerOf: (start: string) => R,
): Promise<R | undefined> {
  const steps = feeding(chunks, out, readerOf)
  let step = await steps.next()
  while (step.done !== true) step = await steps.next()
  return step.value
}

/** The same, piece by piece. */
export async function* feeding<R extends TextReader>(
  chunks: AsyncIterable<Uint8Array>,
  out: Outbox,
  readerOf: (start: string) => R,
): AsyncGenerator<undefined, R | undefined> {
  let reader: R | undefined
  let broken = false
  const onBroken = (): void => {
    broken = true
    const message = 'near this line stand bytes that are no text'
    out.error({ code: 'BAD_ENCODING', message, line: reader?.line ?? 1, remedy: 'Save the file as UTF-8.' })
  }
  let head = ''
  for await (const text of textOf(chunks, out, onBroken)) {
    if (reader !== undefined) {
      if (reader.stopped) return undefined
      reader.write(text)
      yield
      continue
    }
    head += text
    if (head.trim() === '') head = ''
    else if (head.includes('\n') || head.length >= HEAD) {
      reader = readerOf(head)
      reader.write(head)
    }
  }
  if (broken) return undefined
  if (reader === undefined && head !== '') {
    reader = readerOf(head)
    reader.write(head)
  }
  if (reader === undefined) {
    if (out.size === 0) out.error({ code: 'EMPTY_FILE', message: 'the file is empty', remedy: 'Ask for it again.' })
    return undefined
  }
  if (!reader.stopped) reader.end()
  return stoppedAt(reader) ? undefined : reader
}

/** Asked anew: what was false before `end` may be true behind it. */
function stoppedAt(reader: TextReader): boolean {
  return reader.stopped
}

/** A first line is waited for, up to so many characters: it says how the others are to be read. */
const HEAD = 4096

/** The text in pieces. */
async function* textOf(chunks: AsyncIterable<Uint8Array>, out: Outbox, onBroken: () => void): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let stopped = false
  const pieces = piecesOf(chunks, out, () => {
    stopped = true
  })
  let head: Uint8Array = new Uint8Array(0)
  for await (const piece of pieces) {
    const bytes = decoder === undefined ? joined(head, piece) : piece
    // Fewer bytes do not show the character set.
    if (decoder === undefined && bytes.length < 4) {
      head = bytes
      continue
    }
    decoder ??= decoderFor(bytes)
    const text = decode(decoder, bytes)
    if (text === undefined) return onBroken()
    yield text
  }
  if (decoder === undefined && head.length > 0) {
    decoder = decoderFor(head)
    const text = decode(decoder, head)
    if (text === undefined) return onBroken()
    yield text
  }
  const rest = stopped || decoder === undefined ? '' : decode(decoder)
  if (rest === undefined) onBroken()
  else yield rest
}

function decoderFor(head: Uint8Array): InstanceType<typeof TextDecoder> {
  return new TextDecoder(knownLabel(sniffEncoding(head).label) ?? 'utf-8', { fatal: true })
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length)
  bytes.set(a)
  bytes.set(b, a.length)
  return bytes
}

function decode(decoder: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string | undefined {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
  } catch {
    return undefined
  }
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
