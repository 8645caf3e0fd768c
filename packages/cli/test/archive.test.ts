import { createWriteStream, existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'
import { join, makeZip } from './zip-writer.ts'

const test = suite<{ world: World }>('archives')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

const document = (serial: string): string => `action,time,product,serial\nship,2026-11-20,09521234543213,${serial}\n`

interface Answer {
  readonly exit: number
  readonly events: unknown
  readonly documents: readonly { readonly file: string; readonly events: number }[]
  readonly codes: readonly string[]
  readonly messages: string
  readonly written: boolean
}

/** What `convert` makes of these bytes. */
async function convert(world: World, bytes: Uint8Array, name = 'in.bin'): Promise<Answer> {
  await world.write(name, bytes)
  const { exit, lines } = await world.run(['convert', name, '-o', 'out.csv', '--json'])
  const answer = lines()[0] as Record<string, unknown>
  const error = answer['error'] as Record<string, unknown> | undefined
  const faults = ((error ?? answer)['faults'] ?? []) as { code: string; message: string }[]
  const documents = (answer['documents'] ?? []) as Answer['documents']
  const messages = [String(error?.['message'] ?? ''), ...faults.map(({ message }) => message)].join('\n')
  const written = existsSync(world.path('out.csv'))
  return { exit, events: answer['events'], documents, codes: faults.map(({ code }) => code), messages, written }
}

test('a gzip is read as what is in it, from a file and from a pipe', async ({ world }) => {
  const packed = gzipSync(document('A1'))
  assert.is((await convert(world, packed)).events, 1)
  const piped = await world.run(['convert', '-', '--to', 'csv'], [packed.subarray(0, 1), packed.subarray(1)])
  assert.is(piped.exit, 0, piped.err)
  assert.match(piped.out, 'A1')
  const two = join(gzipSync(document('A1')), gzipSync('ship,2026-11-20,09521234543213,A2\n'))
  assert.is((await convert(world, two)).exit, 0, 'a gzip of several members is one file')
})

test('each entry of a zip is a document, named behind the archive', async ({ world }) => {
  const zip = makeZip(
    [
      { name: 'a.csv', data: document('A1') },
      { name: 'sub/', data: '', method: 0 },
      { name: 'sub/b.csv', data: document('A2'), method: 0 },
      { name: '__MACOSX/a.csv', data: 'x' },
      { name: Uint8Array.of(0xb9, 0xd8, 0xcf, 0xb5, 0x2e, 0x63, 0x73, 0x76), data: gzipSync(document('A3')) },
    ],
    'a comment',
  )
  const { exit, documents, events } = await convert(world, zip, 'post.zip')
  assert.is(exit, 0)
  assert.is(events, 3)
  assert.equal(
    documents.map(({ file }) => file),
    ['post.zip/a.csv', 'post.zip/sub/b.csv', 'post.zip/关系.csv'],
  )
})

test('a ledger takes in what is in archives, and says where a fault stands', async ({ world }) => {
  await world.ok(['init', '--origin', 'example.com/x', '--operator', 'gln:9521234000068'])
  await world.write(
    'a.zip',
    makeZip([
      { name: 'a.csv', data: document('A1') },
      { name: 'b.csv', data: document('A 2') },
    ]),
  )
  await world.write('c.csv.gz', gzipSync(document('A3')))
  const answer = await world.run(['import', 'a.zip', 'c.csv.gz', '--json'])
  assert.is(answer.exit, 1)
  const { events, appended, faults } = answer.json()
  assert.is(events, 2)
  assert.is(appended, 2)
  assert.is((faults as { file: string }[])[0]?.file, 'a.zip/b.csv')
})

test('an archive inside of an archive is not unpacked, but for one gzip in a zip', async ({ world }) => {
  const inner = makeZip([{ name: 'a.csv', data: document('A1') }])
  for (const bytes of [
    makeZip([{ name: 'b.zip', data: inner }]),
    new Uint8Array(gzipSync(inner)),
    new Uint8Array(gzipSync(gzipSync(document('A1')))),
    makeZip([{ name: 'a.gz', data: gzipSync(gzipSync(document('A1'))) }]),
  ]) {
    const { exit, codes, written } = await convert(world, bytes)
    assert.is(exit, 1)
    assert.equal(codes, ['COMPRESSED'])
    assert.not.ok(written)
  }
})

test('a wrong archive is refused in words', async ({ world }) => {
  const data = document('A1')
  const good = makeZip([{ name: 'a.csv', data }])
  const wrong: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['encrypted', makeZip([{ name: 'a.csv', data, flags: 1 }]), /encrypted/],
    ['unknown method', makeZip([{ name: 'a.csv', data, method: 12 }]), /method \(12\)/],
    ['wrong checksum', makeZip([{ name: 'a.csv', data, crc: 1 }]), /checksum/],
    ['wrong size', makeZip([{ name: 'a.csv', data, size: 5 }]), /checksum/],
    ['cut off', good.subarray(0, -30), /list of contents/],
    ['nothing in it', makeZip([]), /holds no file/],
    ['gzip cut off', gzipSync(data).subarray(0, -12), /cut off/],
    ['gzip damaged', gzipSync(data).fill(0x55, 14, 30), /damaged/],
    [
      'too many entries',
      makeZip(Array.from({ length: 10_001 }, () => ({ name: 'a', data: '', method: 0 }))),
      /entries/,
    ],
  ]
  for (const [what, bytes, message] of wrong) {
    const answer = await convert(world, bytes)
    assert.is(answer.exit, 1, what)
    assert.equal(answer.codes, ['BAD_ARCHIVE'], what)
    assert.match(answer.messages, message, what)
    assert.not.ok(answer.written, what)
  }
})

