/** Master data and statements on their way from the header of one document into the header of another. */
import type { ExportFormat, ExportOptions, MasterData } from '@packtrail/exchange'
import type { DocumentOptions } from './document-options.ts'
import type { LossReport } from './losses.ts'
import type { Place } from './tally.ts'

export interface HeaderData {
  add(entry: MasterData, place: Place): void
  /** Something that the document says of itself; without text it has no place in any other. */
  say(field: string, text: string | undefined, place: Place): void
  /** What is written: whatever comes later comes behind the first event, where none of it can stand. */
  close(): Required<Pick<ExportOptions, 'masterData' | 'around'>>
}

/** Where things have a place, from the package that writes them. */
export interface Holding {
  holdsMasterData(format: ExportFormat, options: DocumentOptions): boolean
  holdsAround(format: ExportFormat, options: DocumentOptions, said: readonly [string, string]): boolean
}

/** They are held in memory until the first event. */
const MOST = 100_000
const MOST_SAID = 1000

export function makeHeader(
  options: DocumentOptions,
  to: ExportFormat,
  report: LossReport,
  { holdsMasterData, holdsAround }: Holding,
): HeaderData {
  const around = new Map<string, string>()
  let closed = false
  const entries: MasterData[] = []
  let open = holdsMasterData(to, options)
  return {
    add(entry, place) {
      if (!open || entries.length >= MOST) {
        report.add('MASTER_DATA', entry.vocabulary, place)
        return
      }
      entries.push(entry)
      // An attribute with elements of its own cannot be named in both forms.
      for (const [name] of entry.attributes) if (name.endsWith('[]')) report.add('MASTER_DATA', name, place)
    },
    say(field, text, place) {
      const before = around.get(field)
      const isFirst = !closed && (before === undefined || before === text) && around.size < MOST_SAID
      if (text !== undefined && isFirst && holdsAround(to, options, [field, text])) around.set(field, text)
      else report.add('DOCUMENT_INFO', field, place)
    },
    close() {
      open = false
      closed = true
      return { masterData: entries, around: [...around] }
    },
  }
}
