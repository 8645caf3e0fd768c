/** Narrowing of decoded CBOR: each function returns the value as the asked type or throws SHAPE/VALUE with the field's name. */
import type { Cbor } from './cbor.ts'
import { FormatError } from './error.ts'

function fail(field: string, wanted: string): never {
  throw new FormatError('SHAPE', `${field} must be ${wanted}`)
}

/** An array of exactly `size` items, or of any size when it is not given. */
export function asArray(value: Cbor | undefined, field: string, size?: number): readonly Cbor[] {
  if (!Array.isArray(value)) return fail(field, 'an array')
  const items = value as readonly Cbor[]
  if (size !== undefined && items.length !== size) return fail(field, `an array of ${size}`)
  return items
}

/** A whole number from 0 to `most`. */
export function asCount(value: Cbor | undefined, field: string, most: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || value < 0) return fail(field, 'a whole number')
  if (value > most) throw new FormatError('VALUE', `${field} is above ${most}`)
  return value
}

/** 9999-12-31T23:59:59.999Z: the last moment that every clock and calendar can write. */
export const MAX_TIME = 253_402_300_799_999
/** 0001-01-01T00:00Z. */
const MIN_TIME = -62_135_596_800_000

/** Milliseconds since 1970 that stand for a moment of the years 1 to 9999. */
export function asTime(value: Cbor | undefined, field: string): number {
  const ms = asInt(value, field)
  if (ms < MIN_TIME || ms > MAX_TIME) throw new FormatError('VALUE', `${field} is not in the years 1 to 9999`)
  return ms
}

export function asInt(value: Cbor | undefined, field: string): number {
  return typeof value === 'number' ? value : fail(field, 'an integer')
}

export function asText(value: Cbor | undefined, field: string, most = 1024): string {
  if (typeof value !== 'string') return fail(field, 'text')
  if (value.length > most) throw new FormatError('VALUE', `${field} is longer than ${most}`)
  return value
}

export function asBytes(value: Cbor | undefined, field: string, size?: number): Uint8Array {
  if (!(value instanceof Uint8Array)) return fail(field, 'a byte string')
  if (size !== undefined && value.length !== size) return fail(field, `a byte string of ${size}`)
  return value
}

export function asBool(value: Cbor | undefined, field: string): boolean {
  return typeof value === 'boolean' ? value : fail(field, 'true or false')
}

/** `null` becomes `undefined`, anything else goes through `as`. */
export function orNull<T>(value: Cbor | undefined, as: (value: Cbor) => T): T | undefined {
  return value === null || value === undefined ? undefined : as(value)
}

/** ISO 3166-1 alpha-2, as far as letters go. */
export function asMarket(value: Cbor | undefined, field: string): string {
  const text = asText(value, field)
  if (!isMarket(text)) throw new FormatError('VALUE', `${field} is not two capital letters`)
  return text
}

export function isMarket(text: string): boolean {
  return /^[A-Z]{2}$/.test(text)
}

/** One of the listed words. */
export function asWord<T extends string>(value: Cbor | undefined, words: readonly T[], field: string): T {
  const word = words.find((candidate) => candidate === value)
  return word ?? fail(field, `one of ${words.join(', ')}`)
}
