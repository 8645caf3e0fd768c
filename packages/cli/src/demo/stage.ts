/** Where the demo plays: folders, the program run as a person would run it, and the auditor, who is another process with three files. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataError } from '../error.ts'
import type { ExitCode } from '../exit.ts'
import type { Io, Sink } from '../io.ts'

/** Only a folder that holds this file is ever removed. */
const MARKER = '.packtrail-demo'

export interface Ran {
  readonly exit: ExitCode
  readonly out: string
  readonly err: string
  readonly ms: number
}

export interface Finding {
  readonly code: string
  readonly severity: string
  readonly message: string
  readonly whatToDo?: string
  readonly items?: readonly string[]
  readonly evidence?: readonly number[]
  readonly params?: Readonly<Record<string, string | number>>
}

export interface Audit extends Ran {
  readonly headline: string
  readonly findings: readonly Finding[]
  /** What the report says of each axis, in words. */
  readonly said: Readonly<Record<string, string>>
}

/** A ledger and the state folder with its anchor; a copy has both of its own. */
export interface Place {
  readonly ledger: string
  readonly state: string
}

export interface AuditOptions {
  /** `writes`: the auditor's own memory, which a verdict moves on. `copy`: the same, read by an audit that leaves it as it was. */
  readonly memory?: 'writes' | 'copy'
  readonly html?: boolean
}

export interface Stage {
  readonly io: Io
  readonly dir: string
  path(...names: readonly string[]): string
  write(name: string, data: string | Uint8Array): string
  read(name: string): Uint8Array
  /** `packtrail …` in this process. A code other than 0 that was not expected ends the demo. */
  packtrail(
    place: Place | undefined,
    argv: readonly string[],
    more?: { readonly stdin?: string; readonly exits?: readonly number[] },
  ): Promise<Ran>
  /** A ledger as it stands, with its anchor, under another name: crimes are committed on copies. */
  copy(place: Place, name: string): Place
  /** `packtrail verify` as another process, in a folder that holds nothing but these files. */
  audit(name: string, bundle: Uint8Array, more?: AuditOptions): Promise<Audit>
}

/** @throws CliError FILE_EXISTS when the folder is there and is not the demo's own. */
export function makeStage(io: Io, dir: string): Stage {
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    if (!existsSync(join(dir, MARKER))) {
      throw dataError('FILE_EXISTS', `${dir} is there already, and the demo did not make it.`, {
        hint: 'Name another folder with --dir, or move this one away.',
      })
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, MARKER), 'Made by packtrail demo, which removes this folder when it runs again.\n')
  const path = (...names: readonly string[]): string => join(dir, ...names)
  return {
    io,
    dir,
    path,
    write(name, data) {
      mkdirSync(join(path(name), '..'), { recursive: true })
      writeFileSync(path(name), data)
      return name
    },
    read: (name) => new Uint8Array(readFileSync(path(name))),
    packtrail: (place, argv, more = {}) => runHere(io, dir, place, argv, more),
    copy(place, name) {
      const there = { ledger: join('crimes', name, 'ledger'), state: join('crimes', name, 'state') }
      cpSync(path(place.ledger), path(there.ledger), { recursive: true })
      if (existsSync(path(place.state))) cpSync(path(place.state), path(there.state), { recursive: true })
      return there
    },
    audit: (name, bundle, more = {}) => runAuditor(io, join(dir, 'auditor', name), bundle, more),
  }
}

function environment(io: Io, dir: string, place: Place | undefined): Record<string, string | undefined> {
  const state = join(dir, place?.state ?? 'state')
  return {
    ...io.env,
    ...(place === undefined ? {} : { PACKTRAIL_LEDGER: join(dir, place.ledger) }),
    // Where programs keep the state of a user, on Linux and macOS and on Windows: here, so that nothing is left elsewhere.
    XDG_STATE_HOME: state,
    LOCALAPPDATA: state,
    NO_COLOR: '1',
  }
}

async function runHere(
  io: Io,
  dir: string,
  place: Place | undefined,
  argv: readonly string[],
  { stdin = '', exits = [0] }: { readonly stdin?: string; readonly exits?: readonly number[] },
): Promise<Ran> {
  // The program holds the demo, so the demo asks for the program only when it runs.
  const { run } = await import('@packtrail/cli')
  const out: string[] = []
  const err: string[] = []
  const started = performance.now()
  const exit = await run(argv, {
    ...io,
    stdin: oneChunk(stdin),
    stdinIsTTY: false,
    stdout: collect(out),
    stderr: collect(err),
    env: environment(io, dir, place),
    cwd: dir,
  })
  const ran = { exit, out: out.join(''), err: err.join(''), ms: performance.now() - started }
  if (!exits.includes(exit)) {
    throw new Error(`packtrail ${argv.join(' ')}\nended with ${exit}, not ${exits.join(' or ')}:\n${ran.err}${ran.out}`)
  }
  return ran
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield new TextEncoder().encode(text)
}

function collect(parts: string[]): Sink {
  const decoder = new TextDecoder()
  return {
    write: (data) => {
      parts.push(typeof data === 'string' ? data : decoder.decode(data, { stream: true }))
      return Promise.resolve()
    },
    gone: false,
    isTTY: false,
    columns: 80,
  }
}

/** The program as it is installed; the same from the sources and from what was built of them. */
const PROGRAM: string = fileURLToPath(new URL('../../bin/packtrail.js', import.meta.url))

async function runAuditor(io: Io, desk: string, bundle: Uint8Array, options: AuditOptions): Promise<Audit> {
  mkdirSync(desk, { recursive: true })
  writeFileSync(join(desk, 'bundle.ptb'), bundle)
  const office = join(desk, '..')
  const argv = ['verify', 'bundle.ptb', '--policy', join(office, 'policy.json'), '--json']
  if (options.memory === 'copy') cpSync(join(office, 'memory.json'), join(desk, 'memory.json'))
  if (options.memory !== undefined)
    argv.push('--memory', join(options.memory === 'copy' ? desk : office, 'memory.json'))
  if (options.html === true) argv.push('--html', join(desk, 'report.html'))
  const started = performance.now()
  const { exit, out, err } = await spawned(argv, desk, io.env)
  const ran = { exit: exit as ExitCode, out, err, ms: performance.now() - started }
  if (![0, 1, 4, 5].includes(exit)) throw new Error(`packtrail ${argv.join(' ')} ended with ${exit}:\n${err}${out}`)
  return { ...ran, ...readReport(out) }
}

function spawned(
  argv: readonly string[],
  cwd: string,
  env: Io['env'],
): Promise<{ exit: number; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...argv], { cwd, env: { ...env }, windowsHide: true })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => out.push(part))
    child.stderr.on('data', (part: Buffer) => err.push(part))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ exit: code ?? 3, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    )
  })
}

interface ReportJson {
  readonly headline?: string
  readonly findings?: readonly Finding[]
  readonly axes?: Readonly<Record<string, { readonly why?: readonly { readonly text: string }[] }>>
}

/** What the demo needs of the report of `verify --json` (docs/reference/report.md). */
function readReport(out: string): Pick<Audit, 'headline' | 'findings' | 'said'> {
  const { headline = '', findings = [], axes = {} } = JSON.parse(out) as ReportJson
  const said = Object.entries(axes).map(([axis, { why = [] }]) => [axis, why.map(({ text }) => text).join(' ')])
  return { headline, findings, said: Object.fromEntries(said) as Record<string, string> }
}
