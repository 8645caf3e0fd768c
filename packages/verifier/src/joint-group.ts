/**
 * Bundles that meet, judged as one history in which nobody is the less guilty for what another ledger says
 * (docs/spec/16-several.md#findings).
 */
import type { Rules } from '@packtrail/custody'
import type { Finding } from '@packtrail/protocol'
import { isExplainable } from './explainable.ts'
import type { ItemNames } from './item-names.ts'
import {
  type Folded,
  foldTogether,
  type Joint,
  type JointFinding,
  type JointMember,
  type RecordName,
  told,
} from './joint.ts'
import type { ColumnWorld } from './world.ts'

export interface GroupMember extends JointMember {
  /** Whether the bundle shows all that its policy requires. */
  readonly isProven: boolean
}

type Told = Omit<JointFinding, 'together'>

/** @param nameOf What a record is called in a sentence. */
export function judgeGroup(members: readonly GroupMember[], items: ItemNames, rules: Rules, nameOf: RecordName): Joint {
  const whole = foldTogether(members, items, rules, nameOf)
  const covered = coverage(whole)
  const findings: Told[] = whole.findings.map((finding) => eitherWay(finding))
  const keep = (list: readonly Told[], isKept: (finding: Told) => boolean): void => {
    for (const finding of list) {
      if (finding.severity === 'info' || covered.has(finding) || !isKept(finding)) continue
      findings.push(finding)
      covered.add(finding)
    }
  }
  const foldOf = (
    some: readonly GroupMember[],
  ): { readonly world: ColumnWorld; readonly findings: readonly Told[] } => {
    const [only, ...more] = some
    if (only === undefined || more.length > 0) return foldTogether(some, items, rules, nameOf)
    return { world: only.alone.world, findings: aloneFindings(only, nameOf) }
  }
  const ledgers = new Set(members.map(({ ledger }) => ledger))
  const isReached = ({ records }: Told): boolean => records.some((record) => whole.forced.has(whole.positionOf(record)))
  const apart: ColumnWorld[] = []
  for (const ledger of ledgers.size > 1 ? ledgers : []) {
    const own = foldOf(members.filter((member) => member.ledger === ledger))
    apart.push(own.world)
    keep(own.findings, (finding) => !isExplainable(finding.code) && !isReached(finding))
  }
  // What is not proven explains nothing.
  const proven = members.filter(({ isProven }) => isProven)
  const isPart = proven.length > 0 && proven.length < members.length
  const part = isPart ? judgeProven(proven, items, rules, nameOf) : undefined
  if (part !== undefined) keep(part, () => true)
  const alone = members.flatMap((member) => aloneFindings(member, nameOf).map((finding) => ({ member, finding })))
  const { positionOf: _, forced: __, ...rest } = whole
  const known = keysOf(
    alone.map(({ finding }) => finding),
    whole,
  )
  const final = keysOf(findings, whole)
  return {
    ...rest,
    apart,
    findings: findings.map((finding) => ({ ...finding, together: !known.has(keyOf(finding, whole)) })),
    explained: members.flatMap((member) =>
      member.alone.findings.filter((finding) => !final.has(keyOf(recorded(finding, member), whole))),
    ),
    guilty: proven.length === members.length ? findings.some(isError) : part?.some(isError) === true,
  }
}

/** What those bundles show that are proven: of one what it shows alone, of several what they show together. */
function judgeProven(
  proven: readonly GroupMember[],
  items: ItemNames,
  rules: Rules,
  nameOf: RecordName,
): readonly Told[] {
  const [only, ...more] = proven
  if (only !== undefined && more.length === 0) return aloneFindings(only, nameOf)
  return judgeGroup(proven, items, rules, nameOf).findings
}

function aloneFindings(member: JointMember, nameOf: RecordName): Told[] {
  return member.alone.findings.map((finding) => told(finding, (g) => ({ ledger: member.ledger, g }), nameOf))
}

function recorded({ code, evidence }: Finding, { ledger }: JointMember): Pick<Told, 'code' | 'records'> {
  return { code, records: evidence.slice(0, 1).map((g) => ({ ledger, g })) }
}

const isError = ({ severity }: Pick<Finding, 'severity'>): boolean => severity === 'error'

/** By code and first record, whichever of the bundles shows it. */
function keyOf({ code, records: [first] }: Pick<Told, 'code' | 'records'>, { positionOf }: Folded): string {
  return `${code} ${first === undefined ? 0 : positionOf(first)}`
}

function keysOf(findings: readonly Told[], whole: Folded): ReadonlySet<string> {
  return new Set(findings.map((finding) => keyOf(finding, whole)))
}

/** What is found already: code, record, and every one of the packs. */
function coverage(whole: Folded): { has(finding: Told): boolean; add(finding: Told): void } {
  const found = new Map<string, { readonly items: Set<string>; count: number }>()
  const add = (finding: Told): void => {
    const key = keyOf(finding, whole)
    const known = found.get(key) ?? { items: new Set(), count: 0 }
    found.set(key, known)
    for (const item of finding.items) known.items.add(item)
    known.count += finding.count
  }
  whole.findings.forEach(add)
  return {
    add,
    has(finding) {
      const known = found.get(keyOf(finding, whole))
      return known !== undefined && known.count >= finding.count && finding.items.every((item) => known.items.has(item))
    },
  }
}

/** Which of two ledgers was the first is known by their clocks alone. */
const CLOCKS: ReadonlySet<string> = new Set(['REGISTERED_TWICE', 'BATCH_EXPIRY_CONFLICT'])

function eitherWay(finding: Told): Told {
  const { code, records, message, params } = finding
  if (!CLOCKS.has(code) || new Set(records.map(({ ledger }) => ledger)).size < 2) return finding
  const both = 'The ledgers are not the same: by their own clocks this one is later, and clocks prove nothing.'
  return { ...finding, message: `${message} ${both}`, params: { ...params, clocks: 1 } }
}
