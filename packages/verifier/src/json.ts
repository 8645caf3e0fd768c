/** The report as JSON (docs/reference/json.md#verify): a documented shape, apart from what the program holds in memory. */
import { toHex } from '@packtrail/protocol'
import { AXES } from './catalogue.ts'
import { formatInstant } from './moment.ts'
import { exitCode, type Report } from './report.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** Version of the shape. Keys are only ever added. */
const SHAPE = 0

export function reportJson(report: Report): { readonly [key: string]: Json | undefined } {
  const { glance, timeline, scans, counts, provenance } = report
  return {
    packtrailReport: SHAPE,
    verdict: report.verdict,
    headline: report.headline,
    exitCode: exitCode(report),
    batch: report.batch ?? null,
    axes: Object.fromEntries(
      AXES.map((axis) => {
        const { state, why } = report.axes[axis]
        return [axis, { state, required: report.required.includes(axis), why: plain(why) }]
      }),
    ),
    findings: plain(report.findings),
    glance: glance === undefined ? null : plain(glance),
    timeline: timeline === undefined ? null : plain(timeline),
    standing: plain(report.standing),
    scans: scans === undefined ? null : plain(scans),
    cannotJudge: plain(report.cannotJudge),
    unplacedUnopened: report.unplacedUnopened,
    cancelled: report.cancelled,
    log: report.log === undefined ? null : plain(report.log),
    profiles: plain(report.profiles),
    counts: counts === undefined ? null : plain(counts),
    adversaries: plain(report.adversaries),
    notChecked: plain(report.notChecked),
    provenance: {
      ...(plain(provenance) as { readonly [key: string]: Json }),
      checkedAt: formatInstant(provenance.checkedAt),
    },
  }
}

/** Plain data as JSON: bytes as hex, what is undefined left out. */
export function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object') return null
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]))
}
