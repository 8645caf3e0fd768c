/**
 * Answers of the Chinese platform's open interface (TOP): to an upload, to the question what became of bills, and the codes of a
 * bill that were not taken. The body stands inside of `…_response`, or bare when the caller asked for the simplified form.
 */
import type { Outbox } from '../outbox.ts'
import type { AnswerKind, PackAnswer, PaperAnswer } from '../papers/answer.ts'
import { given } from '../papers/given.ts'
import { isRecord, memberOf, textIn, wordsIn } from '../papers/read.ts'
import { billPackOf } from './codes.ts'

type Members = Readonly<Record<string, unknown>>

/** Codes of an upload, and what to do. */
const UPLOAD_REMEDIES: Readonly<Record<string, string>> = {
  BILL_DECODE_ERROR: 'The platform could not read the bill: write it again and upload it under a new number.',
  BILL_FILE_NAME_DUPLICATE_UPLOAD:
    'A bill of this number was uploaded before: ask what became of it, and do not upload it under another number.',
}
const ASK = 'Ask the platform for the state of the bill: uploaded is not accepted.'
const LOOK = 'Look at the reason, mend it, and upload the bill under a new number.'
const ASK_CODES = 'Ask the platform for the codes that were not taken (listbillprocesspartsuccess).'

/** `undefined` when it is no answer of the platform. */
export function readPlatformAnswer(members: Members, out: Outbox): readonly PaperAnswer[] | undefined {
  const root = Object.keys(members).find((name) => name.endsWith('_response'))
  if (root === undefined && !('response_success' in members || 'msg_code' in members || 'msg_info' in members)) {
    return undefined
  }
  const body = root === undefined ? members : members[root]
  if (root === 'error_response') return [refused(body)]
  const method = root ?? ''
  // Some methods put the result one level deeper.
  const result = memberOf(memberOf(body, 'result'), 'msg_code') === undefined ? body : memberOf(body, 'result')
  const kind: AnswerKind = method.includes('relation') ? 'cn-relation' : 'cn-bill'
  const reference = wordsIn(memberOf(body, 'request_id'))?.slice(0, 64)
  const rows = rowsOf(memberOf(result, 'model'), 0)
  if (rows !== undefined && !succeeded(result)) return [{ ...refused(result), ...given({ reference }) }]
  if (rows === undefined) return [{ ...uploaded(result, kind, out), ...given({ reference }) }]
  if (
    method.includes('partsuccess') ||
    rows.some((row) => 'error_code' in row || 'process_status_reason_desc' in row)
  ) {
    return failedCodes(rows, memberOf(result, 'model'), out).map((one) => ({ ...one, ...given({ reference }) }))
  }
  return rows.flatMap((row, i) => statusOf(row, kind, out, i) ?? []).map((one) => ({ ...one, ...given({ reference }) }))
}

function succeeded(body: unknown): boolean {
  const success = memberOf(body, 'response_success')
  return success === true || success === 'true'
}

function refused(body: unknown): PaperAnswer {
  const code =
    wordsIn(memberOf(body, 'sub_code')) ?? wordsIn(memberOf(body, 'msg_code')) ?? textIn(memberOf(body, 'code'))
  const message =
    wordsIn(memberOf(body, 'sub_msg')) ?? wordsIn(memberOf(body, 'msg_info')) ?? wordsIn(memberOf(body, 'msg'))
  const reference = wordsIn(memberOf(body, 'request_id'))?.slice(0, 64)
  const remedy = 'The platform did not take the call: mend what it says, and call again.'
  return { kind: 'cn-bill', outcome: 'rejected', packs: [], ...given({ code, message, reference }), remedy }
}

function uploaded(body: unknown, kind: AnswerKind, out: Outbox): PaperAnswer {
  const code = wordsIn(memberOf(body, 'msg_code'))?.slice(0, 64)
  const message = wordsIn(memberOf(body, 'msg_info'))
  const packs = checkedCodes(memberOf(memberOf(body, 'operation_info_map'), 'code_check_error_info'), out)
  const paper = wordsIn(memberOf(body, 'bill_code'))?.slice(0, 64)
  if (succeeded(body)) return { kind, outcome: 'sent', packs, ...given({ paper, code, message }), remedy: ASK }
  const known = code !== undefined && Object.hasOwn(UPLOAD_REMEDIES, code) ? UPLOAD_REMEDIES[code] : undefined
  return { kind, outcome: 'rejected', packs, ...given({ paper, code, message }), remedy: known ?? LOOK }
}

