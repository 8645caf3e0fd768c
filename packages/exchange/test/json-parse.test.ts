import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAt } from '../src/epcis/json-parse.ts'
import { newParsing, type ParseFault, type Parsing, setBytes, UNREAD } from '../src/epcis/json-token.ts'
import { codes, json20, PACK, read, SHIPPING } from './support.ts'

const json = suite('JSON, read from its bytes')

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The value, or why there is none. A blank stands behind it, as a number needs. */
function parseBytes(p: Parsing, bytes: Uint8Array): { value: unknown } | { fault: ParseFault | undefined } {
  const padded = new Uint8Array(bytes.length + 1).fill(0x20)
  padded.set(bytes)
  setBytes(p, padded)
  const value = parseAt(p, 0)
  if (value === UNREAD) return { fault: p.fault }
  return p.at === bytes.length ? { value: structuredClone(value) } : { fault: 'syntax' }
}

const parseText = (text: string, p: Parsing = newParsing()): unknown => {
  const result = parseBytes(p, bytesOf(text))
  return 'value' in result ? result.value : result.fault
}

json('any value is read as JSON.parse reads it, compact or not', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }),
      fc.constantFrom(undefined, 1, '\t'),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        assert.equal(parseText(text), JSON.parse(text))
      },
    ),
    { numRuns: 300 },
  )
})

/** Objects of one shape or nearly so, as the events of a document are. */
const alike = fc.array(
  fc.record(
    {
      type: fc.constantFrom('ObjectEvent', 'AggregationEvent'),
      time: fc.stringMatching(/^2026-0[1-9]-01T00:00:00Z$/),
      list: fc.array(fc.constantFrom('urn:a', 'urn:ab', 'urn:b', '', 'ü', 'a"b', '\\'), { maxLength: 3 }),
      text: fc.oneof(fc.constantFrom('x', 'xy', 'x"', 'xü', '药品', '\n'), fc.string()),
      inner: fc.record({
        n: fc.oneof(fc.integer(), fc.double({ noNaN: true })),
        __proto__: fc.constant(1),
        ok: fc.boolean(),
      }),
    },
    { requiredKeys: ['type', 'time'] },
  ),
  { minLength: 1, maxLength: 12 },
)

json('a value is the same whatever stood before it: nothing of its forerunner remains', () => {
  fc.assert(
    fc.property(alike, fc.constantFrom(undefined, 2), (values, indent) => {
      const p = newParsing()
      for (const value of values) {
        const text = JSON.stringify(value, null, indent)
        assert.equal(parseText(text, p), JSON.parse(text))
      }
    }),
    { numRuns: 300 },
  )
})

json('bytes that are changed anywhere are read as JSON.parse reads them, or not at all where it reads none', () => {
  const base = bytesOf('{"a":"xyz","b":[1,-2.5e3,true,null],"c":{"d":"ü\\n","e":""}}')
  const changes = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 3 })
  fc.assert(
    fc.property(changes, (places) => {
      const p = newParsing()
      parseBytes(p, base)
      const bytes = base.slice()
      for (const [at, byte] of places) bytes[at] = byte
      const result = parseBytes(p, bytes)
      let expected: unknown = UNREAD
      try {
        expected = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
      } catch {
        // Not JSON, or not UTF-8.
      }
      if ('value' in result) assert.equal(result.value, expected)
      else
        assert.ok(
          expected === UNREAD || result.fault === 'twice' || result.fault === 'half',
          `${result.fault}: ${new TextDecoder().decode(bytes)}`,
        )
    }),
    { numRuns: 2000 },
  )
})

json('what ends too early is seen, wherever it is cut', () => {
  const whole = bytesOf('{"a":"x\\u00e9y","b":[12,true,{"c":null}],"d":"é"}')
  for (let size = 0; size < whole.length; size++) {
    const p = newParsing()
    setBytes(p, whole.subarray(0, size))
    assert.is(parseAt(p, 0), UNREAD, `${size}`)
    assert.is(p.fault, 'more', `${size}`)
    setBytes(p, whole)
    assert.equal(parseAt(p, 0), JSON.parse(new TextDecoder().decode(whole)))
  }
})

json('a name that stands twice in one object is a fault, however it is spelled, and named', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"\\u0061":3}',
    '{"x":{"a":1,"b":{},"a":2}}',
    '{"__proto__":1,"__proto__":2}',
    '[{"a":1},{"b":1},{"b":1,"a":1,"b":2}]',
  ]) {
    const p = newParsing()
    assert.is(parseText(text, p), 'twice', text)
    assert.match(p.twice, /^(a|b|__proto__)$/)
  }
  assert.equal(parseText('[{"a":1},{"a":1,"b":{"a":2}}]'), [{ a: 1 }, { a: 1, b: { a: 2 } }])
})

