/** Packs read from the shelf, against what the bundle proves of them. */
import { judgeScan, type Rules, type Scan, type ScanVerdict, type World } from '@packtrail/custody'

export interface ShelfScan extends Scan {
  /** Line of the file of scans, for the report. */
  readonly line?: number
}

export interface JudgedScan extends ScanVerdict {
  readonly scan: ShelfScan
  /** The pack was read before in the same file: two packs with one code on one shelf. */
  readonly repeats: number | undefined
}

export interface JudgedScans {
  readonly scans: readonly JudgedScan[]
  readonly ok: number
  readonly warn: number
  readonly stop: number
}

/**
 * A pack of another product or lot cannot be judged from a bundle; `judgeScan` says that it is not known here.
 *
 * @param home The world that a scan is judged by.
 */
export function judgeScans(
  home: (scan: ShelfScan) => World,
  scans: readonly ShelfScan[],
  now: number,
  market: string | undefined,
  rules: Rules,
): JudgedScans {
  const first = new Map<string, number>()
  const judged = scans.map((scan, i): JudgedScan => {
    const id = `${scan.product}/${scan.serial}`
    const repeats = first.get(id)
    if (repeats === undefined) first.set(id, scan.line ?? i + 1)
    return { ...judgeScan(home(scan), scan, now, market, rules), scan, repeats }
  })
  const count = (verdict: ScanVerdict['verdict']): number => judged.filter((one) => one.verdict === verdict).length
  return { scans: judged, ok: count('ok'), warn: count('warn'), stop: count('stop') }
}
