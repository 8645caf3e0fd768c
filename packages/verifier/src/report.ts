/** What an auditor learns from a bundle (docs/reference/json.md#verify). Plain data; text, JSON and HTML are made from it. */
import type { CannotJudge } from '@packtrail/custody'
import { type Finding, fromUtf8, type StreamName, toHex } from '@packtrail/protocol'
import { type AdversaryRow, adversaryTable } from './adversaries.ts'
import { type Axes, type AxisState, judgeAxes } from './axes.ts'
import { AXES, type Axis } from './catalogue.ts'
import { evidenceFinding } from './findings.ts'
import type { Source } from './frames.ts'
import { type Glance, glance } from './glance.ts'
import { clean } from './label.ts'
import { type Memory, remember, type SeenHead } from './memory.ts'
import { type Policy, policyFingerprint } from './policy.ts'
import type { ProfileInForce } from './profiles.ts'
import type { Proven } from './proven.ts'
import type { Replayed } from './replay.ts'
import type { LogCover } from './replay-log.ts'
import { type Said, say } from './said.ts'
import { type JudgedScans, leavesOpen, speaksAgainst } from './scans.ts'
import { type BatchStanding, isStopped, standingOf } from './standing.ts'
import type { Timeline } from './timeline.ts'
import type { VerifyOptions } from './verify-options.ts'

export type Verdict = 'refuted' | 'inconclusive' | 'proven'

/** The four things a report can say first. */
export type Headline = 'evidence forged' | 'not proven' | 'goods false' | 'in order'

export interface Provenance {
  readonly fileHash: string
  readonly fileSize: number
  readonly origin: string
  readonly ledgerId: string
  /** Absent when the file was not read so far. */
  readonly checkpoint?: {
    readonly size: number
    readonly root: string
    readonly note: string
    readonly recorded: number
  }
  readonly policyFingerprint: string
  readonly rules: string
  /** The auditor's clock, ms since 1970. */
  readonly checkedAt: number
}

export interface Report {
  readonly verdict: Verdict
  readonly headline: Headline
  readonly axes: Axes
  readonly required: readonly Axis[]
  /** `PRODUCT/LOT`, as the header names it. */
  readonly batch?: string
  /** Findings about the file, then about the goods; in each the most severe first. */
  readonly findings: readonly Finding[]
  readonly evidenceFindings: readonly Finding[]
  readonly goodsFindings: readonly Finding[]
  /** Absent where the evidence is not sound: what a forged file says is not repeated. */
  readonly glance?: Glance
  readonly timeline?: Timeline
  readonly scans?: JudgedScans
  /** The batch, where it is recalled, locked or in quarantine; else empty. */
  readonly standing: readonly BatchStanding[]
  /** All is proven that the policy requires, and lines from the shelf could not be judged. */
  readonly shelfOpen: boolean
  readonly cannotJudge: readonly CannotJudge[]
  /** Entries of the product's records of which nothing is shown. */
  readonly unplacedUnopened: number
  readonly cancelled: number
  /** The copy of the log that it was held against. */
  readonly log?: LogCover
  /** Market profiles that the ledger set for the batch and its parties, in the order of the log. */
  readonly profiles: readonly ProfileInForce[]
  readonly counts?: Proven['counts'] & { readonly serials: number; readonly statements: number }
  readonly adversaries: readonly AdversaryRow[]
  readonly notChecked: readonly Said[]
  readonly provenance: Provenance
  /** The memory after this bundle; the one before when it was refuted. Absent when none is kept. */
  readonly memory?: Memory
}

export interface ReportInput extends VerifyOptions {
  readonly file: Source
  readonly whole: boolean
  readonly batch: Extract<StreamName, { type: 'batch' }> | undefined
  readonly proven: Proven | undefined
  readonly replayed: Replayed | undefined
  readonly scanned: JudgedScans | undefined
  readonly evidence: readonly Finding[]
  readonly cover: LogCover | undefined
  /** Who may commission a product, by each policy that was given. */
  readonly pins: readonly Policy['manufacturers'][]
}

export function makeReport(input: ReportInput): Report {
  const { policy, proven, replayed, scanned, batch } = input
  const evidence = bySeverity([...input.evidence, ...missingQuorum(input)])
  const goods = bySeverity(replayed?.findings ?? [])
  const axes = judgeAxes({ ...input, evidence })
  const verdict = verdictOf(axes, policy)
  const isFalse =
    goods.some(({ severity }) => severity === 'error') || (scanned !== undefined && speaksAgainst(scanned))
  const isOpen = scanned !== undefined && leavesOpen(scanned)
  const headline = headlineOf(verdict, isFalse, isOpen)
  const standing = proven === undefined || replayed === undefined ? [] : [standingOf(replayed.world, proven.batch)]
  const memory = memoryAfter(input, verdict)
  return {
    verdict,
    headline,
    axes,
    required: policy.required,
    ...(batch === undefined ? {} : { batch: `${batch.product}/${batch.lot}` }),
    findings: [...evidence, ...goods],
    evidenceFindings: evidence,
    goodsFindings: goods,
    ...(proven === undefined || replayed === undefined
      ? {}
      : { glance: glance(proven, replayed), timeline: replayed.timeline }),
    ...(scanned === undefined ? {} : { scans: scanned }),
    standing: standing.filter(isStopped),
    shelfOpen: headline === 'not proven' && verdict === 'proven',
    cannotJudge: replayed?.cannotJudge ?? [],
    unplacedUnopened: proven?.counts.unopened ?? 0,
    cancelled: replayed?.cancelled ?? 0,
    ...(input.cover === undefined ? {} : { log: input.cover }),
    profiles: replayed?.profiles ?? [],
    ...(proven === undefined
      ? {}
      : { counts: { ...proven.counts, serials: proven.manifests.serials, statements: proven.events.size } }),
    // Of a forged file nothing holds, against anybody.
    adversaries:
      proven === undefined || verdict === 'refuted' ? [] : adversaryTable(proven, axes, replayed, input.cover),
    notChecked: notChecked(input, axes),
    provenance: provenance(input),
    ...(memory === undefined ? {} : { memory }),
  }
}

