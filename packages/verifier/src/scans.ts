/** What was read from the shelf, against what the bundles prove of it. Nothing that was read is left out, and nothing is guessed. */
import {
  judgeContainer,
  judgeScan,
  type Reason,
  type Rules,
  type Scan,
  type ScanVerdict,
  type World,
} from '@packtrail/custody'
import { isExplainable } from './explainable.ts'
import { fill, type Params } from './fill.ts'
import { clean } from './label.ts'
import { SHELF_WORDS, type ShelfCode } from './shelf-words.ts'

/** Something wrong with a label, whether it could be read or not. */
export interface LabelFault {
  readonly code: string
  readonly message: string
  readonly whatToDo: string
}

interface Line {
  /** Line of the file of scans, for the report. */
  readonly line?: number
  /** Wrong with the label though it names the pack. */
  readonly label?: readonly LabelFault[]
}

/** A pack; a case or pallet; or a line that names neither. */
export type ShelfScan = (
  | Scan
  | { readonly container: string }
  | { readonly unread: string; readonly faults: readonly LabelFault[] }
) &
  Line

/** `not judged`: it can be read, and these bundles do not speak of it. */
export type ShelfVerdict = ScanVerdict['verdict'] | 'not judged'

export interface ShelfReason extends Omit<Reason, 'code'> {
  readonly code: string
}

export interface JudgedScan extends Partial<Omit<ScanVerdict, 'verdict' | 'reasons'>> {
  readonly scan: ShelfScan
  readonly verdict: ShelfVerdict
  readonly reasons: readonly ShelfReason[]
  /** Line or place at which the same code was read before. */
  readonly repeats: number | undefined
  /** Of a case or pallet: packs of the bundles in it. */
  readonly content?: { readonly packs: number; readonly judged: number; readonly stopped: number }
}

export interface JudgedScans {
  readonly scans: readonly JudgedScan[]
  readonly ok: number
  readonly warn: number
  /** Those that could not be read included. */
  readonly stop: number
  readonly notJudged: number
  readonly unread: number
  /** Different packs among the lines. */
  readonly packs: number
}

/** A world, and the batches (`PRODUCT/LOT`) whose records it holds to the last one. */
export interface ShelfHome {
  readonly world: World
  readonly batches: ReadonlySet<string>
  /** Of a world of several ledgers what each of them says by itself: to stop is to stop, whatever the others say. */
  readonly apart?: readonly World[]
  /** Unless the author of what is said has taken it back in another one. */
  readonly isReached?: (pack: { readonly product: string; readonly lot: string; readonly serial: string }) => boolean
}

/** As `ShelfHome.batches` names it. */
export function batchText({ product, lot }: { readonly product: string; readonly lot: string }): string {
  return `${product}/${lot}`
}

interface Judge {
  readonly homes: readonly ShelfHome[]
  readonly now: number
  readonly market: string | undefined
  readonly rules: Rules
}

type Judged = Omit<JudgedScan, 'scan' | 'repeats'>

/**
 * Each scan by the bundles that know it. A pack that they do not know is false only where they hold all of its lot; a serial of
 * another lot, or of goods that these files do not speak of, is not judged.
 */
export function judgeScans(scans: readonly ShelfScan[], judge: Judge): JudgedScans {
  const first = new Map<string, number>()
  const judged = scans.map((scan, i): JudgedScan => {
    const id = nameOfScan(scan)
    const repeats = 'unread' in scan ? undefined : first.get(id)
    if (repeats === undefined && !('unread' in scan)) first.set(id, scan.line ?? i + 1)
    const own = withLabel(judgeOne(scan, judge), scan.label ?? [])
    return { ...(repeats === undefined ? own : seenTwice(own, repeats)), scan, repeats }
  })
  const count = (verdict: ShelfVerdict): number => judged.filter((one) => one.verdict === verdict).length
  return {
    scans: judged,
    ok: count('ok'),
    warn: count('warn'),
    stop: count('stop'),
    notJudged: count('not judged'),
    unread: scans.filter((scan) => 'unread' in scan).length,
    packs: new Set(scans.flatMap((scan) => ('serial' in scan ? [nameOfScan(scan)] : []))).size,
  }
}

/** Some pack must not be sold: it is false, recalled, expired, or gone by the records. What cannot be read says nothing of the goods. */
export function speaksAgainst({ stop, unread }: JudgedScans): boolean {
  return stop > unread
}

/** Of some line nobody can say whether it is in order. */
export function leavesOpen({ notJudged, unread }: JudgedScans): boolean {
  return notJudged + unread > 0
}

/** `PRODUCT/SERIAL`, the container, or what was read instead. */
export function nameOfScan(scan: ShelfScan): string {
  if ('unread' in scan) return scan.unread
  return 'container' in scan ? scan.container : `${scan.product}/${scan.serial}`
}

