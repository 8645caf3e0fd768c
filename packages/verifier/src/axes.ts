/** The six axes: pass, fail or not proven, each with its reason. */
import type { Finding } from '@packtrail/protocol'
import { AXES, type Axis, EVIDENCE, isEvidenceCode } from './catalogue.ts'
import type { Memory } from './memory.ts'
import { formatMoment } from './moment.ts'
import type { Policy } from './policy.ts'
import type { Proven } from './proven.ts'
import type { LogCover } from './replay-log.ts'
import { type Said, say } from './said.ts'

export type AxisState = 'pass' | 'fail' | 'not proven'

export interface AxisReport {
  readonly state: AxisState
  /** At least one reason. */
  readonly why: readonly Said[]
}

export type Axes = Readonly<Record<Axis, AxisReport>>

export interface AxisInput {
  readonly policy: Policy
  readonly memory?: Memory
  /** Undefined when the file could not be read as far as its entries. */
  readonly proven: Proven | undefined
  /** The file was read to its end. */
  readonly whole: boolean
  readonly evidence: readonly Finding[]
  readonly cover: LogCover | undefined
}

export function judgeAxes(input: AxisInput): Axes {
  return Object.fromEntries(AXES.map((axis) => [axis, judgeAxis(axis, input)])) as unknown as Axes
}

function judgeAxis(axis: Axis, input: AxisInput): AxisReport {
  const errors = input.evidence.filter(
    ({ code, severity }) => severity === 'error' && isEvidenceCode(code) && EVIDENCE[code].axis === axis,
  )
  if (errors.length > 0) {
    const codes = [...new Set(errors.map(({ code }) => code))].join(', ')
    const count = errors.reduce((sum, finding) => sum + finding.count, 0)
    return { state: 'fail', why: [say('AXIS_FAIL', { count, codes })] }
  }
  if (input.proven === undefined || !input.whole) return { state: 'not proven', why: [say('AXIS_UNREAD')] }
  return JUDGES[axis](input.proven, input)
}

/** Two honest people's clocks can differ: that is no forgery, and nothing is proven of the time. */
const CLOCKS = ['RECORDED_AHEAD', 'RECORDED_AFTER_WITNESS'] as const

type Judge = (proven: Proven, input: AxisInput) => AxisReport

const pass = (...why: Said[]): AxisReport => ({ state: 'pass', why })
const open = (...why: Said[]): AxisReport => ({ state: 'not proven', why })

const JUDGES: Readonly<Record<Axis, Judge>> = {
  bytes: ({ checkpoint }) => pass(say('BYTES_PASS', { size: checkpoint.size })),
  authorship({ counts }, { evidence }) {
    const { signatures, attested, authorWithheld, reattested } = counts
    const suspect = evidence.filter(({ code }) => code === 'KEY_SUSPECT')
    const doubts: Said[] = []
    if (attested > 0) doubts.push(say('AUTHORSHIP_ATTESTED', { attested, signatures }))
    if (authorWithheld > 0) doubts.push(say('AUTHORSHIP_WITHHELD', { count: authorWithheld }))
    for (const { params } of suspect) doubts.push(say('AUTHORSHIP_SUSPECT', { count: params['count'] ?? 0 }))
    const confirmed = reattested > 0 ? [say('AUTHORSHIP_REATTESTED', { count: reattested })] : []
    return doubts.length > 0
      ? open(...doubts, ...confirmed)
      : pass(say('AUTHORSHIP_PASS', { signatures }), ...confirmed)
  },
  completeness({ counts, manifests }) {
    const all = say('COMPLETENESS_PASS', { entries: counts.entries, serials: manifests.serials })
    return counts.untallied > 0 ? open(say('COMPLETENESS_UNTALLIED', { count: counts.untallied })) : pass(all)
  },
  history({ linked, checkpoint }, { memory, policy, cover }) {
    if (cover?.state === 'whole' && linked !== 'contradicted') {
      return pass(say('HISTORY_REPLAYED', { kept: cover.size, size: checkpoint.size }))
    }
    const kept = memory !== undefined && Object.hasOwn(memory, policy.origin) ? memory[policy.origin]?.size : undefined
    if (linked === 'linked' && kept !== undefined) {
      return pass(say(kept === checkpoint.size ? 'HISTORY_SAME' : 'HISTORY_LINKED', { kept }))
    }
    if (memory === undefined) return open(say('HISTORY_NO_MEMORY'))
    return open(kept === undefined ? say('HISTORY_FIRST') : say('HISTORY_UNLINKED', { kept }))
  },
  witnesses({ checkpoint }, { policy }) {
    const { keys, quorum } = policy.witnesses
    if (keys.length === 0) return open(say('WITNESSES_NONE'))
    const params = { found: checkpoint.cosignatures.length, keys: keys.length, wanted: quorum }
    return quorum > 0 && params.found >= quorum
      ? pass(say('WITNESSES_PASS', params))
      : open(say('WITNESSES_FEW', params))
  },
  time({ checkpoint, firstRecorded }, { policy, evidence }) {
    const clocks = CLOCKS.filter((code) => evidence.some((finding) => finding.code === code))
    if (clocks.length > 0) return open(say('TIME_CLOCKS', { codes: clocks.join(', ') }))
    const stamps = checkpoint.cosignatures.map(({ seconds }) => seconds).sort((a, b) => a - b)
    const { quorum } = policy.witnesses
    const last = stamps[Math.max(quorum, 1) - 1]
    if (last !== undefined && quorum > 0) return pass(say('TIME_PASS', { until: formatMoment(last * 1000) }))
    const { recorded } = checkpoint.epoch
    const params = { from: formatMoment(firstRecorded ?? recorded), until: formatMoment(recorded) }
    return open(say('TIME_OWN', params))
  },
}
