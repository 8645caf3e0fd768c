/** One event being folded: what every group of acts works with. */
import type { Finding, SeenEvent } from '@packtrail/protocol'
import type { FindingCode } from './catalogue.ts'
import { makeFinding, type Params } from './finding.ts'
import { changed } from './item.ts'
import { freshOf, NEW_CONTAINER } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { BatchState, ItemState } from './state.ts'
import type { Membership, World } from './world.ts'

/** A rule that could not be judged because a field or subject is withheld, and how often. */
export interface CannotJudge {
  readonly rule: FindingCode | 'HIDDEN_SUBJECTS'
  readonly count: number
}

/** A finding of an earlier event that this one explains. */
export interface Withdrawn {
  readonly code: FindingCode
  readonly item: string
  /** Log position of the event that it was found at. */
  readonly at: number
  /** The holder that the finding named: tells two findings of one code and event apart. */
  readonly holder?: string
}

/** A thing the event names, with its state before. */
export interface Target {
  readonly id: string
  readonly pack: boolean
  readonly product?: string
  readonly serial?: string
  readonly member?: Membership
  /** Batch it is a member of, as the event found it. */
  readonly batch?: BatchState
  /** The container that the event says it is inside, put into or taken out of. */
  readonly within?: string
  /** State before the event; see `stateOf`. */
  readonly state: ItemState
}

export interface Act {
  readonly world: World
  /** Those of who does it: by his profile, else as given. */
  readonly rules: Rules
  /** As given, with what each profile stands for. */
  readonly book: Rules
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
  readonly time: number
  readonly signer: string | undefined
  /** See `StepInput`. */
  readonly notBefore?: number | undefined
  /** Raise a finding about one item; equal findings of many items become one. */
  find(code: FindingCode, item: string | undefined, evidence: readonly number[], params?: Params): void
  cannotJudge(rule: CannotJudge['rule']): void
  /** `holder`: the party the finding named as holder, where it named one. */
  withdraw(code: FindingCode, item: string, at: number, holder?: string): void
}

interface Open {
  readonly code: FindingCode
  readonly params: Params
  readonly evidence: number[]
  readonly items: string[]
  count: number
}

const RANK = { error: 0, warn: 1, info: 2 } as const

export interface Collected {
  readonly findings: readonly Finding[]
  readonly withdrawn: readonly Withdrawn[]
  readonly cannotJudge: readonly CannotJudge[]
}

const NOTHING: Collected = { findings: [], withdrawn: [], cannotJudge: [] }

/** Collects what an act finds; `at` is its log position, negative when the finding is of no single event. Nothing is allocated on a clean one. */
export class Collector implements Pick<Act, 'find' | 'cannotJudge' | 'withdraw'> {
  readonly at: number
  #open: Map<string, Open> | undefined
  #judged: Map<CannotJudge['rule'], number> | undefined
  #withdrawn: Withdrawn[] | undefined

  constructor(at: number) {
    this.at = at
  }

  find(code: FindingCode, item: string | undefined, evidence: readonly number[], params: Params = {}): void {
    const { at } = this
    this.#open ??= new Map()
    const key = `${code} ${JSON.stringify(params)}`
    const found = this.#open.get(key) ?? { code, params, evidence: at < 0 ? [] : [at], items: [], count: 0 }
    this.#open.set(key, found)
    for (const g of evidence)
      if (g >= 0 && !found.evidence.includes(g) && found.evidence.length < 100) found.evidence.push(g)
    if (item === undefined) return
    found.count++
    if (found.items.length < 100) found.items.push(item)
  }

  cannotJudge(rule: CannotJudge['rule']): void {
    this.#judged ??= new Map()
    this.#judged.set(rule, (this.#judged.get(rule) ?? 0) + 1)
  }

  withdraw(code: FindingCode, item: string, found: number, holder?: string): void {
    this.#withdrawn ??= []
    this.#withdrawn.push({ code, item, at: found, ...(holder === undefined ? {} : { holder }) })
  }

