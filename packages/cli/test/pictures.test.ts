/** Labels that are written, pictures that are read, and the calibration symbol. */
import { readdirSync, readFileSync } from 'node:fs'
import { calibrationText, type KeyboardProfile, keyboardOf, keyboardProfile, typeThrough } from '@packtrail/codes'
import { testWithShared } from '@packtrail/testkit'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { imageSize, readImage } from '../src/image.ts'
import { labelName, labelOf } from '../src/label.ts'
import { type Picture, writePng } from '../src/png.ts'
import { loadSymbolMaker } from '../src/symbol.ts'
import { PLANT, PRODUCT, startTrade } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('pictures')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

/** The path of one of our SVGs as a picture, ten pixels a unit: what a printer would make of it. */
function rasterised(svg: string): Uint8Array {
  return writePng(bitmapOf(svg))
}

function bitmapOf(svg: string): Picture {
  const [, wide = '0', tall = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []
  const scale = 10
  const [width, height] = [Number(wide) * scale, Number(tall) * scale]
  const pixels = new Uint8Array(width * height).fill(255)
  for (const [, x, y, run] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let row = 0; row < scale; row++) {
      const from = (Number(y) * scale + row) * width + Number(x) * scale
      pixels.fill(0, from, from + Number(run) * scale)
    }
  }
  return { width, height, pixels }
}

async function scansOf(bytes: Uint8Array): Promise<readonly string[]> {
  return ((await readImage(bytes)) ?? []).map((one) => one.scan)
}

test('register writes a label for each pack as SVG and PNG, and both read back as the pack', async ({ world }) => {
  const done = await world.ok([
    'register',
    `${PRODUCT}/B7`,
    '--count',
    '3',
    '--expiry',
    '2028-06-30',
    '--labels',
    'out/b7',
    '--as',
    PLANT,
    '--json',
  ])
  assert.is(done.json()['labels'], 'out/b7')
  const serials = done.json()['serials'] as string[]
  const names = readdirSync(world.path('out/b7')).sort()
  assert.equal(
    names,
    serials.flatMap((one, i) => [`${i + 1}-${one}.png`, `${i + 1}-${one}.svg`]),
  )
  for (const [i, serial] of serials.entries()) {
    const expected = [`]d201${PRODUCT}1728063010B7\x1d21${serial}`]
    assert.equal(await scansOf(readFileSync(world.path(`out/b7/${i + 1}-${serial}.png`))), expected)
    const svg = await world.read(`out/b7/${i + 1}-${serial}.svg`)
    assert.equal(await scansOf(rasterised(svg)), expected)
    for (const line of [`PC  ${PRODUCT}`, `SN  ${serial}`, 'LOT B7', 'EXP 2028-06-30']) assert.match(svg, `>${line}<`)
  }
  const answer = (await world.ok(['parse', '--image', `out/b7/1-${serials[0]}.png`])).json()
  assert.is(answer['pack'], `${PRODUCT}/${serials[0]}`)
  assert.is(answer['format'], 'DataMatrix')
})

test('labels go into a new folder, and there are none of a batch that was refused', async ({ world }) => {
  const again = await world.run(['register', `${PRODUCT}/B8`, '--count', '1', '--labels', 'ledger', '--as', PLANT])
  assert.is(again.exit, 2)
  assert.match(again.err, 'folder of their own')
  await world.write('same.txt', 'AAA1\n')
  await world.ok(['register', `${PRODUCT}/B8`, '--serials', 'same.txt', '--as', PLANT])
  const refused = await world.run([
    'register',
    `${PRODUCT}/B9`,
    '--serials',
    'same.txt',
    '--labels',
    'b9',
    '--as',
    PLANT,
  ])
  assert.is(refused.exit, 1)
  assert.not.ok(readdirSync(world.dir).includes('b9'))
})

test('any serial and lot, in any scheme, survives symbol and picture', async () => {
  const maker = await loadSymbolMaker()
  const set82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
  const text = fc.string({ unit: fc.constantFrom(...set82), minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('09521234543213', 'ppn:110375286414'),
      text,
      text,
      async (product, serial, lot) => {
        const label = labelOf({ product, serial, lot, expiry: '2028-06-30' })
        const scan = (label.gs1 ? ']d2' : ']d1') + label.text
        assert.equal(await scansOf(maker.png(label)), [scan])
        assert.equal(await scansOf(rasterised(maker.svg(label))), [scan])
      },
    ),
    { numRuns: 6 },
  )
  const chinese = labelOf({ product: 'cn:8100003', serial: '0000000010003', lot: '20260901' })
  assert.equal(await scansOf(maker.png(chinese)), [']d181000030000000010003'])
})

/** One picture above the other. */
function stacked(one: Picture, two: Picture): Picture {
  const width = Math.max(one.width, two.width)
  const pixels = new Uint8Array(width * (one.height + two.height)).fill(255)
  for (const [picture, above] of [
    [one, 0],
    [two, one.height],
  ] as const) {
    for (let row = 0; row < picture.height; row++) {
      pixels.set(picture.pixels.subarray(row * picture.width, (row + 1) * picture.width), (above + row) * width)
    }
  }
  return { width, height: one.height + two.height, pixels }
}

