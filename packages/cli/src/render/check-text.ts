/** The report of a check for people at a terminal. */
import type { CheckReport, DefectGroup, FoundPlace } from '@packtrail/exchange'
import { type Paint, visible } from '../paint.ts'
import { wrap } from '../width.ts'
import { words } from '../words.ts'

const { checking: say } = words

/** Places of a defect that are shown; `--json` and the page have more. */
const SHOWN = 5

export function checkText(report: CheckReport, columns: number, paint: Paint): string {
  const { accepted, defects, documents, notChecked, items } = report
  const lines: string[] = []
  for (const { file, format, profile, events, sender, receiver, instanceIdentifier } of documents) {
    lines.push(visible(say.document(file, format ?? say.unread, say.profiles[profile], events)))
    const trade = [
      sender === undefined ? undefined : say.from(sender),
      receiver === undefined ? undefined : say.to(receiver),
      instanceIdentifier === undefined ? undefined : say.number(instanceIdentifier),
    ].filter((one) => one !== undefined)
    if (trade.length > 0) lines.push(`  ${visible(trade.join(', ').replace(/\s+/g, ' '))}`)
  }
  lines.push(say.items(items), '')
  lines.push(
    `${paint(accepted ? say.accepted : say.rejected, 'bold', accepted ? 'green' : 'red')}  ${summaryOf(report)}`,
  )
  for (const defect of defects) lines.push('', ...defectLines(defect, columns, paint))
  if (notChecked.length > 0) lines.push('', `${say.notChecked}:`)
  for (const { number, why } of notChecked) lines.push(`  ${String(number).padStart(2)}  ${why}`)
  return `${lines.join('\n')}\n`
}

export function summaryOf({ accepted, defects }: CheckReport): string {
  if (!accepted) return say.why(defects.filter(({ severity }) => severity === 'error').length)
  return defects.length === 0 ? say.clean : say.worth(defects.length)
}

function defectLines(defect: DefectGroup, columns: number, paint: Paint): string[] {
  const { number, code, name, severity, count, places, remedy } = defect
  const mark = severity === 'error' ? paint(words.errorMark, 'red') : paint(words.warningMark, 'yellow')
  const what = number === undefined ? `${name} (${code})` : `${number}  ${name}`
  const lines = [`${mark} ${paint(visible(what), 'bold')}: ${say.times(count)}`]
  for (const place of places.slice(0, SHOWN)) lines.push(...placeLines(place, columns))
  if (count > SHOWN) lines.push(`    ${say.more(count - SHOWN)}`)
  if (remedy !== '') lines.push(`  → ${wrap(visible(remedy), columns - 4, '    ')}`)
  return lines
}

function placeLines({ file, line, path, value, message }: FoundPlace, columns: number): string[] {
  const where = [line === undefined ? file : `${file}:${line}`, path, value].filter(
    (one) => one !== undefined && one !== '',
  )
  return [`    ${visible(where.join(' '))}`, `      ${wrap(visible(message), columns - 6, '      ')}`]
}
