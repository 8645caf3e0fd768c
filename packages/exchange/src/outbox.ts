/** Where a reader puts what it finds, until the caller takes it. */
import type { CodeFaultCode } from '@packtrail/codes'
import type { Fault, Severity } from '@packtrail/protocol'
import { withoutPersons } from './counter-acts.ts'
import type { DraftEvent } from './draft.ts'
import type { FaultCode } from './fault-code.ts'
import { type ImportItem, PERSONS, type Person } from './item.ts'

export interface Place {
  readonly line?: number
  readonly path?: string
}

/** A fault without its file. */
export interface Problem extends Place {
  readonly code: FaultCode | CodeFaultCode
  /** Never holds a value of a field that names a person. */
  readonly message: string
  readonly remedy?: string
}

export interface Outbox {
  /** @param unknown Nobody knows what kind of act it is: it is told as if at a counter. */
  event(event: DraftEvent, line: number, path: string, unknown?: boolean): void
  /** What it is about is not imported. */
  error(problem: Problem): void
  /**
   * What it is about is imported all the same, unless the document is read strictly and the problem is one of form.
   * @returns whether it is an error instead.
   */
  warn(problem: Problem): boolean
  put(item: ImportItem): void
  /** Personal data was left out. */
  drop(what: Person, count?: number): void
  /** Items that have gathered. */
  readonly size: number
  /** What has gathered since the last call. */
  take(): ImportItem[]
  /** The counts of personal data, once. */
  dropped(): ImportItem[]
}

/** What is against a rule of form and can be read all the same. */
const FORMAL: ReadonlySet<string> = new Set<FaultCode>([
  ...([
    'DOCTYPE',
    'BAD_VERSION',
    'NAMESPACE',
    'FIELD_ORDER',
    'BLANKS',
    'BAD_WORD',
    'UNKNOWN_WORD',
    'MISSING_FIELD',
  ] as const),
  ...(['UNKNOWN_FIELD', 'UNKNOWN_PREFIX'] as const),
])

/** @param strict Refuse what is against a rule of form. */
export function makeOutbox(file: string, strict = false): Outbox {
  let items: ImportItem[] = []
  const counts: Record<Person, number> = { patient: 0, prescriber: 0, agent: 0 }
  const report = (severity: Exclude<Severity, 'info'>, problem: Problem): void => {
    const fault: Fault = { severity, file, ...problem }
    items.push({ kind: 'fault', fault })
  }
  return {
    event(told, line, path, unknown) {
      const { event, dropped } = withoutPersons(told, unknown === true ? true : undefined)
      counts.patient += dropped
      items.push({ kind: 'event', event, line, path })
    },
    error: (problem) => report('error', problem),
    warn(problem) {
      const refused = strict && FORMAL.has(problem.code)
      report(refused ? 'error' : 'warn', problem)
      return refused
    },
    put: (item) => void items.push(item),
    drop(what, count = 1) {
      counts[what] += count
    },
    get size() {
      return items.length
    },
    take() {
      const taken = items
      items = []
      return taken
    },
    dropped: () =>
      PERSONS.filter((what) => counts[what] > 0).map((what) => ({ kind: 'dropped', what, count: counts[what] })),
  }
}
