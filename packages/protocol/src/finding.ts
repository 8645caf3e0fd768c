/** What is wrong with data: values, never exceptions. */

/** A fault of a document, with its place. */
export interface Fault {
  /** Stable; documented in docs/reference/faults.md. */
  readonly code: string
  readonly message: string
  /** What the sender must mend. */
  readonly remedy?: string
  readonly severity: 'error' | 'warn'
  readonly file?: string
  readonly line?: number
  /** Path inside the document: `eventList[3].epcList[0]`. */
  readonly path?: string
}

export type Severity = 'info' | 'warn' | 'error'
export type FindingClass = 'falsification' | 'custody' | 'process' | 'data' | 'scanner' | 'evidence'
/** provable to a third party from the file · detected with the auditor's memory, a receipt or a witness · flag to look into. */
export type ProofGrade = 'provable' | 'detected' | 'flag'

/** What a finding says of one code, whatever the case; the catalogue holds one an entry. */
export interface FindingKind {
  readonly severity: Severity
  readonly class: FindingClass
  readonly proof: ProofGrade
}

export interface Finding extends FindingKind {
  readonly code: string
  /** Log positions of the records that show it, the deciding one first. */
  readonly evidence: readonly number[]
  /** Canonical pack or container ids, at most 100; `count` says how many there are in all. */
  readonly items: readonly string[]
  readonly count: number
  /** One plain sentence a pharmacist or auditor understands. */
  readonly message: string
  readonly whatToDo: string
  /** Values behind the sentence, for programs and for other languages. */
  readonly params: Readonly<Record<string, string | number>>
}
