/** How an EPCIS document is written for others: which names identifiers get, who sends it to whom, which query it answers. */
import { glnOfPlace, type PlaceId, parseGln, readEpc } from '@packtrail/codes'
import type { DocumentInfo, Envelope, ExportOptions } from '@packtrail/exchange'
import { readPlace } from './codes.ts'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import type { OptionName } from './options.ts'
import { uuid4 } from './uuid.ts'
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
  return { sender: placeOf(sender), receiver: placeOf(receiver), instance: `urn:uuid:${uuid4(call.io)}` }
}

function placeOf(text: string): PlaceId {
  const place = readPlace(text, say.placeWord)
  if (glnOfPlace(place) === undefined) throw usageError('BAD_ARGUMENT', say.noGln(text), say.noGlnHint)
  return place
}

/** What a document says of itself, as far as the next one has a place for it: both sides by GLN, and its number. */
export function envelopeOfInfo({ sender, receiver, instanceIdentifier }: DocumentInfo): Envelope | undefined {
  const [from, to] = [sender, receiver].map((text) => (text === undefined ? undefined : glnPlace(text.trim())))
  if (from === undefined || to === undefined || instanceIdentifier === undefined) return undefined
  return { sender: from, receiver: to, instance: instanceIdentifier }
}

/** A GLN, or a URN or address of one. */
function glnPlace(text: string): PlaceId | undefined {
  const gln = parseGln(text)
  if (gln.ok) return `gln:${gln.value}` as PlaceId
  const read = readEpc(text)
  const place = read.ok ? read.value.place : undefined
  return place !== undefined && glnOfPlace(place) !== undefined ? place : undefined
}
