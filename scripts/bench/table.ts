/** The table of a run: what was measured, in which durability class, against which goal. */
import type { Machine } from './machine.ts'
import { ratio, type Spread, spread } from './stats.ts'

export interface Goal {
  readonly least: number
  readonly aim: number
  /** `more`: larger is better. */
  readonly better: 'more' | 'less'
}

export interface Row {
  readonly group: string
  readonly what: string
  readonly unit: string
  /** D1: acknowledged after the disk has it. D0: acknowledged from memory. */
  readonly durability?: 'D1' | 'D0'
  readonly values: Spread
  readonly rounds: number
  readonly goal?: Goal
}

export function row(
  group: string,
  what: string,
  unit: string,
  values: readonly number[],
  more: { readonly durability?: 'D1' | 'D0'; readonly goal?: Goal } = {},
): Row {
  return { group, what, unit, values: spread(values), rounds: values.length, ...more }
}

/** A ratio taken round by round; it has no durability class of its own. */
export function ratioRow(
  group: string,
  what: string,
  over: readonly number[],
  under: readonly number[],
  goal?: Goal,
): Row {
  return {
    group,
    what,
    unit: '×',
    values: ratio(over, under),
    rounds: Math.min(over.length, under.length),
    ...(goal ? { goal } : {}),
  }
}

export function verdict({ goal, values }: Row): '' | 'missed' | 'at least' | 'aim' {
  if (goal === undefined) return ''
  const reached = (mark: number): boolean => (goal.better === 'more' ? values.median >= mark : values.median <= mark)
  return reached(goal.aim) ? 'aim' : reached(goal.least) ? 'at least' : 'missed'
}

export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en-US')
  if (size >= 100) return value.toFixed(0)
  if (size >= 10) return value.toFixed(1)
  return size >= 1 ? value.toFixed(2) : value.toPrecision(2)
}

function cells(each: Row): string[] {
  const { values, goal } = each
  const between = each.rounds > 1 ? `${formatNumber(values.min)} – ${formatNumber(values.max)}` : ''
  return [
    each.what,
    each.durability ?? '',
    `${formatNumber(values.median)} ${each.unit}`.trim(),
    between,
    goal === undefined ? '' : formatNumber(goal.least),
    goal === undefined ? '' : formatNumber(goal.aim),
    verdict(each),
  ]
}

const HEAD = ['what', 'class', 'median', 'min – max', 'at least', 'aim', 'reached'] as const

/** For a terminal. */
export function plainTable(rows: readonly Row[]): string {
  const lines = groups(rows).map(([group, list]) => ({ group, list: list.map(cells) }))
  const all = [[...HEAD], ...lines.flatMap(({ list }) => list)]
  const widths = HEAD.map((_, i) => Math.max(...all.map((line) => (line[i] as string).length)))
  const print = (line: readonly string[]): string =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join('  ')
      .trimEnd()
  return [print(HEAD), ...lines.flatMap(({ group, list }) => ['', `-- ${group}`, ...list.map(print)]), ''].join('\n')
}

export function markdownTable(rows: readonly Row[]): string {
  return groups(rows)
    .map(([group, list]) =>
      [
        `### ${group}`,
        '',
        `| ${HEAD.join(' | ')} |`,
        '|---|---|--:|--:|--:|--:|---|',
        ...list.map((each) => `| ${cells(each).join(' | ')} |`),
        '',
      ].join('\n'),
    )
    .join('\n')
}

export function machineLines(machine: Machine): string[] {
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ${machine.system}`,
    `Node ${machine.node}; commit ${machine.commit}`,
    `write and fdatasync of 4 KiB: p50 ${formatNumber(machine.syncP50)} ms, p99 ${formatNumber(machine.syncP99)} ms`,
  ]
}

function groups(rows: readonly Row[]): [string, Row[]][] {
  const out = new Map<string, Row[]>()
  for (const each of rows) out.set(each.group, [...(out.get(each.group) ?? []), each])
  return [...out]
}
