/** One event being folded: what every group of acts works with. */
import type { Finding, SeenEvent } from '@packtrail/protocol'
import type { FindingCode } from './catalogue.ts'
import { makeFinding, type Params } from './finding.ts'
import { freshPack, NEW_CONTAINER } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { ItemState } from './state.ts'
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
}

/** A thing the event names, with its state before. */
export interface Target {
  readonly id: string
  readonly pack: boolean
  readonly product?: string
  readonly serial?: string
  readonly member?: Membership
  readonly state: ItemState
}

export interface Act {
  readonly world: World
  readonly rules: Rules
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
  readonly time: number
  readonly signer: string | undefined
  /** Raise a finding about one item; equal findings of many items become one. */
  find(code: FindingCode, item: string | undefined, evidence: readonly number[], params?: Params): void
  cannotJudge(rule: CannotJudge['rule']): void
  withdraw(code: FindingCode, item: string, at: number): void
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

/** Collects what an act finds. Nothing is allocated on a clean event. */
export function collector(at: number): Pick<Act, 'find' | 'cannotJudge' | 'withdraw'> & { done(): Collected } {
  let open: Map<string, Open> | undefined
  let judged: Map<CannotJudge['rule'], number> | undefined
  let withdrawn: Withdrawn[] | undefined
  return {
    find(code, item, evidence, params = {}) {
      open ??= new Map()
      const key = `${code} ${JSON.stringify(params)}`
      const found = open.get(key) ?? { code, params, evidence: [at], items: [], count: 0 }
      open.set(key, found)
      for (const g of evidence)
        if (g >= 0 && !found.evidence.includes(g) && found.evidence.length < 100) found.evidence.push(g)
      if (item === undefined) return
      found.count++
      if (found.items.length < 100) found.items.push(item)
    },
    cannotJudge(rule) {
      judged ??= new Map()
      judged.set(rule, (judged.get(rule) ?? 0) + 1)
    },
    withdraw(code, item, found) {
      withdrawn ??= []
      withdrawn.push({ code, item, at: found })
    },
    done() {
      const findings =
        open === undefined
          ? []
          : [...open.values()].map((o) => makeFinding(o.code, o.items, o.evidence, o.params, o.count))
      findings.sort((a, b) => RANK[a.severity] - RANK[b.severity])
      const cannotJudge = judged === undefined ? [] : [...judged].map(([rule, count]) => ({ rule, count }))
      return { findings, withdrawn: withdrawn ?? [], cannotJudge }
    },
  }
}

/** The packs and containers an event acts on; parents of an aggregation are not among them. */
export function targetsOf({ world, event }: Act): Target[] {
  const targets: Target[] = []
  for (const subject of event.subjects) {
    if (subject.kind === 'packs') {
      for (const serial of subject.serials) targets.push(packTarget(world, subject.product, serial))
    } else if (subject.kind === 'unplaced') targets.push(packTarget(world, subject.product, subject.serial))
    else if (subject.kind === 'container' && subject.role !== 'parent') {
      const id = subject.container
      targets.push({ id, pack: false, state: world.item(id) ?? NEW_CONTAINER })
    }
  }
  return targets
}

function packTarget(world: World, product: string, serial: string): Target {
  const id = `${product}/${serial}`
  const member = world.member(product, serial)
  const kept = world.item(id)
  // An item first touched before its commissioning was folded keeps what it learnt, and becomes active with it.
  const state = kept === undefined || kept.status === 'unknown' ? born(world, member, kept) : kept
  return member === undefined
    ? { id, pack: true, product, serial, state }
    : { id, pack: true, product, serial, member, state }
}

function born(world: World, member: Membership | undefined, kept: ItemState | undefined): ItemState {
  const fresh = freshPack(world, member)
  if (kept === undefined) return fresh
  return fresh.status === 'unknown'
    ? kept
    : { ...fresh, ...kept, status: 'active', statusAt: fresh.statusAt, statusTime: fresh.statusTime }
}

/** Keep a state, stamped with the event that touched it. */
export function keep(act: Act, id: string, state: ItemState): void {
  act.world.putItem(id, { ...state, lastAt: act.at, lastTime: act.time })
}

/** `state` without its parent, transit or pending finding: optional keys are absent, never undefined. */
export function without(
  state: ItemState,
  ...keys: readonly ('parent' | 'transit' | 'pending' | 'owner' | 'holder' | 'statusPlace')[]
): ItemState {
  const copy: Record<string, unknown> = { ...state }
  for (const key of keys) delete copy[key]
  return copy as unknown as ItemState
}
