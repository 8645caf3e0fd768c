/** What a check has found: counted, with the first places of each kind. */
import type { Severity } from '@packtrail/protocol'
import { ownText } from './columns.ts'
import { defectOf, isOtherDefect, OTHER_DEFECTS } from './defects.ts'

/** A number of the list of defects, a name of `OTHER_DEFECTS`, or the code of a reader's fault. */
export type DefectCode = number | string

export interface FoundPlace {
  readonly file: string
  readonly line?: number
  readonly path?: string
  /** What stands there. */
  readonly value?: string
  /** What is wrong. */
  readonly message: string
}

export interface DefectGroup {
  /** 1 to 36. */
  readonly number?: number
  /** `US-01` to `US-36`, or a name. */
  readonly code: string
  readonly name: string
  /** `error`: receivers reject it. `warn`: worth mending. */
  readonly severity: Exclude<Severity, 'info'>
  readonly count: number
  /** The first of them. */
  readonly places: readonly FoundPlace[]
  readonly remedy: string
}

interface Gathering {
  readonly code: string
  readonly number?: number
  readonly name: string
  readonly remedy: string
  severity: DefectGroup['severity']
  count: number
  places: FoundPlace[]
}

/** Groups of faults of the readers, which have one for each field: names of fields come from outside. */
const MOST_GROUPS = 300

export class Findings {
  readonly #groups = new Map<string, Gathering>()
  readonly #most: number

  /** @param most Places kept of each defect. */
  constructor(most: number) {
    this.#most = most
  }

  /** @param words Name and remedy of a reader's fault, which are no defect of the table. */
  add(
    code: DefectCode,
    severity: DefectGroup['severity'],
    place: FoundPlace,
    words?: Pick<DefectGroup, 'name' | 'remedy'>,
  ): void {
    const group = this.#group(code, severity, words, place.path)
    if (severity === 'error') group.severity = 'error'
    group.count++
    if (group.places.length < this.#most) group.places.push(ownPlace(place))
  }

  /** Takes over what another has gathered. @param severity How bad all of it is here. */
  take(other: Findings, severity?: DefectGroup['severity']): void {
    for (const [code, from] of other.#groups) {
      if (severity !== undefined) from.severity = severity
      const to = this.#groups.get(code)
      if (to === undefined) {
        this.#groups.set(code, from)
        continue
      }
      to.count += from.count
      if (from.severity === 'error') to.severity = 'error'
      to.places = [...to.places, ...from.places].slice(0, this.#most)
    }
  }

  /** Forgets what turned out to be no finding. */
  drop(number: number): void {
    this.#groups.delete(keyOf(number))
  }

  /** Numbers first, then names. */
  groups(): readonly DefectGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.number ?? 99) - (b.number ?? 99) || (a.code < b.code ? -1 : 1))
  }

  #group(
    code: DefectCode,
    severity: DefectGroup['severity'],
    words: Pick<DefectGroup, 'name' | 'remedy'> | undefined,
    path: string | undefined,
  ): Gathering {
    const name = keyOf(code)
    // One code of the readers is told of many things: each field has words and a remedy of its own.
    const kind = words === undefined || isKnown(code) ? '' : `\n${fieldOf(path)}\n${words.remedy}`
    const key = this.#groups.size < MOST_GROUPS || this.#groups.has(name + kind) ? name + kind : name
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const made: Gathering = { code: name, ...wordsOf(code, words), severity, count: 0, places: [] }
    this.#groups.set(ownText(key), made)
    return made
  }
}

function keyOf(code: DefectCode): string {
  return typeof code === 'number' ? `US-${String(code).padStart(2, '0')}` : code
}

function isKnown(code: DefectCode): boolean {
  return typeof code === 'number' || isOtherDefect(code)
}

/** `epcList` of `eventList[3].epcList[0]`. */
function fieldOf(path: string | undefined): string {
  return (
    path
      ?.replace(/\[\d+\]$/, '')
      .replace(/^.*\./, '')
      .slice(0, 100) ?? ''
  )
}

function wordsOf(
  code: DefectCode,
  words: Pick<DefectGroup, 'name' | 'remedy'> | undefined,
): Pick<Gathering, 'number' | 'name' | 'remedy'> {
  if (typeof code === 'number') {
    const { name, remedy } = defectOf(code)
    return { number: code, name, remedy }
  }
  const { name, remedy } = isOtherDefect(code) ? OTHER_DEFECTS[code] : (words ?? { name: code, remedy: '' })
  return { name: ownText(name), remedy: ownText(remedy) }
}

const MAX_VALUE = 200

function ownPlace({ file, line, path, value, message }: FoundPlace): FoundPlace {
  return {
    file,
    ...(line === undefined ? {} : { line }),
    ...(path === undefined ? {} : { path: ownText(path) }),
    ...(value === undefined ? {} : { value: ownText(value.slice(0, MAX_VALUE)) }),
    message: ownText(message),
  }
}
