/** Error declarations: what they take back does not count, whether it stands before or behind them (EPCIS 2.0, section 7.4.1.4). */
import type { RawEvent } from '../epcis/reading.ts'
import type { EventSource } from '../epcis/report.ts'
import { ownText } from './columns.ts'
import type { DocumentCheck } from './document-check.ts'
import { placeIn } from './epcis-acts.ts'

/** Beyond these a file of declarations alone would fill the memory. */
const MAX_DECLARATIONS = 100_000

/** Of a run over all documents. The first learns which events are taken back; if there are any, a second leaves them out. */
export class Declarations {
  /** By eventID, else by all it says. */
  readonly #taken: ReadonlyMap<string, string>
  readonly #found = new Map<string, string>()
  readonly #instances = new Map<string, string>()

  constructor(taken: ReadonlyMap<string, string> = new Map()) {
    this.#taken = taken
  }

  /** What this run has learned, where it is more than it knew. */
  learned(): ReadonlyMap<string, string> | undefined {
    return this.#taken.size === 0 && this.#found.size > 0 ? this.#found : undefined
  }

  /** Whether the event does anything. */
  counts(doc: DocumentCheck, raw: RawEvent, source: EventSource): boolean {
    if (raw['errorDeclaration'] !== undefined) {
      this.#learn(raw)
      return false
    }
    if (this.#taken.size === 0) return true
    const id = idOf(raw)
    const said = saidBy(raw)
    if (id === undefined) return !this.#taken.has(said)
    const declared = this.#taken.get(id)
    if (declared === undefined) return true
    if (declared === said) return false
    // Such a declaration is refused: the event stands.
    const place = placeIn(source, ['eventID'], id)
    doc.us('DECLARATION_DIFFERS', place, 'the error declaration of this event does not repeat it as it is', 'error')
    return true
  }

  #learn(raw: RawEvent): void {
    if (this.#found.size >= MAX_DECLARATIONS) return
    const said = ownText(saidBy(raw))
    const id = idOf(raw)
    this.#found.set(id === undefined ? said : ownText(id), said)
  }

  /** The same sender sent a file with the same number: it is said once, and nothing in it counts again. */
  isResent(doc: DocumentCheck): boolean {
    const { instance, sender } = doc.facts
    if (doc.events > 0 || instance === undefined) return false
    const key = `${sender ?? ''} ${instance}`
    const before = this.#instances.get(key)
    if (before === undefined) {
      this.#instances.set(ownText(key), doc.fileName)
      return false
    }
    doc.resent = true
    const place = { line: 1, path: 'InstanceIdentifier', value: instance }
    doc.world.report(33, place, `${before} has the same InstanceIdentifier; what is in this file was not checked`)
    return true
  }
}

function idOf(raw: RawEvent): string | undefined {
  const id = raw['eventID']
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : undefined
}

/** All that the event says but its declaration, its number and the time of its record; of long ones a digest. */
function saidBy(raw: RawEvent): string {
  const { errorDeclaration: _, recordTime: __, eventID: ___, '@context': ____, ...rest } = raw
  const text = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
  return text.length <= 256 ? text : digest(text)
}

/** Enough to see that two texts differ; what is said of it is a warning to look, never a proof. */
function digest(text: string): string {
  let a = 0x811c9dc5
  let b = 0x1000193
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(i), 0x5bd1e995)
  }
  return `${text.length} ${a >>> 0} ${b >>> 0}`
}
