import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { difference, stepsOf } from './console-block.ts'
import { runLine } from './little-shell.ts'
import { makeWorld } from './world.ts'

const test = suite('docs')
const root = new URL('../../../', import.meta.url)

for (const page of pages()) {
  const steps = stepsOf(readFileSync(new URL(page, root), 'utf8'))
  if (steps.length === 0) continue
  test(`the examples of ${page} do what they say`, async () => {
    const world = makeWorld()
    try {
      for (const { line, command, expected, exit } of steps) {
        const ran = await runLine(world, command)
        const place = `${page}:${line}: ${command}\n`
        assert.is(ran.exit, exit, `${place}${ran.output}`)
        const found = difference(expected, ran.output)
        assert.is(found, undefined, `${place}${found}\n--- all of it:\n${ran.output}`)
      }
    } finally {
      world.close()
    }
  })
}

test('a page whose example says something else would be noticed', () => {
  assert.is(difference(['a', '…', 'c …'], 'a\nb\nc d\n'), undefined)
  assert.ok(difference(['a', 'c'], 'a\nb\n') !== undefined)
  assert.ok(difference(['a'], 'a\nb\n') !== undefined)
  assert.ok(difference(['a', 'b'], 'a\n') !== undefined)
  assert.is(difference(['a', '…'], 'a\nb\n'), undefined)
  assert.equal(stepsOf('```console\n$ packtrail x \\\n> --y\nout\n(exit 2)\n```\n'), [
    { line: 2, command: 'packtrail x --y', expected: ['out'], exit: 2 },
  ])
})

function pages(): string[] {
  const guide = new URL('docs/guide/', root)
  const names = existsSync(guide) ? readdirSync(guide).filter((name) => name.endsWith('.md')) : []
  return ['README.md', 'docs/reference/event-hash.md', ...names.toSorted().map((name) => `docs/guide/${name}`)]
}

test.run()
