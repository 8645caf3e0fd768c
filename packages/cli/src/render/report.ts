/** The verifier's report on a terminal: its lines made to fit, its headline in the colour of its meaning. */
import type { Headline } from '@packtrail/verifier'
import type { Paint } from '../paint.ts'
import { widthOf, wrap } from '../width.ts'

const COLOUR = { 'evidence forged': 'red', 'not proven': 'yellow', 'goods false': 'red', 'in order': 'green' } as const

export function paintReport(text: string, headline: Headline, columns: number, paint: Paint): string {
  const [first = '', ...rest] = text.split('\n')
  const fitted = rest.map((line) => {
    if (widthOf(line) <= columns) return line
    const indent = ' '.repeat(line.length - line.trimStart().length)
    return `${indent}${wrap(line.trimStart(), columns - indent.length, indent)}`
  })
  return [paint(first, 'bold', COLOUR[headline]), ...fitted].join('\n')
}
