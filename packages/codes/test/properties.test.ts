import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AI_TABLE,
  type AiValue,
  classToUri,
  classToUrn,
  disagreements,
  epcToClass,
  epcToItem,
  epcToPlace,
  explainClass,
  explainItem,
  explainPlace,
  formatBracketed,
  formatCnCode,
  formatElementString,
  formatEnvelope06,
  isPackId,
  itemToUri,
  itemToUrn,
  KEYBOARDS,
  keyboardProfile,
  makeBatchId,
  makePackId,
  makePlaceId,
  normaliseCn,
  type Parsed,
  parseBracketed,
  parseCode,
  parseContainerId,
  parseElementString,
  parseGln,
  parseItemId,
  parsePackId,
  parsePlaceId,
  partyOf,
  placeToUri,
  placeToUrn,
  ppnOfPzn,
  pzn8CheckDigit,
  readEpc,
} from '../src/index.ts'
import { usualProfiles } from '../src/typed.ts'
import { cnCode, digits, expiry, gcpLength, gtin, hold, keyDigits, SAMPLES, text82 } from './arbitraries.ts'
import { codes, GS, read } from './helpers.ts'

const properties = suite('codes: properties')

function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** A sample with a few characters changed, dropped, doubled or put in. */
const damaged: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(
      fc.tuple(fc.nat(80), fc.nat(3), fc.constantFrom(...'\x1d\x1e\x04()[]{}/.%:?&=#^|0123456789AZaz８－\u{1f600}é ')),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([sample, changes]) => {
    let text = sample
    for (const [where, kind, ch] of changes) {
      const at = where % (text.length + 1)
      if (kind === 0) text = text.slice(0, at) + text.slice(at + 1)
      else if (kind === 1) text = text.slice(0, at) + ch + text.slice(at)
      else if (kind === 2) text = text.slice(0, at) + ch + text.slice(at + 1)
      else text = text.slice(0, at) + text.slice(Math.max(0, at - 10), at) + text.slice(at)
    }
    return text
  })

const anything: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'\x1d\x1e\x04()[]>{}/.%:0123456789'), maxLength: 60 }),
  digits(20),
  damaged,
)

properties('any text gives a value: no exception, and every identity is canonical', () => {
  hold(
    fc.property(anything, fc.boolean(), (text, registered) => {
      const options = registered ? { cnPrefixes: new Set([text.slice(0, 7)]) } : {}
      const found = read(text, options)
      assert.is(found.raw.length <= 4096, true)
      assert.is(typeof found.valid, 'boolean')
      if (found.pack !== undefined) assert.equal(parsePackId(found.pack), { ok: true, value: found.pack })
      if (found.container !== undefined) assert.is(parseContainerId(found.container).ok, true, found.container)
      if (found.place !== undefined) assert.is(parsePlaceId(found.place).ok, true, found.place)
      if (!found.valid) assert.is(codes(found).length > 0, true)
    }),
    { numRuns: 4000 },
  )
})

properties('any text from any keyboard gives a value: no exception, and every identity is canonical', () => {
  const profiles = [...KEYBOARDS.values()].map((one) => keyboardProfile(one, one)).concat(usualProfiles())
  hold(
    fc.property(anything, fc.constantFrom(...profiles), fc.constantFrom('warn', 'refuse'), (text, keyboard, typed) => {
      for (const layout of [{}, { keyboard }]) {
        const found = read(text, { typed, layout })
        if (found.pack !== undefined) assert.equal(parsePackId(found.pack), { ok: true, value: found.pack })
        if (!found.valid) assert.is(codes(found).length > 0, true)
      }
      disagreements([read(text), read(text)])
    }),
    { numRuns: 600 },
  )
})

properties('any text as an identifier of a document: the quick path and the explaining one agree', () => {
  hold(
    fc.property(anything, (text) => {
      const full = readEpc(text)
      assert.is(epcToItem(text), full.ok ? full.value.item : undefined)
      assert.is(epcToClass(text), full.ok ? full.value.class : undefined)
      assert.is(epcToPlace(text), full.ok ? full.value.place : undefined)
      assert.is(explainItem(text).length === 0, epcToItem(text) !== undefined)
      assert.is(explainClass(text).length === 0, epcToClass(text) !== undefined)
      assert.is(explainPlace(text).length === 0, epcToPlace(text) !== undefined)
      const item = epcToItem(text)
      if (item !== undefined) assert.equal(parseItemId(item), { ok: true, value: item })
      const place = epcToPlace(text)
      if (place !== undefined) assert.equal(parsePlaceId(place), { ok: true, value: place })
    }),
    { numRuns: 4000 },
  )
})

