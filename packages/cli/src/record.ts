/** Acts that a command records: judged, appended, and said in the same words everywhere. */
import type { Draft, DraftOutcome, Mode } from '@packtrail/core'
import type { Finding } from '@packtrail/protocol'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { renderReason } from './render/verdict.ts'
import type { Session } from './session.ts'
import { namedReason, type Reason, reasonOf, stoppedReason } from './verdict.ts'
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
  for await (const outcome of ledger.attest(drafts, { mode })) done.push(await recordedOf(outcome, mode))
  return done
}

async function recordedOf({ draft, outcome, g, claims, findings }: DraftOutcome, mode: Mode): Promise<Recorded> {
  return { outcome, type: draft.type, g, claims, findings: await reasonsOf(findings, outcome, mode) }
}

/** A document tells what others did; what was about to be done here and was refused did not happen. */
export async function reasonsOf(
  findings: readonly Finding[],
  outcome: Recorded['outcome'],
  mode: Mode,
): Promise<Reason[]> {
  if (outcome !== 'refused' || mode !== 'live') return findings.map(reasonOf)
  return await Promise.all(findings.map(stoppedReason))
}

/**
 * Says what became of the acts: `done` when all are in the ledger.
 * @param facts More for the JSON value.
 * @param goods How many packs and containers were named: of one alone it need not be said which.
 */
export async function answer(
  call: Call,
  recorded: readonly Recorded[],
  done: string,
  facts: Readonly<Record<string, unknown>> = {},
  goods = 1,
): Promise<ExitCode> {
  const { out } = call
  const refused = recorded.filter(({ outcome }) => outcome === 'refused').length
  const repeated = recorded.filter(({ outcome }) => outcome === 'duplicate').length
  await out.value({ ...facts, refused, acts: recorded })
  if (refused === 0) await out.text(`${done}${repeated === recorded.length && repeated > 0 ? ` ${say.already}` : ''}\n`)
  else await out.text(`${say.refused(refused, recorded.length)}\n`)
  const reasons = together(recorded)
  for (const reason of reasons.slice(0, say.mostReasons))
    await out.text(renderReason(namedReason(reason, goods), out.columns, out.paint))
  if (reasons.length > say.mostReasons) await out.text(`       ${words.moreFaults(reasons.length - say.mostReasons)}\n`)
  return refused > 0 ? EXIT.bad : EXIT.done
}

/** What is said of several acts in the same words is said once, of all their packs. */
function together(recorded: readonly Recorded[]): Reason[] {
  const found = new Map<string, Reason>()
  for (const reason of recorded.flatMap(({ findings }) => findings)) {
    const key = `${reason.code} ${reason.message}`
    const known = found.get(key)
    const packs = [...new Set([...(known?.packs ?? []), ...(reason.packs ?? [])])]
    const count = (known?.count ?? 0) + (reason.count ?? 0)
    found.set(key, packs.length === 0 ? reason : { ...reason, packs, count: Math.max(count, packs.length) })
  }
  return [...found.values()]
}
