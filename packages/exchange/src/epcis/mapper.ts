/** The path that XML and JSON share: one raw event in, its drafts out. */
import type { DraftEvent } from '../draft.ts'
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Attributes } from '../xml/parser.ts'
import { putAround } from './around.ts'
import { draftsOf } from './drafts.ts'
import { type ItemReader, makeItemReader } from './items.ts'
import { EPCIS_TYPES, type EpcisType } from './kind.ts'
import type { RawEvent } from './reading.ts'
import { type EventReport, type EventSource, makeReport } from './report.ts'
import { readSaid } from './said.ts'

const TYPES: ReadonlyMap<string, EpcisType> = new Map(EPCIS_TYPES.map((type) => [type, type]))

/** Sees every element of a document in XML as it comes, for whoever judges its form. */
export interface XmlWatch {
  /** @param name As `XmlSink` gives it. @param inNamespace Whether the document puts the element into a namespace. @param version Of its schema. */
  open(name: string, attributes: Attributes, line: number, inNamespace: boolean, version: 1 | 2): void
  text(text: string): void
  close(): void
}

export interface Mapper {
  /** @param type Its EPCIS type as the document writes it. */
  map(type: string, raw: RawEvent, source: EventSource): void
  /** What stands around the events beside master data, for whoever wants it: may come in several parts. */
  header?(raw: RawEvent, source: EventSource): void
  readonly watch?: XmlWatch
}

/** @param xml Whether the document is XML, whose rules for words are stricter. */
export type MapperMaker = (out: Outbox, options: ImportOptions, xml: boolean) => Mapper

export function makeMapper(out: Outbox, options: ImportOptions, xml: boolean): Mapper {
  const reader: ItemReader = makeItemReader(options.onCompanyPrefix)
  const report: EventReport = makeReport(out, xml, options.forms)
  let together = 0
  const header: Pick<Mapper, 'header'> =
    options.around !== true
      ? {}
      : {
          header(raw, source) {
            report.start(source)
            putAround(raw, report, out, (path) => ({ line: source.lineOf(path), path: source.path }))
          },
        }
  return {
    ...header,
    map(type, raw, source) {
      report.start(source)
      const known = TYPES.get(type)
      if (known === undefined) {
        const words = `«${type.slice(0, 80)}» is no event type of EPCIS`
        report.error('UNKNOWN_EVENT_TYPE', words, ['type'], 'Use one of the five types of EPCIS 2.0.')
        return
      }
      const said = readSaid(known, raw, reader, report)
      const told = draftsOf(said, options, report)
      const { forms } = report
      const drafts = forms === undefined || forms.size === 0 ? told : told.map((draft) => withForms(draft, forms))
      if (report.failed) return
      const { line, path } = source
      if (drafts.length === 1 && known !== 'TransformationEvent') out.event(drafts[0] as DraftEvent, line, path)
      else {
        together++
        const many = drafts.length > 1
        for (const [i, draft] of drafts.entries())
          out.event({ ...draft, together }, line, many ? `${path}#${i + 1}` : path)
      }
    },
  }
}

function withForms(draft: DraftEvent, forms: ReadonlyMap<string, unknown>): DraftEvent {
  const { original } = draft
  return { ...draft, forms, ...(original === undefined ? {} : { original: { ...original, forms } }) }
}
