import { existsSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { referencePage } from '../src/index.ts'

const test = suite('reference')
const file = new URL('../../../docs/reference/cli.md', import.meta.url)

test('docs/reference/cli.md is what --help says now; if not: node scripts/make-reference.ts', () => {
  assert.ok(existsSync(file))
  assert.is(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), referencePage())
})

test.run()
