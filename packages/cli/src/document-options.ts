/** How an EPCIS document is written for others: which names identifiers get, who sends it to whom, which query it answers. */
import { glnOfPlace, type PlaceId } from '@packtrail/codes'
import type { Envelope, ExportOptions } from '@packtrail/exchange'
import { toHex } from '@packtrail/protocol'
import { readPlace } from './codes.ts'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import type { Io } from './io.ts'
import type { OptionName } from './options.ts'
import { words } from './words.ts'

const { documents: say } = words

export const DOCUMENT_OPTIONS: readonly OptionName[] = ['companyPrefix', 'sender', 'receiver', 'query']

export type DocumentOptions = Pick<ExportOptions, 'companyPrefixes' | 'envelope' | 'query' | 'guideline'>

/** @throws CliError USAGE for another format than EPCIS; BAD_ARGUMENT for a prefix or party that is none. */
export function documentOptions(call: Call, format: string): DocumentOptions {
  const companyPrefixes = call.list('companyPrefix')
  const query = call.text('query')
  const envelope = envelopeOf(call)
  const any = companyPrefixes.length > 0 || query !== undefined || envelope !== undefined
  if (any && !format.startsWith('epcis')) throw usageError('USAGE', say.onlyEpcis(format), say.onlyEpcisHint)
  const wrong = companyPrefixes.find((one) => !/^\d{6,12}$/.test(one))
  if (wrong !== undefined) throw usageError('BAD_ARGUMENT', say.badPrefix(wrong), say.badPrefixHint)
  return {
    ...(companyPrefixes.length > 0 ? { companyPrefixes } : {}),
    ...(envelope === undefined ? {} : { envelope }),
    ...(query === undefined ? {} : { query }),
  }
}

function envelopeOf(call: Call): Envelope | undefined {
  const [sender, receiver] = [call.text('sender'), call.text('receiver')]
  if (sender === undefined && receiver === undefined) return undefined
  if (sender === undefined || receiver === undefined) throw usageError('MISSING_ARGUMENT', say.bothSides)
  return { sender: placeOf(sender), receiver: placeOf(receiver), instance: uuid(call.io) }
}

function placeOf(text: string): PlaceId {
  const place = readPlace(text, say.placeWord)
  if (glnOfPlace(place) === undefined) throw usageError('BAD_ARGUMENT', say.noGln(text), say.noGlnHint)
  return place
}

/** Version 4 of RFC 9562: no two documents have one number. */
function uuid(io: Io): string {
  const bytes = io.random(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = toHex(bytes)
  return `urn:uuid:${[0, 8, 12, 16, 20].map((at, i, starts) => hex.slice(at, starts[i + 1] ?? 32)).join('-')}`
}
