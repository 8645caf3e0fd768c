import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  formatElementString,
  KEYBOARDS,
  type KeyboardLayout,
  type KeyboardProfile,
  keyboardOf,
  keyboardProfile,
  type ParsedCode,
  type ParseOptions,
  parseCode,
  typeThrough,
} from '../src/index.ts'
import { cnCode, expiry, gtin, hold, SET82, text82 } from './arbitraries.ts'
import { codes, GS, read } from './helpers.ts'

const keyboards = suite('keyboards')

function layout(code: string): KeyboardLayout {
  const found = keyboardOf(code)
  if (found === undefined) throw new Error(code)
  return found
}

const US = layout('us')
const at = (code: string): KeyboardProfile => keyboardProfile(US, layout(code))
const ALL: readonly KeyboardLayout[] = [...KEYBOARDS.values()]

keyboards('every row of the table has 47 keys, and no two letters on one', () => {
  assert.ok(ALL.length > 45)
  for (const one of ALL) {
    assert.is(one.plain.length, 47, one.code)
    assert.is(one.shift.length, 47, one.code)
    const letters = [...(one.plain + one.shift)].filter((ch) => /[0-9A-Za-z]/.test(ch))
    assert.is(new Set(letters).size, letters.length, one.code)
    for (const ch of one.dead) assert.ok((one.plain + one.shift).includes(ch), `${one.code} ${ch}`)
  }
})

/** What people in these countries see, written down by hand and not by the table. */
const SEEN: readonly (readonly [code: string, scanned: string, arrived: string])[] = [
  ['fr', '1234567890', '&é"\'(-è_çà'],
  ['fr', ']d2AQZWM', '$déQAWZ?'],
  ['be', '1234567890', '&é"\'(§è!çà'],
  ['be', 'm;-', ',m)'],
  ['cz', '1234567890', '+ěščřžýáíé'],
  ['cz', 'yzYZ', 'zyZY'],
  ['cz-qwerty', 'yzYZ', 'yzYZ'],
  ['sk', '1234567890', '+ľščťžýáíé'],
  ['hu', '1234567890', '123456789ö'],
  ['hu', '0Y', 'öZ'],
  ['lt', '12345678=', 'ąčęėįšųūž'],
  ['lt-ibm', '1234567890', '!"/;:,.?()'],
  ['de', ']d2-/_(Y)', '+d2ß-?)Z='],
  ['ch-de', '-/', "'-"],
  ['it', ']d2-/', "+d2'-"],
  ['es', "-_'", "'?´"],
  ['se', ']d2/', '¨d2-'],
  ['tr', "i'", 'ıi'],
  ['gr', ']d2Q', ']δ2:'],
  ['gb', '"@#', '@"£'],
]

for (const [code, scanned, arrived] of SEEN) {
  keyboards(`a United States scanner types ${scanned} on ${code} as ${arrived}`, () => {
    assert.is(typeThrough(at(code), scanned), arrived)
  })
}

keyboards('a dead key joins the next letter, or shows itself before anything else', () => {
  assert.is(typeThrough(at('us-intl'), "'a'b'c'"), "á'bç'")
  assert.is(typeThrough(at('de'), '=e=x=='), 'é´x´´')
  assert.is(typeThrough(at('cz'), '=e'), 'é')
})

keyboards('AltGr: a German scanner at a French or American computer', () => {
  const german = layout('de')
  assert.is(typeThrough(keyboardProfile(german, US), '[]{}@'), '', 'an American computer has no AltGr')
  assert.is(typeThrough(keyboardProfile(german, layout('fr')), ']'), '^')
  assert.is(typeThrough(keyboardProfile(german, layout('dk')), '[]{}'), '[]{}')
})

/** Scanned codes of packs, as symbols hold them. */
interface Scan {
  readonly text: string
  readonly pack: string
}

const ALNUM = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const plainText = fc.string({ unit: fc.constantFrom(...ALNUM), minLength: 1, maxLength: 20 })

function gs1Scan(text: fc.Arbitrary<string>): fc.Arbitrary<Scan> {
  const order = fc.shuffledSubarray(['01', '10', '17', '21'], { minLength: 4 })
  return fc.tuple(gtin, text, text, expiry, order).map(([product, serial, lot, date, ais]) => {
    const values: Readonly<Record<string, string>> = { '01': product, '10': lot, '17': date, '21': serial }
    const elements = ais.map((ai) => ({ ai, value: values[ai] ?? '' }))
    return { text: formatElementString(elements), pack: `${product}/${serial}` }
  })
}

const chineseScan: fc.Arbitrary<Scan> = cnCode.map((code) => ({
  text: code,
  pack: `cn:${code.slice(0, 7)}/${code.slice(7)}`,
}))

