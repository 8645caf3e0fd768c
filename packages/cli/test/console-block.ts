/**
 * The `console` blocks of a page: what a reader types after `$ `, and what he should see. A line `…` stands for any lines, `…` in
 * a line for any text; `(exit 1)` says how the command ends when not with 0.
 */
export interface Step {
  readonly line: number
  readonly command: string
  readonly expected: readonly string[]
  readonly exit: number
}

export function stepsOf(markdown: string): Step[] {
  const steps: { line: number; command: string; expected: string[]; exit: number }[] = []
  let inside = false
  for (const [i, line] of markdown.split(/\r?\n/).entries()) {
    const last = steps.at(-1)
    if (line.startsWith('```')) inside = line === '```console'
    else if (!inside) continue
    else if (line.startsWith('$ ')) steps.push({ line: i + 1, command: line.slice(2), expected: [], exit: 0 })
    else if (last === undefined) throw new Error(`line ${i + 1}: output before a command`)
    else if (last.command.endsWith('\\') && line.startsWith('> '))
      last.command = `${last.command.slice(0, -1)}${line.slice(2)}`
    else if (/^\(exit \d\)$/.test(line)) last.exit = Number(line.charAt(6))
    else last.expected.push(line)
  }
  return steps
}

/** What differs between the output and the lines given for it, or `undefined`. */
export function difference(expected: readonly string[], output: string): string | undefined {
  const lines = output.replace(/\n$/, '').split('\n')
  let at = 0
  let anywhere = false
  for (const want of expected) {
    if (want.trim() === '…') {
      anywhere = true
      continue
    }
    const pattern = new RegExp(`^${want.trimEnd().split('…').map(escaped).join('.*')}$`)
    let found = at
    if (anywhere) while (found < lines.length && !pattern.test((lines[found] ?? '').trimEnd())) found++
    if (!pattern.test((lines[found] ?? '').trimEnd()))
      return `expected: ${want}\nfound:    ${lines[found] ?? '(nothing)'}`
    at = found + 1
    anywhere = false
  }
  return anywhere || at >= lines.length || expected.length === 0 ? undefined : `beyond what is given: ${lines[at]}`
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
