/**
 * EPCIS documents → the event hash IDs of their events (CBV 2.0, pages 95 and 96), streamed. A secondary key for exchange with others,
 * never proof of integrity: it leaves fields out and takes `007` and `7` for one.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Fault } from '@packtrail/protocol'
import { EPCIS_TYPES } from '../epcis/kind.ts'
import type { Mapper, MapperMaker } from '../epcis/mapper.ts'
import type { RawEvent } from '../epcis/reading.ts'
import type { EventSource } from '../epcis/report.ts'
import { readDocument } from '../import.ts'
import type { Format, ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { readDateTime } from '../time.ts'
import { preHashOf } from './pre-hash.ts'
import { type HashProfile, PROFILES } from './profiles.ts'
import { treeOf } from './tree.ts'

export interface HashOptions extends Pick<ImportOptions, 'file' | 'format' | 'encoding' | 'maxEventBytes'> {
  readonly profile: HashProfile
  /**
   * Keep the namespace of master data (lot, expiry) as the document writes it: `urn:epcglobal:cbv:mda` in XML, with a colon behind it in
   * JSON. Absent: always with the colon, so that an event in XML and the same in JSON have one ID.
   */
  readonly asWritten?: boolean
  /** Give the text that was hashed, too. It holds what the event says: keep it from whom the event is kept. */
  readonly preHash?: boolean
}

export type HashItem =
  | {
      readonly kind: 'hash'
      readonly id: string
      readonly line: number
      readonly path: string
      readonly preHash?: string
    }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'document'; readonly format: Format }

const TYPES: ReadonlySet<string> = new Set(EPCIS_TYPES)

/**
 * The IDs in document order, with the faults of the document between them. An event is left out only when it cannot be read as EPCIS.
 * @throws ExchangeError READ when the stream itself breaks.
 */
export async function* hashDocument(
  chunks: AsyncIterable<Uint8Array>,
  options: HashOptions,
): AsyncGenerator<readonly HashItem[]> {
  let found: HashItem[] = []
  const make: MapperMaker = (out, _, xml) => makeHashMapper(out, xml, options, (item) => found.push(item))
  for await (const items of readDocument(chunks, options, make)) {
    const batch: HashItem[] = []
    for (const item of items) {
      // Master data is no event: nothing of it was wanted here.
      if (item.kind === 'fault' && item.fault.code !== 'NOT_TAKEN') batch.push(item)
      if (item.kind !== 'document') continue
      if (!item.format.startsWith('epcis')) {
        yield [{ kind: 'fault', fault: { ...NOT_EPCIS, file: options.file } }]
        return
      }
      batch.push({ kind: 'document', format: item.format })
    }
    batch.push(...found)
    found = []
    if (batch.length > 0) yield batch
  }
}

const NOT_EPCIS: Fault = {
  severity: 'error',
  code: 'UNKNOWN_FORMAT',
  message: 'only events of EPCIS have an event hash ID, and this document is of another kind',
  remedy: 'Give a document of EPCIS 1.2 or 2.0, XML or JSON.',
}

function makeHashMapper(out: Outbox, xml: boolean, options: HashOptions, give: (item: HashItem) => void): Mapper {
  return {
    map(type, raw, source) {
      const { line, path } = source
      if (!TYPES.has(type)) {
        const message = `«${type.slice(0, 80)}» is no event type of EPCIS`
        out.error({
          code: 'UNKNOWN_EVENT_TYPE',
          message,
          line,
          path,
          remedy: 'Use one of the five types of EPCIS 2.0.',
        })
        return
      }
      checkTime(raw, source, out)
      const preHash = preHashOfEvent(type, raw, source, xml, options)
      const id = `ni:///sha-256;${bytesToHex(sha256(utf8ToBytes(preHash)))}?ver=${PROFILES[options.profile].version}`
      give({ kind: 'hash', id, line, path, ...(options.preHash === true ? { preHash } : {}) })
    },
  }
}

/** The text of an event that is hashed. Also for whoever has the event from elsewhere. */
function preHashOfEvent(type: string, raw: RawEvent, source: EventSource, xml: boolean, options: HashOptions): string {
  const rules = PROFILES[options.profile]
  const written = options.asWritten === true ? source.masterNamespace : undefined
  const tree = treeOf(raw, source, {
    xml,
    masterData: `{${written ?? 'urn:epcglobal:cbv:mda:'}}`,
    prefixedValues: xml || rules.prefixedValues,
  })
  return preHashOf(type, tree, rules, xml || rules.urnWords)
}

/** A time without an offset is another instant at every place: it is hashed as UTC, and others may take it for something else. */
function checkTime(raw: RawEvent, source: EventSource, out: Outbox): void {
  const time = raw['eventTime']
  const read = typeof time === 'string' ? readDateTime(time.trim()) : undefined
  if (read?.offset !== undefined) return
  const place = { line: source.lineOf(['eventTime']), path: `${source.path}.eventTime` }
  if (read !== undefined) {
    const message = 'the time of the event has no offset; it is hashed as if it were UTC'
    out.warn({ code: 'NO_OFFSET', message, ...place, remedy: 'Ask the sender for times with Z or an offset.' })
  } else if (time === undefined) {
    out.warn({ code: 'MISSING_FIELD', message: 'the event has no eventTime', ...place, remedy: 'Ask for the time.' })
  } else {
    const message = 'the time of the event is no time; it is hashed as it stands'
    out.warn({ code: 'BAD_TIME', message, ...place, remedy: 'Write it as 2026-01-31T12:00:00.000Z.' })
  }
}