properties('a text far too long is refused at once', () => {
  for (const text of [
    '1'.repeat(1e6),
    `(01)${'('.repeat(1e6)}`,
    `https://a/${'01/'.repeat(1e6)}`,
    `[)>\x1e06${GS.repeat(1e6)}`,
  ]) {
    assert.equal(
      parseCode(text, { referenceYear: 2026 }).problems.map((one) => one.code),
      ['TOO_LONG'],
    )
    assert.is(epcToItem(text), undefined)
  }
})

properties('a pack as URN and as Digital Link comes back the same', () => {
  hold(
    fc.property(gtin, text82(20), gcpLength, (product, serial, length) => {
      const pack = must(makePackId(product, serial))
      const urn = must(itemToUrn(pack, length))
      assert.is(epcToItem(urn), pack, urn)
      assert.is(epcToItem(itemToUri(pack)), pack)
      assert.is(epcToItem(itemToUri(pack, 'https://example.com/a/b')), pack)
      assert.is(must(itemToUrn(must(parseItemId(pack)), length)), urn)
      const scan = parseCode(urn, { referenceYear: 2026 })
      assert.is(scan.pack, pack)
      assert.is(scan.gcpLength, length)
    }),
  )
})

properties('a batch as URN and as Digital Link comes back the same', () => {
  hold(
    fc.property(gtin, text82(20), gcpLength, (product, lot, length) => {
      const batch = must(makeBatchId(product, lot))
      assert.is(epcToClass(must(classToUrn(batch, length))), batch)
      assert.is(epcToClass(classToUri(batch)), batch)
    }),
  )
})

properties('containers come back the same', () => {
  const container = fc.oneof(
    keyDigits(18).map((one) => `sscc:${one}`),
    fc.tuple(keyDigits(13), text82(16)).map(([type, serial]) => `grai:${type}/${serial}`),
    fc.tuple(digits(12), text82(18)).map(([gcp, rest]) => `giai:${gcp}${rest}`),
  )
  hold(
    fc.property(container, gcpLength, (text, length) => {
      const item = must(parseContainerId(text))
      assert.is(epcToItem(must(itemToUrn(item, length))), item)
      assert.is(epcToItem(itemToUri(item)), item)
    }),
  )
})

properties('places come back the same, and party and place of one GLN are one party', () => {
  hold(
    fc.property(keyDigits(13), fc.option(text82(20)), gcpLength, (number, extension, length) => {
      const place = must(makePlaceId(must(parseGln(number)), extension ?? ''))
      assert.is(epcToPlace(must(placeToUrn(place, length))), place)
      assert.is(epcToPlace(placeToUri(place)), place)
      assert.is(partyOf(place), `gln:${number}`)
    }),
  )
})

properties('packs that GS1 does not know have URIs too', () => {
  const own = fc.oneof(
    fc
      .tuple(digits(7), fc.string({ unit: fc.constantFrom(...'0aZ/%?#"<'), minLength: 13, maxLength: 13 }))
      .map(([a, b]) => `cn:${a}/${b}`),
    fc
      .tuple(
        digits(7).filter((stem) => pzn8CheckDigit(stem) >= 0),
        text82(20),
      )
      .map(([stem, serial]) => {
        return `ppn:${ppnOfPzn(stem + String(pzn8CheckDigit(stem)))}/${serial}`
      }),
  )
  hold(
    fc.property(own, (text) => {
      const item = must(parseItemId(text))
      assert.is(isPackId(item), true)
      assert.is(epcToItem(itemToUri(item)), item)
    }),
  )
})

