/** The program as its users run it: a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../packages/cli/bin/packtrail.js', import.meta.url))
const WATCH = new URL('watch-writes.mjs', import.meta.url).href

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly stdin?: string | Readable
  readonly env?: Readonly<Record<string, string>>
  /** What runs Node: `strace`, `sh`, with the arguments before Node's own. */
  readonly under?: readonly [string, ...string[]]
  /** Watch its writes; kill it at one of them. */
  readonly watch?: Watch
  /** Told of standard output as it comes. */
  readonly heard?: (text: string, kill: () => void) => void
}

export interface Watch {
  readonly log: string
  /** Number of the write, from 1, and microseconds after its beginning. */
  readonly killAt?: { readonly write: number; readonly after: number }
  /** Number of the write that fails: before anything of it is written, or after all of it is. */
  readonly failAt?: { readonly write: number; readonly fail: 'lost' | 'kept' }
}

export interface Home {
  readonly dir: string
  path(...names: readonly string[]): string
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
  /** Fails unless it ends with 0. */
  ok(args: readonly string[], options?: RunOptions): Promise<Ended>
  remove(): void
}

export function newHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'packtrail-durability-'))
  const run: Home['run'] = (args, options = {}) => runIn(dir, args, options)
  return {
    dir,
    path: (...names) => join(dir, ...names),
    run,
    async ok(args, options) {
      const ended = await run(args, options)
      if (ended.code !== 0) {
        throw new Error(`packtrail ${args.join(' ')}: ${ended.code ?? ended.signal}\n${ended.out}\n${ended.err}`)
      }
      return ended
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

function runIn(dir: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { watch, under } = options
  const node = [process.execPath, ...(watch === undefined ? [] : ['--import', WATCH]), BIN, ...args]
  const [command, ...rest] = under === undefined ? node : [...under, ...node]
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...inherited } = process.env
  const child = spawn(command as string, rest, {
    cwd: dir,
    env: { ...inherited, XDG_STATE_HOME: join(dir, 'state'), ...watchEnv(watch), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  const kill = (): void => void child.kill('SIGKILL')
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    options.heard?.(text, kill)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  // A program that was killed closes its standard input before it has read it all.
  child.stdin.on('error', () => undefined)
  const { stdin = '' } = options
  if (typeof stdin === 'string') child.stdin.end(stdin)
  else stdin.pipe(child.stdin)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
}

function watchEnv(watch: Watch | undefined): Record<string, string> {
  if (watch === undefined) return {}
  const { log, killAt, failAt } = watch
  return {
    WATCH_LOG: log,
    ...(killAt && { WATCH_KILL_AT: String(killAt.write), WATCH_KILL_AFTER: String(killAt.after) }),
    ...(failAt && { WATCH_FAIL_AT: String(failAt.write), WATCH_FAIL: failAt.fail }),
  }
}

export interface Writes {
  readonly begun: number
  readonly ended: number
  /** Durations in microseconds. */
  readonly took: readonly number[]
}

/** What the watch has noted of the last run. */
export function readWrites(log: string): Writes {
  const lines = readFileSync(log, 'utf8').split('\n')
  const ends = lines.filter((line) => line.startsWith('end '))
  return {
    begun: lines.filter((line) => line.startsWith('begin ')).length,
    ended: ends.length,
    took: ends.map((line) => Number(line.split(' ')[2])),
  }
}
