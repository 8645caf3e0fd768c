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

/** Fold events given in any order. The world must already know the memberships and `eventOf`. */
export function foldAll(world: World, inputs: readonly StepInput[], rules: Rules): Folded {
  const cancelled = cancelledClaims(inputs)
  const found = findingSet()
  for (const input of [...inputs].sort(compareOrder)) {
    if (cancelled.has(input.claim)) continue
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

function withdrawFrom(byEvent: Map<number, Finding[]>, { code, item, at }: Withdrawn): void {
  const kept: Finding[] = []
  for (const finding of byEvent.get(at) ?? []) {
    if (finding.code !== code || !finding.items.includes(item)) kept.push(finding)
    else if (finding.count > 1)
      kept.push({ ...finding, items: finding.items.filter((id) => id !== item), count: finding.count - 1 })
  }
  if (kept.length > 0) byEvent.set(at, kept)
  else byEvent.delete(at)
}
