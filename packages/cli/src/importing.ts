/** Documents and submission files into the ledger, streamed: what became of each event, with its place in the file. */
import type { Draft, Ledger, Mode } from '@packtrail/core'
import type { DraftEvent, Format, ImportItem } from '@packtrail/exchange'
import { type Finding, fileStart, fromUtf8, toHex } from '@packtrail/protocol'
import { type BillNumbers, makeBillNumbers } from './bill-numbers.ts'
import { countBytes, formatName, itemsOf } from './document-items.ts'
import { dataError } from './error.ts'
import type { InputFile } from './files.ts'
import { makeOrphanCheck, type OrphanCheck } from './orphans.ts'
import type { Actor } from './perform.ts'
import type { Recorded } from './record.ts'
import {
  addFault,
  type DocumentTally,
  enter,
  enterFault,
  newDocument,
  newTally,
  type Place,
  packsOfReason,
  refusing,
  type Tally,
} from './tally.ts'
import type { Reason } from './verdict.ts'
import { words } from './words.ts'

const { importing: say } = words

export interface ImportSettings {
  readonly mode: Mode
  readonly dryRun: boolean
  /** Absent: found by looking into the file. */
  readonly format: Format | undefined
  readonly defaultAgent: string | undefined
  /** Refuse what is against a rule of form. */
  readonly strict: boolean
  /** Signs the events of documents; absent: the operator attests them. */
  readonly actor: Actor | undefined
  /** Set by Ctrl-C: finish the group, then stop. */
  readonly stopped: () => boolean
  readonly at: (file: InputFile, bytes: number, tally: Tally) => void
}

interface Settings extends ImportSettings {
  readonly orphans: OrphanCheck
  readonly billNumbers: BillNumbers
}

interface PlacedDraft extends DraftEvent {
  readonly place: Place
}

/** All files, one after the other; each is a document or a submission by its first bytes. */
export async function importFiles(ledger: Ledger, files: readonly InputFile[], given: ImportSettings): Promise<Tally> {
  const settings: Settings = {
    ...given,
    orphans: makeOrphanCheck(ledger, given.dryRun),
    billNumbers: makeBillNumbers(ledger),
  }
  const tally = newTally()
  for (const file of files) {
    if (settings.stopped()) break
    tally.files++
    if (file.table !== undefined) {
      await importDocument(ledger, file, undefined, settings, tally)
      continue
    }
    const { start, chunks } = await peek(file)
    if (fromUtf8(start) === fromUtf8(fileStart('submission')))
      await importSubmission(ledger, file, chunks, settings, tally)
    else await importDocument(ledger, file, chunks, settings, tally)
  }
  return tally
}

/** The first bytes, and all chunks again. */
async function peek(
  file: InputFile,
): Promise<{ readonly start: Uint8Array; readonly chunks: AsyncGenerator<Uint8Array> }> {
  const wanted = fileStart('submission').length
  const source = file.chunks()[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let size = 0
  let failed: { readonly error: unknown } | undefined
  try {
    while (size < wanted) {
      const { done, value } = await source.next()
      if (done === true) break
      head.push(value)
      size += value.length
    }
  } catch (error) {
    // Told where the file is read: what is wrong with one is not wrong with the others.
    failed = { error }
  }
  const start = new Uint8Array(Math.min(size, wanted))
  let at = 0
  for (const part of head) {
    start.set(part.subarray(0, start.length - at), at)
    at = Math.min(start.length, at + part.length)
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* head
      if (failed !== undefined) throw failed.error
      for (;;) {
        const { done, value } = await source.next()
        if (done === true) return
        yield value
      }
    } finally {
      await source.return?.(undefined)
    }
  }
  return { start, chunks: chunks() }
}

// ---------------------------------------------------------------- documents

