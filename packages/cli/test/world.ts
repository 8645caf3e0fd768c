/** A world in memory around the program, with real files in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExitCode, type FileSystem, type Io, run } from '../src/index.ts'

/** Standard input: all of it, or its chunks, or what comes with time. */
export type Stdin = string | readonly (string | Uint8Array)[] | AsyncIterable<string | Uint8Array>

export interface World {
  /** The folder that commands run in; its name has spaces and Chinese characters. */
  readonly dir: string
  readonly env: Record<string, string>
  /** Milliseconds the clock stands at; a test may move it. */
  now: number
  tty: boolean
  /** Standard input is a keyboard. */
  typed: boolean
  fs: FileSystem
  /** What Ctrl-C does: gets the program's handler. */
  onInterrupt: Io['onInterrupt']
  /** Runs the program. */
  run(argv: readonly string[], stdin?: Stdin): Promise<Result>
  /** Runs it and fails unless it ends with 0. */
  ok(argv: readonly string[], stdin?: Stdin): Promise<Result>
  path(...names: readonly string[]): string
  write(name: string, data: string | Uint8Array): Promise<string>
  read(name: string): Promise<string>
  close(): void
}

export interface Result {
  readonly exit: ExitCode
  readonly out: string
  readonly err: string
  /** Standard output as one JSON value. */
  json(): Record<string, unknown>
  /** Standard output as one JSON value a line. */
  lines(): Record<string, unknown>[]
}

/** 23 November 2026, 10:00 in Berlin. */
const START = Date.UTC(2026, 10, 23, 9, 0, 0)

export function makeWorld(): World {
  const dir = mkdtempSync(join(tmpdir(), '包裹 track '))
  const world: World = {
    dir,
    env: { XDG_STATE_HOME: join(dir, 'state'), LOCALAPPDATA: join(dir, 'state'), HOME: dir },
    now: START,
    tty: false,
    typed: false,
    fs,
    onInterrupt: () => () => undefined,
    async run(argv, stdin = '') {
      const out: string[] = []
      const err: string[] = []
      const exit = await run(argv, ioOf(world, stdin, out, err))
      return resultOf(exit, out.join(''), err.join(''))
    },
    async ok(argv, stdin = '') {
      const result = await world.run(argv, stdin)
      if (result.exit !== 0) {
        throw new Error(`packtrail ${argv.join(' ')} ended with ${result.exit}\n${result.out}\n${result.err}`)
      }
      return result
    },
    path: (...names) => join(dir, ...names),
    async write(name, data) {
      await fs.writeFile(join(dir, name), data)
      return name
    },
    read: (name) => fs.readFile(join(dir, name), 'utf8'),
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
  return world
}

function ioOf(world: World, stdin: Stdin, out: string[], err: string[]): Io {
  const decoder = new TextDecoder()
  const sink = (to: string[]): Io['stdout'] => ({
    async write(data) {
      to.push(typeof data === 'string' ? data : decoder.decode(data))
    },
    gone: false,
    isTTY: world.tty,
    columns: 80,
  })
  return {
    stdin: chunksOf(typeof stdin === 'string' ? [stdin] : stdin),
    stdinIsTTY: world.typed,
    stdout: sink(out),
    stderr: sink(err),
    env: world.env,
    cwd: world.dir,
    // Each look at the clock is a moment later: what happens one after the other has times in that order.
    now: () => world.now++,
    zone: () => 60,
    random: (size) => globalThis.crypto.getRandomValues(new Uint8Array(size)),
    fs: world.fs,
    closeInput: () => undefined,
    onInterrupt: world.onInterrupt,
    keepHeapSmall: () => undefined,
  }
}

async function* chunksOf(
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part
}

function resultOf(exit: ExitCode, out: string, err: string): Result {
  const lines = (): Record<string, unknown>[] =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    exit,
    out,
    err,
    lines,
    json() {
      const all = lines()
      if (all.length !== 1) throw new Error(`not one JSON value:\n${out}`)
      return all[0] as Record<string, unknown>
    },
  }
}
