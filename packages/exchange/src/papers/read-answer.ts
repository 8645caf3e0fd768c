/** The door for answers: whatever an authority sent back, found by its content. */

import { readPlatformAnswer } from '../cn/platform-answer.ts'
import { readRestAnswer, readRestPack } from '../eu/answer.ts'
import { makeSoapReader } from '../eu/soap.ts'
import { readNhsaAnswer } from '../nhsa/answer.ts'
import { makeOutbox, type Outbox } from '../outbox.ts'
import { replyOf, vrsAnswer } from '../vrs/read-reply.ts'
import type { VrsRequest } from '../vrs/request.ts'
import type { PackAnswer, PaperAnswer } from './answer.ts'
import { makeJsonLists } from './json-lists.ts'
import { feed, finish, memberOf, type PaperOptions, type ReadPaper, type TextReader } from './read.ts'

export interface AnswerOptions extends PaperOptions {
  /** The one pack that was asked about, where the answer does not name it. */
  readonly pack?: { readonly product: string; readonly serial: string }
  /** The verify request that a reply must belong to. Without it the reply's corrUUID is not compared. */
  readonly request?: Pick<VrsRequest, 'corrUuid' | 'product' | 'serial'>
}

interface AnswerReader extends TextReader {
  answers(): readonly PaperAnswer[] | undefined
}

/** Packs of one answer. */
const MAX_PACKS = 500_000

/**
 * Reads the answer to a paper: mostly one, of the Chinese platform one for each bill that was asked about. Names of people and, of
 * the insurer, all words are left out and counted.
 */
export async function readAnswer(
  chunks: AsyncIterable<Uint8Array>,
  options: AnswerOptions,
): Promise<ReadPaper<readonly PaperAnswer[]>> {
  const out = makeOutbox(options.file)
  const reader = await feed(chunks, out, (start) =>
    start.trimStart().startsWith('<') ? xmlReader(out) : jsonReader(options, out),
  )
  return finish(out, reader?.answers())
}

function xmlReader(out: Outbox): AnswerReader {
  const { parser, answer } = makeSoapReader(out)
  return {
    write: (text) => parser.write(text),
    end: () => parser.end(),
    get line() {
      return parser.line
    },
    get stopped() {
      return parser.stopped
    },
    answers() {
      const one = answer()
      return one === undefined ? undefined : [one]
    },
  }
}

function jsonReader(options: AnswerOptions, out: Outbox): AnswerReader {
  const members = Object.create(null) as Record<string, unknown>
  let packs: PackAnswer[] | undefined
  let isList = false
  const lists = makeJsonLists(
    new Set(['packs', 'serials']),
    {
      member(name, value) {
        members[name] = value
      },
      item(list, value, index, line) {
        // The list that was sent has packs as well, of which nothing is said yet.
        isList ||= list === 'serials' || (memberOf(value, 'result') ?? memberOf(value, 'operationCode')) === undefined
        if (isList) return
        packs ??= []
        const pack = packs.length < MAX_PACKS ? readRestPack(value, out, { line, path: `packs[${index}]` }) : undefined
        if (pack !== undefined) packs.push(pack)
      },
    },
    out,
  )
  return {
    write: (text) => lists.write(text),
    end: () => lists.end(),
    get line() {
      return lists.line
    },
    get stopped() {
      return lists.stopped
    },
    answers: () => (isList ? sentList(out) : answersOf(members, packs, options, out)),
  }
}

function sentList(out: Outbox): undefined {
  const message = 'this is a list that was sent, not the answer to it'
  out.error({ code: 'UNKNOWN_FORMAT', message, line: 1, remedy: 'Save what the authority sent back.' })
  return undefined
}

function answersOf(
  members: Readonly<Record<string, unknown>>,
  packs: readonly PackAnswer[] | undefined,
  { pack, request }: AnswerOptions,
  out: Outbox,
): readonly PaperAnswer[] | undefined {
  if ('verificationTimestamp' in members || 'corrUUID' in members) {
    const reply = replyOf(members, request, out)
    return reply === undefined ? undefined : [vrsAnswer(reply, request ?? pack)]
  }
  const nhsa = readNhsaAnswer(members, out)
  if (nhsa !== undefined) return [nhsa]
  const platform = readPlatformAnswer(members, out)
  if (platform !== undefined) return platform
  const eu = readRestAnswer(members, packs, pack, out)
  if (eu !== undefined) return [eu]
  const message = 'this is no answer of an authority that is known here'
  const remedy =
    'Known are the national systems of the EU, verification routers, the Chinese platform and the Chinese insurer.'
  out.error({ code: 'UNKNOWN_FORMAT', message, line: 1, remedy })
  return undefined
}
