/** Telling a story of goods in a few words, and folding it: what every test of the rules is made from. */
import type { Detail, EventType, Finding, SeenEvent, Subject, Time, Trade, Where, Who } from '@packtrail/protocol'
import {
  type CannotJudge,
  defaultRules,
  FINDING_CODES,
  type FindingCode,
  foldAll,
  type ItemState,
  type MemoryWorld,
  memoryWorld,
  type Rules,
  type StepInput,
  settle,
} from '../src/index.ts'

export const MINUTE = 60_000
export const HOUR: number = 60 * MINUTE
export const DAY: number = 24 * HOUR
/** 2026-03-02T08:00:00Z */
export const START = 1_772_438_400_000

export const MAKER = 'gln:4012345000009'
export const PACKER = 'gln:4012345000016'
export const LOGISTICS = 'gln:4012345000023'
export const WHOLESALER = 'gln:4012345000030'
export const PHARMACY = 'gln:4012345000047'
export const OTHER_PHARMACY = 'gln:4012345000054'
export const CLINIC = 'gln:4012345000061'
export const OPERATOR = 'gln:4012345000078'

export const PRODUCT = '04012345678901'
export const LOT = 'A1'
export const EXPIRY = '2028-05-31'
export const PALLET = 'sscc:340123450000000011'
export const CASE = 'sscc:140123450000000017'
export const CASE_2 = 'sscc:140123450000000024'
export const CASE_3 = 'sscc:140123450000000031'

export const id = (serial: string): string => `${PRODUCT}/${serial}`

export interface Told {
  readonly type: EventType
  /** Claimed time in ms after START; absent = none claimed. */
  readonly t?: number
  readonly day?: boolean
  /** Minutes east of UTC of the clock. */
  readonly offset?: number
  /** Recorded time in ms after START; absent = the claimed one, and never before the record before it. */
  readonly recorded?: number
  readonly by?: string
  readonly who?: Who
  readonly at?: string
  readonly where?: Where
  readonly trade?: Trade
  readonly detail?: Detail
  readonly subjects: readonly Subject[]
  readonly signer?: string
  readonly withheld?: SeenEvent['withheld']
  readonly hiddenSubjects?: number
  readonly repeated?: StepInput['repeated']
}

export interface Story {
  /** Returns the log position. */
  tell(event: Told): number
  readonly inputs: readonly StepInput[]
  readonly claims: readonly string[]
  /** World that knows every membership, nothing folded. */
  world(): MemoryWorld
  /** @param ledgerOf Of several ledgers the one in which a record stands. */
  fold(rules?: Rules, asOf?: number, ledgerOf?: (at: number) => number): Told_
}

export interface Told_ {
  readonly findings: readonly Finding[]
  readonly codes: readonly string[]
  readonly cannotJudge: readonly CannotJudge[]
  readonly world: MemoryWorld
  item(id: string): ItemState
  /** The only finding of this code. */
  one(code: FindingCode): Finding
}

/** Codes that some test of this process has produced; the table of forgers checks that none is missing. */
export const produced: Set<string> = new Set()

export function story(): Story {
  const inputs: StepInput[] = []
  const claims: string[] = []
  let clock = 0
  return {
    inputs,
    claims,
    tell(told) {
      const at = inputs.length + 1
      clock = Math.max(clock, told.recorded ?? told.t ?? clock)
      const claim = at.toString(16).padStart(64, '0')
      claims.push(claim)
      inputs.push(inputOf(told, at, claim, START + clock))
      return at
    },
    world: () => worldOf(inputs),
    fold(rules = defaultRules, asOf, ledgerOf) {
      const world = worldOf(inputs)
      if (ledgerOf !== undefined) {
        Object.assign(world, { ledgerOf, force: (by: number, on: number) => ledgerOf(by) === ledgerOf(on) })
      }
      const folded = foldAll(world, inputs, rules)
      const open = asOf === undefined ? [] : settle(world, world.items(), START + asOf, rules)
      const findings = [...folded.findings, ...open]
      for (const { code } of findings) produced.add(code)
      return {
        findings,
        codes: findings.map(({ code }) => code).sort(),
        cannotJudge: folded.cannotJudge,
        world,
        item(name) {
          const state = world.item(name)
          if (state === undefined) throw new Error(`nothing is known of ${name}`)
          return state
        },
        one(code) {
          const [found, ...more] = findings.filter((finding) => finding.code === code)
          if (found === undefined || more.length > 0)
            throw new Error(`${code}: ${more.length + Number(found !== undefined)} times, found ${said(findings)}`)
          return found
        },
      }
    },
  }
}

