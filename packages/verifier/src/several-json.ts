/** What several bundles show together, as JSON (docs/reference/json.md#verify-several). */
import { type Json, plain } from './json.ts'
import { exitCode } from './report.ts'
import type { Several } from './several.ts'

/** Version of the shape. Keys are only ever added. */
const SHAPE = 0

/** @param names Of the files, as the reader knows them. */
export function severalJson(several: Several, names: readonly string[]): { readonly [key: string]: Json | undefined } {
  const { reports, ledgers, groups, headline, scans } = several
  const nameOf = (bundle: number): string => names[bundle] ?? ''
  const codes: Record<string, number> = {}
  for (const { joint } of groups) for (const { code } of joint.explained) codes[code] = (codes[code] ?? 0) + 1
  return {
    packtrailSeveral: SHAPE,
    headline,
    exitCode: exitCode(several),
    bundles: reports.map((report, bundle) => ({
      file: nameOf(bundle),
      batch: report.batch ?? null,
      verdict: report.verdict,
      headline: report.headline,
      group: groups.findIndex(({ bundles }) => bundles.includes(bundle)),
    })),
    ledgers: ledgers.map(({ origin, ledgerId, state, bundles, findings }) => ({
      origin,
      ledgerId,
      state,
      files: bundles.map(nameOf),
      findings: plain(findings),
    })),
    groups: groups.map(({ bundles, joint, whereabouts }) => ({
      files: bundles.map(nameOf),
      events: joint.events,
      shared: joint.shared,
      told: joint.told,
      cancelled: joint.cancelled,
      reached: joint.reached.map(({ ledger, g }) => ({ ledger: ledgers[ledger]?.ledgerId ?? '', g })),
      findings: joint.findings.map(({ records, ...finding }) => ({
        ...(plain(finding) as { readonly [key: string]: Json }),
        records: records.map(({ ledger, g }) => ({ ledger: ledgers[ledger]?.ledgerId ?? '', g })),
      })),
      explained: plain(joint.explained),
      cannotJudge: plain(joint.cannotJudge),
      whereabouts: plain(whereabouts),
    })),
    explained: codes,
    standing: plain(several.standing),
    scans: scans === undefined ? null : plain(scans),
  }
}
