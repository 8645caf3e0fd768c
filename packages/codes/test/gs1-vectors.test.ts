/** The official engine's vectors, as far as they lie beside the repository. */
import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  formatBracketed,
  formatElementString,
  type ParsedCode,
  parseBracketed,
  parseElementString,
} from '../src/index.ts'
import { GS, read } from './helpers.ts'

const vectors = suite('GS1 syntax engine vectors')

interface Vector {
  readonly id: string
  readonly ok?: boolean
  readonly in?: string
  readonly out?: string
  readonly error?: string | null
  readonly symbology?: string
  readonly data?: string
  readonly scan?: string | null
  readonly publicApi?: { readonly ok: boolean; readonly ai?: string; readonly data?: string; readonly err?: string }
}

function load(path: string): Readonly<Record<string, readonly Vector[]>> {
  const file: { readonly vectors: Readonly<Record<string, readonly Vector[]>> } = JSON.parse(readFileSync(path, 'utf8'))
  return file.vectors
}

const FILE = 'gs1/syntax-engine-vectors-subset.json'

function hasError(parsed: { readonly problems: ParsedCode['problems'] }): boolean {
  return parsed.problems.some((one) => one.severity === 'error')
}

/** `^` is FNC1: first a sign, then a separator. */
function scanData(text: string): string {
  return text.slice(1).replaceAll('^', GS)
}

testWithShared(vectors, 'bracketed text: value by value, and the rules between AIs', FILE, (path) => {
  const list = load(path)['parse_bracketed'] ?? []
  assert.is(list.length, 27)
  for (const { id, ok, in: text = '', out, publicApi } of list) {
    const found = parseBracketed(text, 2026)
    assert.is(!hasError(found), ok, `${id} ${text}`)
    assert.is(found.problems.length === 0, publicApi?.ok, `${id}: ${JSON.stringify(found.problems)}`)
    if (ok === true && out !== undefined) {
      assert.is(formatElementString(found.elements), scanData(out), id)
      assert.equal(parseElementString(scanData(out), 2026).elements, found.elements, id)
      assert.equal(parseBracketed(formatBracketed(found.elements), 2026).elements, found.elements, id)
    }
  }
})

testWithShared(vectors, 'content rules of single AIs, coupons included', FILE, (path) => {
  const list = load(path)['linters'] ?? []
  assert.is(list.length, 49)
  for (const { id, in: text = '', error } of list) {
    const found = parseBracketed(text, 2026)
    assert.is(hasError(found), error !== null, `${id} ${text} ${error}`)
  }
})

/** Element strings only: plain data (`TESTING`) is no code of ours, and refused. */
testWithShared(vectors, 'scan data of every GS1 symbology, composites included', FILE, (path) => {
  const list = (load(path)['scan_generate'] ?? []).filter((one) => typeof one.scan === 'string')
  assert.is(list.length, 35)
  for (const { id, data = '', scan } of list) {
    const found = read(scan ?? '')
    const isGs1 = data.startsWith('^01') || found.symbology?.carrier === 'ean-upc' || /^\d{12,14}\|/.test(data)
    assert.is(found.valid, isGs1, `${id} ${scan} ${JSON.stringify(found.problems)}`)
    if (!isGs1) continue
    const gtin = /^(?:\^01)?(\d{8,14})/.exec(data)?.[1] ?? ''
    assert.is(found.gtin, gtin.length >= 14 ? gtin.slice(0, 14) : found.gtin, id)
    const composite = data.includes('|')
    assert.is(
      found.extras.some((one) => one.ai === '98'),
      composite,
      id,
    )
  }
})

interface ScannerCase {
  readonly id: string
  readonly name: string
  readonly scan: string
  readonly engine: { readonly accept: boolean; readonly ai?: string }
}

/** Where we say more than the engine, and why. */
const STRICTER: Readonly<Record<string, string>> = {
  'mangle-08': 'SEPARATOR_LOST',
  'mangle-09': 'SEPARATOR_LOST',
  'mangle-12': 'GTIN_ZERO',
}
/** Where the engine refuses what can be read in one way only: read, with a warning. */
const TOLERANT: Readonly<Record<string, string>> = {
  'mangle-06': 'SEPARATOR_SUPERFLUOUS',
  'mangle-07': 'SEPARATOR_SUPERFLUOUS',
}

testWithShared(
  vectors,
  'scanner cases: what the engine accepts is read the same',
  'gs1/scanner-cases-subset.json',
  (path) => {
    const file: { readonly cases: readonly ScannerCase[] } = JSON.parse(readFileSync(path, 'utf8'))
    for (const { id, name, scan, engine } of file.cases) {
      const found = read(scan)
      const words = `${id} ${name}: ${JSON.stringify(found.problems)}`
      const noteworthy = found.problems.filter((one) => one.severity !== 'info').map((one) => one.code)
      const expected = STRICTER[id] ?? TOLERANT[id]
      if (expected !== undefined) assert.equal(noteworthy, [expected], words)
      else assert.is(noteworthy.length === 0, engine.accept, words)
      if (engine.ai !== undefined) assert.is(formatBracketed(found.elements), engine.ai, words)
      if (id in TOLERANT) assert.is(found.pack, '00300021433802/10000000123', words)
    }
  },
)

vectors.run()
