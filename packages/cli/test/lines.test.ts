import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Line, linesOf, MAX_LINE } from '../src/lines.ts'

const test = suite('lines')

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<Line[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
  }
  const lines: Line[] = []
  for await (const line of linesOf(bytes())) lines.push(line)
  return lines
}

const texts = async (...chunks: readonly (string | Uint8Array)[]): Promise<(string | undefined)[]> =>
  (await read(...chunks)).map((line) => line.text)

test('a line ends at LF, CR LF or CR, and the last needs no end', async () => {
  assert.equal(await texts('a\nb\r\nc\rd'), ['a', 'b', 'c', 'd'])
  assert.equal(await texts('a\n'), ['a'])
  assert.equal(await texts(''), [])
})

test('a list that was saved as UTF-16 is read, with its mark and without, however it is cut', async () => {
  const text = 'A7K3M9QX4C\r\n码\n'
  const little = new Uint8Array(Buffer.from(text, 'utf16le'))
  const big = new Uint8Array(Buffer.from(text, 'utf16le').swap16())
  const marked = (mark: readonly number[], bytes: Uint8Array): Uint8Array => Uint8Array.of(...mark, ...bytes)
  for (const bytes of [little, big, marked([0xff, 0xfe], little), marked([0xfe, 0xff], big)]) {
    assert.equal(await texts(bytes), ['A7K3M9QX4C', '码'])
  }
  const bytes = marked([0xff, 0xfe], little)
  assert.equal(await texts(bytes.subarray(0, 1), bytes.subarray(1, 6), bytes.subarray(6)), ['A7K3M9QX4C', '码'])
})

test('an empty line is a line, with its number', async () => {
  assert.equal(await read('a\n\nb'), [
    { number: 1, text: 'a' },
    { number: 2, text: '' },
    { number: 3, text: 'b' },
  ])
})

test('group separators and other control characters inside a scan are kept', async () => {
  assert.equal(await texts('0109521234543213\u001d21A\u001e\u0004\n'), ['0109521234543213\u001d21A\u001e\u0004'])
})

test('lines are the same however the input is cut into chunks, even inside a character', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', '码', '\u001d', '𝄞', ' ') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(40)),
      async (lines, end, cuts) => {
        const bytes = new TextEncoder().encode(lines.map((text) => text + end).join(''))
        const chunks: Uint8Array[] = []
        let at = 0
        for (const size of cuts) {
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        chunks.push(bytes.subarray(at))
        assert.equal(await texts(...chunks), lines)
      },
    ),
  )
})

test('a line of two gigabytes would be dropped as it comes, and those around it are read', async () => {
  const long = 'x'.repeat(MAX_LINE + 1)
  assert.equal(await texts('a\n', long, long, '\nb\n'), ['a', undefined, 'b'])
  assert.equal(await texts('x'.repeat(MAX_LINE)), ['x'.repeat(MAX_LINE)])
})

test('bytes that are no UTF-8 spoil their line and no other', async () => {
  assert.equal(await texts(Uint8Array.of(0x61, 0xff, 0x0a, 0x62)), ['a\ufffd', 'b'])
})

test.run()