function judgeOne(scan: ShelfScan, judge: Judge): Judged {
  if ('unread' in scan) return { verdict: 'stop', reasons: scan.faults.map((fault) => ({ ...fault, alarm: false })) }
  if ('container' in scan) return judgeCase(scan.container, judge) ?? notJudged('CONTAINER_NOT_IN_FILES')
  const { homes, now, market, rules } = judge
  const { product, serial, lot } = scan
  const home = homes.find(({ world }) => world.member(product, serial) !== undefined)
  if (home !== undefined) {
    const judged = judgeScan(home.world, scan, now, market, rules)
    return judged.verdict === 'stop' ? judged : (judgeApart(home, scan, judge) ?? judged)
  }
  // The text on a case can be that of a pack: what the records know decides.
  const asCase = judgeCase(caseOf(scan), judge)
  if (asCase !== undefined) return asCase
  const owner = lot === undefined ? undefined : homes.find(({ batches }) => batches.has(`${product}/${lot}`))
  if (lot === undefined || owner === undefined) {
    const isOurs = homes.some(({ batches }) => [...batches].some((batch) => batch.startsWith(`${product}/`)))
    if (!isOurs) return notJudged('PRODUCT_NOT_IN_FILES')
    return lot === undefined ? notJudged('SERIAL_NOT_IN_FILES') : notJudged('LOT_NOT_IN_FILES', { lot: clean(lot) })
  }
  const manifests = owner.world.batch(product, lot)?.manifests ?? []
  // Whoever took goods over registered what he had, not the lot.
  if (manifests.length > 0 && manifests.every(({ adopted }) => adopted))
    return notJudged('LOT_TAKEN_OVER', { lot: clean(lot) })
  const { reasons, ...rest } = judgeScan(owner.world, scan, now, market, rules)
  return { ...rest, reasons: reasons.map((reason) => inLot(reason, lot)) }
}

/** What one ledger by itself says against a pack, and no record that is missing in it could explain. */
function judgeApart(
  { apart = [], isReached }: ShelfHome,
  scan: Scan,
  { now, market, rules }: Judge,
): Judged | undefined {
  const { product, serial } = scan
  for (const world of apart) {
    const member = world.member(product, serial)
    if (member === undefined || isReached?.({ product, serial, lot: member.lot }) === true) continue
    const found = judgeScan(world, scan, now, market, rules)
    if (found.verdict === 'stop' && found.reasons.some(({ code }) => !isExplainable(code))) return found
  }
  return undefined
}

/** «Ever registered» is more than the records of one lot can say. */
function inLot(reason: ShelfReason, lot: string): ShelfReason {
  const { code } = reason
  if (code !== 'UNKNOWN_SERIAL' && code !== 'UNKNOWN_BATCH' && code !== 'UNKNOWN_PRODUCT') return reason
  const words = code === 'UNKNOWN_SERIAL' ? SHELF_WORDS.SERIAL_NOT_OF_LOT : SHELF_WORDS.LOT_EMPTY
  return { ...reason, message: fill(words.message, { lot: clean(lot) }), whatToDo: words.whatToDo }
}

/** As good as the worst pack in it. Only packs of the bundles' batches show: others may lie beside them. */
function judgeCase(container: string, { homes, now, market, rules }: Judge): Judged | undefined {
  for (const { world } of homes) {
    const found = judgeContainer(world, container, now, market, rules)
    if (found === undefined || (found.packs === 0 && found.reasons.length === 0)) continue
    const { verdict, state, reasons, packs, judged, stopped } = found
    const named = reasons.map(({ packs: some, count, ...reason }): ShelfReason => {
      const more = count > some.length ? `, … (${count})` : ''
      return { ...reason, message: `${some.map(clean).join(', ')}${more}: ${reason.message}` }
    })
    const rest = judged < packs ? [reason('NOT_ALL_JUDGED', { judged, packs })] : []
    const inside = reason('CONTENT', { packs })
    return { verdict, state, reasons: [...named, ...rest, inside], content: { packs, judged, stopped } }
  }
  return undefined
}

function caseOf({ product, serial }: Scan): string {
  return product.startsWith('cn:') ? product + serial : `sgtin:${product}/${serial}`
}

function withLabel(judged: Judged, label: readonly LabelFault[]): Judged {
  if (label.length === 0) return judged
  const faults = label.map((fault): ShelfReason => ({ ...fault, alarm: false }))
  const verdict = judged.verdict === 'ok' ? 'warn' : judged.verdict
  return { ...judged, verdict, reasons: [...faults, ...judged.reasons] }
}

function seenTwice(judged: Judged, line: number): Judged {
  const verdict = judged.verdict === 'ok' ? 'warn' : judged.verdict
  return { ...judged, verdict, reasons: [...judged.reasons, reason('COUNTED_TWICE', { line })] }
}

function notJudged(code: ShelfCode, params: Params = {}): Judged {
  return { verdict: 'not judged', reasons: [reason(code, params)] }
}

function reason(code: ShelfCode, params: Params = {}): ShelfReason {
  const { message, whatToDo } = SHELF_WORDS[code]
  return { code, message: fill(message, params), whatToDo, alarm: false }
}
