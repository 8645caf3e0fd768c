// What every command does first: install the dependencies if they changed, then build.
// Runs before anything is installed, so it is plain JavaScript and uses nothing but Node.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const stampFile = join(root, 'node_modules', '.packtrail-setup')

/** Installs and builds. Ends the process, with the reason, when either fails. */
export function setup({ build = true } = {}) {
  requireNode()
  const wanted = fingerprint()
  if (readIfThere(stampFile) !== wanted || !existsSync(join(root, 'node_modules', '.bin'))) {
    say('Installing the dependencies (only after they change) …')
    install()
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(stampFile, wanted)
  }
  if (build) {
    const tsc = node(['node_modules/typescript/bin/tsc', '-b'], { quiet: true })
    if (tsc !== 0) fail('The build failed: see the messages of the compiler above.')
  }
}

/**
 * Runs Node on a script with arguments, in the repository's root, without a shell.
 * @returns the exit code; a child killed by a signal counts as 1.
 */
export function node(args, { quiet = false, cwd = root, env = process.env } = {}) {
  return run(process.execPath, args, { quiet, cwd, env })
}

/** Runs a program that only pnpm's users have on their path: `args` follow `pnpm@<pinned> --`. */
export function withPnpm(args, options = {}) {
  const rest = ['--yes', `--package=${manifest.packageManager}`, '--', ...args]
  const npm = process.env.npm_execpath
  // npm's own script, run by Node, needs no shell on any system.
  if (npm !== undefined && basename(npm) === 'npm-cli.js') return node([npm, 'exec', ...rest], options)
  // On Windows npx is a batch file, which only a shell can start. These arguments have no character it would read.
  const windows = process.platform === 'win32'
  return run(windows ? 'npx.cmd' : 'npx', rest, { cwd: root, env: process.env, ...options, shell: windows })
}

/** Ends the process with `words` on standard error. */
export function fail(words) {
  say(words)
  process.exit(1)
}

function install() {
  // CI=true: never ask. Lifecycle scripts are off by `allowBuilds` in pnpm-workspace.yaml.
  const env = { ...process.env, CI: 'true' }
  const code = withPnpm(['pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], { quiet: true, env })
  if (code === 0) return
  fail('The installation failed (see above). It needs the npm registry once; afterwards nothing here uses a network.')
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`Packtrail needs Node ${manifest.engines.node}; this is ${process.versions.node}.`)
}

/** Changes when what is installed must change: the lockfile, any manifest, the platform, the Node version. */
function fingerprint() {
  const packages = readdirSync(join(root, 'packages')).sort()
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...packages.map((name) => `packages/${name}/package.json`),
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0${readIfThere(join(root, file)) ?? ''}\0`)
  return `${hash.digest('hex')} ${process.platform}-${process.arch} ${process.versions.modules}\n`
}

function run(command, args, { quiet, cwd, env, shell = false }) {
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit'
  const result = spawnSync(command, args, { cwd, env, shell, stdio, windowsHide: true, maxBuffer: 64 * 1024 * 1024 })
  if (result.error) say(`${command}: ${result.error.message}`)
  const code = result.status ?? 1
  if (quiet && code !== 0) process.stderr.write(Buffer.concat([result.stdout, result.stderr].filter(Boolean)))
  return code
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function say(words) {
  process.stderr.write(`${words}\n`)
}
