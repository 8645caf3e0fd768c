/** Reference pages that scripts write are what these would write now. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkPage } from '../scripts/check-page.ts'
import { csvPage } from '../scripts/csv-page.ts'
import { evidenceSection } from '../scripts/evidence-page.ts'
import { faultsPage } from '../scripts/faults-page.ts'

const test = suite('pages')
const page = (path: string): string => readFileSync(new URL(`../docs/${path}`, import.meta.url), 'utf8')

test('docs/reference/faults.md is what scripts/make-faults.ts writes', () => {
  assert.ok(page('reference/faults.md') === faultsPage(), 'run scripts/make-faults.ts')
})

test('docs/reference/check.md is what scripts/make-check.ts writes', () => {
  assert.ok(page('reference/check.md') === checkPage(), 'run scripts/make-check.ts')
})

test('docs/reference/csv.md is what scripts/make-csv.ts writes', () => {
  assert.ok(page('reference/csv.md') === csvPage(), 'run scripts/make-csv.ts')
})

test('the section on evidence of docs/reference/findings.md is what scripts/make-findings.ts writes', () => {
  assert.ok(page('reference/findings.md').includes(evidenceSection()), 'run scripts/make-findings.ts')
})

test.run()