const anyScan = fc.oneof(gs1Scan(text82(20)), gs1Scan(plainText), chineseScan)
/** What arrives in place of a separator. */
const separator = fc.constantFrom(GS, '', ' ', ']', '+', '^', '|', '~', '#', '-', '029', '%', '{GS}', 'Ý')
const keyboard = fc.constantFrom(...ALL)

function arrivedFrom(profile: KeyboardProfile, scan: Scan, prefix: string, sign: string, caps: boolean): string {
  const typed = (prefix + scan.text)
    .split(GS)
    .map((part) => typeThrough(profile, part))
    .join(sign)
  return caps ? inverted(typed) : typed
}

function inverted(text: string): string {
  return [...text].map((ch) => (ch === ch.toUpperCase() ? ch.toLowerCase() : ch.toUpperCase())).join('')
}

function parse(text: string, options: Partial<ParseOptions> = {}): ParsedCode {
  return parseCode(text, { referenceYear: 2026, ...options })
}

const RUNS = { numRuns: 700 }

keyboards('asked for proof, no keyboard, Caps Lock or lost separator makes another pack of a code', () => {
  hold(
    fc.property(
      keyboard,
      anyScan,
      fc.constantFrom('', ']d2'),
      separator,
      fc.boolean(),
      (one, scan, prefix, sign, caps) => {
        const head = scan.pack.startsWith('cn:') && prefix !== '' ? ']C0' : prefix
        const found = parse(arrivedFrom(keyboardProfile(US, one), scan, head, sign, caps), { typed: 'refuse' })
        assert.ok(
          found.pack === undefined || found.pack === scan.pack,
          `${one.code}: ${scan.pack} became ${found.pack}`,
        )
      },
    ),
    RUNS,
  )
})

/** Every scanner at every computer of the table. */
const PAIRS: readonly KeyboardProfile[] = ALL.flatMap((scanner) => ALL.map((one) => keyboardProfile(scanner, one)))
/** What symbols on packs are announced by; a part of a composite (`]e1`, `]e2`) is none. */
const PLAIN_HEADS = [
  ']d2',
  ']C1',
  ']Q3',
  ']J1',
  ']e0',
  '',
  ']d1',
  ']C0',
  ']Q1',
  ']L0',
  ']z0',
  ']E0',
  ']A0',
  ']I0',
  ']d0',
]
const ppn = fc.constantFrom('110375286414', '111234567842')

/** Scans as every kind of symbol holds them, with signs of set 82 where the standards allow them. */
const symbolScan: fc.Arbitrary<Scan> = fc.oneof(
  fc.tuple(fc.constantFrom(...PLAIN_HEADS), fc.oneof(gs1Scan(text82(20)), gs1Scan(plainText))).map(([head, scan]) => ({
    ...scan,
    text: head + scan.text,
  })),
  fc
    .tuple(gtin, text82(20), fc.constantFrom('https://id.gs1.org', 'http://packs.example'))
    .map(([product, serial, host]) => ({
      text: `${host}/01/${product}/21/${encodeURIComponent(serial)}`,
      pack: `${product}/${serial}`,
    })),
  fc.tuple(gtin, plainText, text82(8)).map(([product, serial, tail]) => ({
    text: `https://id.gs1.org/01/${product}/21/${serial}${tail}`,
    pack: `${product}/${serial}${tail}`,
  })),
  fc.tuple(fc.constantFrom('', ']d1'), ppn, text82(20), text82(20)).map(([head, product, serial, lot]) => ({
    text: `${head}[)>\x1e06\x1d9N${product}\x1d1T${lot}\x1dD290630\x1dS${serial}\x1e\x04`,
    pack: `ppn:${product}/${serial}`,
  })),
  chineseScan,
)

keyboards('asked for proof, no scanner at any computer of the table makes another pack of a code', () => {
  const scans = fc.sample(symbolScan, { numRuns: 5 * PAIRS.length, seed: 20261123 })
  let named = 0
  PAIRS.forEach((profile, i) => {
    for (const scan of scans.slice(5 * i, 5 * i + 5)) {
      const truth = parse(scan.text).pack
      const found = parse(typeThrough(profile, scan.text), { typed: 'refuse' })
      if (found.pack !== undefined) named++
      assert.ok(
        found.pack === undefined || found.pack === truth,
        `${profile.name}: ${JSON.stringify(scan.text)} became ${found.pack} ${JSON.stringify(found.elements)}`,
      )
    }
  })
  assert.ok(named > 250, `only ${named} were named`)
})