/** Elements whose values need no further rule than their character set. */
const elements: fc.Arbitrary<readonly AiValue[]> = fc
  .uniqueArray(fc.constantFrom('10', '21', '22', '240', '91', '400', '01', '00', '17', '11', '20', '410'), {
    minLength: 1,
  })
  .chain((ais) =>
    fc.tuple(
      ...ais.map((ai) => {
        const form = AI_TABLE.get(ai)
        if (ai === '17' || ai === '11') return expiry.map((value) => ({ ai, value }))
        if (form?.fixed === true)
          return (form.max > 2 ? keyDigits(form.max) : digits(form.max)).map((value) => ({ ai, value }))
        return text82(form?.max ?? 1).map((value) => ({ ai, value }))
      }),
    ),
  )

properties('element strings, as scanned and in brackets, come back the same', () => {
  hold(
    fc.property(elements, (list) => {
      assert.equal(parseElementString(formatElementString(list), 2026).elements, list)
      assert.equal(parseBracketed(formatBracketed(list), 2026).elements, list)
      assert.equal(read(`]d2${formatElementString(list)}`).elements, list)
    }),
  )
})

properties('Chinese codes, plain and as printed, come back the same', () => {
  hold(
    fc.property(cnCode, (code) => {
      assert.is(read(code).cn?.code, code)
      assert.is(normaliseCn(formatCnCode(code)), code)
      assert.is(read(formatCnCode(code)).pack, read(code).pack)
    }),
  )
})

properties('an IFA envelope comes back the same', () => {
  hold(
    fc.property(text82(20), text82(20), expiry, (serial, lot, date) => {
      const fields = [
        { di: '9N', value: '110375286414' },
        { di: '1T', value: lot },
        { di: 'D', value: date },
        { di: 'S', value: serial },
      ]
      const found = read(formatEnvelope06(fields))
      assert.equal(found.diFields, fields)
      assert.is(found.pack, `ppn:110375286414/${serial}`)
    }),
  )
})

properties('whatever separators get lost, no other pack is named', () => {
  const plain = (max: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(...'0123456789ABCXYZabc-_'), minLength: 1, maxLength: max })
  hold(
    fc.property(
      gtin,
      plain(20),
      plain(20),
      expiry,
      fc.shuffledSubarray(['01', '10', '17', '21'], { minLength: 4 }),
      fc.nat(7),
      (product, serial, lot, date, order, keep) => {
        const values: Readonly<Record<string, string>> = { '01': product, '10': lot, '17': date, '21': serial }
        const whole = formatElementString(order.map((ai) => ({ ai, value: values[ai] ?? '' })))
        let seen = 0
        const cut = whole.replaceAll(GS, () => ((keep >> seen++) & 1 ? GS : ''))
        const found = read(`]d2${cut}`)
        const right = `${product}/${serial}`
        if (cut === whole) assert.is(found.pack, right, whole)
        else assert.is(found.pack === undefined || found.pack === right, true, `${cut} → ${found.pack}`)
      },
    ),
    { numRuns: 5000 },
  )
})

properties('two codes in one line, whatever stands between them, never give a pack that is made of both', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789ABCXYZabc-_'), minLength: 1, maxLength: 20 })
  const code = fc
    .tuple(gtin, text, text, expiry, fc.shuffledSubarray(['01', '10', '17', '21'], { minLength: 4 }))
    .map(([product, serial, lot, date, order]) => {
      const values: Readonly<Record<string, string>> = { '01': product, '10': lot, '17': date, '21': serial }
      const scan = formatElementString(order.map((ai) => ({ ai, value: values[ai] ?? '' })))
      return { scan, product, serial }
    })
  hold(
    fc.property(
      code,
      code,
      fc.constantFrom('', ' ', '\t', GS, '\n', '\r\n', ']d2', `${GS}]d2`),
      (one, two, between) => {
        const found = read(one.scan + between + two.scan)
        const mixed = found.pack === `${one.product}/${two.serial}` || found.pack === `${two.product}/${one.serial}`
        assert.ok(!mixed || one.serial === two.serial, `${one.scan} ${between} ${two.scan} → ${found.pack}`)
        assert.is(found.valid && found.pack !== undefined, false, `${one.scan} ${between} ${two.scan} → ${found.pack}`)
      },
    ),
    { numRuns: 1500 },
  )
})

properties.run()