/** What the findings say, for messages of failed tests. */
export function said(findings: readonly Finding[]): string {
  return findings.map(({ code, items, message }) => `${code} ${items.join(',')}: ${message}`).join('\n') || 'nothing'
}

function inputOf(told: Told, at: number, claim: string, recorded: number): StepInput {
  const { type, t, day, offset = 0, by, at: place, signer, repeated } = told
  const ms = t === undefined ? undefined : START + t
  const when: Time | undefined = ms === undefined ? undefined : { ms, offset, precision: day === true ? 'day' : 'ms' }
  const who = told.who ?? (by === undefined ? undefined : { agent: by })
  const where = told.where ?? (place === undefined ? undefined : { bizLocation: place })
  const event: SeenEvent = {
    type,
    detail: told.detail ?? {},
    subjects: told.subjects,
    withheld: told.withheld ?? [],
    hiddenSubjects: told.hiddenSubjects ?? 0,
    ...(when === undefined ? {} : { when }),
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(told.trade === undefined ? {} : { trade: told.trade }),
  }
  return {
    event,
    claim,
    at,
    recorded,
    ...(signer === undefined ? {} : { signer }),
    ...(repeated === undefined ? {} : { repeated }),
  }
}

/** Serials of a manifest, which travels beside its claim. */
const SERIALS = new WeakMap<Subject, readonly string[]>()

export function manifest(
  serials: readonly string[],
  over: Partial<Extract<Subject, { kind: 'manifest' }>> = {},
): Subject {
  const subject: Subject = {
    kind: 'manifest',
    product: PRODUCT,
    lot: LOT,
    expiry: EXPIRY,
    root: new Uint8Array(32),
    count: serials.length,
    ...over,
  }
  SERIALS.set(subject, serials)
  return subject
}

function worldOf(inputs: readonly StepInput[]): MemoryWorld {
  const world = memoryWorld()
  for (const { event, at, claim, signer, recorded } of inputs) {
    world.addEvent(claim, { at, event, ...(signer === undefined ? {} : { signer }) })
    for (const subject of event.subjects) {
      if (subject.kind !== 'manifest') continue
      const { product, lot } = subject
      const time = event.when?.ms ?? recorded
      for (const serial of SERIALS.get(subject) ?? []) world.addMember(product, serial, { product, lot, at, time })
    }
  }
  return world
}

export const packs = (
  serials: readonly string[],
  over: Partial<Extract<Subject, { kind: 'packs' }>> = {},
): Subject => ({
  kind: 'packs',
  product: PRODUCT,
  lot: LOT,
  serials,
  ...over,
})
export const unplaced = (serial: string, over: Partial<Extract<Subject, { kind: 'unplaced' }>> = {}): Subject => ({
  kind: 'unplaced',
  product: PRODUCT,
  serial,
  ...over,
})
export const container = (name: string): Subject => ({ kind: 'container', container: name, role: 'self' })
export const into = (parent: string, ...children: readonly string[]): Subject[] => [
  { kind: 'container', container: parent, role: 'parent' },
  ...children.map((name): Subject => ({ kind: 'container', container: name, role: 'child', parent })),
]
export const packsInto = (parent: string, serials: readonly string[]): Subject[] => [
  packs(serials, { parent }),
  { kind: 'container', container: parent, role: 'parent' },
]
export const batch: Subject = { kind: 'batch', product: PRODUCT, lot: LOT }

export function serials(count: number, prefix = 'S'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(4, '0')}`)
}

/** A batch of so many packs at its maker, commissioned at time 0 a day before the rest of the story. */
export function registered(count: number, over: Partial<Extract<Subject, { kind: 'manifest' }>> = {}): Story {
  const told = story()
  told.tell({ type: 'commission', t: 0, by: MAKER, at: MAKER, subjects: [manifest(serials(count), over)] })
  return told
}

export const allCodes: readonly string[] = FINDING_CODES
