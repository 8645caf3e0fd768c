/**
 * The auditor's policy file: whom he trusts and what must be proven (docs/spec/15-policy.md). It is the only source of trust; a
 * bundle brings none of its own.
 */
import { isProduct, parsePartyId } from '@packtrail/codes'
import { PROFILES } from '@packtrail/custody'
import {
  compareText,
  encode,
  type Fault,
  FormatError,
  fromHex,
  type Hash,
  isOrigin,
  parseVerifierKey,
  type Sha256,
  toHex,
  type VerifierKey,
} from '@packtrail/protocol'
import { AXES, type Axis } from './catalogue.ts'
import { isProfile } from './profiles.ts'

export interface Policy {
  /** C2SP checkpoint origin. */
  readonly origin: string
  readonly ledgerId: Hash
  /** At least one. */
  readonly ledgerKeys: readonly VerifierKey[]
  readonly witnesses: { readonly quorum: number; readonly keys: readonly VerifierKey[] }
  /** Who may commission a product; a product that is not listed may be commissioned by any licensed party. */
  readonly manufacturers: Readonly<Record<string, readonly string[]>>
  /** Who may vouch for parties without a key; the operator of the ledger when absent. */
  readonly attesters: readonly string[] | undefined
  /** Axes without which the verdict is «inconclusive». */
  readonly required: readonly Axis[]
  /** Market profiles that the auditor expects, by name. */
  readonly profiles: readonly string[]
}

export type ParsedPolicy =
  | { readonly ok: true; readonly value: Policy }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Longest policy or memory file that is read, in UTF-16 units. */
export const MAX_JSON: number = 16 << 20

const FIELDS = [
  'packtrailPolicy',
  'origin',
  'ledgerId',
  'ledgerKeys',
  'witnesses',
  'manufacturers',
  'attesters',
  'required',
  'profiles',
]

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Read a policy file; every fault of it, not the first. */
export function parsePolicy(sha256: Sha256, text: string): ParsedPolicy {
  const faults: Fault[] = []
  const file = parseJsonObject(text)
  if (file === undefined) return { ok: false, faults: [fault('', 'the policy file is not a JSON object')] }
  const reader = policyReader(sha256, file, faults)
  const value: Policy = {
    origin: reader.origin(),
    ledgerId: reader.ledgerId(),
    ledgerKeys: reader.keys(file['ledgerKeys'], 'ledgerKeys', 'ledger'),
    witnesses: reader.witnesses(),
    manufacturers: reader.manufacturers(),
    attesters: file['attesters'] === undefined ? undefined : reader.parties(file['attesters'], 'attesters'),
    required: reader.required(),
    profiles: reader.profiles(),
  }
  if (value.ledgerKeys.length === 0) faults.push(fault('ledgerKeys', 'name at least one key of the ledger'))
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value }
}