  done(): Collected {
    const open = this.#open
    const judged = this.#judged
    const withdrawn = this.#withdrawn
    if (open === undefined && judged === undefined && withdrawn === undefined) return NOTHING
    const findings = [...(open?.values() ?? [])].map((o) => makeFinding(o.code, o.items, o.evidence, o.params, o.count))
    findings.sort((a, b) => RANK[a.severity] - RANK[b.severity])
    const cannotJudge = judged === undefined ? [] : [...judged].map(([rule, count]) => ({ rule, count }))
    return { findings, withdrawn: withdrawn ?? [], cannotJudge }
  }
}

/**
 * The packs and containers an event acts on, each once. What is put into or taken out of a container does not act on that
 * container; a movement that lists the content of a container moves the container.
 */
export function targetsOf({ world, event }: Act): Target[] {
  const batches = new LastBatch(world)
  const moves = event.type === 'ship' || event.type === 'receive'
  const [only] = event.subjects
  if (event.subjects.length === 1 && only?.kind === 'packs' && only.serials.length === 1 && only.parent === undefined) {
    return [packTarget(world, batches, only.product, only.serials[0] as string, undefined)]
  }
  const targets: Target[] = []
  for (const subject of event.subjects) {
    const within = 'parent' in subject ? subject.parent : undefined
    if (subject.kind === 'packs') {
      for (const serial of subject.serials) targets.push(packTarget(world, batches, subject.product, serial, within))
    } else if (subject.kind === 'unplaced') {
      targets.push(packTarget(world, batches, subject.product, subject.serial, within))
    } else if (subject.kind === 'container' && (subject.role !== 'parent' || moves)) {
      targets.push(containerTarget(world, subject.container, within))
    }
    if (moves && within !== undefined) targets.push(containerTarget(world, within, undefined))
  }
  return event.subjects.length < 2 && !moves ? targets : once(targets)
}

/** An author may name one thing in two subjects; it is still one thing. */
function once(targets: Target[]): Target[] {
  if (targets.length < 2) return targets
  const seen = new Set<string>()
  return targets.filter(({ id }) => !seen.has(id) && seen.add(id))
}

function containerTarget(world: World, id: string, within: string | undefined): Target {
  const state = world.item(id) ?? NEW_CONTAINER
  return within === undefined ? { id, pack: false, state } : { id, pack: false, within, state }
}

/** The state of a target now. A container changes while the other targets of its event are dealt with. */
export function stateOf(act: Act, target: Target): ItemState {
  return target.pack ? target.state : (act.world.item(target.id) ?? NEW_CONTAINER)
}

/** The packs of an event are nearly always of one batch: it is looked up once. */
class LastBatch {
  readonly #world: World
  #product: string | undefined
  #lot: string | undefined
  #batch: BatchState | undefined

  constructor(world: World) {
    this.#world = world
  }

  of(member: Membership | undefined): BatchState | undefined {
    if (member === undefined) return undefined
    const { product, lot } = member
    if (lot !== this.#lot || product !== this.#product) {
      this.#product = product
      this.#lot = lot
      this.#batch = this.#world.batch(product, lot)
    }
    return this.#batch
  }
}

function packTarget(
  world: World,
  batches: LastBatch,
  product: string,
  serial: string,
  within: string | undefined,
): Target {
  const id = `${product}/${serial}`
  const member = world.member(product, serial)
  const batch = batches.of(member)
  const kept = world.item(id)
  // An item first touched before its commissioning was folded keeps what it learnt, and becomes active with it.
  const state = kept === undefined || kept.status === 'unknown' ? born(batch, member, kept) : kept
  const target: { -readonly [K in keyof Target]: Target[K] } = { id, pack: true, product, serial, state }
  if (member !== undefined) target.member = member
  if (batch !== undefined) target.batch = batch
  if (within !== undefined) target.within = within
  return target
}

function born(batch: BatchState | undefined, member: Membership | undefined, kept: ItemState | undefined): ItemState {
  const fresh = freshOf(batch, member)
  if (kept === undefined) return fresh
  if (fresh.status === 'unknown') return kept
  const { statusAt, statusTime } = fresh
  return changed(kept, {
    status: 'active',
    statusAt,
    statusTime,
    owner: kept.owner ?? fresh.owner,
    holder: kept.holder ?? fresh.holder,
    statusPlace: kept.statusPlace ?? fresh.statusPlace,
  })
}
