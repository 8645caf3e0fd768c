/** One line that says how far a long work is: only on a terminal, gone when it ends. */
import type { InputFile } from './files.ts'
import type { Io } from './io.ts'
import { widthOf } from './width.ts'

export interface Progress {
  /** `done` of `total` (bytes, packs, …) and what to say beside it. Cheap: draws ten times a second at most. */
  at(done: number, note?: string): void
  /** Takes the line away. */
  end(): Promise<void>
}

const SILENT: Progress = { at: () => undefined, end: async () => undefined }
const INTERVAL = 100
const BAR = 24

export function progress(io: Io, label: string, total?: number): Progress {
  if (!io.stderr.isTTY || io.env['TERM'] === 'dumb') return SILENT
  const from = io.now()
  let last = from
  let drawn = false
  return {
    at(done, note = '') {
      const now = io.now()
      if (now - last < INTERVAL) return
      last = now
      drawn = true
      void io.stderr.write(`\r\u001b[K${fit(lineOf(label, done, total, now - from, note), io.stderr.columns - 1)}`)
    },
    async end() {
      if (drawn) await io.stderr.write('\r\u001b[K')
    },
  }
}

/** The same for files that are read one after the other: how much of all of them together. */
export function fileProgress(
  io: Io,
  label: string,
  files: readonly InputFile[],
): { at(file: InputFile, bytes: number, note: string): void; end(): Promise<void> } {
  const total = files.every(({ size }) => size !== undefined)
    ? files.reduce((sum, { size = 0 }) => sum + size, 0)
    : undefined
  const bar = progress(io, label, total)
  const read = new Map<InputFile, number>()
  return {
    at(file, bytes, note) {
      read.set(file, bytes)
      let done = 0
      for (const part of read.values()) done += part
      bar.at(done, note)
    },
    end: () => bar.end(),
  }
}

function lineOf(label: string, done: number, total: number | undefined, elapsed: number, note: string): string {
  if (total === undefined || total === 0) return `${label} ${note}`.trimEnd()
  const share = Math.min(1, done / total)
  const full = Math.round(share * BAR)
  const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`
  const left = share > 0.02 && elapsed > 2000 ? ` ${clock((elapsed / share) * (1 - share))} left` : ''
  return `${label} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %${left} ${note}`.trimEnd()
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function fit(text: string, columns: number): string {
  let out = ''
  let width = 0
  for (const ch of text) {
    width += widthOf(ch)
    if (width > columns) break
    out += ch
  }
  return out
}
