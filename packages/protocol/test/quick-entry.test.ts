import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeEntry, type Entry, encode, encodeEntry, FormatError, readEntry } from '../src/index.ts'

const test = suite('entries by the short way')

function outcome(read: () => Entry): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { code: error.code, message: error.message, offset: error.offset }
  }
}

function agrees(bytes: Uint8Array): void {
  assert.equal(
    outcome(() => readEntry(bytes)),
    outcome(() => decodeEntry(bytes)),
  )
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const size = fc.oneof(fc.nat(30), fc.nat(70_000), fc.nat(2 ** 40), fc.constant(2 ** 32))
/** Where it fits, so that nearly all are entries. */
const entry = fc
  .record({
    ledgerId: hash,
    stream: hash,
    s: size,
    more: fc.oneof(fc.nat(3), size),
    previous: hash,
    recorded: fc.oneof(fc.nat(2 ** 42), fc.constantFrom(221_845_392_000_001, 253_402_300_799_999, 253_402_300_800_000)),
    kind: fc.constantFrom('claim', 'place', 'loose', 'claim', 'genesis', 'epoch'),
    claim: hash,
    submission: hash,
  })
  .map(({ more, previous, ...rest }): Entry => {
    const { s } = rest
    return { ...rest, kind: rest.kind as Entry['kind'], g: s + more, previous: s === 0 ? undefined : previous }
  })

test('an entry is read as the general reader reads it', () => {
  fc.assert(
    fc.property(entry, (value) => agrees(encodeEntry(value))),
    { numRuns: 500 },
  )
})

test('parts that are absent, or there where none may be, are the same fault to both', () => {
  const part = fc.constantFrom('stream', 'previous', 'submission')
  fc.assert(
    fc.property(entry, part, hash, (value, field, other) => {
      agrees(encodeEntry({ ...value, [field]: undefined }))
      agrees(encodeEntry({ ...value, [field]: other }))
    }),
  )
})

test('an entry with a byte that is another, missing or added is the same to both', () => {
  fc.assert(
    fc.property(entry, fc.nat(), fc.nat(255), fc.nat(2), (value, place, byte, how) => {
      const bytes = encodeEntry(value)
      const changed = [...bytes]
      changed.splice(place % (bytes.length + 1), how === 1 ? 0 : 1, ...(how === 2 ? [] : [byte]))
      agrees(Uint8Array.from(changed))
    }),
    { numRuns: 2000 },
  )
})

test('heads, versions and a ledger without a name are judged alike', () => {
  const parts = [0, new Uint8Array(32).fill(7), 9, new Uint8Array(32), 3, new Uint8Array(32), 5, 2]
  const tail = [new Uint8Array(32), new Uint8Array(32)]
  for (const [at, value] of [
    [0, 1],
    [1, new Uint8Array(32)],
    [1, new Uint8Array(32).fill(9, 31)],
    [1, new Uint8Array(33)],
    [2, 0],
    [2, 2],
    [2, -1],
    [4, 10],
    [6, 'soon'],
    [7, 5],
    [7, 0],
    [7, 1],
  ] as const) {
    agrees(encode([...parts.map((part, i) => (i === at ? value : part)), ...tail]))
  }
  agrees(encode([...parts, ...tail, 0]))
  agrees(encode(parts))
})

test.run()