test('names of entries are words for people and never paths', async ({ world }) => {
  const zip = makeZip([{ name: '../../evil\u001b[2J\u202e.csv', data: document('A1') }])
  const { exit, documents } = await convert(world, zip, 'x.zip')
  assert.is(exit, 0)
  assert.is(documents[0]?.file, 'x.zip/../../evil?[2J?.csv')
})

test('ten gigabytes of blanks in ten megabytes are refused after a moment', async ({ world }) => {
  const block = new Uint8Array(1 << 20).fill(0x20)
  // Much smaller than the real thing: its ratio gives it away long before its size.
  const blanks = Readable.from(Array.from({ length: 400 }, () => block))
  await pipeline(blanks, createGzip({ level: 9 }), createWriteStream(world.path('bomb.gz')))
  const { exit, err } = await world.run(['convert', 'bomb.gz', '-o', 'out.csv', '--format', 'epcis2-json'])
  assert.is(exit, 1)
  assert.match(err, 'ARCHIVE_LIMIT')
  assert.not.ok(existsSync(world.path('out.csv')))
})

test('any bytes as a gzip or zip, and any damage to one, give faults, never an exception', async ({ world }) => {
  const zip = makeZip([
    { name: 'a.csv', data: document('A1') },
    { name: 'b.csv', data: document('A2'), method: 0 },
  ])
  const gzip = new Uint8Array(gzipSync(document('A1')))
  const starts = [Uint8Array.of(0x1f, 0x8b, 8, 0), Uint8Array.of(0x50, 0x4b, 3, 4), Uint8Array.of(0x50, 0x4b, 5, 6)]
  const hostile = fc.oneof(
    fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 })).map(([head, rest]) => join(head, rest)),
    fc
      .tuple(fc.constantFrom(zip, gzip), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat())
      .map(([model, changes, cut]) => {
        const bytes = model.slice(0, cut % 3 === 0 ? (cut % (model.length - 4)) + 4 : undefined)
        for (const [at, value] of changes) bytes[4 + (at % (bytes.length - 4))] = value
        return bytes
      }),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      const { exit, documents, codes } = await convert(world, bytes)
      assert.ok(exit === 0 ? documents.length > 0 : exit === 1 && codes.length > 0, `exit ${exit}`)
    }),
    { numRuns: 300 },
  )
})

test.run()
