/**
 * The insurer's answer to a sale or its return (3505, 3506 and their batch forms): taken is what has `infcode` 0 on the way there
 * *and* `retRslt` "1" as the result. Its words may name the insured person: none of them is kept.
 */
import { billPackOf } from '../cn/codes.ts'
import type { Outbox } from '../outbox.ts'
import { outcomeOfPacks, type PackAnswer, type PaperAnswer } from '../papers/answer.ts'
import { given } from '../papers/given.ts'
import { isRecord, memberOf, textIn } from '../papers/read.ts'
import { personOf } from '../privacy.ts'

const WORDS = 'Read the words of the answer in your own system: they may name a person, and are not kept here.'
const DEPTH = 8

/** `undefined` when it is no answer of the insurer. */
export function readNhsaAnswer(members: Readonly<Record<string, unknown>>, out: Outbox): PaperAnswer | undefined {
  if (!('infcode' in members)) return undefined
  countPersons(members, out, 0)
  const code = codeIn(members['infcode'])
  const reference = codeIn(members['inf_refmsgid'])
  const shared = { kind: 'nhsa', ...given({ reference }) } as const
  if (code !== '0')
    return { ...shared, outcome: 'rejected', packs: [], ...given({ code }), cause: 'unknown', remedy: WORDS }
  const rows = resultsOf(members['output'])
  if (rows.length === 0) {
    const remedy =
      'The call was taken, and no result is said: ask for the trace records (3513) before you count it as reported.'
    return { ...shared, outcome: 'sent', packs: [], code, remedy }
  }
  const packs = rows.flatMap((row) => packsOf(row))
  const failed = rows.filter((row) => !isTaken(row))
  if (packs.length > 0 && rows.length > 1) {
    return { ...shared, outcome: outcomeOfPacks(packs), packs, ...(failed.length > 0 ? { remedy: WORDS } : {}) }
  }
  if (failed.length === 0) return { ...shared, outcome: 'accepted', packs, code: '1' }
  const outcome = failed.length === rows.length ? 'rejected' : 'partly-rejected'
  return {
    ...shared,
    outcome,
    packs,
    ...given({ code: codeIn(failed[0]?.['retRslt']) }),
    cause: 'unknown',
    remedy: WORDS,
  }
}

type Row = Readonly<Record<string, unknown>>

function isTaken(row: Row): boolean {
  return codeIn(row['retRslt']) === '1'
}

/** A code, which is short and has no words in it. */
function codeIn(value: unknown): string | undefined {
  const text = textIn(value)
  return text !== undefined && /^-?[A-Za-z0-9_]{1,40}$/.test(text) ? text : undefined
}

/** `output.result`, one or a list; some regions put it right into `output`. */
function resultsOf(output: unknown): readonly Row[] {
  const result = memberOf(output, 'result') ?? output
  const rows: readonly unknown[] = Array.isArray(result) ? result : [result]
  return rows.filter(isRecord).filter((row) => 'retRslt' in row)
}

function packsOf(row: Row): readonly PackAnswer[] {
  const listed = row['drugtracinfo'] ?? row['drug_trac_info']
  const codes = [row, ...(Array.isArray(listed) ? (listed as readonly unknown[]) : [])]
  return codes.flatMap((one): PackAnswer[] => {
    const text = textIn(memberOf(one, 'drug_trac_codg'))
    const pack = text === undefined ? undefined : billPackOf(text)
    if (pack === undefined) return []
    const code = codeIn(row['retRslt'])
    return [{ ...pack, accepted: isTaken(row), ...given({ code }), ...(isTaken(row) ? {} : { remedy: WORDS }) }]
  })
}

/** Words of the answer, and fields that name a person, each value once. */
function countPersons(value: unknown, out: Outbox, depth: number): void {
  if (depth > DEPTH) return
  if (Array.isArray(value)) for (const one of value) countPersons(one, out, depth + 1)
  if (!isRecord(value)) return
  for (const [name, one] of Object.entries(value)) {
    const person = /^(err_msg|warn_msg|msgRslt)$/.test(name) ? 'patient' : personOf(name)
    if (typeof one === 'object') countPersons(one, out, depth + 1)
    else if (person !== undefined && textIn(one) !== undefined) out.drop(person)
  }
}