test('codes of two packs in one picture: each answer says that they differ, and none of them is valid', async ({
  world,
}) => {
  const maker = await loadSymbolMaker()
  for (const product of [PRODUCT, 'cn:8100003']) {
    const [one, two] = ['0000000010003', '0000000020004'].map((serial) =>
      bitmapOf(maker.svg(labelOf({ product, serial, lot: 'L1' }))),
    ) as [Picture, Picture]
    await world.write('two.png', writePng(stacked(one, two)))
    const { exit, out } = await world.run(['parse', '--image', 'two.png'])
    assert.is(exit, 1)
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { valid: boolean; problems: { code: string }[] })
    assert.equal(
      answers.map(({ valid, problems }) => [valid, problems.some(({ code }) => code === 'CODES_DIFFER')]),
      [
        [false, true],
        [false, true],
      ],
      product,
    )
  }
})

test('names of label files are safe, and differ where file names have no case', () => {
  assert.is(labelName(7, 1200, 'a/b..*"<'), '0007-a%2Fb%2E%2E%2A%22%3C')
  assert.not.equal(labelName(1, 2, 'ab').toLowerCase(), labelName(2, 2, 'AB').toLowerCase())
})

test('a picture without a code is not read, and says so', async ({ world }) => {
  const blank = writePng({ width: 200, height: 200, pixels: new Uint8Array(40_000).fill(255) })
  await world.write('blank.png', blank)
  const found = await world.run(['parse', '--image', 'blank.png'])
  assert.is(found.exit, 1)
  assert.is(found.json()['valid'], false)
  assert.equal(
    (found.json()['problems'] as { code: string }[]).map((one) => one.code),
    ['NOT_READ'],
  )
})

/** Pictures of other symbols, made by the same library. */
async function drawn(bcid: string, text: string): Promise<Uint8Array> {
  const loaded: unknown = await import('@bwip-js/node')
  const { toBuffer } = (loaded as { default: Pick<typeof import('@bwip-js/node'), 'toBuffer'> }).default
  return await toBuffer({ bcid, text, scale: 3, paddingwidth: 12, paddingheight: 12, backgroundcolor: 'ffffff' })
}

const BRACKETS = '(01)09521234543213(17)280630(10)L24A(21)A7K3M9QX4C'
const ELEMENTS = '01095212345432131728063010L24A\x1d21A7K3M9QX4C'

const SYMBOLS = [
  ['gs1datamatrix', BRACKETS, `]d2${ELEMENTS}`],
  ['gs1datamatrixrectangular', BRACKETS, `]d2${ELEMENTS}`],
  ['gs1qrcode', BRACKETS, `]Q3${ELEMENTS}`],
  ['gs1-128', BRACKETS, `]C1${ELEMENTS}`],
  ['databarexpanded', BRACKETS, `]e0${ELEMENTS}`],
  ['ean13', '9521234543213', ']E09521234543213'],
  ['ean8', '96385074', ']E496385074'],
  ['upce', '04252614', ']E00042100005264'],
  ['code128', '81000030000000010003', ']C081000030000000010003'],
  ['itf14', '09521234543213', ']I109521234543213'],
  ['code39', '-03752864', ']A0-03752864'],
  ['code39', 'ABC123', undefined],
] as const

for (const [bcid, text, scan] of SYMBOLS) {
  test(`${bcid} of ${text} is ${scan === undefined ? 'not taken: it has no check' : 'read with its symbology identifier'}`, async () => {
    assert.equal(await scansOf(await drawn(bcid, text)), scan === undefined ? [] : [scan])
  })
}

test('a symbol in negative print is read, and noise is not', async () => {
  const label = labelOf({ product: PRODUCT, serial: 'A7', lot: 'L1' })
  const svg = (await loadSymbolMaker()).svg(label)
  const whole = bitmapOf(svg)
  assert.equal(await scansOf(writePng({ ...whole, pixels: whole.pixels.map((one) => 255 - one) })), [
    `]d2${label.text}`,
  ])
  let state = 7
  for (let round = 0; round < 6; round++) {
    const pixels = new Uint8Array(160_000).map(() => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 24) & (round % 2 === 0 ? 255 : 128)
    })
    assert.equal(await scansOf(writePng({ width: 400, height: 400, pixels })), [])
  }
})

test('what is no picture, or far too large a one, is refused', async ({ world }) => {
  await world.write('no.png', 'hello')
  assert.is((await world.run(['parse', '--image', 'no.png'])).exit, 2)
  assert.is((await world.run(['parse', '--image', 'none.png'])).exit, 2)
  assert.is((await world.run(['parse', '--image', 'no.png', '0123'])).exit, 2)
  const bomb = writePng({ width: 1, height: 1, pixels: Uint8Array.of(0) })
  new DataView(bomb.buffer).setUint32(16, 1_000_000)
  new DataView(bomb.buffer).setUint32(20, 1_000_000)
  assert.is(await readImage(bomb), undefined)
})

