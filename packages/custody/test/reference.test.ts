/** The pages agree with the code. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { goodsSection } from '../../../scripts/findings-page.ts'
import { FINDING_CODES, STATUSES } from '../src/index.ts'

const test = suite('pages')
const page = (path: string): string => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8')

test('docs/reference/findings.md is what scripts/make-findings.ts writes of the catalogue', () => {
  assert.ok(page('reference/findings.md').includes(goodsSection()), 'run scripts/make-findings.ts')
})

test('the spec names every finding and every status, and no finding that does not exist', () => {
  const spec = page('spec/14-custody.md')
  // «`DISPENSED_EXPIRED`, `_RECALLED`» is short for both.
  const named = new Set(
    [...spec.matchAll(/`(_?[A-Z][A-Z_]+)`/g)].map(([, code]) => (code as string).replace(/^_/, 'DISPENSED_')),
  )
  for (const code of FINDING_CODES) assert.ok(named.has(code), `${code} is not in the spec`)
  for (const code of named) assert.ok((FINDING_CODES as readonly string[]).includes(code), `${code} does not exist`)
  for (const status of STATUSES) assert.ok(spec.includes(`\`${status}\``), status)
})

test.run()
