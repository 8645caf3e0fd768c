/** Acts that a command records: judged, appended, and said in the same words everywhere. */
import type { Draft, DraftOutcome, Mode } from '@packtrail/core'
import type { Finding } from '@packtrail/protocol'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { renderReason } from './render/verdict.ts'
import type { Session } from './session.ts'
import { type Reason, reasonOf } from './verdict.ts'
import { words } from './words.ts'

const { record: say } = words

/** What one act came to. Documented: docs/reference/json.md#acts. */
export interface Recorded {
  readonly outcome: 'appended' | 'duplicate' | 'refused'
  readonly type: string
  /** Position in the log: of the claim, of its twin, or of the recorded attempt. */
  readonly g: number | undefined
  readonly claims: readonly string[]
  readonly findings: readonly Reason[]
}

export async function record(
  { ledger }: Session,
  drafts: Iterable<Draft> | AsyncIterable<Draft>,
  mode: Mode,
): Promise<Recorded[]> {
  const done: Recorded[] = []
  for await (const outcome of ledger.attest(drafts, { mode })) done.push(recordedOf(outcome))
  return done
}

export function recordedOf({ draft, outcome, g, claims, findings }: DraftOutcome): Recorded {
  return { outcome, type: draft.type, g, claims, findings: findings.map((finding: Finding) => reasonOf(finding)) }
}

/**
 * Says what became of the acts: `done` when all are in the ledger.
 * @param facts More for the JSON value.
 */
export async function answer(
  call: Call,
  recorded: readonly Recorded[],
  done: string,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<ExitCode> {
  const { out } = call
  const refused = recorded.filter(({ outcome }) => outcome === 'refused').length
  const repeated = recorded.filter(({ outcome }) => outcome === 'duplicate').length
  await out.value({ ...facts, refused, acts: recorded })
  if (refused === 0) await out.text(`${done}${repeated === recorded.length && repeated > 0 ? ` ${say.already}` : ''}\n`)
  else await out.text(`${say.refused(refused, recorded.length)}\n`)
  const seen = new Set<string>()
  for (const { findings } of recorded) {
    for (const reason of findings) {
      const key = `${reason.code} ${reason.message}`
      if (seen.has(key)) continue
      seen.add(key)
      if (seen.size <= say.mostReasons) await out.text(renderReason(reason, out.columns, out.paint))
    }
  }
  if (seen.size > say.mostReasons) await out.text(`       ${words.moreFaults(seen.size - say.mostReasons)}\n`)
  return refused > 0 ? EXIT.bad : EXIT.done
}