keyboards('named, no scanner at any computer of the table makes another pack of a code in silence', () => {
  const scans = fc.sample(symbolScan, { numRuns: 2 * PAIRS.length, seed: 20261124 })
  let named = 0
  PAIRS.forEach((keyboard, i) => {
    for (const scan of scans.slice(2 * i, 2 * i + 2)) {
      const truth = parse(scan.text).pack
      const arrived = typeThrough(keyboard, scan.text)
      for (const typed of ['warn', 'refuse'] as const) {
        const found = parse(arrived, { typed, layout: { keyboard } })
        if (found.pack !== undefined) named++
        if (found.pack === undefined || found.pack === truth) continue
        assert.is(typed, 'warn', `${keyboard.name}: ${JSON.stringify(scan.text)} became ${found.pack}`)
        assert.ok(
          codes(found, 'warn').includes('KEYBOARD_ASSUMED'),
          `${keyboard.name}: ${JSON.stringify(scan.text)} became ${found.pack}`,
        )
      }
    }
  })
  assert.ok(named > 1000, `only ${named} were named`)
})

/** The slips that were found in the table: the identifier and all digits arrive whole, and something else does not. */
keyboards('asked for proof, Y and Z, and signs, are sure only when the keyboard is named', () => {
  for (const [name, text] of [
    ['de>dk', ']d2010952123454321321AZ1'],
    ['cz-qwerty>cz', 'https://id.gs1.org/01/09521234543213/21/AZ1'],
    ['de>it', 'https://id.gs1.org/01/09521234543213/21/AZ1'],
    ['lt-ibm>fr', ']d2010952123454321321AZ1'],
    ['rs-cyrl>us', ']d2010952123454321321AB<CD'],
    ['ua>us', ']d2010952123454321321AB/CD'],
  ] as const) {
    const [scanner = '', computer = ''] = name.split('>')
    const profile = keyboardProfile(layout(scanner), layout(computer))
    const strict = parse(typeThrough(profile, text), { typed: 'refuse' })
    assert.is(strict.pack, undefined, name)
    const warned = parse(typeThrough(profile, text), { typed: 'warn' })
    assert.ok(!warned.valid || codes(warned, 'warn').includes('KEYBOARD_UNPROVEN') || name === 'lt-ibm>fr', name)
  }
  const right = parse(']d2010952123454321321AZ-1', { typed: 'refuse', layout: { keyboard: at('us') } })
  assert.equal([right.pack, right.problems], ['09521234543213/AZ-1', []])
})

keyboards('a keyboard that types nothing for a sign says so of every code', () => {
  const profile = keyboardProfile(layout('cz'), layout('fr'))
  const found = parse(typeThrough(profile, ']d2010952123454321321AB<CD'), {
    typed: 'warn',
    layout: { keyboard: profile },
  })
  assert.ok(found.pack === undefined || codes(found, 'warn').includes('KEYBOARD_ASSUMED'))
  const calibrated: KeyboardProfile = { version: 1, name: 'mine', typed: { '<': '' }, dead: '' }
  const lost = parse(']d2010952123454321321ABCD', { typed: 'warn', layout: { keyboard: calibrated } })
  assert.equal(codes(lost, 'warn'), ['KEYBOARD_ASSUMED'])
  assert.is(parse(']d2010952123454321321ABCD', { typed: 'refuse', layout: { keyboard: calibrated } }).pack, undefined)
})

keyboards('behind a symbology identifier that arrived whole, no other pack is named, asked or not', () => {
  hold(
    fc.property(keyboard, gs1Scan(text82(20)), separator, fc.boolean(), (one, scan, sign, caps) => {
      const found = parse(arrivedFrom(keyboardProfile(US, one), scan, ']d2', sign, caps))
      assert.ok(found.pack === undefined || found.pack === scan.pack, `${one.code}: ${scan.pack} became ${found.pack}`)
    }),
    RUNS,
  )
})

keyboards('without proof and without asking for it, another pack is never named in silence', () => {
  hold(
    fc.property(keyboard, anyScan, separator, fc.boolean(), (one, scan, sign, caps) => {
      const found = parse(arrivedFrom(keyboardProfile(US, one), scan, '', sign, caps), { typed: 'warn' })
      if (found.pack === undefined || found.pack === scan.pack) return
      const said = found.problems.map((problem) => problem.code)
      assert.ok(
        said.includes('KEYBOARD_UNPROVEN') || said.includes('CAPS_LOCK'),
        `${one.code} ${scan.pack} ${found.pack}`,
      )
    }),
    RUNS,
  )
})

keyboards('a known keyboard gives the pack back, or says that it cannot', () => {
  let recovered = 0
  hold(
    fc.property(keyboard, keyboard, gs1Scan(plainText), (scanner, computer, scan) => {
      const profile = keyboardProfile(scanner, computer)
      const found = parse(arrivedFrom(profile, scan, ']d2', GS, false), {
        layout: { keyboard: profile },
        typed: 'refuse',
      })
      assert.ok(
        found.pack === undefined || found.pack === scan.pack,
        `${profile.name}: ${scan.pack} became ${found.pack}`,
      )
      if (found.pack === scan.pack) recovered++
    }),
    RUNS,
  )
  assert.ok(recovered > 250, String(recovered))
})

