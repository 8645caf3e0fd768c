import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changedFiles } from '../scripts/make-vectors.ts'
import { type Input, run } from '../scripts/vectors/run.ts'

const test = suite('vectors')
const folder = fileURLToPath(new URL('vectors', import.meta.url))
const checker = fileURLToPath(new URL('../scripts/check-vectors.mjs', import.meta.url))

interface Case {
  readonly desc: string
  readonly spec: string
  readonly in: Input
  readonly expect?: unknown
  readonly error?: string
}
const families = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, cases: JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Case[] }))

test('the files, and the hex in the pages, are what their script makes', async () => {
  assert.equal(await changedFiles(), [])
})

test('the product gives every expected answer and refuses the rest with the stated code', async () => {
  for (const { name, cases } of families) {
    for (const { desc, in: input, expect, error } of cases) {
      const outcome = await run(input)
      const wanted = error === undefined ? { expect } : { error }
      assert.equal(JSON.parse(JSON.stringify(outcome)), wanted, `${name}: ${desc}`)
    }
  }
})

test('for every accepted case there are at least five refused ones, and no two cases are one', () => {
  for (const { name, cases } of families) {
    const accepted = cases.filter(({ error }) => error === undefined).length
    assert.ok(accepted > 0, name)
    assert.ok(
      cases.length - accepted >= 5 * accepted,
      `${name}: ${accepted} accepted, ${cases.length - accepted} refused`,
    )
    assert.is(new Set(cases.map((one) => JSON.stringify(one.in))).size, cases.length, name)
    assert.is(new Set(cases.map(({ desc }) => desc)).size, cases.length, name)
  }
})

test('every case names a rule that the pages have', () => {
  const pages = fileURLToPath(new URL('../docs/spec', import.meta.url))
  const anchors = new Set<string>()
  for (const page of readdirSync(pages).filter((name) => name.endsWith('.md'))) {
    anchors.add(page)
    for (const [, heading] of readFileSync(join(pages, page), 'utf8').matchAll(/^##+ (.+)$/gm)) {
      anchors.add(
        `${page}#${(heading as string)
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-')}`,
      )
    }
  }
  const unknown = families.flatMap(({ cases }) => cases.map(({ spec }) => spec)).filter((spec) => !anchors.has(spec))
  assert.equal([...new Set(unknown)], [])
})

test('a program that imports nothing of ours gives the same answers, from the pages alone', () => {
  const text = readFileSync(checker, 'utf8')
  assert.ok(text.split('\n').length <= 400)
  for (const [, name] of text.matchAll(/from '([^']+)'|import\(/g)) assert.match(name as string, /^node:/)
  const { status, stdout } = spawnSync(process.execPath, [checker], { encoding: 'utf8' })
  assert.is(status, 0, stdout)
  for (const { name, cases } of families) {
    const accepted = cases.filter(({ error }) => error === undefined).length
    assert.ok(stdout.includes(`${name}: ${accepted} accepted, ${cases.length - accepted} refused, 0 wrong`), name)
  }
})

test('a second verifier, made from the pages alone, judges every whole bundle alike', () => {
  const judge = fileURLToPath(new URL('../scripts/check-bundles.mjs', import.meta.url))
  for (const [, name] of readFileSync(judge, 'utf8').matchAll(/from '([^']+)'|import\(/g)) {
    assert.match(name as string, /^(node:|\.\/check-vectors\.mjs$)/)
  }
  const { status, stdout } = spawnSync(process.execPath, [judge], { encoding: 'utf8' })
  assert.is(status, 0, stdout)
  const bundles = JSON.parse(readFileSync(join(folder, 'bundles', 'bundles.json'), 'utf8')) as readonly {
    refutes?: boolean
  }[]
  const refuted = bundles.filter(({ refutes }) => refutes === true).length
  assert.is(stdout, `${bundles.length} bundles, ${refuted} of them refuted, 0 wrong\n`)
})

test('the checker notices a wrong answer, a wrong refusal and a family it does not know', () => {
  const bad: readonly (readonly Case[])[] = [
    [{ desc: 'a', spec: '', in: { op: 'cbor', bytes: '00' }, expect: 1 }],
    [{ desc: 'a', spec: '', in: { op: 'cbor', bytes: '1800' }, expect: 0 }],
    [{ desc: 'a', spec: '', in: { op: 'cbor', bytes: '00' }, error: 'CBOR_TYPE' }],
    [{ desc: 'a', spec: '', in: { op: 'sorcery' }, error: 'VALUE' }],
    [],
  ]
  for (const cases of bad) {
    const other = mkdtempSync(join(tmpdir(), 'vectors '))
    writeFileSync(join(other, 'x.json'), JSON.stringify(cases))
    const { status } = spawnSync(process.execPath, [checker, other], { encoding: 'utf8' })
    rmSync(other, { recursive: true })
    assert.is(status, 1, JSON.stringify(cases))
  }
})

test.run()
