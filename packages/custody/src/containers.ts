/** Aggregate, disaggregate and counting. */
import type { Act, Target } from './act.ts'
import { keep, targetsOf, without } from './act.ts'
import { holderAt } from './parties.ts'
import { pick } from './register.ts'
import { isInside, NEW_CONTAINER, rootOf } from './resolve.ts'
import type { ItemState } from './state.ts'

/** The container goods are put into or taken out of. A hidden parent leaves it to the children's own subjects. */
export function parentOf(act: Act): string | undefined {
  for (const subject of act.event.subjects) {
    if (subject.kind === 'container' && subject.role === 'parent') return subject.container
    if ((subject.kind === 'packs' || subject.kind === 'unplaced') && subject.parent !== undefined) return subject.parent
    if (subject.kind === 'container' && subject.parent !== undefined) return subject.parent
  }
  return undefined
}

export function aggregate(act: Act): void {
  const parent = parentOf(act)
  if (parent === undefined) {
    act.cannotJudge('CHILD_IN_TWO_PARENTS')
    return
  }
  const before = act.world.item(parent)
  if (act.rules.parentsCommissioned && (before === undefined || before.status === 'unknown')) {
    act.find('PARENT_NOT_COMMISSIONED', parent, [], { parent })
  }
  const targets = targetsOf(act)
  const first = targets[0]
  const container = before ?? NEW_CONTAINER
  if (container.holder === undefined) {
    const holder = first === undefined ? undefined : rootOf(act.world, first.id, first.state).state.holder
    keep(act, parent, { ...container, ...pick('holder', holder ?? holderAt(act.event)) })
  } else keep(act, parent, container)
  let added = 0
  for (const target of targets) if (put(act, target, parent)) added++
  bump(act, parent, added)
}

function put(act: Act, { id, state, pack }: Target, parent: string): boolean {
  const { world } = act
  if (isInside(world, parent, id)) {
    act.find('CONTAINER_CYCLE', id, [], { parent })
    return false
  }
  if (
    !pack &&
    id.startsWith('sscc:') &&
    !parent.startsWith('sscc:') &&
    !parent.startsWith('grai:') &&
    !parent.startsWith('giai:')
  ) {
    act.find('LEVEL_ORDER', id, [], { child: 'logistic unit', parent: 'case' })
  }
  if (state.parent !== undefined && state.parent !== parent) {
    // The older link stays: only one of both can be true and the first was not contradicted when it was made.
    act.find('CHILD_IN_TWO_PARENTS', id, [state.lastAt], { parent, other: state.parent })
    keep(act, id, { ...state, grade: 'contradicted' })
    return false
  }
  if (state.parent === parent) return false
  keep(act, id, { ...state, parent, grade: 'scanned' })
  return true
}

function bump(act: Act, container: string, by: number): void {
  if (by === 0) return
  const state = act.world.item(container) ?? NEW_CONTAINER
  keep(act, container, { ...state, children: Math.max(0, state.children + by) })
}

export function disaggregate(act: Act): void {
  const parent = parentOf(act)
  if (parent === undefined) {
    act.cannotJudge('NOT_IN_CONTAINER')
    return
  }
  const targets = targetsOf(act)
  const state = act.world.item(parent) ?? NEW_CONTAINER
  // Custody of the container while its goods were in it; read before it changes.
  const custody = rootOf(act.world, parent, state).state
  if (targets.length === 0 && act.event.hiddenSubjects === 0) emptyAll(act, parent, custody)
  else {
    let removed = 0
    for (const target of targets) if (take(act, target, parent, custody)) removed++
    bump(act, parent, -removed)
  }
  keep(act, parent, act.world.item(parent) ?? state)
}

function emptyAll(act: Act, parent: string, custody: ItemState): void {
  for (const id of [...act.world.children(parent)]) {
    const state = act.world.item(id)
    if (state !== undefined) keep(act, id, released(state, custody, 'inferred'))
  }
  keep(act, parent, { ...(act.world.item(parent) ?? NEW_CONTAINER), children: 0 })
}

function take(act: Act, { id, state }: Target, parent: string, custody: ItemState): boolean {
  if (state.parent !== parent) {
    act.find('NOT_IN_CONTAINER', id, [], { parent })
    return false
  }
  keep(act, id, released(state, custody, 'scanned'))
  return true
}

/** A child as it leaves its container: with the custody the container had. */
export function released(state: ItemState, custody: ItemState, grade: ItemState['grade']): ItemState {
  const free = without(state, 'parent', 'transit')
  return {
    ...free,
    grade,
    ...pick('owner', custody.owner ?? state.owner),
    ...pick('holder', custody.holder ?? state.holder),
    ...pick('transit', custody.transit),
    ...pick('moved', custody.moved ?? state.moved),
    ...pick('pending', state.pending ?? custody.pending),
  }
}

/** Observing a container with its children: what was counted against what is inside. */
export function countInside(act: Act): void {
  const parent = parentOf(act)
  if (parent === undefined || act.event.hiddenSubjects > 0) return
  const state = act.world.item(parent)
  const stated = targetsOf(act).length
  if (state !== undefined && stated > 0 && stated !== state.children) {
    act.find('COUNT_DIFFERS', parent, [state.lastAt], { count: state.children, stated })
  }
}

/** One record that names a container and something inside it would move the latter twice. */
export function checkNesting(act: Act, targets: readonly Target[]): void {
  if (targets.length < 2 || !targets.some((target) => !target.pack)) return
  const containers = new Set(targets.filter((target) => !target.pack).map((target) => target.id))
  for (const { id, state } of targets) {
    let above = state.parent
    for (let depth = 0; depth < 16 && above !== undefined; depth++) {
      if (containers.has(above)) {
        act.find('ANCESTOR_AND_DESCENDANT', id, [], { container: above })
        break
      }
      above = act.world.item(above)?.parent
    }
  }
}
