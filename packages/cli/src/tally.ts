/** What an import has come to so far, in the documented shape of its answer. */
import type { Fault, Finding } from '@packtrail/protocol'
import type { Recorded } from './record.ts'
import type { Reason } from './verdict.ts'
import { words } from './words.ts'

/** Faults and findings that are kept for the report; all are counted. */
const KEPT = 10_000

/** Where an event stands in its file. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly path: string
}

/** docs/reference/json.md#import */
export interface Tally {
  files: number
  events: number
  packs: number
  appended: number
  duplicates: number
  refused: number
  /** Of the events those that name no goods the ledger keeps: there is nothing to record. */
  empty: number
  /** Places that could not be read: rows, elements, whole files. */
  unread: number
  findings: number
  faultCount: number
  readonly faults: Fault[]
  readonly found: (Reason & { readonly file: string; readonly line?: number; readonly path?: string })[]
  /** Findings by code: all of them, also those that are not listed. */
  readonly findingCodes: Record<string, number>
  readonly dropped: Record<string, number>
  readonly documents: DocumentTally[]
  /** Where Ctrl-C stopped it. */
  stoppedAt?: { readonly file: string; readonly line: number }
}

export interface DocumentTally {
  readonly file: string
  format: string
  events: number
  appended: number
  duplicates: number
  refused: number
  empty: number
  unread: number
  /** Hex, for a submission file. */
  submission?: string
  actor?: string
}

export function newTally(): Tally {
  return {
    files: 0,
    events: 0,
    packs: 0,
    appended: 0,
    duplicates: 0,
    refused: 0,
    empty: 0,
    unread: 0,
    findings: 0,
    faultCount: 0,
    faults: [],
    found: [],
    findingCodes: {},
    dropped: {},
    documents: [],
  }
}

export function newDocument(file: string, format: string): DocumentTally {
  return { file, format, events: 0, appended: 0, duplicates: 0, refused: 0, empty: 0, unread: 0 }
}

/** Warnings about what comes to no event, because it names no goods. */
const EMPTY: ReadonlySet<string> = new Set(['NO_GOODS', 'NO_CODES'])

/** A fault that reading found. */
export function enterFault(tally: Tally, document: DocumentTally, fault: Fault): void {
  addFault(tally, fault)
  if (fault.severity === 'error') {
    tally.unread++
    document.unread++
  }
  if (fault.severity === 'error' || !EMPTY.has(fault.code)) return
  tally.events++
  document.events++
  tally.empty++
  document.empty++
}

export function addFault(tally: Tally, fault: Fault): void {
  tally.faultCount++
  if (tally.faults.length < KEPT) tally.faults.push(fault)
}

/** Of the findings of a refused event those that say why: errors, where there are any. */
export function refusing<F extends Finding | Reason>(findings: readonly F[]): readonly F[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? errors : findings
}

export function packsOfReason(reason: Finding | Reason): readonly string[] {
  return 'items' in reason ? reason.items : (reason.packs ?? [])
}

/** A sender must find the pack among hundreds. */
function named(reason: Finding | Reason): string {
  const packs = packsOfReason(reason)
  return packs.length === 0
    ? reason.message
    : words.importing.ofPacks(packs, reason.count ?? packs.length, reason.message)
}

/** What became of one event. */
export function enter(
  tally: Tally,
  document: DocumentTally,
  place: Place,
  outcome: Recorded['outcome'],
  findings: readonly (Finding | Reason)[],
): void {
  if (outcome === 'appended') {
    tally.appended++
    document.appended++
  } else if (outcome === 'duplicate') {
    tally.duplicates++
    document.duplicates++
  } else {
    tally.refused++
    document.refused++
    for (const finding of refusing(findings)) {
      const { code, whatToDo } = finding
      addFault(tally, { code, message: named(finding), remedy: whatToDo, severity: 'error', ...place })
    }
    return
  }
  tally.findings += findings.length
  for (const { code, message, whatToDo, severity } of findings) {
    tally.findingCodes[code] = (tally.findingCodes[code] ?? 0) + 1
    if (tally.found.length < KEPT)
      tally.found.push({ code, message, whatToDo, ...(severity === undefined ? {} : { severity }), ...place })
  }
}
