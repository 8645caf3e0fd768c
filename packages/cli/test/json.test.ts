import { readFileSync } from 'node:fs'
import { calibrationText } from '@packtrail/codes'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { optionsOf } from '../src/command.ts'
import { COMMANDS } from '../src/commands.ts'
import { CLI_ERROR_CODES } from '../src/error.ts'
import { BATCH, CASE, code, PHARMACY, PLANT, PRODUCT, SERIALS, startTrade } from './actors.ts'
import type { World } from './world.ts'

/** What docs/reference/json.md says of each section: its keys, and which of them are always there. */
const sections = readSections(readFileSync(new URL('../../../docs/reference/json.md', import.meta.url), 'utf8'))

interface Section {
  readonly all: ReadonlySet<string>
  readonly always: readonly string[]
}

function readSections(text: string): ReadonlyMap<string, Section> {
  const found = new Map<string, Section>()
  for (const part of text.split(/^## /m).slice(1)) {
    const [name = ''] = part.split('\n', 1)
    const keys = [...part.matchAll(/^\| `([a-z]\w*)(\?)?` \|/gm)]
    const always = keys.filter(([, , optional]) => optional === undefined).map(([, key = '']) => key)
    found.set(name, { all: new Set(keys.map(([, key = '']) => key)), always })
  }
  return found
}

function check(section: string, value: Record<string, unknown> | undefined): void {
  const { all, always } = sections.get(section) ?? { all: new Set(), always: [] }
  assert.ok(all.size > 0, `no section ${section}`)
  const keys = Object.keys(value ?? {})
  assert.equal(
    keys.filter((key) => !all.has(key)),
    [],
    `${section}: keys that are not documented`,
  )
  assert.equal(
    always.filter((key) => !keys.includes(key)),
    [],
    `${section}: keys that are documented as always there`,
  )
}

const test = suite<{ world: World }>('json')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

test('every act answers in the documented shape', async ({ world }) => {
  const acts: readonly (readonly string[])[] = [
    ['party', PHARMACY, '--name', 'Linden'],
    ['product', PRODUCT, '--name', 'Examplin'],
    ['site', PHARMACY, '--name', 'Shop'],
    ['policy', 'set', 'contact', 'qa@example.com'],
    ['keys', 'new', '--as', PHARMACY],
    ['pack', '--into', CASE, '--as', PLANT, code(SERIALS[0])],
    ['unpack', '--out-of', CASE, '--as', PLANT, '--all'],
    ['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[0])],
    ['receive', '--as', PHARMACY, code(SERIALS[0])],
    ['return', '--as', PHARMACY, code(SERIALS[0])],
    ['destroy', '--as', PLANT, code(SERIALS[1])],
    ['recall', '--as', PLANT, code(SERIALS[2])],
    ['event', 'sample', '--as', PLANT, code(SERIALS[3])],
    ['correct', BATCH, '--before', '2028-06-30', '--after', '2028-05-31', '--as', PLANT],
    ['register', `${PRODUCT}/B2`, '--count', '2', '--labels', 'l', '--as', PLANT],
    ['adopt', `${PRODUCT}/B3`, '--serials', 'old.txt', '--as', PHARMACY],
    ['close', BATCH, '--as', PLANT],
  ]
  await world.write('old.txt', 'OLD1\n')
  for (const argv of acts) {
    const [line] = (await world.run([...argv, '--json'])).lines()
    check('acts', line)
  }
})

test('every other command answers in the documented shape', async ({ world }) => {
  check('parse', (await world.ok(['parse', code(SERIALS[0]), '--json'])).json())
  check('calibrate', (await world.ok(['calibrate', '--symbol', 'c.svg', '--json'])).json())
  check('calibrate', (await world.ok(['calibrate', '-o', 'c.json', '--json'], `${calibrationText()}\n`)).json())
  for (const argv of [['scan'], ['dispense', '--as', PHARMACY], ['undo', '--as', PHARMACY]]) {
    for (const line of (await world.run([...argv, '--json', code(SERIALS[0]), 'x'])).lines()) check('verdict', line)
  }
  const counted = (await world.run(['count', '--batch', BATCH, '--json'], `${code(SERIALS[0])}\n`)).lines()
  check('verdict', counted[0])
  check('count', counted[1])
  await world.ok(['pack', '--into', CASE, '--as', PLANT, code(SERIALS[1])])
  check('verdict', (await world.ok(['scan', CASE, '--json'])).json())
  check('history', (await world.ok(['history', code(SERIALS[0]), '--json'])).json())
  check('batch', (await world.ok(['batch', BATCH, '--json'])).json())
  check('keys list', (await world.ok(['keys', 'list', '--json'])).json())
  for (const name of ['party', 'site', 'product']) {
    check('party, site and product without an argument', (await world.ok([name, '--json'])).json())
  }
  check('checkpoint', (await world.ok(['checkpoint', '--json'])).json())
  check('fsck', (await world.run(['fsck', '--json'])).json())
  check('policy show', (await world.ok(['policy', 'show', '--json'])).json())
  check('init', (await world.ok(['init', '--ledger', 'second', '--json'])).json())
  check('export', (await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb', '--json'])).json())
  check('export', (await world.ok(['export', '--batch', BATCH, '--format', 'csv', '-o', 'b.csv', '--json'])).json())
  check('completion', (await world.ok(['completion', 'fish', '--json'])).json())
  check('convert', (await world.ok(['convert', 'b.csv', '-o', 'b.json', '--json'])).json())
  check('check', (await world.run(['check', 'b.json', '--html', 'c.html', '--json'])).json())
  const hashed = (await world.ok(['hash', 'b.json', '--prehash', '--json'])).lines()
  check('hash', hashed[0])
  check('hash, at the end', hashed.at(-1))
  const report = (
    await world.run(['verify', 'b.ptb', '--policy', 'ledger/policy.json', '--html', 'r.html', '--json'])
  ).json()
  check('verify', report)
  check('keys suspects', (await world.ok(['keys', 'suspects', '--json'])).json())
  const both = await world.run(['verify', 'b.ptb', 'b.ptb', '--policy', 'ledger/policy.json', '--json'])
  check('verify several', both.lines()[2])
})

test('what goes by files answers in the documented shape', async ({ world }) => {
  const policy = ['--policy', 'ledger/policy.json']
  check('keys new', (await world.ok(['keys', 'new', '--as', PHARMACY, ...policy, '--key', 'k.pem', '--json'])).json())
  check('acts', (await world.ok(['keys', 'add', 'k.pem.request.json', '--json'])).json())
  const signed = await world.ok([
    'submit',
    'dispense',
    '--as',
    PHARMACY,
    '--key',
    'k.pem',
    ...policy,
    '-o',
    's.pts',
    '--json',
    code(SERIALS[0]),
  ])
  check('submit', signed.json())
  check('import', (await world.ok(['import', 's.pts', '--json'])).json())
  check('receipt write', (await world.ok(['receipt', 'write', 's.pts', '-o', 'r', '--json'])).json())
  check(
    'receipt check',
    (await world.ok(['receipt', 'check', 'r', '--submission', 's.pts', ...policy, '--json'])).json(),
  )
  const [key] = (await world.ok(['keys', 'list', '--as', PHARMACY, '--json'])).json()['keys'] as { keyId: string }[]
  check('acts', (await world.ok(['keys', 'retire', key?.keyId ?? '', '--json'])).json())
})

test('every error answers in the documented shape', async ({ world }) => {
  const wrong = [
    ['batch', `${PRODUCT}/NONE`],
    ['import', 'gone'],
    ['ship', code(SERIALS[0])],
    ['nosuch'],
    ['scan', '--ledger', 'none', 'x'],
  ]
  for (const argv of wrong) {
    const { exit, json } = await world.run([...argv, '--json'])
    const error = json()['error'] as Record<string, unknown>
    check('error', error)
    assert.is(error['exit'], exit)
  }
})

test('every code of an error is explained, and no other', () => {
  const page = readFileSync(new URL('../../../docs/reference/json.md', import.meta.url), 'utf8')
  const errors = page.slice(page.indexOf('## error'), page.indexOf('## verdict'))
  const explained = [...errors.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code)
  assert.equal(explained, [...CLI_ERROR_CODES])
})

test('every command takes --json', () => {
  for (const spec of COMMANDS) assert.ok(optionsOf(spec).includes('json'), spec.name)
})

test.run()
