import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  calibrate,
  calibrationText,
  KEYBOARDS,
  type KeyboardProfile,
  keyboardOf,
  keyboardProfile,
  type Parsed,
  readProfile,
  typeThrough,
} from '../src/index.ts'
import { hold } from './arbitraries.ts'
import { GS, read } from './helpers.ts'

const calibration = suite('calibration')

const US = must(keyboardOf('us'))
const ALL = [...KEYBOARDS.values()]

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none')
  return value
}

function profileOf(parsed: Parsed<KeyboardProfile>): KeyboardProfile {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

calibration('the symbol is ASCII and fits one Data Matrix', () => {
  assert.ok([...calibrationText()].every((ch) => ch < '\x7f'))
  assert.ok(calibrationText().length < 400)
})

calibration(
  'every keyboard calibrates to what its table says, with a symbology identifier before it or without',
  () => {
    for (const one of ALL) {
      const profile = keyboardProfile(US, one)
      const arrived = typeThrough(profile, calibrationText())
      for (const prefix of ['', typeThrough(profile, ']d1')]) {
        const found = profileOf(calibrate(`${prefix}${arrived}\r\n`, one.code))
        assert.equal(found.typed, profile.typed, one.code)
        assert.equal([...found.dead].sort(), [...profile.dead].sort(), one.code)
        assert.is(found.controls, undefined)
      }
    }
  },
)

calibration(
  'a scanner whose own dead keys type blanks is told to be set otherwise; United States calibrates everywhere',
  () => {
    let refused = 0
    for (const one of ALL) {
      const found = calibrate(typeThrough(keyboardProfile(must(keyboardOf('de')), one), calibrationText()), 'x')
      if (found.ok) continue
      refused++
      assert.match(found.faults[0]?.message ?? '', /set the scanner to the (United States|computer's keyboard)/)
    }
    assert.ok(refused > 30)
  },
)

calibration('what the scanner does with its separator is learned, lost or replaced', () => {
  for (const sign of ['', ' ', '  ', '^', '~', '{GS}', '029', ']', '0', 'Ctrl ']) {
    const arrived = calibrationText().replace(GS, sign)
    const found = calibrate(arrived)
    assert.equal(found.ok && found.value.controls, { gs: sign }, JSON.stringify(sign))
  }
})

calibration('a calibrated scanner reads the pack that the symbol names, with its own separator', () => {
  const scan = `]d201041501234567821727120010LOT42${GS}21A1ZyQ2C3D4E5`
  for (const code of ['fr', 'de', 'cz', 'lt', 'hu', 'tr', 'gr', 'ru']) {
    const keys: KeyboardProfile = { ...keyboardProfile(US, must(keyboardOf(code))), controls: { gs: '\u00a4' } }
    const profile = profileOf(calibrate(typeThrough(keys, calibrationText()), code))
    const found = read(typeThrough(keys, scan), { layout: { keyboard: profile }, typed: 'warn' })
    assert.is(found.pack, '04150123456782/A1ZyQ2C3D4E5', `${code} ${JSON.stringify(found.problems)}`)
    assert.is(found.lot, 'LOT42')
  }
})

calibration('Caps Lock, lost letters and letters that arrive as one are refused in words', () => {
  const swap = (text: string): string =>
    [...text].map((ch) => (ch === ch.toUpperCase() ? ch.toLowerCase() : ch.toUpperCase())).join('')
  const code = (text: string): string | undefined => {
    const found = calibrate(text)
    return found.ok ? undefined : `${found.faults[0]?.code} ${found.faults[0]?.message}`
  }
  assert.match(code(swap(calibrationText())) ?? '', /^CAPS_LOCK/)
  assert.match(code(calibrationText().toUpperCase()) ?? '', /^CAPS_LOCK/)
  assert.match(code(calibrationText().replace('k  ', '  ')) ?? '', /lost/)
  assert.match(code(calibrationText().replace('k  ', 'j  ')) ?? '', /the same/)
})

calibration('whatever arrives, there is a profile or a reason', () => {
  const whole = calibrationText()
  const damaged = fc
    .tuple(fc.nat(whole.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 5 }))
    .map(([at, length, text]) => whole.slice(0, at) + text + whole.slice(at + length))
  hold(
    fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), (text) => {
      const found = calibrate(text)
      if (found.ok) assert.equal(readProfile(JSON.parse(JSON.stringify(found.value))), found)
      else assert.is(found.faults.length, 1)
    }),
    { numRuns: 1000 },
  )
})

calibration('a profile from a file is checked', () => {
  const good = { version: 1, name: 'counter 1', typed: { y: 'z' }, dead: '`' }
  assert.equal(readProfile(good), { ok: true, value: good })
  for (const wrong of [
    null,
    'us>de',
    { ...good, version: 2 },
    { ...good, name: 7 },
    { ...good, typed: { yy: 'z' } },
    { ...good, typed: { y: 1 } },
    { ...good, typed: null },
    { ...good, dead: 'é' },
    { ...good, controls: { fs: '' } },
    { ...good, controls: [], version: '1' },
  ]) {
    assert.is(readProfile(wrong).ok, false, JSON.stringify(wrong))
  }
})

calibration.run()
