/** What a command says: data on standard output, words on standard error, and with `--json` one JSON value a line. */
import { toHex } from '@packtrail/protocol'
import type { Io } from './io.ts'
import { type Paint, paintFor } from './paint.ts'

export interface Output {
  readonly json: boolean
  /** Columns people have in front of them; 100 at most, because longer lines are hard to read. */
  readonly columns: number
  /** Colours for standard output and for standard error. */
  readonly paint: Paint
  readonly paintWords: Paint
  /** Text for a person, on standard output; nothing with `--json`. */
  text(text: string): Promise<void>
  /** The same as a value, on standard output; nothing without `--json`. */
  value(value: unknown): Promise<void>
  /** Words beside the data, on standard error. */
  say(text: string): Promise<void>
  /** Words that belong to a terminal only, such as an invitation to scan. */
  invite(text: string): Promise<void>
}

export function outputFor(io: Io, json: boolean): Output {
  return {
    json,
    columns: Math.max(40, Math.min(100, io.stdout.isTTY ? io.stdout.columns : 80)),
    paint: paintFor(io.stdout, io.env),
    paintWords: paintFor(io.stderr, io.env),
    text: async (text) => {
      if (!json) await io.stdout.write(text)
    },
    value: async (value) => {
      if (json) await io.stdout.write(`${toJson(value)}\n`)
    },
    say: (text) => io.stderr.write(text),
    invite: async (text) => {
      if (io.stdinIsTTY && io.stderr.isTTY && !json) await io.stderr.write(text)
    },
  }
}

/** JSON of our values: bytes as hex, large integers as numbers where they are exact. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return toHex(part)
    if (typeof part === 'bigint') return part <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(part) : part.toString()
    return part
  })
}
