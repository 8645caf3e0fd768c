import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canonicalTime, formatDay, formatTime, readDateTime, readDay, readOffset, tolerantDay } from '../src/time.ts'

const time = suite('times and days')

time('a date-time is read as the same instant as the clock of the runtime reads it', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
      fc.integer({ min: -840, max: 840 }),
      (date, offset) => {
        const text = formatTime(date.getTime(), offset)
        assert.is(new Date(text).getTime(), date.getTime())
        assert.equal(readDateTime(text), { ms: date.getTime(), offset, finer: false })
      },
    ),
  )
})

time('days before 1970 and leap days are counted right', () => {
  for (const day of ['1969-12-31', '1970-01-01', '2000-02-29', '2024-02-29', '2100-03-01', '1904-02-29']) {
    const days = readDay(day)
    assert.is(days, new Date(`${day}T00:00:00Z`).getTime() / 86_400_000)
    assert.is(formatDay(days as number), day)
  }
})

time('days that do not exist are refused', () => {
  for (const day of ['2023-02-29', '2100-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-1-01', '']) {
    assert.is(readDay(day), undefined, day)
  }
})

time('a time without offset says so, and is no other time', () => {
  assert.equal(readDateTime('2018-02-27T21:52:16.416129'), { ms: 1519768336416, finer: true })
})

time('times that no clock shows are refused', () => {
  for (const text of [
    '2024-01-01T24:00:00Z',
    '2024-01-01T10:60:00Z',
    '2024-01-01T10:00:60Z',
    '2024-01-01T10:00Z',
    '2024-01-01T10:00:00.Z',
    '2024-01-01T10:00:00+1:00',
    '2024-01-01T10:00:00+15:00',
    '2024-01-01',
    '2024-01-01T10:00:00Zx',
    `2024-01-01T10:00:00.${'1'.repeat(30)}Z`,
  ]) {
    assert.is(readDateTime(text), undefined, text)
  }
})

time('row 15: offset +14:00 is accepted, +14:30 is not, -00:00 is', () => {
  assert.is(readOffset('+14:00'), 840)
  assert.is(readOffset('+14:30'), undefined)
  assert.ok(Object.is(readOffset('-00:00'), 0))
})

time('fractions of one time have one spelling', () => {
  assert.is(canonicalTime('2019-11-06T13:55:00.000+01:00'), '2019-11-06T13:55:00+01:00')
  assert.is(canonicalTime('2019-11-06 13:55:00.120z'), '2019-11-06T13:55:00.12Z')
  assert.is(canonicalTime('yesterday'), 'yesterday')
})

time('row 12: day 00 is the last day of its month', () => {
  assert.is(tolerantDay('20270200'), '2027-02-28')
  assert.is(tolerantDay('20280200'), '2028-02-29')
  assert.is(tolerantDay('2028-02-30'), undefined)
  assert.is(tolerantDay('2028/02/01'), '2028-02-01')
  assert.is(tolerantDay('2028-02-01T00:00:00Z'), '2028-02-01')
  assert.is(tolerantDay('2028-0201'), undefined)
})

time.run()
