import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  readAnswer,
  readCnUse,
  readEuBulk,
  readEuPackData,
  readReport,
  readVrsReply,
  readVrsRequest,
  vrsReply,
  vrsRequestUrl,
  writeCnUse,
  writeEuBulk,
  writeEuPackData,
  writeReportJson,
} from '../src/index.ts'
import { inChunks } from './support.ts'

const test = suite('the page on formats of papers')

interface Example {
  readonly language: string
  readonly kind: string
  readonly text: string
}

const page = readFileSync(new URL('../../../docs/guide/paper-formats.md', import.meta.url), 'utf8')
const examples: readonly Example[] = [...page.matchAll(/^```(\w+) ([\w-]+)\n(.*?)^```$/gms)].map(
  ([, language = '', kind = '', text = '']) => ({ language, kind, text }),
)

const chunks = (text: string): AsyncGenerator<Uint8Array> => inChunks(new TextEncoder().encode(text), 100)
const options = { file: 'example' }
const given = { key: '8f6e2c1a-0001', entryMode: 'non-manual' } as const

/** Reads an example without a fault; what can be written is written again. */
const READERS: Readonly<Record<string, (example: Example) => Promise<string | undefined>>> = {
  async 'eu-bulk'({ text, language }) {
    const result = await readEuBulk(chunks(text), options)
    assert.ok(result.ok && result.faults.length === 0, JSON.stringify(result))
    return [...writeEuBulk(result.value, language === 'csv' ? 'csv' : 'json')].join('')
  },
  async 'eu-bulk-nmvs'({ text }) {
    const result = await readEuBulk(chunks(text), { ...options, given })
    assert.ok(result.ok && result.faults.length === 0, JSON.stringify(result))
    return [...writeEuBulk(result.value, 'nmvs-json')].join('')
  },
  async 'eu-pack-data'({ text }) {
    const items = []
    for await (const part of readEuPackData(chunks(text), options)) items.push(...part)
    const [head] = items
    const serials = items.flatMap((item) => (item.kind === 'serials' ? [item.serials] : []))
    assert.ok(head?.kind === 'batch' && items.every(({ kind }) => kind !== 'fault'), JSON.stringify(items))
    let written = ''
    for await (const piece of writeEuPackData(head.batch, serials)) written += piece
    return written
  },
  async 'cn-use'({ text }) {
    const result = await readCnUse(chunks(text), options)
    assert.ok(result.ok && result.faults.length === 0, JSON.stringify(result))
    return writeCnUse(result.value)
  },
  async report({ text }) {
    const result = await readReport(chunks(text), options)
    assert.ok(result.ok && result.faults.length === 0, JSON.stringify(result))
    return writeReportJson(result.value)
  },
  async answer({ text }) {
    const result = await readAnswer(chunks(text), options)
    assert.ok(result.ok && result.faults.length === 0, JSON.stringify(result))
    assert.is(result.value.length, 1)
    return undefined
  },
  async 'vrs-request'({ text }) {
    const asked = readVrsRequest(text.trim(), { method: 'GET', answersFor: () => true })
    assert.ok(asked.ok && asked.kind === 'verify')
    return `${vrsRequestUrl('https://vrs.example.com', asked.request)}\n`
  },
  async 'vrs-reply'({ text }) {
    const result = readVrsReply(text, undefined, options)
    assert.ok(result.ok && result.faults.length === 0, JSON.stringify(result))
    const { responderGln = '', ms, offset, corrUuid } = result.value
    const verdict = { verified: false, reason: 'No_match_GTIN_Serial_Lot' } as const
    return `${vrsReply({ corrUuid }, verdict, { responderGln, ms, offset })}\n`
  },
}

for (const [i, example] of examples.entries()) {
  test(`example ${i + 1} (${example.kind}) reads without a fault, and is written as it stands`, async () => {
    const reader = READERS[example.kind]
    assert.ok(reader !== undefined, `nobody reads «${example.kind}»`)
    const written = await reader(example)
    if (written !== undefined) assert.is(written, example.text)
  })
}

test('the page has an example of every kind', () => {
  assert.equal([...new Set(examples.map(({ kind }) => kind))].sort(), Object.keys(READERS).sort())
  assert.ok(examples.length >= 12)
})

test.run()