keyboards('every European keyboard is undone when it is known, all letters and digits', () => {
  const text = `]d201041501234567821727120010LOT42YZ${GS}21AQWMzyxaqwm${'0123456'}`
  for (const one of ALL) {
    const profile = keyboardProfile(US, one)
    const found = parse(typeThrough(profile, text), { layout: { keyboard: profile }, typed: 'warn' })
    assert.is(found.pack, '04150123456782/AQWMzyxaqwm0123456', `${one.code} ${JSON.stringify(found.problems)}`)
    assert.is(found.lot, 'LOT42YZ')
  }
})

keyboards('signs of set 82 come back as well; asked for proof, what another text could have typed is refused', () => {
  hold(
    fc.property(keyboard, gs1Scan(text82(20)), (one, scan) => {
      const profile = keyboardProfile(US, one)
      const arrived = arrivedFrom(profile, scan, ']d2', GS, false)
      const strict = parse(arrived, { layout: { keyboard: profile }, typed: 'refuse' })
      assert.ok(strict.pack === undefined || strict.pack === scan.pack, `${one.code} ${scan.pack} ${strict.pack}`)
      const found = parse(arrived, { layout: { keyboard: profile }, typed: 'warn' })
      const assumed = codes(found, 'warn').includes('KEYBOARD_ASSUMED')
      assert.ok(
        assumed || found.pack === undefined || found.pack === scan.pack,
        `${one.code} ${scan.pack} ${found.pack}`,
      )
    }),
    RUNS,
  )
})

keyboards('a sign on a dead key may be lost at the end of a scan: a code with signs is given with a warning', () => {
  const german = at('de')
  const lost = typeThrough(german, ']d20104150123456782211A-B=').replace(/´$/, '')
  const found = parse(lost, { layout: { keyboard: german }, typed: 'warn' })
  assert.is(found.serial, '1A-B')
  assert.equal(codes(found, 'warn'), ['KEYBOARD_ASSUMED'])
  assert.is(parse(lost, { layout: { keyboard: german }, typed: 'refuse' }).pack, undefined)
})

keyboards('an identifier, an address or an envelope that arrives whole proves all letters, digits and signs', () => {
  for (const one of ALL) {
    const profile = keyboardProfile(US, one)
    const whole = [']d2', ']C1', ']Q3', ']d1', ']e0', '[)>069N', 'https://', 'urn:epc:'].filter(
      (head) => typeThrough(profile, head) === head,
    )
    for (const ch of whole.length === 0 ? '' : SET82) {
      const arrives = typeThrough(profile, ch)
      assert.ok(arrives === ch || !SET82.includes(arrives) || one.dead.includes(arrives), `${one.code} ${whole} ${ch}`)
    }
  }
})

keyboards('Caps Lock shows in the symbology identifier', () => {
  for (const id of [']D2', ']c1', ']q3', ']D1', ']j1']) {
    assert.equal(codes(read(`${id}0104150123456782211234`)), ['CAPS_LOCK'], id)
  }
})

keyboards('a scan that another keyboard explains names that keyboard and no pack', () => {
  for (const [code, name] of [
    ['fr', /French/],
    ['be', /Belgian/],
    ['cz', /Czech/],
    ['sk', /Slovak/],
    ['hu', /Hungarian/],
    ['lt', /Lithuanian/],
    ['de', /German/],
    ['ru', /Russian/],
  ] as const) {
    const arrived = typeThrough(at(code), `]d201041501234567821727120010LOT42${GS}21A1B2C3D4E5`)
    const found = parse(arrived, { typed: 'warn' })
    assert.is(found.valid, false, code)
    assert.is(found.pack, undefined)
    assert.match(found.problems.find((one) => one.code === 'KEYBOARD_FOREIGN')?.message ?? '', name)
  }
})

keyboards('a known keyboard that cannot have typed the text is refused', () => {
  const found = parse(']d20104150123456782211234', { layout: { keyboard: at('de') } })
  assert.equal(codes(found), ['KEYBOARD_MISMATCH'])
  assert.is(found.pack, undefined)
})

keyboards('names and countries find their keyboard', () => {
  for (const name of ['DE', 'at', 'cs', 'uk', 'el', 'fi', 'lu', 'si']) assert.ok(keyboardOf(name) !== undefined, name)
  assert.is(keyboardOf('xx'), undefined)
  assert.is(keyboardOf('constructor'), undefined)
})

keyboards.run()