/** 0 proven and in order, 1 refuted, 4 inconclusive, 5 proven and false (docs/reference/cli.md#exit-codes). */
export function exitCode({ headline }: Pick<Report, 'headline'>): 0 | 1 | 4 | 5 {
  const codes = { 'evidence forged': 1, 'not proven': 4, 'goods false': 5, 'in order': 0 } as const
  return codes[headline]
}

export function verdictOf(axes: Readonly<Record<Axis, { readonly state: AxisState }>>, policy: Policy): Verdict {
  if (AXES.some((axis) => axes[axis].state === 'fail')) return 'refuted'
  return policy.required.every((axis) => axes[axis].state === 'pass') ? 'proven' : 'inconclusive'
}

function headlineOf(verdict: Verdict, isFalse: boolean, isOpen: boolean): Headline {
  if (verdict === 'refuted') return 'evidence forged'
  if (verdict === 'inconclusive') return 'not proven'
  if (isFalse) return 'goods false'
  return isOpen ? 'not proven' : 'in order'
}

const SEVERITIES = ['error', 'warn', 'info'] as const

function bySeverity(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
}

function missingQuorum({ policy, proven }: ReportInput): Finding[] {
  const { quorum } = policy.witnesses
  const found = proven?.checkpoint.cosignatures.length ?? 0
  if (proven === undefined || found >= quorum) return []
  return [evidenceFinding('WITNESS_QUORUM', { params: { found, wanted: quorum } })]
}

function memoryAfter({ policy, memory, proven }: ReportInput, verdict: Verdict): Memory | undefined {
  if (memory === undefined || proven === undefined || verdict === 'refuted') return memory
  const { size, root, note } = proven.checkpoint
  const head: SeenHead | undefined = proven.batchHead
  const batch = `${proven.batch.product}/${proven.batch.lot}`
  return head === undefined ? memory : remember(memory, { origin: policy.origin, size, root, note, batch, head })
}

function provenance({ policy, crypto, file, now, rules, proven }: ReportInput): Provenance {
  const checkpoint = proven?.checkpoint
  return {
    fileHash: toHex(file.hash),
    fileSize: file.size,
    origin: policy.origin,
    ledgerId: toHex(policy.ledgerId),
    ...(checkpoint === undefined
      ? {}
      : {
          checkpoint: {
            size: checkpoint.size,
            root: toHex(checkpoint.root),
            note: fromUtf8(checkpoint.note) ?? '',
            recorded: checkpoint.epoch.recorded,
          },
        }),
    policyFingerprint: policyFingerprint(crypto.sha256, policy),
    rules: rules.name,
    checkedAt: now,
  }
}

/** Who registered packs of a product that the policy names no manufacturer of, and has no licence on record. */
function unknownMakers({ pins, proven, replayed }: Pick<ReportInput, 'pins' | 'proven' | 'replayed'>): string[] {
  if (proven === undefined || replayed === undefined) return []
  const { product, lot } = proven.batch
  if (pins.some((pin) => Object.hasOwn(pin, product))) return []
  const { world } = replayed
  const made = (world.batch(product, lot)?.manifests ?? []).filter(({ adopted }) => !adopted)
  const makers = new Set(made.flatMap(({ agent, owner }) => agent ?? owner ?? []))
  return [...makers].filter((party) => (world.party(party)?.licences ?? []).length === 0)
}

function notChecked({ pins, proven, replayed, rules }: ReportInput, axes: Axes): Said[] {
  const list: Said[] = []
  const tell = (code: Said['code'], count: number, params = {}): void => {
    if (count > 0) list.push(say(code, { count, ...params }))
  }
  if (replayed === undefined) list.push(say('NOT_REPLAYED'))
  for (const party of unknownMakers({ pins, proven, replayed })) {
    list.push(say('NOT_MAKER', { party: clean(party), product: clean(proven?.batch.product ?? '') }))
  }
  if (proven !== undefined) {
    const { counts } = proven
    tell('NOT_ATTESTED', counts.attested)
    tell('NOT_ATTEMPTS', replayed?.timeline.byType['attempt'] ?? 0)
    tell('NOT_UNOPENED', counts.unopened)
    tell('NOT_HIDDEN', counts.hiddenSubjects)
    for (const [field, count] of Object.entries(counts.withheld)) tell('NOT_WITHHELD', count, { field })
  }
  const others = replayed?.profiles.filter(({ name, judgedBy }) => name !== judgedBy) ?? []
  for (const { of, name, since, judgedBy } of others) tell('NOT_PROFILE', 1, { of, name, since, judgedBy })
  for (const { rule, count } of replayed?.cannotJudge ?? []) tell('NOT_JUDGED', count, { rule })
  if (axes.history.state === 'not proven') list.push(say('NOT_HISTORY'))
  if (axes.witnesses.state === 'not proven') list.push(say('NOT_WITNESSED'))
  list.push(say('NOT_OTHER_BATCHES'), say('NOT_TRUTH'), say('NOT_SUBMITTED'), say('NOT_RULES', { rules: rules.name }))
  return list
}
