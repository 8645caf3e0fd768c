/** The same codes read by independent implementations. Where they differ from us, and why: docs/reference/other-readers.md. */
import { createRequire } from 'node:module'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AI_TABLE,
  formatElementString,
  type Gs1Key,
  gs1CheckDigit,
  type Parsed,
  parseElementString,
  parseEpcUrn,
} from '../src/index.ts'
import { digits, expiry, gcpLength, gtin, hold, keyDigits, text82 } from './arbitraries.ts'

const differential = suite('differential')

// Both are CommonJS; only what is used of them is described.
const require = createRequire(import.meta.url)
const parser: {
  parseBarcode(text: string): { readonly parsedCodeItems: readonly { readonly ai: string; readonly raw: string }[] }
} = require('gs1-barcode-parser-mod')
const tds: {
  fromTagURI(uri: string): { toIdURI(): string; toBarcode(): string }
  readonly Utils: { computeCheckDigit(digits: string): number }
} = require('epc-tds')

function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

// -------------------------------------------------------------- gs1-barcode-parser-mod

/** What the other parser reads: AI and the text as it stood. */
function otherElements(scan: string): readonly (readonly [ai: string, value: string])[] {
  return parser.parseBarcode(scan).parsedCodeItems.map((one) => [one.ai, one.raw] as const)
}

/** AIs that its release does not know. */
const UNKNOWN_THERE: ReadonlySet<string> = new Set(['7041', '717', '8014', '8040', '8041', '8042', '8111', '8112'])

/** A value for an AI that holds whatever its parts ask for; undefined for those with rules of their own. */
function someValue(ai: string): fc.Arbitrary<string> | undefined {
  const form = AI_TABLE.get(ai)
  const [part] = form?.parts ?? []
  if (form === undefined || part === undefined || form.parts.length !== 1) return undefined
  const checks = part.checks.filter((one) => one !== 'gcp1' && one !== 'gcp2')
  if (checks.length === 0 && part.kind === 'x') {
    // A company prefix at the front does for those that need one, and harms no other.
    return part.max < 10 ? text82(part.max) : text82(part.max - 6).map((text) => `614141${text}`)
  }
  if (checks.length === 0 && part.kind === 'n') {
    return part.min === part.max
      ? digits(part.max)
      : fc.integer({ min: 1, max: 10 ** Math.min(4, part.max) - 1 }).map(String)
  }
  if (checks.length === 1 && checks[0] === 'mod10') return keyDigits(part.max).filter((one) => Number(one) > 0)
  return checks.length === 1 && checks[0] === 'date0' ? expiry : undefined
}

differential('gs1-barcode-parser-mod finds the same elements in the same scan', () => {
  const names = [...AI_TABLE.keys()].filter((ai) => someValue(ai) !== undefined && !UNKNOWN_THERE.has(ai))
  assert.ok(names.length > 250, String(names.length))
  let compared = 0
  const list = fc
    .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 5 })
    .chain((ais) => fc.tuple(...ais.map((ai) => (someValue(ai) ?? fc.constant('')).map((value) => ({ ai, value })))))
  hold(
    fc.property(list, (elements) => {
      const scan = formatElementString(elements)
      const ours = parseElementString(scan, 2026).elements
      assert.equal(ours, elements)
      const theirs = otherElements(`]d2${scan}`)
      assert.equal(
        theirs.map(([ai, value]) => `${ai} ${value}`),
        ours.map(({ ai, value }) => `${ai} ${value}`),
        scan,
      )
      compared++
    }),
    { numRuns: 1500 },
  )
  assert.ok(compared >= 1500)
})

differential('gs1-barcode-parser-mod reads the same dates, day 00 among them', () => {
  hold(
    fc.property(gtin, expiry, (product, date) => {
      const [, item] = parser.parseBarcode(`]d201${product}17${date}`).parsedCodeItems
      const year = new Date().getUTCFullYear()
      assert.equal(parseElementString(`17${date}`, year).elements, [{ ai: '17', value: date }])
      assert.is(item?.raw, date)
    }),
  )
})

// ---------------------------------------------------------------------------- epc-tds

/** A key as it would stand in a bar code, without its AI, qualifiers, and the filler of an asset. */
function barcodeOf(scheme: string, { value }: Gs1Key): string {
  if (scheme === 'grai') return value.slice(1)
  return value
}

/** Tag URI scheme, the scheme of the pure identity, and fields for a prefix of `length` digits. */
type Maker = (length: number, fields: readonly string[]) => readonly [tag: string, pure: string]

const reference = (all: string, length: number): string => `${all.slice(0, length)}.${all.slice(length)}`

const MAKERS: Readonly<Record<string, readonly [size: number, Maker]>> = {
  sgtin: [
    13,
    (n, [all = '', serial = '']) => [
      `sgtin-198:3.${reference(all, n)}.${serial}`,
      `sgtin:${reference(all, n)}.${serial}`,
    ],
  ],
  sscc: [17, (n, [all = '']) => [`sscc-96:3.${reference(all, n)}`, `sscc:${reference(all, n)}`]],
  sgln: [
    12,
    (n, [all = '', serial = '']) => [
      `sgln-195:3.${reference(all, n)}.${serial}`,
      `sgln:${reference(all, n)}.${serial}`,
    ],
  ],
  grai: [
    12,
    (n, [all = '', serial = '']) => [
      `grai-170:3.${reference(all, n)}.${serial}`,
      `grai:${reference(all, n)}.${serial}`,
    ],
  ],
  giai: [
    12,
    (n, [all = '', serial = '']) => [`giai-202:3.${all.slice(0, n)}.1${serial}`, `giai:${all.slice(0, n)}.1${serial}`],
  ],
  gsrn: [17, (n, [all = '']) => [`gsrn-96:3.${reference(all, n)}`, `gsrn:${reference(all, n)}`]],
  gdti: [
    12,
    (n, [all = '', serial = '']) => [
      `gdti-174:3.${reference(all, n)}.${serial}`,
      `gdti:${reference(all, n)}.${serial}`,
    ],
  ],
}

const plainSerial = fc.string({ unit: fc.constantFrom(...'123456789ABCXYZabc-_'), minLength: 1, maxLength: 10 })

differential('epc-tds makes the same bar code of the same tag, for every scheme it knows', () => {
  hold(
    fc.property(
      fc.constantFrom(...Object.keys(MAKERS)),
      gcpLength,
      digits(17),
      plainSerial,
      (scheme, length, all, serial) => {
        const [size, maker] = MAKERS[scheme] ?? [0, () => ['', '']]
        // Their fields of prefix and reference are numbers: a reference of no digits (a prefix of 12 in a GLN) is left to us alone.
        if (size === length) return
        // It drops zeros at the front of a service reference, and then finds another check digit.
        if (scheme === 'gsrn' && all.charAt(length) === '0') return
        const [tag, pure] = maker(length, [all.slice(0, size), serial])
        const theirs = tds.fromTagURI(`urn:epc:tag:${tag}`)
        assert.is(theirs.toIdURI(), `urn:epc:id:${pure}`)
        const key = must(parseEpcUrn(`urn:epc:id:${pure}`)).key
        if (key === undefined) throw new Error(pure)
        assert.is(barcodeOf(scheme, key), theirs.toBarcode(), pure)
      },
    ),
    { numRuns: 1500 },
  )
})

differential('epc-tds computes the same check digits', () => {
  hold(fc.property(digits(13), (body) => assert.is(tds.Utils.computeCheckDigit(body), gs1CheckDigit(body))))
})

differential.run()
