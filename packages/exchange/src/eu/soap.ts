/**
 * Answers of the older SOAP interface (use cases G110 … G196): `Header/Transaction`, `Body/ReturnCode`, and of a list
 * `Body/Packs/Pack` with a ReturnCode each. Namespaces differ by version and are not looked at.
 */
import { makePackId } from '@packtrail/codes'
import type { Outbox } from '../outbox.ts'
import type { PackAnswer, PaperAnswer } from '../papers/answer.ts'
import { given } from '../papers/given.ts'
import { textIn, wordsIn } from '../papers/read.ts'
import { type Attributes, makeXmlParser, type XmlParser } from '../xml/parser.ts'
import { euPackAnswer, ofPacks, warnUnknown } from './answer.ts'
import { euSchemeOf, productOfEuCode } from './code.ts'
import { euReturnCode } from './return-codes.ts'

export interface SoapReader {
  readonly parser: XmlParser
  /** `undefined` after a fault. */
  answer(): PaperAnswer | undefined
}

/** Texts of elements that are one of a kind, by name. */
const TEXTS: ReadonlySet<string> = new Set(['ClientTrxId', 'NMVSTrxId', 'ProductCode', 'Reason', 'faultstring', 'Text'])

interface OpenPack {
  readonly serial: string
  readonly state: string | undefined
  readonly line: number
  code?: string
  message?: string
}

/** Packs of one answer. */
const MAX_PACKS = 500_000

export function makeSoapReader(out: Outbox): SoapReader {
  const texts = new Map<string, string>()
  const packs: PackAnswer[] = []
  let whole: { code: string; message: string | undefined } | undefined
  let scheme = ''
  let pack: OpenPack | undefined
  let single: OpenPack | undefined
  let inList = false
  let isAnswer = false
  let isRequest = false
  let text = ''
  const open: string[] = []

  const product = (): string | undefined => {
    const code = texts.get('ProductCode')
    const known = euSchemeOf(scheme === '' ? 'gtin' : scheme)
    return code === undefined || known === undefined ? undefined : productOfEuCode({ scheme: known, code })
  }
  const answerOf = (one: OpenPack): PackAnswer | undefined => {
    const place = { line: one.line, path: `Packs.Pack[${packs.length}]` }
    if (one.code === undefined) {
      out.error({ code: 'MISSING_FIELD', message: 'nothing is said of this pack: no ReturnCode', ...place })
      return undefined
    }
    const named = product()
    const known = named !== undefined && makePackId(named, one.serial).ok ? named : undefined
    const result = { code: one.code, state: one.state, message: one.message }
    return euPackAnswer({ product: known, serial: one.serial }, result, out, place)
  }
  const onOpen = (name: string, attributes: Attributes): void => {
    text = ''
    open.push(name)
    if (/^G\d{3}Response$/.test(name)) isAnswer = true
    else if (/^G\d{3}Request$/.test(name)) isRequest = true
    else if (name === 'Fault') isAnswer = true
    else if (name === 'Packs') inList = true
    else if (name === 'ProductCode') scheme = attributeOf(attributes, 'scheme') ?? ''
    else if (name === 'Pack') {
      const serial = attributeOf(attributes, 'sn') ?? ''
      pack = { serial: serial.slice(0, 100), state: wordsIn(attributeOf(attributes, 'state')), line: parser.line }
    } else if (name === 'ReturnCode') {
      const code = (attributeOf(attributes, 'code') ?? '').slice(0, 64)
      const message = wordsIn(attributeOf(attributes, 'desc'))
      if (pack !== undefined) Object.assign(pack, { code }, message === undefined ? {} : { message })
      else whole ??= { code, message }
    }
  }
  const onClose = (): void => {
    const name = open.pop() ?? ''
    const value = textIn(text)?.slice(0, 300)
    if (TEXTS.has(name) && value !== undefined && !texts.has(name)) texts.set(name, value)
    if (name === 'Pack' && pack !== undefined) {
      if (inList) {
        const answer = packs.length < MAX_PACKS ? answerOf(pack) : undefined
        if (answer !== undefined) packs.push(answer)
      } else single = pack
      pack = undefined
    }
    text = ''
  }
  const parser = makeXmlParser(
    {
      open: onOpen,
      text(piece) {
        if (text.length < 1000) text += piece
      },
      close: onClose,
      own: () => true,
    },
    out,
  )
  return {
    parser,
    answer() {
      if (!isAnswer) {
        const message = isRequest ? 'this is a request, not an answer' : 'this XML is no answer of a national system'
        out.error({ code: 'UNKNOWN_ROOT', message, line: 1, remedy: 'Save what the system sent back.' })
        return undefined
      }
      const shared = given({
        paper: wordsIn(texts.get('ClientTrxId'))?.slice(0, 64),
        reference: wordsIn(texts.get('NMVSTrxId'))?.slice(0, 64),
      })
      if (inList) return { ...ofPacks(packs, whole), ...shared }
      if (whole === undefined) {
        // A fault of the transport: no code of the system.
        const message = wordsIn(texts.get('faultstring')) ?? wordsIn(texts.get('Text'))
        const remedy = 'The system did not look at the list. Send it again, with the same key.'
        return {
          kind: 'eu-bulk',
          outcome: 'rejected',
          packs: [],
          cause: 'technical',
          ...given({ message }),
          remedy,
          ...shared,
        }
      }
      const { code } = whole
      const { accepted, known, cause, means, remedy } = euReturnCode(code)
      if (!known) warnUnknown(code, out, { path: 'ReturnCode' })
      if (single !== undefined) {
        const state = given({ code, message: whole.message })
        const answer = answerOf({ ...single, ...state })
        const outcome = accepted ? 'accepted' : 'rejected'
        return { kind: 'eu-pack', outcome, packs: answer === undefined ? [] : [answer], ...state, ...shared }
      }
      // A list was taken: its result is asked for with the number of the transaction.
      const message = whole.message ?? means
      const said = given({ code, message, cause, remedy: accepted ? 'Fetch the result (G188).' : remedy })
      return { kind: 'eu-bulk', outcome: accepted ? 'processing' : 'rejected', packs: [], ...said, ...shared }
    },
  }
}

/** By its local name: prefixed attributes carry their namespace. */
function attributeOf(attributes: Attributes, name: string): string | undefined {
  for (const key in attributes) {
    if (key === name || key.endsWith(`}${name}`) || key.endsWith(`:${name}`)) return attributes[key]
  }
  return undefined
}