json('a name that stands twice is found also where the same names came before, in that order', () => {
  const p = newParsing()
  assert.equal(parseText('{"a":1,"b":2,"c":3}', p), { a: 1, b: 2, c: 3 })
  assert.is(parseText('{"a":1,"b":2,"a":3}', p), 'twice')
  assert.is(parseText('{"a":1,"b":2,"c":3,"b":3}', p), 'twice')
  assert.equal(parseText('{"b":2,"a":1}', p), { b: 2, a: 1 })
})

json('more names than are kept, and longer texts, change nothing', () => {
  const p = newParsing()
  for (let round = 0; round < 3; round++) {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`k${round}_${i}`, `${'t'.repeat(i % 400)}${i}`]),
    )
    assert.equal(parseText(JSON.stringify(many), p), many)
    assert.is(parseText(`${JSON.stringify(many).slice(0, -1)},"k${round}_7":1}`, p), 'twice')
  }
})

json('half a character is a fault, escaped or as bytes', () => {
  assert.is(parseText('["\\ud83d\\ude00","\\ud800"]'), 'half')
  assert.equal(parseText('["\\ud83d\\ude00"]'), ['😀'])
  const p = newParsing()
  setBytes(p, Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))
  assert.is(parseAt(p, 0), UNREAD)
  assert.is(p.fault, 'encoding')
})

json('nesting is bounded, in lists and objects', () => {
  assert.is(parseText('['.repeat(65)), 'deep')
  assert.is(parseText('{"a":'.repeat(65)), 'deep')
  const fits = `${'['.repeat(64)}${']'.repeat(64)}`
  assert.equal(parseText(fits), JSON.parse(fits))
})

// --------------------------------------------------------- in a document

json('an event that says a thing twice is refused with its line, and those around it are read', async () => {
  const text = json20([SHIPPING, SHIPPING, SHIPPING])
  const twice = text.split('"action": "OBSERVE"')
  const [a = '', b = '', c = '', d = ''] = twice
  const broken = `${a}"action": "OBSERVE"${b}"action": "OBSERVE",\n"action": "DELETE"${c}"action": "OBSERVE"${d}`
  const result = await read(broken)
  assert.equal(codes(result.faults), ['BAD_NAME'])
  const [fault] = result.faults
  assert.match(fault?.message ?? '', '«action» stands twice')
  assert.is(fault?.path, 'eventList[1]')
  assert.is(fault?.line, broken.split('\n').findIndex((line) => line.includes('DELETE')) + 1)
  assert.is(result.drafts.length, 2)
})

json('an event on its own that says a thing twice is refused as well', async () => {
  const text = JSON.stringify(SHIPPING).replace('"action":', '"action":"ADD","action":')
  assert.equal(codes((await read(text)).errors), ['BAD_NAME'])
})

json('events know their lines, however long their lists are', async () => {
  const events = Array.from({ length: 40 }, (_, i) => ({
    ...SHIPPING,
    epcList: Array.from({ length: 1 + ((i * 7) % 5) }, (__, k) => `${PACK}${i}_${k}`),
    'gs1:list': Array.from({ length: i % 3 }, (__, k) => `l${k}`),
  }))
  const text = json20(events)
  const starts = text.split('\n').flatMap((line, i) => (/^ {3}\{$/.test(line) ? [i + 1] : []))
  for (const chunk of [1 << 16, 500]) {
    const result = await read(text, {}, chunk)
    assert.equal(
      result.events.map(({ line }) => line),
      starts,
    )
    assert.equal(
      result.drafts.map(({ packs }) => packs.map(({ serial }) => serial)),
      events.map(({ epcList }) => epcList.map((epc) => epc.slice(PACK.length))),
    )
  }
})

json('events keep what they say when later ones are read', async () => {
  const events = Array.from({ length: 50 }, (_, i) => ({
    ...SHIPPING,
    eventTime: new Date(1_772_000_000_000 + i * 1000).toISOString(),
    epcList: [`${PACK}${i}`, `${PACK}${i}x`],
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:0614141000005:PO${i}` }],
    'gs1:note': { a: `n${i}`, b: [i, `${i}`] },
    sensorElementList: [{ sensorReport: [{ type: 'gs1:Temperature', value: i / 2, uom: 'CEL' }] }],
  }))
  const { drafts, faults } = await read(json20(events))
  assert.equal(codes(faults), [])
  for (const [i, event] of events.entries()) {
    const alone = (await read(json20([event]))).drafts
    assert.equal(drafts[i], alone[0], `${i}`)
  }
})

json.run()
