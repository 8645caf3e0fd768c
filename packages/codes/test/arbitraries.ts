import * as fc from 'fast-check'
import { gs1CheckDigit } from '../src/index.ts'

/** `fc.assert` for a synchronous property: throws with the counterexample. */
export function hold<T>(property: fc.IProperty<T>, parameters: fc.Parameters<T> = {}): void {
  void fc.assert(property, parameters)
}

export const SET82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

export function text82(max: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...SET82), minLength: 1, maxLength: max })
}

export function digits(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
}

/** `length` digits with a right check digit. */
export function keyDigits(length: number): fc.Arbitrary<string> {
  return digits(length - 1).map((body) => body + String(gs1CheckDigit(body)))
}

export const gtin: fc.Arbitrary<string> = keyDigits(14).filter((one) => Number(one) > 0)
export const gcpLength: fc.Arbitrary<6 | 7 | 8 | 9 | 10 | 11 | 12> = fc.constantFrom(6, 7, 8, 9, 10, 11, 12)

export const cnCode: fc.Arbitrary<string> = digits(19).map((rest) => `8${rest}`)

/** YYMMDD from 2020 to 2035, day 00 among them. */
export const expiry: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 20, max: 35 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 28 }))
  .map((parts) => parts.map((one) => String(one).padStart(2, '0')).join(''))

/** Well-formed texts of every kind, for tests that damage them. */
export const SAMPLES: readonly string[] = [
  ']d201041501234567821727120010LOT42\x1d21A1B2C3D4E5',
  '(01)04150123456782(17)271200(10)LOT42(21)A1B2C3D4E5',
  '[)>\x1e06\x1d9N111234567842\x1d1TLOT42\x1dD271200\x1dSA1B2C3D4E5\x1e\x04',
  '[)>\x1e05\x1d0104150123456782\x1d21A1\x1e\x04',
  '81000030000000010003',
  '８１００００３－００００００００１０００３',
  'https://example.com/c?code=81000030000000010003',
  'urn:epc:id:sgtin:0614141.112345.a%2Fb',
  'urn:epc:id:sscc:0614141.1234567890',
  'urn:epc:id:sgln:0614141.11111.0',
  'urn:epc:id:pgln:0614141.11111',
  'urn:epc:class:lgtin:4012345.012345.998877',
  'urn:epc:idpat:sgtin:4012345.099995.*',
  'urn:epc:id:grai:4012345.55555.987',
  'urn:epc:id:giai:4000001.111',
  'urn:epc:id:gdti:0614141.06012.1234',
  'urn:epc:id:itip:4012345.012345.01.02.987',
  'urn:epc:id:cpi:0614141.12%2F3456.123456789',
  'https://id.gs1.org/01/00300010123455/10/L%2F1/21/11?17=270101',
  'https://example.com/some/path/gtin/614141123452/ser/6789',
  'https://id.gs1.org/00/403000112345678901',
  'https://id.gs1.org/414/0614141111114/254/A1',
  '00403000112345678901',
  ']E06901234567892',
  ']E02112345678900|]e099COMPOSITE\x1d98XYZ',
  `0104607004430213211234567890123\x1d91ABCD\x1d92${'x'.repeat(44)}`,
]
