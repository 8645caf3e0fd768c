/** Faults for people: place, sentence, code, and what the sender must mend. */
import type { Fault } from '@packtrail/protocol'
import { type Paint, visible } from '../paint.ts'
import { words } from '../words.ts'

/** Beyond these a person reads no further; `--json` has them all. */
const SHOWN = 50

export function renderFaults(faults: readonly Fault[], paint: Paint): string {
  const lines = faults.slice(0, SHOWN).map((fault) => renderFault(fault, paint))
  if (faults.length > SHOWN) lines.push(`  ${words.moreFaults(faults.length - SHOWN)}\n`)
  return lines.join('')
}

function renderFault({ file, line, path, message, code, remedy, severity }: Fault, paint: Paint): string {
  const place = [file, line].filter((part) => part !== undefined).join(':')
  const where = [place, path].filter((part) => part !== undefined && part !== '').join(' ')
  const mark = severity === 'warn' ? paint(words.warningMark, 'yellow') : paint(words.errorMark, 'red')
  const head = where === '' ? `  ${mark} ` : `  ${mark} ${visible(where)}: `
  const end = remedy === undefined ? '' : `      → ${visible(remedy)}\n`
  return `${head}${visible(message)} ${paint(`(${code})`, 'dim')}\n${end}`
}