/** `{"kind of error": "codes and words"}` as a JSON text: codes that the platform did not read into the bill. */
function checkedCodes(value: unknown, out: Outbox): readonly PackAnswer[] {
  if (typeof value !== 'string' || value.trim() === '') return []
  let errors: unknown
  try {
    errors = JSON.parse(value) as unknown
  } catch {
    out.warn({
      code: 'JSON_SYNTAX',
      message: 'the list of codes that were not taken is no JSON',
      path: 'code_check_error_info',
    })
    return []
  }
  if (!isRecord(errors)) return []
  return Object.entries(errors).flatMap(([code, words]) =>
    [...JSON.stringify(words).matchAll(/(?<!\d)\d{20}(?!\d)/g)].map(([text]) =>
      rejectedCode(text, code.slice(0, 64), undefined),
    ),
  )
}

/** A code of the platform, which may be a pack or a case. */
function rejectedCode(text: string, code: string | undefined, message: string | undefined): PackAnswer {
  const pack = billPackOf(text) ?? { serial: text.slice(0, 100) }
  return { ...pack, accepted: false, cause: 'data', ...given({ code, message }), remedy: LOOK }
}

function failedCodes(rows: readonly Members[], model: unknown, out: Outbox): PaperAnswer[] {
  const packs = rows.flatMap((row, i): PackAnswer[] => {
    const code = textIn(row['code'])
    if (code === undefined) {
      out.warn({ code: 'MISSING_FIELD', message: 'a row names no code', path: `result[${i}].code` })
      return []
    }
    const error = textIn(row['error_code'])?.slice(0, 64)
    const words = ['error_code_desc', 'process_status_reason_desc', 'reason'].flatMap(
      (name) => wordsIn(row[name]) ?? [],
    )
    const message = words.length === 0 ? undefined : [...new Set(words)].join(' · ').slice(0, 300)
    return [rejectedCode(code, error, message)]
  })
  const pages = Number(memberOf(model, 'pages'))
  // A page alone, the last one too, does not say what stood on the others.
  const morePages = pages > 1
  const paper = textIn(rows[0]?.['bill_code'])?.slice(0, 64)
  // An empty list is also what the platform gives before it has looked at the bill.
  if (packs.length === 0) return [{ kind: 'cn-bill', outcome: 'sent', packs, ...given({ paper }), remedy: ASK }]
  return [
    { kind: 'cn-bill', outcome: 'partly-rejected', packs, ...given({ paper }), ...(morePages ? { morePages } : {}) },
  ]
}

/** 0 being processed, 1 uploaded, 3 done, 4 failed; of what is done 51 all of it, 52 a part. A relation file: 1 waits. */
function statusOf(row: Members, kind: AnswerKind, out: Outbox, index: number): PaperAnswer | undefined {
  const state =
    textIn(row['result_type']) ?? textIn(row['process_status']) ?? textIn(row['deal_status']) ?? textIn(row['status'])
  const part = textIn(row['sub_process_flag'])
  const paper = (textIn(row['bill_code']) ?? textIn(row['upload_file_name']))?.slice(0, 64)
  const shared = {
    kind,
    packs: [],
    ...given({ paper, code: state?.slice(0, 64), message: wordsIn(row['process_info']) }),
  }
  switch (state) {
    case '0':
      return { ...shared, outcome: 'processing', remedy: ASK }
    case '1':
      return { ...shared, outcome: kind === 'cn-relation' ? 'processing' : 'sent', remedy: ASK }
    case '3':
      if (part === '52') return { ...shared, outcome: 'partly-rejected', remedy: ASK_CODES }
      return { ...shared, outcome: 'accepted' }
    case '4':
      return { ...shared, outcome: 'rejected', remedy: LOOK }
    default: {
      const message = 'the answer does not say in a state that is known what became of this paper'
      out.warn({ code: 'UNKNOWN_CODE', message, path: `result[${index}].result_type`, remedy: ASK })
      return { ...shared, outcome: 'sent', remedy: ASK }
    }
  }
}

/** The rows of a page of results: TOP wraps lists in objects of one member. Text is no page. */
function rowsOf(value: unknown, depth: number): readonly Members[] | undefined {
  if (Array.isArray(value)) return value.filter(isRecord)
  if (!isRecord(value) || depth > 5) return undefined
  for (const one of Object.values(value)) {
    const rows = rowsOf(one, depth + 1)
    if (rows !== undefined) return rows
  }
  return depth === 0 && ('result' in value || 'total_num' in value || 'pages' in value) ? [] : undefined
}
