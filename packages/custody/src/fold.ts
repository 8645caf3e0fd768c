/** The whole fold: what the verifier does with a bundle and the ledger with an item that it folds again. */
import type { Finding } from '@packtrail/protocol'
import type { CannotJudge, Withdrawn } from './act.ts'
import { cancelledClaims } from './cancelled.ts'
import { compareOrder } from './order.ts'
import type { Rules } from './rules.ts'
import { type StepInput, step } from './step.ts'
import type { World } from './world.ts'

export interface Folded {
  readonly findings: readonly Finding[]
  readonly cannotJudge: readonly CannotJudge[]
  /** Events left out because their author corrected them. */
  readonly cancelled: number
}

/**
 * Fold events given in any order. The world must already know the memberships and `eventOf`.
 * @param before Told of each event before it is folded.
 */
export function foldAll(
  world: World,
  inputs: readonly StepInput[],
  rules: Rules,
  before: (input: StepInput) => void = () => undefined,
): Folded {
  const cancelled = cancelledClaims([...inputs].sort((a, b) => a.at - b.at))
  const found = findingSet()
  for (const input of [...inputs].sort(compareOrder)) {
    if (cancelled.has(input.claim)) continue
    before(input)
    found.add(step(world, input, rules), input.at)
  }
  return { ...found.done(), cancelled: cancelled.size }
}

export interface FindingSet {
  add(result: ReturnType<typeof step>, at: number): void
  done(): { readonly findings: readonly Finding[]; readonly cannotJudge: readonly CannotJudge[] }
}

/** Findings as they come, less those that a later event explains. */
export function findingSet(): FindingSet {
  const byEvent = new Map<number, Finding[]>()
  const judged = new Map<CannotJudge['rule'], number>()
  return {
    add({ findings, withdrawn, cannotJudge }, at) {
      if (findings.length === 0 && withdrawn.length === 0 && cannotJudge.length === 0) return
      if (findings.length > 0) byEvent.set(at, [...(byEvent.get(at) ?? []), ...findings])
      for (const { rule, count } of cannotJudge) judged.set(rule, (judged.get(rule) ?? 0) + count)
      for (const one of withdrawn) withdrawFrom(byEvent, one)
    },
    done: () => ({
      findings: [...byEvent.values()].flat(),
      cannotJudge: [...judged].map(([rule, count]) => ({ rule, count })),
    }),
  }
}

function withdrawFrom(byEvent: Map<number, Finding[]>, withdrawn: Withdrawn): void {
  const { code, item, at, holder } = withdrawn
  const list = byEvent.get(at) ?? []
  const same = list.filter((f) => f.code === code && (holder === undefined || f.params['holder'] === holder))
  // Beyond the first hundred the items of a finding are only counted.
  const found = same.find(({ items }) => items.includes(item)) ?? same.find(({ items, count }) => count > items.length)
  if (found === undefined) return
  const { items, count } = found
  const less: Finding = { ...found, items: items.filter((id) => id !== item), count: count - 1 }
  const kept = list.flatMap((finding) => (finding !== found ? [finding] : less.count > 0 ? [less] : []))
  if (kept.length > 0) byEvent.set(at, kept)
  else byEvent.delete(at)
}
