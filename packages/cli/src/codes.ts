/** What is named on the command line or in a scan → canonical identities. The same forms everywhere. */
import {
  type BatchId,
  type ContainerId,
  explainClass,
  type PackId,
  type ParsedCode,
  type ParseOptions,
  type PartyId,
  type PlaceId,
  type Product,
  parseBatchId,
  parseCode,
  parseContainerId,
  parseGln,
  parseGtin,
  parsePackId,
  parsePlaceId,
  parseProduct,
  partyOf,
  readEpc,
} from '@packtrail/codes'
import type { Fault } from '@packtrail/protocol'
import { usageError } from './error.ts'
import type { Io } from './io.ts'
import { visible } from './paint.ts'
import { words } from './words.ts'

const { codes: say } = words

/** A pack or container that an act can name, with what its label says beside it. */
export interface Named {
  readonly raw: string
  readonly pack?: PackId
  readonly container?: ContainerId
  /** Printed values: claims of the label, never part of the identity. */
  readonly lot?: string
  readonly expiry?: string
  /** Worth saying though the code can be used. */
  readonly warnings: readonly Fault[]
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Which scanner and keyboard the text came through. */
export type ScannerOptions = Pick<ParseOptions, 'layout' | 'typed'>

export interface CodePlace {
  readonly file?: string
  readonly line?: number
}

/** Two-digit years mean the century around this one. */
export function yearOf(io: Io): number {
  return new Date(io.now()).getUTCFullYear()
}

/** A scan, or one of our own texts (`PRODUCT/SERIAL`, `sscc:…`, `sgtin:…`, `cn:…`). */
export function readNamed(io: Io, text: string, place: CodePlace = {}, scanner: ScannerOptions = {}): Read<Named> {
  const own = readCanonical(text.trim())
  if (own !== undefined) return { ok: true, value: { raw: text, warnings: [], ...own } }
  const code = parseCode(text, { referenceYear: yearOf(io), ...scanner })
  const faults = faultsOf(code, place)
  const errors = faults.filter((fault) => fault.severity === 'error')
  if (code.pack === undefined && code.container === undefined) {
    if (errors.length > 0) return { ok: false, faults: errors }
    return { ok: false, faults: [{ ...place, ...say.namesNoPack(visible(text)), severity: 'error' }] }
  }
  if (errors.length > 0) return { ok: false, faults: errors }
  return { ok: true, value: namedOf(code, faults) }
}

/** The identity, wherever it is certain, even where something else on the label is wrong: such a pack must be looked up. */
export function namedOf(code: ParsedCode, warnings: readonly Fault[]): Named {
  const { raw, pack, container, lot, expiry } = code
  return {
    raw,
    warnings,
    ...(pack === undefined ? {} : { pack }),
    ...(pack !== undefined || container === undefined ? {} : { container }),
    ...(lot === undefined ? {} : { lot }),
    ...(expiry === undefined ? {} : { expiry: expiry.iso }),
  }
}

/** The problems of a scan as faults with a place; what is only worth knowing is left out. */
export function faultsOf(code: ParsedCode, place: CodePlace): Fault[] {
  return code.problems
    .filter((problem) => problem.severity !== 'info')
    .map(({ code: name, message, severity, field }) => ({
      code: name,
      message,
      severity: severity === 'error' ? 'error' : 'warn',
      ...place,
      ...(field === undefined ? {} : { path: field }),
    }))
}

function readCanonical(text: string): Pick<Named, 'pack' | 'container'> | undefined {
  if (/^(sscc|sgtin|grai|giai):/.test(text) || /^cn:.{20}$/.test(text)) {
    const container = parseContainerId(text)
    return container.ok ? { container: container.value } : undefined
  }
  if (/^(\d{14}|ppn:\d+|cn:[0-9A-Za-z]{7})\//.test(text)) {
    const pack = parsePackId(text)
    return pack.ok ? { pack: pack.value } : undefined
  }
  return undefined
}

// -------------------------------------------------- things a person names with options

/** `gln:…`, a bare GLN, `cn-ent:…`, an SGLN or PGLN or its web address. @throws CliError BAD_ARGUMENT */
export function readPlace(text: string, what: string): PlaceId {
  const bare = parseGln(text)
  if (bare.ok) return `gln:${bare.value}` as PlaceId
  const own = parsePlaceId(text)
  if (own.ok) return own.value
  const epc = readEpc(text)
  if (epc.ok && epc.value.place !== undefined) return epc.value.place
  const faults = /^\d+$/.test(text) ? bare : own
  throw badArgument(what, text, faults.ok ? [] : faults.faults, say.placeHint)
}

export function readParty(text: string, what: string): PartyId {
  return partyOf(readPlace(text, what))
}

/** `PRODUCT/LOT`, or an LGTIN. @throws CliError BAD_ARGUMENT */
export function readBatch(text: string): BatchId {
  const slash = text.indexOf('/')
  if (!text.includes(':') || text.startsWith('ppn:') || text.startsWith('cn:')) {
    const product = slash < 0 ? undefined : text.slice(0, slash)
    // A GTIN as it stands under a linear code has 8, 12 or 13 digits.
    const gtin = product === undefined ? undefined : parseGtin(product)
    const batch = parseBatchId(gtin?.ok === true ? `${gtin.value}${text.slice(slash)}` : text)
    if (batch.ok) return batch.value
    throw badArgument(say.batchWord, text, batch.faults, say.batchHint)
  }
  const epc = readEpc(text)
  if (epc.ok && epc.value.class?.includes('/') === true) return epc.value.class as BatchId
  throw badArgument(say.batchWord, text, explainClass(text), say.batchHint)
}

/** A GTIN of any length, `ppn:…`, `cn:…`. @throws CliError BAD_ARGUMENT */
export function readProduct(text: string): Product {
  const gtin = parseGtin(text)
  if (gtin.ok) return gtin.value
  const own = parseProduct(text)
  if (own.ok) return own.value
  throw badArgument(say.productWord, text, /^\d+$/.test(text) ? gtin.faults : own.faults, say.productHint)
}

/** A case or pallet. A case's own GTIN code counts as one. @throws CliError BAD_ARGUMENT */
export function readContainer(io: Io, text: string, what: string): ContainerId {
  const read = readNamed(io, text)
  if (!read.ok) throw badArgument(what, text, read.faults, say.containerHint)
  const { container, pack } = read.value
  const named = container ?? (pack === undefined ? undefined : asContainer(pack))
  if (named === undefined) throw badArgument(what, text, [], say.containerHint)
  return named
}

function asContainer(pack: PackId): ContainerId | undefined {
  const read = parseContainerId(pack.startsWith('cn:') ? pack.replace('/', '') : `sgtin:${pack}`)
  return read.ok ? read.value : undefined
}

function badArgument(what: string, text: string, faults: readonly { readonly message: string }[], hint: string): Error {
  const why = faults.map((fault) => fault.message).join('; ')
  return usageError('BAD_ARGUMENT', say.badArgument(what, visible(text), why), hint)
}
