import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../src/index.ts'
import type { Io } from '../src/io.ts'
import { visible } from '../src/paint.ts'
import { progress } from '../src/progress.ts'
import { paintReport } from '../src/render/report.ts'
import { distance, nearest } from '../src/suggest.ts'
import { table, widthOf, wrap } from '../src/width.ts'

const test = suite('terminal')

test('wrapped lines fit, and joined again they are the text', () => {
  const text = fc.array(fc.string({ unit: fc.constantFrom('a', '码', '-'), minLength: 1, maxLength: 8 }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(text, fc.integer({ min: 20, max: 80 }), (parts, columns) => {
      const lines = wrap(parts.join(' '), columns).split('\n')
      for (const line of lines) assert.ok(widthOf(line) <= columns)
      assert.is(lines.join(' '), parts.join(' '))
    }),
  )
})

test('a Chinese character takes two columns, and columns stay straight', () => {
  assert.is(widthOf('药品A'), 5)
  assert.is(
    table([
      ['药', 'x'],
      ['ab c', 'y'],
    ]),
    '药    x\nab c  y\n',
  )
})

test('nothing from outside can move the cursor or turn the writing around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const ch of visible(text)) {
        const code = ch.codePointAt(0) ?? 0
        assert.ok(code >= 0x20 && !(code >= 0x7f && code < 0xa0) && !(code >= 0x202a && code <= 0x202e))
      }
    }),
  )
  assert.is(visible('a\u001d21\u001b[2J'), 'a␝21\\x1b[2J')
})

test('the nearest word is suggested when it is near, and none when it is not', () => {
  assert.is(distance('shpi', 'ship'), 1)
  const known = ['scan', 'ship', 'receive', 'verify']
  assert.is(nearest('shpi', known), 'ship')
  assert.is(nearest('veri', known), 'verify')
  assert.is(nearest('banana', known), undefined)
})

function terminal(tty: boolean): { io: Io; written: string[] } {
  const written: string[] = []
  let now = 0
  const stderr = { write: async (text: string) => void written.push(text), isTTY: tty, columns: 60, gone: false }
  return { io: { stderr, env: {}, now: () => (now += 150) } as unknown as Io, written }
}

test('progress is one line that fits and goes away, and nothing where there is no terminal', async () => {
  const { io, written } = terminal(true)
  const bar = progress(io, 'Importing', 1000)
  for (let i = 0; i <= 1000; i += 100) bar.at(i, '药'.repeat(40))
  await bar.end()
  assert.ok(written.length > 5)
  for (const text of written) assert.ok(widthOf(text.replaceAll('\r', '').replaceAll('\u001b[K', '')) < 60, text)
  assert.is(written.at(-1), '\r\u001b[K')
  const file = terminal(false)
  progress(file.io, 'Importing', 1000).at(500)
  assert.equal(file.written, [])
})

test("the report's own line breaks are made anew for the width of the terminal", () => {
  const long = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ')
  const broken = wrap(`    ${long}`, 100, '    ')
  const shown = paintReport(
    `EVIDENCE SOUND\n${broken}\n  - next\n`,
    { headline: 'in order', standing: [] },
    60,
    (text) => text,
  )
  for (const line of shown.split('\n')) assert.ok(line.length <= 60)
  assert.is(shown.replaceAll(/\s+/g, ' ').trim(), `EVIDENCE SOUND ${long} - next`)
})

test('a reader that goes away ends the output and keeps the exit code', async () => {
  let lines = 0
  const gone = { write: async () => void lines++, isTTY: false, columns: 80, gone: true }
  const quiet = { ...gone, gone: false, write: async () => undefined }
  async function* scans(): AsyncGenerator<Uint8Array> {
    for (;;) yield new TextEncoder().encode('nonsense\n')
  }
  const io = {
    stdin: scans(),
    stdinIsTTY: false,
    stdout: gone,
    stderr: quiet,
    env: {},
    cwd: '/',
    now: () => 0,
  } as unknown as Io
  assert.is(await run(['parse'], io), 1)
  assert.is(lines, 1)
})

test.run()
