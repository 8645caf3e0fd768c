import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Io, nodeIo, run } from '../src/index.ts'

const demo = suite('packtrail demo')

interface Summary {
  readonly clean: readonly { readonly headline: string; readonly exit: number; readonly findings: number }[]
  readonly crimes: readonly {
    readonly crime: string
    readonly expected: string
    readonly found: boolean
    readonly exit: number
  }[]
  readonly faults: readonly string[]
}

const dir = mkdtempSync(join(tmpdir(), '包裹 demo '))
const stage = join(dir, 'packtrail-demo')

async function play(
  argv: readonly string[],
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const out: string[] = []
  const err: string[] = []
  const sink = (to: string[]): Io['stdout'] => ({
    write: async (data) => {
      to.push(typeof data === 'string' ? data : new TextDecoder().decode(data))
    },
    gone: false,
    isTTY: false,
    columns: 80,
  })
  const exit = await run(argv, { ...nodeIo(), cwd: dir, stdout: sink(out), stderr: sink(err) })
  return { exit, out: out.join(''), err: err.join('') }
}

demo('tells a clean story without a finding, and finds every crime with its code, pack and place', async () => {
  const { exit, out } = await play(['demo', '--packs', '200', '--json'])
  const { clean, crimes, faults } = JSON.parse(out) as Summary
  assert.equal(faults, [])
  assert.is(exit, 0)
  assert.equal(clean, new Array(3).fill({ headline: 'in order', exit: 0, findings: 0 }))
  assert.is(crimes.length, 14)
  // Evidence sound, goods false: 5. Evidence forged: 1.
  assert.equal(
    crimes.map(({ exit: code }) => code),
    [5, 5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1, 1, 1],
  )
})

demo('leaves the report, the bundle and the policy to look at, and its keys apart from the ledger', () => {
  const report = readFileSync(join(stage, 'auditor', 'HV25K03', 'report.html'), 'utf8')
  assert.match(report, /^<!doctype html>/i)
  assert.ok(existsSync(join(stage, 'bundles', 'HV25K03.ptb')))
  const keys = readdirSync(join(stage, 'keys')).filter((name) => name.endsWith('.key'))
  assert.ok(keys.length >= 4, 'at least four actors have a key in a file of their own')
  // What the auditor gets: a bundle, a report and at most his own memory.
  for (const name of readdirSync(join(stage, 'auditor'), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  )) {
    const there = readdirSync(join(stage, 'auditor', name.name)).sort()
    assert.equal(
      there.filter((file) => file !== 'memory.json'),
      ['bundle.ptb', 'report.html'],
    )
  }
})

demo('never removes a folder that is not its own', async () => {
  const other = join(dir, 'mine')
  mkdirSync(other)
  writeFileSync(join(other, 'thesis.txt'), 'years of work')
  const { exit, err } = await play(['demo', '--dir', 'mine', '--packs', '200'])
  assert.is(exit, 1)
  assert.match(err, /the demo did not make it/)
  assert.is(readFileSync(join(other, 'thesis.txt'), 'utf8'), 'years of work')
})

demo('commits its crimes without knowing how a bundle is verified', () => {
  const folder = new URL('../src/demo/', import.meta.url)
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  assert.ok(sources.length > 10)
  for (const name of sources)
    assert.not.match(readFileSync(new URL(name, folder), 'utf8'), /from '@packtrail\/verifier'/)
})

demo.after(() => rmSync(dir, { recursive: true, force: true }))

demo.run()
