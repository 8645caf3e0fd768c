/** The code elements of relation files are read without the XML parser. What comes out must be what the parser would have given. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NOT_PLAIN, readCodeElement } from '../src/cn/code-element.ts'
import { makeChineseReader } from '../src/cn/reader.ts'
import type { ImportItem } from '../src/index.ts'
import { makeOutbox } from '../src/outbox.ts'

const plain = suite('plain code elements')

function readWith(readCode: typeof readCodeElement, text: string, size: number): ImportItem[] {
  const out = makeOutbox('test')
  const reader = makeChineseReader(out, { file: 'test' }, 'utf-8', readCode)
  const items: ImportItem[] = []
  const drain = (): void => {
    while (reader.more()) items.push(...out.take())
    items.push(...out.take())
  }
  for (let at = 0; at < text.length && !reader.stopped; at += size) {
    reader.write(text.slice(at, at + size))
    drain()
  }
  if (!reader.stopped) reader.end()
  drain()
  return [...items, ...out.dropped()]
}

function same(text: string, size: number): number {
  let taken = 0
  const counted: typeof readCodeElement = (...args) => {
    const end = readCodeElement(...args)
    if (end >= 0) taken++
    return end
  }
  // A batch is told when its end is seen; a fault in the same piece may come before or after it.
  const told = (items: readonly ImportItem[]): string[] => items.map((item) => JSON.stringify(item)).sort()
  assert.equal(told(readWith(counted, text, size)), told(readWith(() => NOT_PLAIN, text, size)))
  return taken
}

const CODES = Array.from({ length: 6 }, (_, i) =>
  i % 3 === 0
    ? `<Code curCode="8125552000000000${1000 + i}" packLayer="2" flag="0"/>`
    : `<Code curCode="8115551000000000${1000 + i}" packLayer="1" parentCode="8125552000000000${1000 + i - (i % 3)}" flag="0" />`,
)
const FILE = `<?xml version="1.0"?>
<Document License="1">
<Events Version="3.0"><Event Name="RelationCreate">
<Relation cascade="1:2"><Batch batchNo="B1" validateDate="2028-01-01">
${CODES.join('\n')}
</Batch><Batch batchNo="B2">${CODES.join('')}</Batch></Relation></Event></Events></Document>
`

plain('they are taken, in pieces of any size', () => {
  for (const size of [1, 11, 64]) assert.ok(same(FILE, size) >= 10, `by ${size}`)
  assert.is(same(FILE, 100_000), 12)
})

plain('whatever is changed in a file, both ways agree', () => {
  const change = fc.record({
    at: fc.nat(2000),
    drop: fc.nat(10),
    text: fc.constantFrom(
      '',
      '',
      '<',
      '>',
      '/',
      '"',
      '&',
      '&amp;',
      ' ',
      '\n',
      '=',
      ' flag="2"',
      ' x="1"',
      '-->',
      '<!-- -->',
      '</Code>',
      '<Code ',
      '\u0000',
      "'",
    ),
  })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.constantFrom(7, 90, 100_000), (changes, size) => {
      const text = changes.reduce((now, { at, drop, text: piece }) => {
        const place = at % (now.length + 1)
        return now.slice(0, place) + piece + now.slice(place + drop)
      }, FILE)
      same(text, size)
    }),
    { numRuns: 600 },
  )
})

plain.run()
