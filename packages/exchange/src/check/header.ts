/** Standard business document header, transaction statement and release of the guideline (UN/CEFACT SBDH 1.3; GS1 US R1.2, R1.3). */
import { epcToPlace, isGln } from '@packtrail/codes'
import { lostZero, type Prefixes } from './identifiers.ts'
import { allNamed, type Found, isUsName, localName, named, textIn } from './names.ts'
import type { Tell } from './shipment.ts'

type Path = readonly (string | number)[]

export interface HeaderFacts {
  /** Standard business document headers, or the fields of JSON-LD that stand for one. */
  headers: number
  sender: string | undefined
  receiver: string | undefined
  instance: string | undefined
  /** The last word of `affirmTransactionStatement`. */
  statement: string | undefined
  statementPath: Path
  mark: string | undefined
  markPath: Path
  isUs: boolean
}

export function noFacts(): HeaderFacts {
  return {
    headers: 0,
    sender: undefined,
    receiver: undefined,
    instance: undefined,
    statement: undefined,
    statementPath: [],
    mark: undefined,
    markPath: [],
    isUs: false,
  }
}

/** Adds what a part of the header says. `tell` is told of defects 19, 27, 28 and 29. */
export function readHeader(raw: unknown, facts: HeaderFacts, prefixes: Prefixes, tell: Tell): void {
  const headers = named(raw, 'StandardBusinessDocumentHeader')
  for (const header of headers) {
    if (++facts.headers > 1) tell(19, header.path, 'the header stands twice')
    readSbdh(header, facts, prefixes, tell)
  }
  const top = typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {}
  // JSON-LD has fields of its own for them (EPCIS 2.0, section 9.5).
  if (headers.length === 0 && (top['sender'] ?? top['receiver']) !== undefined) {
    facts.headers++
    facts.sender = partyOf({ value: top['sender'], path: ['sender'], name: 'sender' }, prefixes, tell)
    facts.receiver = partyOf({ value: top['receiver'], path: ['receiver'], name: 'receiver' }, prefixes, tell)
    facts.instance = textIn(top['instanceIdentifier'], true) || undefined
  }
  for (const { path } of allNamed(raw, isUsName)) {
    facts.isUs = true
    if (path.length > 0) break
  }
  readStatement(raw, facts)
}

/** Also of an event: some senders say it there. */
export function readStatement(raw: unknown, facts: HeaderFacts): void {
  for (const { value, path } of named(raw, 'affirmTransactionStatement')) {
    facts.statement = textIn(value).toLowerCase()
    facts.statementPath = path
    facts.isUs = true
  }
  for (const { value, path } of named(raw, 'guidelineVersion')) {
    facts.mark = textIn(value).slice(0, 100)
    facts.markPath = path
    facts.isUs = true
  }
}

function readSbdh(header: Found, facts: HeaderFacts, prefixes: Prefixes, tell: Tell): void {
  const parties = { Sender: undefined, Receiver: undefined } as Record<'Sender' | 'Receiver', string | undefined>
  for (const side of ['Sender', 'Receiver'] as const) {
    const found = named(header.value, side)
    const [one, second] = found
    if (one === undefined) tell(19, header.path, `the header has no ${side}`)
    else {
      const [identifier] = named(one.value, 'Identifier')
      const path = [...header.path, ...one.path, ...(identifier?.path ?? [])]
      parties[side] = partyOf({ value: identifier?.value, path, name: side }, prefixes, tell)
    }
    if (second !== undefined) tell(19, [...header.path, ...second.path], `the header has two of ${side}`)
  }
  facts.sender ??= parties.Sender
  facts.receiver ??= parties.Receiver
  const [instance] = named(header.value, 'InstanceIdentifier')
  const text = textIn(instance?.value, true)
  if (text === '') tell(19, header.path, 'the header has no InstanceIdentifier')
  else facts.instance ??= text.slice(0, 256)
}

/** @returns the canonical place. */
function partyOf({ value, path, name }: Found, prefixes: Prefixes, tell: Tell): string | undefined {
  const text = textIn(value, true)
  if (text === '') {
    tell(19, path, `the ${localName(name).toLowerCase()} has no identifier`)
    return undefined
  }
  prefixes.learn(text)
  if (/^\d{13}$/.test(text)) {
    if (isGln(text)) return `gln:${text}`
    tell(27, path, `the check digit of GLN ${text} is wrong`)
    return undefined
  }
  const place = epcToPlace(text)
  if (place?.startsWith('gln:') === true) return place
  if (/^urn:epc:id:[sp]gln:/.test(text)) {
    const lost = lostZero(text, (prefix) => prefixes.knows(prefix))
    tell(lost ? 29 : 28, path, 'prefix and reference of the GLN have not 12 digits')
  } else tell(19, path, `the ${localName(name).toLowerCase()} is not a GLN or SGLN`)
  return undefined
}
