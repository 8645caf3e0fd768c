/** Master data on its way from the header of one document into the header of another. */
import type { ExportFormat, MasterData } from '@packtrail/exchange'
import type { DocumentOptions } from './document-options.ts'
import type { LossReport } from './losses.ts'
import type { Place } from './tally.ts'

export interface HeaderData {
  add(entry: MasterData, place: Place): void
  /** The entries that are written: whatever comes later comes behind the first event, where none can stand. */
  close(): readonly MasterData[]
}

/** They are held in memory until the first event. */
const MOST = 100_000

export function makeHeader(
  options: DocumentOptions,
  to: ExportFormat,
  report: LossReport,
  holdsMasterData: (format: ExportFormat, options: DocumentOptions) => boolean,
): HeaderData {
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
    close() {
      open = false
      return entries
    },
  }
}
