/** Brings the peers into a scratch folder, at exact versions. The product never sees them. */
import { type SpawnSyncOptionsWithStringEncoding, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'

/** The newest that install with Node 20 (hypercore 11.39.5 asks for a storage version that cannot be had). */
export const PEERS = { 'better-sqlite3': '12.11.1', hypercore: '11.37.1' } as const
export type PeerName = keyof typeof PEERS

/** @throws Error when npm fails or a peer does not load: a benchmark without its peers is none. */
export function installPeers(folder: string, say: (words: string) => void): void {
  const wanted = JSON.stringify({ private: true, dependencies: PEERS }, null, 2)
  const manifest = join(folder, 'package.json')
  const stamp = join(folder, 'installed.json')
  if (read(stamp) !== wanted) {
    say(
      `installing the peers ${Object.entries(PEERS)
        .map((peer) => peer.join('@'))
        .join(', ')} (once; better-sqlite3 may be compiled) …`,
    )
    mkdirSync(folder, { recursive: true })
    writeFileSync(manifest, wanted)
    npm(['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', '--prefix', folder])
    if (!loads(folder, 'better-sqlite3')) npm(['rebuild', '--foreground-scripts', '--prefix', folder, 'better-sqlite3'])
    writeFileSync(stamp, wanted)
  }
  for (const name of Object.keys(PEERS) as PeerName[]) {
    if (!loads(folder, name))
      throw new Error(`the peer ${name}@${PEERS[name]} was installed into ${folder} but does not load`)
  }
}

function loads(folder: string, name: PeerName): boolean {
  const script = name === 'hypercore' ? "require('hypercore')" : "new (require('better-sqlite3'))(':memory:').close()"
  return spawnSync(process.execPath, ['-e', script], { cwd: folder, stdio: 'ignore' }).status === 0
}

/** npm as a script of Node, which needs no shell on any system; else the program of that name. */
export function npm(args: readonly string[]): void {
  const script = process.env['npm_execpath']
  const options: SpawnSyncOptionsWithStringEncoding = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' }
  const run =
    script !== undefined && basename(script) === 'npm-cli.js'
      ? spawnSync(process.execPath, [script, ...args], options)
      : spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
          ...options,
          shell: process.platform === 'win32',
        })
  if (run.status !== 0) throw new Error(`npm ${args[0]} failed: ${run.error?.message ?? `${run.stdout}${run.stderr}`}`)
}

export function peerRequire(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'package.json'))
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
