/** A verdict at the counter: the word first, so that it is read without reading. */
import { type Paint, visible } from '../paint.ts'
import type { Reason, Verdict, VerdictWord } from '../verdict.ts'
import { padEnd, wrap } from '../width.ts'
import { words } from '../words.ts'

const { verdict: say } = words

const COLOUR = { ok: 'green', warn: 'yellow', stop: 'red' } as const
const INDENT = '       '

export function renderVerdict(verdict: Verdict, done: string, columns: number, paint: Paint): string {
  const { pack, container, raw, lot, expiry, reasons, state, content } = verdict
  const facts = [
    pack ?? container ?? visible(raw),
    lot === undefined ? '' : say.lot(visible(lot)),
    expiry === undefined ? '' : say.expiry(expiry),
    // Nobody registers a case: that it is known is enough.
    state === undefined || (pack === undefined && state.status === 'unknown')
      ? ''
      : (say.statuses[state.status] ?? state.status),
    content === undefined || content.packs === 0 ? '' : say.content(content.packs),
  ]
  const head = `${banner(verdict.verdict, paint)} ${facts.filter((part) => part !== '').join('  ')}\n`
  const more = done === '' || verdict.verdict === 'stop' ? [] : done.split('\n')
  return `${head}${more.map((line) => `${INDENT}${wrap(line, columns - INDENT.length, INDENT)}\n`).join('')}${reasons.map((reason) => renderReason(reason, columns, paint)).join('')}`
}

/** The word is there without any colour. */
export function banner(word: VerdictWord, paint: Paint): string {
  return paint(padEnd(say.words[word], 6), 'bold', COLOUR[word])
}

export function renderReason({ code, message, whatToDo }: Reason, columns: number, paint: Paint): string {
  const width = columns - INDENT.length
  const what = wrap(`${visible(message)} (${code})`, width, INDENT)
  const doing =
    whatToDo === '' ? '' : `${INDENT}${paint('→', 'bold')} ${wrap(visible(whatToDo), width - 2, `${INDENT}  `)}\n`
  return `${INDENT}${what}\n${doing}`
}
