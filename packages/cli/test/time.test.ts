import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Io } from '../src/index.ts'
import { isoTime, readDay, readTime, showTime } from '../src/time.ts'

const test = suite('time')
const io = { zone: () => 60, now: () => 0 } as unknown as Io

test('a time with a zone, without one, and a day alone are read', () => {
  assert.equal(readTime(io, '2026-11-23T10:15:00+08:00'), {
    ms: Date.UTC(2026, 10, 23, 2, 15),
    offset: 480,
    precision: 'ms',
  })
  assert.equal(readTime(io, '2026-11-23 10:15'), { ms: Date.UTC(2026, 10, 23, 9, 15), offset: 60, precision: 'ms' })
  assert.equal(readTime(io, '2026-11-23T10:15:30.5Z'), {
    ms: Date.UTC(2026, 10, 23, 10, 15, 30, 500),
    offset: 0,
    precision: 'ms',
  })
  assert.equal(readTime(io, '2026-11-23'), { ms: Date.UTC(2026, 10, 22, 23), offset: 60, precision: 'day' })
})

test('what is no time is refused', () => {
  const bad = [
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-11-23T24:00',
    '2026-11-23T10:60Z',
    '2026-11-23T10:15+15:00',
    '23.11.2026',
  ]
  for (const text of bad)
    assert.throws(
      () => readTime(io, text),
      (error: Error) => error.name === 'CliError',
      text,
    )
})

test('a time printed with its zone is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -840, max: 840 }), (ms, offset) => {
      assert.equal(readTime(io, isoTime({ ms, offset, precision: 'ms' })), { ms, offset, precision: 'ms' })
    }),
  )
})

test('people see the time of the place', () => {
  assert.is(showTime({ ms: Date.UTC(2026, 10, 23, 2, 15), offset: 480, precision: 'ms' }), '2026-11-23 10:15')
  assert.is(showTime({ ms: Date.UTC(2026, 10, 22, 23), offset: 60, precision: 'day' }), '2026-11-23')
})

test('day 00 of an expiry is the last of its month', () => {
  assert.is(readDay('2028-02-00'), '2028-02-29')
  assert.is(readDay('2027-02-00'), '2027-02-28')
  assert.is(readDay('2028-06-30'), '2028-06-30')
  for (const text of ['2028-06-31', '280630', '2028-00-10', '2028-6-3']) assert.throws(() => readDay(text))
})

test.run()
