/** 追溯码 as the files of the Chinese platform write them, and the dates beside them. */
import { isCnPrefix, type PackId, parseCode, splitPackId } from '@packtrail/codes'
import type { Time } from '@packtrail/protocol'
import type { DraftPack } from '../draft.ts'
import { MS_PER_DAY, readDateTime, readDay, tolerantDay } from '../time.ts'
import { CODE_LENGTH } from './code-table.ts'

/** China has one time, UTC+8, and these files never name it. */
export const CN_OFFSET = 480

const VISIBLE = /^[\x21-\x7e]{20}$/

/** A 药品追溯码 of 20 characters (NMPAB/T 1002-2019, form a). */
export function isCnCode(code: string): boolean {
  return code.length === CODE_LENGTH && VISIBLE.test(code) && isCnPrefix(code.slice(0, 7))
}

export function cnPackOf(code: string): DraftPack {
  return { product: `cn:${code.slice(0, 7)}`, serial: code.slice(7) }
}

/** A pack (or a case: the number does not tell) of a bill; a GS1 code serves as 追溯码 of imported goods. */
export function billPackOf(text: string): DraftPack | undefined {
  const code = text.trim()
  if (isCnCode(code)) return cnPackOf(code)
  if (code.length <= CODE_LENGTH) return undefined
  // Two-digit years of a label are of this century; the date is not used.
  const { valid, pack } = parseCode(code, { referenceYear: 2026 })
  return valid && pack !== undefined ? packOf(pack) : undefined
}

function packOf(pack: PackId): DraftPack {
  const { product, serial } = splitPackId(pack)
  return { product, serial }
}

/** Midnight in China of a day. */
export function cnDay(text: string): Time | undefined {
  const day = tolerantDay(text)
  const days = day === undefined ? undefined : readDay(day)
  if (days === undefined) return undefined
  return { ms: days * MS_PER_DAY - CN_OFFSET * 60_000, offset: CN_OFFSET, precision: 'day' }
}

/** `yyyy-MM-dd HH:mm:ss` of China, also with slashes, without seconds or leading zeros; a day alone is a day. */
export function cnTime(text: string): Time | undefined {
  const plain = text.trim()
  const parts =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(plain)
  if (parts === null) return cnDay(plain)
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', zone = ''] = parts
  const two = (digits: string): string => digits.padStart(2, '0')
  const read = readDateTime(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${fraction}${zone}`)
  if (read === undefined) return undefined
  if (read.offset !== undefined) return { ms: read.ms, offset: read.offset, precision: 'ms' }
  return { ms: read.ms - CN_OFFSET * 60_000, offset: CN_OFFSET, precision: 'ms' }
}
