/** What the numbers were measured on. */
import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { percentile } from './stats.ts'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  readonly commit: string
  /** Milliseconds for writing and syncing 4 KiB. */
  readonly syncP50: number
  readonly syncP99: number
}

export function machine(root: string, scratch: string): Machine {
  const sync = syncTimes(scratch)
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}, file system ${fileSystem(scratch)}`,
    node: process.version,
    commit: commitOf(root),
    syncP50: percentile(sync, 0.5),
    syncP99: percentile(sync, 0.99),
  }
}

/** A disk that does not sync makes every durable rate meaningless, so this stands beside the table. */
function syncTimes(folder: string): number[] {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'sync-probe')
  const fd = openSync(file, 'w')
  const page = new Uint8Array(4096)
  const times: number[] = []
  for (let i = 0; i < 200; i++) {
    const started = performance.now()
    writeSync(fd, page)
    fdatasyncSync(fd)
    times.push(performance.now() - started)
  }
  closeSync(fd)
  rmSync(file)
  return times
}

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  16914836: 'tmpfs (in memory: no durable rate is real)',
  2435016766: 'btrfs',
  1481003842: 'xfs',
  2035054128: 'overlayfs',
}

function fileSystem(folder: string): string {
  const { type } = statfsSync(folder)
  return FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`
}

function commitOf(root: string): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
    const changed = git('status', '--porcelain', '--', 'packages', 'pnpm-lock.yaml') !== ''
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' with uncommitted changes' : ''}`
  } catch {
    return readFileSync(join(root, 'package.json'), 'utf8').includes('"version"') ? 'not a git checkout' : 'unknown'
  }
}
