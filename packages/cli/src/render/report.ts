/** The verifier's report on a terminal: its lines made to fit, its headline in the colour of its meaning. */
import type { Headline } from '@packtrail/verifier'
import type { Paint } from '../paint.ts'
import { widthOf, wrap } from '../width.ts'

const COLOUR = { 'evidence forged': 'red', 'not proven': 'yellow', 'goods false': 'red', 'in order': 'green' } as const

/** The report's own lines end before this column. */
const REPORT_WIDTH = 100

/** In order, and yet not to be sold, is no reason for green. */
type Answer = { readonly headline: Headline; readonly standing: readonly unknown[] }

export function paintReport(text: string, { headline, standing }: Answer, columns: number, paint: Paint): string {
  const colour = headline === 'in order' && standing.length > 0 ? 'yellow' : COLOUR[headline]
  const [first = '', ...rest] = joined(text.split('\n'))
  const fitted = rest.map((line) => {
    if (widthOf(line) <= columns) return line
    const indent = ' '.repeat(indentOf(line))
    return `${indent}${wrap(line.trimStart(), columns - indent.length, indent)}`.replaceAll(/ +\n/g, '\n')
  })
  return [paint(first, 'bold', colour), ...fitted].join('\n')
}

/** Takes the breaks out again that the report has made: a line was broken exactly where its next word had no room. */
function joined(lines: readonly string[]): string[] {
  const whole: string[] = []
  let last = ''
  for (const line of lines) {
    const [word = ''] = line.trimStart().split(' ', 1)
    const begins = /^(-|→|\*|[A-Z]\w*:)$/.test(word)
    const broken =
      word !== '' && !begins && indentOf(line) === indentOf(last) && last.length + 1 + word.length > REPORT_WIDTH
    if (broken && whole.length > 0) whole.push(`${whole.pop()} ${line.trimStart()}`)
    else whole.push(line)
    last = line
  }
  return whole
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