test('any bytes as a picture give codes or nothing, never an exception or a wrong pack', async () => {
  const maker = await loadSymbolMaker()
  const label = labelOf({ product: '09521234543213', serial: 'A7K3M9QX4C', lot: 'L24A', expiry: '2028-06-30' })
  const whole = maker.png(label)
  const damaged = fc.tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 20 })).map(([at, bytes]) => {
    const copy = whole.slice()
    copy.set(bytes.subarray(0, copy.length - at), at)
    return copy
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
      for (const scan of await scansOf(bytes)) assert.is(scan, `]d2${label.text}`)
    }),
    { numRuns: 30 },
  )
  assert.is(imageSize(new Uint8Array()), undefined)
})

/** What the public pictures hold. */
const PICTURES = [
  ['us-ndc.png', ']d201003000214338022110000000123\x1d1727063010A1234B'],
  ['fr-cip.png', ']d20103400935955838213K7QX9PDL2ZB\x1d1727103110LOTA12'],
  ['cn-code128.png', ']C082062339000000001004'],
  ['blank.png', undefined],
] as const

for (const [name, scan] of PICTURES) {
  testWithShared(test as never, `picture ${name} is read as it is printed`, `images/${name}`, async (path) => {
    assert.equal(await scansOf(readFileSync(path)), scan === undefined ? [] : [scan])
  })
}

// ------------------------------------------------------------------ calibration

function french(): KeyboardProfile {
  const [us, fr] = [keyboardOf('us'), keyboardOf('fr')]
  if (us === undefined || fr === undefined) throw new Error('no keyboard')
  return keyboardProfile(us, fr)
}

const SCAN = ']d20109521234543213211AZ2Q9M'

test('the calibration symbol is written, and reads back as its text', async ({ world }) => {
  await world.ok(['calibrate', '--symbol', 'c.png'])
  assert.equal(await scansOf(readFileSync(world.path('c.png'))), [`]d1${calibrationText()}`])
  await world.ok(['calibrate', '--symbol', 'c.svg'])
  assert.equal(await scansOf(rasterised(await world.read('c.svg'))), [`]d1${calibrationText()}`])
  assert.is((await world.run(['calibrate', '--symbol', 'c.pdf'])).exit, 2)
})

test('a French computer is calibrated, and its scans are put right', async ({ world }) => {
  const arrived = typeThrough(french(), `]d1${calibrationText()}`)
  const made = await world.ok(['calibrate', '-o', 'fr.json', '--json'], `${arrived}\n`)
  assert.ok(Number(made.json()['changed']) > 40)
  const scan = typeThrough(french(), SCAN)
  for (const layout of ['fr.json', 'fr', 'us>fr']) {
    const found = (await world.ok(['parse', '--layout', layout], `${scan}\n`)).json()
    assert.is(found['pack'], `${PRODUCT}/1AZ2Q9M`, layout)
  }
  const unknown = await world.run(['parse'], `${scan}\n`)
  assert.is(unknown.exit, 1)
  assert.is(unknown.json()['pack'], undefined)
  assert.match(unknown.out, 'French')
})

test('a calibration that cannot be read makes no profile', async ({ world }) => {
  const failed = await world.run(['calibrate', '-o', 'x.json'], 'hello\n')
  assert.is(failed.exit, 1)
  assert.not.ok(readdirSync(world.dir).includes('x.json'))
  assert.is((await world.run(['calibrate'], '')).exit, 2)
  const same = await world.ok(['calibrate'], `${calibrationText()}\n`)
  assert.match(same.out, 'agree')
  const lost = await world.ok(['calibrate'], `${calibrationText().replace('\x1d', '')}\n`)
  assert.match(lost.out, 'lost on its way')
})

test('a layout that nobody knows is a usage error that lists the known ones', async ({ world }) => {
  const found = await world.run(['parse', '--layout', 'xx', 'a'])
  assert.is(found.exit, 2)
  assert.match(found.err, 'cz-qwerty')
  await world.write('bad.json', '{"version":1}')
  assert.match((await world.run(['parse', '--layout', 'bad.json', 'a'])).err, 'no keyboard profile')
})

test('strict: what is not proven names nothing', async ({ world }) => {
  const bare = `01${PRODUCT}21A7K3M9CD`
  assert.is((await world.ok(['parse', bare])).json()['pack'], `${PRODUCT}/A7K3M9CD`)
  const strict = await world.run(['parse', '--layout', 'strict', bare])
  assert.is(strict.exit, 1)
  assert.is(strict.json()['pack'], undefined)
  assert.is((await world.ok(['parse', '--layout', 'strict', `]d2${bare}`])).json()['pack'], `${PRODUCT}/A7K3M9CD`)
})

test.run()
