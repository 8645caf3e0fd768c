/** Copies of one ledger's directory that are damaged file by file, and what the program makes of each. */
import { spawn } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digest, type Judged } from './digest.ts'
import type { Home } from './program.ts'

const CHILD = fileURLToPath(new URL('damage-child.ts', import.meta.url))

/** Does something to one file of a copy. */
export interface Damage {
  readonly title: string
  readonly file: string
  readonly hurt: (path: string) => void
}

export interface Hurt extends Judged {
  readonly title: string
}

/** A ledger that is not in use; each damage is done to a copy. */
export interface Sample {
  /** Files that hold something. */
  readonly files: readonly string[]
  size(file: string): number
  judge(damages: readonly Damage[]): Promise<Hurt[]>
}

export async function sampleOf(home: Home): Promise<Sample> {
  const db = home.path('ledger', 'db')
  // Opening a database moves its log into a table, so that too is done to a copy.
  const first = home.path('first')
  cpSync(db, first, { recursive: true })
  const whole = await digest(first)
  rmSync(first, { recursive: true })
  const size = (file: string): number => statSync(join(db, file)).size
  const files = readdirSync(db).filter((name) => name !== 'LOCK' && !name.startsWith('LOG') && size(name) > 0)
  return {
    files,
    size,
    async judge(damages) {
      const copies = damages.map(({ file, hurt }, i) => {
        const copy = home.path(`copy${i}`)
        cpSync(db, copy, { recursive: true })
        hurt(join(copy, file))
        return copy
      })
      const fixed = [home.path('ledger', 'keys', 'ledger.pem'), home.path('state', 'packtrail'), whole]
      const judged: Judged[] = []
      while (judged.length < copies.length) {
        const { lines, ending } = await judgeMany([...fixed, ...copies.slice(judged.length)])
        judged.push(...lines)
        if (judged.length < copies.length) judged.push({ outcome: 'crashed', why: ending })
      }
      for (const copy of copies) rmSync(copy, { recursive: true, force: true })
      return damages.map(({ title }, i) => ({ title, ...(judged[i] as Judged) }))
    },
  }
}

function judgeMany(args: readonly string[]): Promise<{ lines: Judged[]; ending: string }> {
  const child = spawn(process.execPath, [...process.execArgv, CHILD, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const lines = out.split('\n').slice(0, -1)
      resolve({
        lines: lines.map((line) => JSON.parse(line) as Judged),
        ending: `${signal ?? code} ${err.slice(-200)}`,
      })
    })
  })
}

/** Random damages of the files whose name fits: bits turned, ends cut off, pages zeroed. */
export function randomDamages(
  sample: Sample,
  names: RegExp,
  count: number,
  random: (below: number) => number,
): Damage[] {
  const files = sample.files.filter((name) => names.test(name))
  return Array.from({ length: count }, () => {
    const file = files[random(files.length)] as string
    const at = random(sample.size(file))
    const kind = random(4)
    if (kind < 2) {
      const bit = random(8)
      return { title: `${file}: bit ${bit} of byte ${at} turned`, file, hurt: (path) => flipBit(path, at, bit) }
    }
    if (kind === 2) return { title: `${file}: cut at ${at}`, file, hurt: (path) => truncateSync(path, at) }
    return { title: `${file}: a page from ${at} zeroed`, file, hurt: (path) => zeroPage(path, at) }
  })
}

function flipBit(path: string, byte: number, bit: number): void {
  const bytes = readFileSync(path)
  bytes[byte] = (bytes[byte] as number) ^ (1 << bit)
  writeFileSync(path, bytes)
}

/** As a disk does that has lost a page. */
function zeroPage(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes.fill(0, at, Math.min(at + 4096, bytes.length))
  writeFileSync(path, bytes)
}