async function importDocument(
  ledger: Ledger,
  file: InputFile,
  chunks: AsyncIterable<Uint8Array> | undefined,
  settings: Settings,
  tally: Tally,
): Promise<void> {
  const document = newDocument(file.name, '?')
  tally.documents.push(document)
  const drafts = draftsOf(file, chunks, settings, tally, document)
  for (let again = await enterDrafts(ledger, drafts, settings, tally, document); again.length > 0; ) {
    tally.events += again.length
    document.events += again.length
    again = await enterDrafts(ledger, each(again), settings, tally, document)
  }
  if (document.events + document.unread > 0 || settings.stopped()) return
  const { noEvents: message, noEventsDo: remedy } = say
  addFault(tally, { code: 'NO_EVENTS', message, remedy, severity: 'warn', file: file.name })
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

/** @returns what is left of refused events when the packs that they were refused for are left out: these were handed out. */
async function enterDrafts(
  ledger: Ledger,
  drafts: AsyncIterable<PlacedDraft>,
  settings: ImportSettings,
  tally: Tally,
  document: DocumentTally,
): Promise<PlacedDraft[]> {
  const { actor, mode, dryRun } = settings
  const again: PlacedDraft[] = []
  const take = (draft: PlacedDraft, outcome: Recorded['outcome'], findings: readonly (Finding | Reason)[]): void => {
    enter(tally, document, draft.place, outcome, findings)
    const rest = outcome === 'refused' ? withoutRefused(draft, findings) : undefined
    if (rest !== undefined) again.push(rest)
  }
  if (actor?.signer === undefined || dryRun) {
    for await (const { draft, outcome, findings } of ledger.attest(drafts as AsyncIterable<PlacedDraft & Draft>, {
      mode,
      dryRun,
    })) {
      take(draft, outcome, findings)
    }
    return again
  }
  for await (const group of inGroups(drafts)) {
    const recorded = await actor.perform(group, mode)
    group.forEach((draft, i) => {
      const { outcome, findings } = recorded[i] as Recorded
      take(draft, outcome, findings)
    })
  }
  return again
}

/**
 * A document tells what happened at a counter. That one of its packs is a copy does not make the others be on the shelf again:
 * they are taken in as an event of their own. Of other acts the whole is in doubt.
 */
function withoutRefused(draft: PlacedDraft, findings: readonly (Finding | Reason)[]): PlacedDraft | undefined {
  if (draft.type !== 'dispense' || draft.parent !== undefined) return undefined
  const refused = new Set(refusing(findings).flatMap(packsOfReason))
  const packs = draft.packs.filter(({ product, serial }) => !refused.has(`${product}/${serial}`))
  const containers = draft.containers.filter((container) => !refused.has(container))
  const before = draft.packs.length + draft.containers.length
  const left = packs.length + containers.length
  // What was refused for something else than its packs (who said it, when) is refused again.
  if (left === 0 || left === before) return undefined
  return { ...draft, packs, containers, batches: [], products: [] }
}

/** What one signature covers: enough to be quick, few enough to be held in memory. */
const GROUP_EVENTS = 1000
const GROUP_PACKS = 50_000

async function* inGroups(drafts: AsyncIterable<PlacedDraft>): AsyncGenerator<PlacedDraft[]> {
  let group: PlacedDraft[] = []
  let packs = 0
  for await (const draft of drafts) {
    group.push(draft)
    packs += packsOf(draft)
    if (group.length < GROUP_EVENTS && packs < GROUP_PACKS) continue
    yield group
    group = []
    packs = 0
  }
  if (group.length > 0) yield group
}

function packsOf({ packs, commission }: DraftEvent): number {
  return packs.length + (commission?.serials.length ?? 0)
}

async function* draftsOf(
  file: InputFile,
  chunks: AsyncIterable<Uint8Array> | undefined,
  settings: ImportSettings & Partial<Settings>,
  tally: Tally,
  document: DocumentTally,
): AsyncGenerator<PlacedDraft> {
  const { format, defaultAgent, strict, stopped, orphans } = settings
  const options = {
    ...(format === undefined ? {} : { format }),
    ...(defaultAgent === undefined ? {} : { defaultAgent }),
    strict,
    ...(orphans === undefined ? {} : { orphans: 'tell' as const }),
  }
  const { isPaperNote } = await import('@packtrail/regimes')
  const read = itemsOf(file, options, (bytes) => settings.at(file, bytes, tally), chunks)
  for await (const items of settings.billNumbers?.(read, file.name) ?? read) {
    for (const item of (await orphans?.(items, file.name)) ?? items) {
      // That an authority was told is said by who owes it, and not by a document from elsewhere.
      if (item.kind === 'event' && isPaperNote(item.event)) {
        const { paperNote: message, paperNoteDo: remedy } = say
        const place = { file: file.name, line: item.line, path: item.path }
        enterFault(tally, document, { code: 'PAPER_NOTE', message, remedy, severity: 'error', ...place })
      } else if (item.kind === 'event') {
        if (stopped()) {
          tally.stoppedAt = { file: file.name, line: item.line }
          return
        }
        tally.events++
        document.events++
        tally.packs += packsOf(item.event)
        yield { ...item.event, place: { file: file.name, line: item.line, path: item.path } }
      } else take(item, file, tally, document)
    }
  }
}

function take(
  item: Exclude<ImportItem, { kind: 'event' }>,
  file: InputFile,
  tally: Tally,
  document: DocumentTally,
): void {
  if (item.kind === 'document') document.format = formatName(file, item.format)
  else if (item.kind === 'dropped') tally.dropped[item.what] = (tally.dropped[item.what] ?? 0) + item.count
  else if (item.kind === 'fault') enterFault(tally, document, item.fault)
}

export interface ReadDocuments {
  readonly tally: Tally
  /** Their events, read again rather than held: a million packs as drafts would take gigabytes. */
  events(): AsyncGenerator<DraftEvent>
}

/** The events of documents without a ledger. Everything is read, so that every fault is told. */
export async function readDocuments(
  files: readonly InputFile[],
  format: Format | undefined,
  defaultAgent: string | undefined,
  each: (event: DraftEvent) => void,
): Promise<ReadDocuments> {
  const settings = { mode: 'document', dryRun: false, strict: false, format, defaultAgent, actor: undefined } as const
  const all = { ...settings, stopped: () => false, at: () => undefined }
  async function* read(file: InputFile, tally: Tally): AsyncGenerator<DraftEvent> {
    const document = newDocument(file.name, '?')
    tally.documents.push(document)
    for await (const { place: _, ...event } of draftsOf(file, undefined, all, tally, document)) yield event
  }
  const tally = newTally()
  /** Events of what can be read only once: standard input, a pipe. */
  const held = new Map<InputFile, DraftEvent[]>()
  for (const file of files) {
    const events: DraftEvent[] = []
    for await (const event of read(file, tally)) {
      each(event)
      if (file.size === undefined) events.push(event)
    }
    if (file.size === undefined) held.set(file, events)
  }
  return {
    tally,
    async *events() {
      const again = newTally()
      for (const file of files) yield* held.get(file) ?? read(file, again)
      const kept = [...held.values()].reduce((sum, events) => sum + events.length, 0)
      if (again.events + kept !== tally.events || again.faults.length > tally.faults.length) {
        throw dataError('DATA_BAD', words.submit.changed, { hint: words.submit.changedHint })
      }
    },
  }
}

// -------------------------------------------------------------- submissions

async function importSubmission(
  ledger: Ledger,
  file: InputFile,
  chunks: AsyncIterable<Uint8Array>,
  settings: ImportSettings,
  tally: Tally,
): Promise<void> {
  const document = newDocument(file.name, 'submission')
  tally.documents.push(document)
  const report = await ledger.submit(
    countBytes(chunks, (bytes) => settings.at(file, file.position?.() ?? bytes, tally)),
    settings.mode,
    settings.dryRun,
  )
  if (report.submission !== undefined) document.submission = toHex(report.submission)
  if (report.actor !== undefined) document.actor = report.actor
  if (report.outcome === 'refused') {
    tally.refused++
    document.refused++
    for (const { code, message, whatToDo } of report.findings) {
      addFault(tally, { code, message, remedy: whatToDo, severity: 'error', file: file.name })
    }
    return
  }
  tally.events += report.claims.length
  document.events = report.claims.length
  for (const { index, outcome, findings } of report.claims) {
    const place = { file: file.name, line: index + 1, path: say.act(index + 1) }
    // A file that came before is known as a whole: nothing of it is new.
    const now = report.outcome === 'repeated' && outcome === 'appended' ? 'duplicate' : outcome
    enter(tally, document, place, now, findings)
  }
}
