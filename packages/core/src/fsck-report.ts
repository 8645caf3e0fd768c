/** What a check of the ledger found. */

export type FsckCode =
  /** The database cannot read its own files here. */
  | 'DATABASE'
  /** Key and body of a row do not fit its checksum. */
  | 'ROW_CHECKSUM'
  /** A row whose checksum fits and which cannot be read all the same. */
  | 'ROW_FORM'
  /** A row of a kind that no ledger has. */
  | 'ROW_UNKNOWN'
  | 'CONFIG'
  /** A number in the head is not what the rows come to. */
  | 'HEAD'
  | 'ENTRY_MISSING'
  | 'ENTRY_FORM'
  /** An entry that stands where another belongs, or behind the end of the log. */
  | 'ENTRY_PLACE'
  /** Recorded time falls. */
  | 'ENTRY_TIME'
  | 'STREAM_GAP'
  | 'STREAM_CHAIN'
  | 'EPOCH_CHAIN'
  | 'LOG_TILE'
  | 'LOG_FRONTIER'
  | 'CLAIM_MISSING'
  | 'CLAIM_FORM'
  | 'CLAIM_HASH'
  /** The entries of a claim are not those that its subjects ask for. */
  | 'CLAIM_ROUTE'
  /** Two claims say the same. */
  | 'CLAIM_TWICE'
  /** A claim by somebody who may not make it. */
  | 'CLAIM_FORBIDDEN'
  | 'SUBMISSION_MISSING'
  | 'SUBMISSION_FORM'
  | 'SUBMISSION_SIGNATURE'
  /** The root that was signed is not the root over its claims and tallies. */
  | 'SUBMISSION_ROOT'
  /** What the row says of a claim is not what the log says. */
  | 'SUBMISSION_FATE'
  /** The key was not in force, or its numbers are not in order. */
  | 'SUBMISSION_KEY'
  | 'SUBMISSION_SEQ'
  | 'STREAM_HEAD'
  | 'STREAM_CHUNK'
  | 'MAP_PAGE'
  | 'MAP_ROOT'
  | 'CHECKPOINT_FORM'
  | 'CHECKPOINT_SIGNATURE'
  | 'CHECKPOINT_ROOT'
  | 'CHECKPOINT_MISSING'
  | 'MANIFEST_MISSING'
  | 'MANIFEST_ROW'
  | 'MANIFEST_SERIALS'
  | 'MANIFEST_ROOT'
  | 'MANIFEST_LIST'
  | 'MEMBER'
  | 'ITEM_STATE'
  | 'ITEM_HISTORY'
  | 'ITEM_LIST'
  | 'BATCH_STATE'
  | 'PRODUCT_STATE'
  | 'PARTY_STATE'
  | 'KEY_STATE'
  | 'MARK'
  | 'PLACE'
  /** Something was not compared, because what it follows from is damaged. */
  | 'NOT_CHECKED'
  | 'ANCHOR_AHEAD'
  | 'ANCHOR_FORK'
  | 'ANCHOR_UNREADABLE'

/** One thing that is not as it must be. */
export interface FsckProblem {
  /** Stable, for programs. */
  readonly code: FsckCode
  /** The entry, stream or row, for people: `entry 4711`, `row h\x01…`. */
  readonly where: string
  readonly message: string
}

/** What was looked at, by kind. */
export type FsckCounts = Readonly<Record<FsckCounted, number>>
export type FsckCounted =
  | 'rows'
  | 'bytes'
  | 'entries'
  | 'claims'
  | 'submissions'
  | 'signatures'
  | 'streams'
  | 'checkpoints'
  | 'pages'
  | 'manifests'
  | 'packs'
  | 'items'

export interface FsckReport {
  readonly ok: boolean
  readonly checked: FsckCounts
  /** The first 1,000, in the order in which they were found. */
  readonly problems: readonly FsckProblem[]
  /** All, also those that are not listed. */
  readonly problemCount: number
  /** What is no problem of the database and should be known all the same. */
  readonly remarks: readonly string[]
}

export const MAX_PROBLEMS = 1000

export interface FsckNotes {
  problem(code: FsckCode, where: string, message: string): void
  count(what: FsckCounted, by?: number): void
  remark(message: string): void
  readonly counts: FsckCounts
  report(): FsckReport
}

export function fsckNotes(): FsckNotes {
  const counts: Record<FsckCounted, number> = {
    rows: 0,
    bytes: 0,
    entries: 0,
    claims: 0,
    submissions: 0,
    signatures: 0,
    streams: 0,
    checkpoints: 0,
    pages: 0,
    manifests: 0,
    packs: 0,
    items: 0,
  }
  const problems: FsckProblem[] = []
  const remarks: string[] = []
  let problemCount = 0
  return {
    problem(code, where, message) {
      problemCount++
      if (problems.length < MAX_PROBLEMS) problems.push({ code, where, message })
    },
    count(what, by = 1) {
      counts[what] += by
    },
    remark: (message) => void remarks.push(message),
    counts,
    report: () => ({
      ok: problemCount === 0,
      checked: { ...counts },
      problems: [...problems],
      problemCount,
      remarks: [...remarks],
    }),
  }
}

/** What an exception from reading damaged bytes says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
