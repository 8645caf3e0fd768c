/** Plain events are read without the XML parser. Whatever they are, what comes out must be what the parser would have given. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeXmlReader } from '../src/epcis/xml-reader.ts'
import type { ImportItem } from '../src/index.ts'
import { makeOutbox } from '../src/outbox.ts'
import { makePlainReader, type PlainReader } from '../src/xml/plain-element.ts'
import { PACK, xml12 } from './support.ts'

const plain = suite('plain XML')

const NEVER: PlainReader = { read: () => undefined }

function readWith(reader: PlainReader, text: string, size: number): ImportItem[] {
  const out = makeOutbox('test')
  const xml = makeXmlReader(out, { file: 'test' }, 'utf-8', reader)
  const items: ImportItem[] = []
  for (let at = 0; at < text.length && !xml.stopped; at += size) {
    xml.write(text.slice(at, at + size))
    items.push(...out.take())
  }
  if (!xml.stopped) xml.end()
  return [...items, ...out.take(), ...out.dropped()]
}

/** The plain reader, counting what it took. */
function counting(): PlainReader & { taken: number } {
  const inner = makePlainReader()
  const counter = {
    taken: 0,
    read(...args: Parameters<PlainReader['read']>) {
      const node = inner.read(...args)
      if (node !== undefined) counter.taken++
      return node
    },
  }
  return counter
}

function same(text: string, size: number, name: string): number {
  const counter = counting()
  assert.equal(readWith(counter, text, size), readWith(NEVER, text, size), name)
  return counter.taken
}

const EVENT = (i: number): string => `<ObjectEvent>
  <eventTime>2026-03-01T10:00:00Z</eventTime>
  <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
  <epcList>
    <epc>${PACK}${i}</epc>
  </epcList>
  <action>OBSERVE</action>
  <bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>
  <bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po">urn:x:${i}</bizTransaction></bizTransactionList>
</ObjectEvent>`

plain('usual events are taken, in pieces of any size', () => {
  const text = xml12([EVENT(1), EVENT(2), EVENT(3)].join('\n'))
  for (const size of [1, 13, 200, 100_000]) assert.is(same(text, size, `by ${size}`), 3, `by ${size}`)
})

plain('line numbers stay right behind what the parser never saw', () => {
  const text = xml12(
    [EVENT(1), EVENT(2).replace('OBSERVE', 'REMOVE'), '<!-- x -->', EVENT(3).replace('10:00:00Z', 'noon')].join('\n\n'),
  )
  const faults = readWith(makePlainReader(), text, 77).flatMap((item) => (item.kind === 'fault' ? [item.fault] : []))
  const lines = text.split('\n')
  assert.match(lines[(faults[0]?.line ?? 0) - 1] ?? '', 'REMOVE')
  assert.match(lines[(faults[1]?.line ?? 0) - 1] ?? '', 'noon')
})

plain('what is not plain goes to the parser, and comes out the same', () => {
  for (const [from, to] of [
    ['OBSERVE', 'OBS&#69;RVE'],
    ['OBSERVE', '<![CDATA[OBSERVE]]>'],
    ['OBSERVE', 'OBSERVE<!-- x -->'],
    ['<action>', '<?x y?><action>'],
    ['<action>', '<action >'],
    ['</action>', '</action >'],
    ['type="', "type='"],
    ['btt:po">', "btt:po'>"],
    ['<ObjectEvent>', '<ObjectEvent xmlns:e="urn:e:">'],
    ['<ObjectEvent>', '<ObjectEvent a="b">'],
    ['<ObjectEvent>', '<ObjectEvent a="b" a="c">'],
    ['<ObjectEvent>', '<ObjectEvent\na="b">'],
    ['<ObjectEvent>', '<ObjectEvent a="b"c="d">'],
    ['<ObjectEvent>', '<ObjectEvent a=b>'],
    ['<ObjectEvent>', '<ObjectEvent a="x > y">'],
    ['<ObjectEvent>', '<ObjectEvent a="x < y">'],
    ['<ObjectEvent>', '<ObjectEvent/>'],
    ['<ObjectEvent>', '<ObjectEvent />'],
    ['OBSERVE', 'OBSERVE ]]> x'],
    ['OBSERVE', 'OBSERVE > x'],
    ['OBSERVE', 'OBS\rERVE'],
    ['OBSERVE', 'OBS\r\nERVE'],
    ['OBSERVE', 'OBS\u0001ERVE'],
    ['OBSERVE', 'OBS\ufffeERVE'],
    ['OBSERVE', 'OBS😀ERVE'],
    ['OBSERVE', '<OBSERVE/>'],
    ['<action>', 'text<action>'],
    ['<action>OBSERVE</action>', '<action>OBSERVE</acton>'],
    ['<action>OBSERVE</action>', '<action>OBSERVE'],
    ['<action>OBSERVE</action>', '<e:action>OBSERVE</e:action>'],
    ['<action>OBSERVE</action>', '<größe>1</größe><action>OBSERVE</action>'],
    ['<action>OBSERVE</action>', '<ObjectEvent>x</ObjectEvent><action>OBSERVE</action>'],
    ['<action>OBSERVE</action>', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}<action>OBSERVE</action>`],
    ['</ObjectEvent>', '</ObjectEvent></ObjectEvent>'],
    ['</ObjectEvent>', ''],
  ] as const) {
    const text = xml12([EVENT(1), EVENT(2).replace(from, to), EVENT(3)].join('\n'))
    for (const size of [9, 100_000]) same(text, size, `${from} → ${to} by ${size}`)
  }
})

plain('other prefixes and default namespaces mean the same', () => {
  const prefixed = xml12(EVENT(1)).replace(/<(\/?)(?=\w+Event>)/g, '<$1epcis:')
  assert.is(same(prefixed, 50, 'prefix'), 1)
  const inherited = xml12(EVENT(1).replace('<action>', '<v:f>1</v:f><action>')).replace(
    'xmlns:epcis=',
    'xmlns:v="urn:v:" xmlns:epcis=',
  )
  assert.is(same(inherited, 50, 'inherited'), 1)
  assert.match(JSON.stringify(readWith(makePlainReader(), inherited, 50)), '{urn:v:}f')
})

plain('CRLF documents are plain too', () => {
  assert.is(same(xml12([EVENT(1), EVENT(2)].join('\n')).replaceAll('\n', '\r\n'), 31, 'CRLF'), 2)
})

const FILES = ['twin-2.0.xml', 'twin-1.2.xml'].map((name) =>
  readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'),
)

plain('whatever is changed in a document, both ways agree', () => {
  const change = fc.record({
    at: fc.nat(12_000),
    drop: fc.nat(12),
    text: fc.constantFrom(
      '',
      '',
      '<',
      '>',
      '/',
      '"',
      '&',
      ' ',
      '\n',
      '\r',
      '=',
      '<a>',
      '</a>',
      '<a/>',
      ' b="c"',
      '-->',
      'ObjectEvent>',
      '</ObjectEvent>',
      ']]>',
      ':',
      '\u0000',
    ),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...FILES, xml12([EVENT(1), EVENT(2)].join('\n'))),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(17, 4096, 100_000),
      (file, changes, size) => {
        const text = changes.reduce((now, { at, drop, text: piece }) => {
          const place = at % (now.length + 1)
          return now.slice(0, place) + piece + now.slice(place + drop)
        }, file)
        same(text, size, 'changed')
      },
    ),
    { numRuns: 400 },
  )
})

plain.run()
