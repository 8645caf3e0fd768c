import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { excludedBy, needsOf } from '../src/ai-associations.ts'
import { AI_TABLE, predefinedLength } from '../src/ai-table.ts'
import { keyQualifiers } from '../src/gs1-keys.ts'

const table = suite('Application Identifiers')

interface Row {
  readonly ai: string
  readonly flags: string
  readonly parts: readonly string[]
  readonly needs: readonly string[]
  readonly excludes: readonly string[]
  readonly link: string | undefined
}

/** Our names for the official checks. */
const CHECKS: Readonly<Record<string, string>> = {
  csum: 'mod10',
  csumalpha: 'pair',
  gcppos1: 'gcp1',
  gcppos2: 'gcp2',
  yymmd0: 'date0',
  yymmdd: 'date',
  yyyymmdd: 'date8',
  hhmi: 'hhmm',
  hh: 'hour',
  mi: 'minute',
  ss: 'second',
  iso3166: 'country',
  iso3166999: 'country999',
  iso3166alpha2: 'country2',
  iso4217: 'currency',
  pcenc: 'percent',
  yesno: 'flag',
  zero: 'zero',
  nonzero: 'nonzero',
  winding: 'winding',
  pieceoftotal: 'piece',
  iban: 'iban',
  nozeroprefix: 'nolead0',
  hasnondigit: 'nondigit',
  couponcode: 'coupon',
  couponposoffer: 'couponpos',
  latitude: 'latitude',
  longitude: 'longitude',
  hyphen: 'hyphen',
  importeridx: 'importer',
  packagetype: 'package',
  mediatype: 'media',
  iso5218: 'sex',
  posinseqslash: 'birth',
}

function part(text: string): string {
  const optional = text.startsWith('[')
  const [head = '', ...checks] = text.replace(/[[\]]/g, '').split(',')
  const named = checks.map((one) => {
    const name = CHECKS[one]
    if (name === undefined) throw new Error(`the dictionary has a check that we do not know: ${one}`)
    return `+${name}`
  })
  return head.toLowerCase() + (optional ? '?' : '') + named.join('')
}

function rowsOf(line: string): readonly Row[] {
  const words = (line.split('#')[0] ?? '').trim().split(/\s+/)
  const [ais = '', second = ''] = words
  const hasFlags = !/^[NXYZ[]/.test(second)
  const rest = words.slice(hasFlags ? 2 : 1)
  const parts = rest.filter((one) => /^\[?[NXYZ](\.\.)?\d/.test(one)).map(part)
  const values = (key: string): readonly string[] =>
    rest.filter((one) => one.startsWith(`${key}=`)).map((one) => one.slice(key.length + 1))
  const links = rest.filter((one) => one.startsWith('dlpkey')).map((one) => one.slice('dlpkey='.length))
  const [from = '', to = from] = ais.split('-')
  const found: Row[] = []
  for (let n = Number(from); n <= Number(to); n++) {
    const ai = String(n).padStart(from.length, '0')
    found.push({
      ai,
      flags: hasFlags ? second : '',
      parts,
      needs: values('req'),
      excludes: values('ex').flatMap((one) => one.split(',')),
      link: links[0],
    })
  }
  return found
}

function ourParts(ai: string): readonly string[] {
  return (AI_TABLE.get(ai)?.parts ?? []).map(
    (one) =>
      one.kind +
      (one.min === one.max ? '' : '..') +
      one.max +
      (one.optional ? '?' : '') +
      one.checks.map((check) => `+${check}`).join(''),
  )
}

testWithShared(
  table,
  'the table agrees with the official dictionary in every AI, part, check and rule',
  'gs1/gs1-syntax-dictionary.txt',
  (path) => {
    const rows = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .flatMap(rowsOf)
    assert.ok(rows.length > 400)
    assert.equal([...AI_TABLE.keys()].sort(), rows.map((row) => row.ai).sort())
    for (const row of rows) {
      const form = AI_TABLE.get(row.ai)
      assert.equal(ourParts(row.ai), row.parts, `parts of ${row.ai}`)
      assert.is(form?.fixed, row.flags.includes('*'), `predefined length of ${row.ai}`)
      assert.is(form?.attribute, row.flags.includes('?'), `Digital Link attribute ${row.ai}`)
      assert.equal(
        needsOf(row.ai)
          .map((one) => one.join(','))
          .sort(),
        [...row.needs].sort(),
        `needs of ${row.ai}`,
      )
      assert.equal([...excludedBy(row.ai)].sort(), [...row.excludes].sort(), `exclusions of ${row.ai}`)
      const qualifiers = keyQualifiers(row.ai)
        ?.map((one) => one.join(','))
        .join('|')
      assert.is(qualifiers, row.link, `qualifiers of ${row.ai}`)
    }
  },
)

table('an AI of predefined length has the length that its first two digits say', () => {
  for (const form of AI_TABLE.values()) {
    const predefined = predefinedLength(form.ai)
    assert.is(form.fixed, predefined !== undefined, form.ai)
    if (predefined !== undefined) assert.is(form.ai.length + form.max, predefined, form.ai)
  }
})

table('no AI is the beginning of another, so a scan reads in one way', () => {
  for (const ai of AI_TABLE.keys()) {
    for (let length = 2; length < ai.length; length++) assert.not(AI_TABLE.has(ai.slice(0, length)), ai)
  }
})

table.run()