/** A JSON object of bounded size, or `undefined`. */
export function parseJsonObject(text: string): { readonly [key: string]: Json } | undefined {
  if (text.length > MAX_JSON) return undefined
  try {
    const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
    return isObject(value) ? (value as { readonly [key: string]: Json }) : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fault(path: string, message: string): Fault {
  return { code: 'BAD_POLICY', severity: 'error', path, message: path === '' ? message : `${path}: ${message}` }
}

interface PolicyReader {
  origin(): string
  ledgerId(): Hash
  keys(value: Json | undefined, path: string, kind: VerifierKey['kind']): VerifierKey[]
  witnesses(): Policy['witnesses']
  manufacturers(): Policy['manufacturers']
  parties(value: Json | undefined, path: string): string[]
  texts(value: Json | undefined, path: string): string[]
  required(): Axis[]
  profiles(): string[]
}

function policyReader(sha256: Sha256, file: { readonly [key: string]: Json }, faults: Fault[]): PolicyReader {
  const complain = (path: string, message: string): void => void faults.push(fault(path, message))
  if (file['packtrailPolicy'] !== 0) complain('packtrailPolicy', 'must be 0, the version this program reads')
  // A misspelt key would be a check that silently does not run.
  for (const key of Object.keys(file)) if (!FIELDS.includes(key)) complain(key, 'is not a key of a policy file')

  const texts = (value: Json | undefined, path: string): string[] => {
    const list = Array.isArray(value) ? (value as readonly Json[]) : undefined
    if (list === undefined) complain(path, 'must be a list of texts')
    const out: string[] = []
    list?.forEach((item, i) => {
      if (typeof item !== 'string') complain(`${path}[${i}]`, 'must be a text')
      else if (out.includes(item)) complain(`${path}[${i}]`, 'stands in the list twice')
      else out.push(item)
    })
    return out
  }
  const parties = (value: Json | undefined, path: string): string[] =>
    texts(value, path).filter((party, i) => {
      const parsed = parsePartyId(party)
      if (!parsed.ok || parsed.value !== party) complain(`${path}[${i}]`, 'is no party in its canonical form')
      return parsed.ok
    })
  const keys = (value: Json | undefined, path: string, kind: VerifierKey['kind']): VerifierKey[] => {
    const out: VerifierKey[] = []
    texts(value, path).forEach((text, i) => {
      const key = readKey(sha256, text)
      if (key === undefined) complain(`${path}[${i}]`, 'is no verifier key (name+hash+base64)')
      else if (key.kind !== kind) complain(`${path}[${i}]`, `is no key of a ${kind}`)
      // K8: one party under two names would count twice towards a quorum.
      else if (out.some((known) => toHex(known.publicKey) === toHex(key.publicKey)))
        complain(`${path}[${i}]`, 'is the same key under another name')
      else out.push(key)
    })
    return out
  }
  return {
    origin() {
      const origin = file['origin']
      if (typeof origin === 'string' && isOrigin(origin)) return origin
      complain('origin', 'must be the name of the ledger, without spaces')
      return ''
    },
    ledgerId() {
      const text = file['ledgerId']
      const bytes = typeof text === 'string' ? fromHex(text) : undefined
      if (bytes?.length === 32) return bytes
      complain('ledgerId', 'must be 64 lower-case hexadecimal digits')
      return new Uint8Array(32)
    },
    keys,
    texts,
    parties,
    witnesses() {
      const value = file['witnesses']
      if (value === undefined) return { quorum: 0, keys: [] }
      if (!isObject(value)) {
        complain('witnesses', 'must be {quorum, keys}')
        return { quorum: 0, keys: [] }
      }
      const { quorum, ...rest } = value as { readonly [key: string]: Json }
      for (const key of Object.keys(rest)) if (key !== 'keys') complain(`witnesses.${key}`, 'is not a key of witnesses')
      const list = keys(rest['keys'], 'witnesses.keys', 'witness')
      const fits = typeof quorum === 'number' && Number.isInteger(quorum) && quorum >= 0 && quorum <= list.length
      if (!fits) complain('witnesses.quorum', `must be a whole number from 0 to ${list.length}`)
      return { quorum: fits ? quorum : 0, keys: list }
    },
    manufacturers() {
      const value = file['manufacturers']
      if (value === undefined) return {}
      if (!isObject(value)) {
        complain('manufacturers', 'must be {product: [party, …]}')
        return {}
      }
      return Object.fromEntries(
        Object.entries(value).map(([product, list]) => {
          if (!isProduct(product)) complain(`manufacturers.${product}`, 'is no product in its canonical form')
          return [product, parties(list as Json, `manufacturers.${product}`)]
        }),
      )
    },
    profiles() {
      if (file['profiles'] === undefined) return []
      return texts(file['profiles'], 'profiles').filter((name, i) => {
        // A profile that this program does not know would be rules that silently do not hold.
        if (!isProfile(name)) complain(`profiles[${i}]`, `must be one of ${Object.keys(PROFILES).join(', ')}`)
        return isProfile(name)
      })
    },
    required() {
      const value = file['required']
      if (value === undefined) {
        complain('required', `must list the axes that you require, of ${AXES.join(', ')}`)
        return []
      }
      return texts(value, 'required').filter((axis, i): axis is Axis => {
        const known = (AXES as readonly string[]).includes(axis)
        if (!known) complain(`required[${i}]`, `must be one of ${AXES.join(', ')}`)
        return known
      })
    },
  }
}

function readKey(sha256: Sha256, text: string): VerifierKey | undefined {
  try {
    return parseVerifierKey(sha256, text)
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

/**
 * Eight groups of five digits that stand for the whole policy, to be compared by telephone: equal for equal policies, whatever
 * the spacing and order in the file.
 */
export function policyFingerprint(sha256: Sha256, policy: Policy): string {
  const keyList = (keys: readonly VerifierKey[]): string[] =>
    keys.map((key) => `${key.name}+${toHex(key.publicKey)}`).sort(compareText)
  const bytes = encode([
    'packtrail policy',
    0,
    policy.origin,
    policy.ledgerId,
    keyList(policy.ledgerKeys),
    policy.witnesses.quorum,
    keyList(policy.witnesses.keys),
    Object.entries(policy.manufacturers)
      .map(([product, list]) => [product, [...list].sort(compareText)] as const)
      .sort((a, b) => compareText(a[0], b[0])),
    policy.attesters === undefined ? null : [...policy.attesters].sort(compareText),
    AXES.filter((axis) => policy.required.includes(axis)),
    [...policy.profiles].sort(compareText),
  ])
  const hash = sha256(bytes)
  const groups = Array.from({ length: 8 }, (_, i) => (hash[2 * i] as number) * 256 + (hash[2 * i + 1] as number))
  return groups.map((group) => String(group).padStart(5, '0')).join(' ')
}
