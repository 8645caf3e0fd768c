/** Aggregate, disaggregate and counting. */
import type { Act, Target } from './act.ts'
import { stateOf } from './act.ts'
import type { FindingCode } from './catalogue.ts'
import { openedWhole } from './closure.ts'
import { type Change, changed, keep } from './item.ts'
import { doers, holderAt, party, placeOf } from './parties.ts'
import { requireReceipt } from './profiles.ts'
import { MAX_CONTAINMENT, mayNest, NEW_CONTAINER, ownerInside, rootOf, withContainers } from './resolve.ts'
import type { ItemState } from './state.ts'

/** Children by the container that they name. What names none is neither put anywhere nor taken out. */
function byContainer(act: Act, targets: readonly Target[], rule: FindingCode): ReadonlyMap<string, readonly Target[]> {
  const groups = new Map<string, Target[]>()
  for (const target of targets) {
    if (target.within === undefined) {
      act.cannotJudge(rule)
      continue
    }
    const group = groups.get(target.within)
    if (group === undefined) groups.set(target.within, [target])
    else group.push(target)
  }
  return groups
}

export function aggregate(act: Act, targets: readonly Target[]): void {
  const groups = byContainer(act, targets, 'CHILD_IN_TWO_PARENTS')
  if (targets.length === 0) act.cannotJudge('CHILD_IN_TWO_PARENTS')
  for (const [parent, children] of groups) putInto(act, parent, children)
}

function putInto(act: Act, parent: string, targets: readonly Target[]): void {
  const before = act.world.item(parent) ?? NEW_CONTAINER
  if (act.rules.parentsCommissioned && before.status === 'unknown') {
    act.find('PARENT_NOT_COMMISSIONED', parent, [], { parent })
  }
  keep(act, parent, before)
  let added = 0
  let content: ItemState | undefined
  for (const target of targets) {
    const state = stateOf(act, target)
    if (!put(act, target.id, state, parent)) continue
    added++
    content = content === undefined || content.owner === state.owner ? state : changed(content, NO_OWNER)
  }
  const now = act.world.item(parent) ?? before
  const filled = before.children === 0 ? fill(act, now, content) : mix(now, content)
  keep(act, parent, filled, { children: now.children + added })
}

/** What is put into an empty container gives it its custody: a returnable one begins anew. */
function fill({ event, signer }: Act, container: ItemState, content: ItemState | undefined): ItemState {
  const packer = holderAt(event) ?? party(event.who?.agent) ?? signer
  if (content === undefined) {
    return container.holder === undefined ? changed(container, { holder: packer }) : container
  }
  return changed(container, {
    grade: 'scanned',
    moved: content.moved ?? false,
    owner: content.owner,
    holder: content.holder ?? container.holder ?? packer,
    transit: content.transit,
    pending: undefined,
    statusPlace: content.statusPlace ?? container.statusPlace ?? placeOf(event, signer),
  })
}

const NO_OWNER: Change = { owner: undefined }

/** Goods of several owners have none together; each keeps its own. */
function mix(container: ItemState, content: ItemState | undefined): ItemState {
  return content === undefined || content.owner === container.owner ? container : changed(container, NO_OWNER)
}

const LOGISTIC = ['sscc:', 'grai:', 'giai:']

function put(act: Act, id: string, state: ItemState, parent: string): boolean {
  if (!mayNest(act.world, id, parent)) {
    act.find('CONTAINER_CYCLE', id, [], { parent })
    return false
  }
  if (id.startsWith('sscc:') && !LOGISTIC.some((scheme) => parent.startsWith(scheme))) {
    act.find('LEVEL_ORDER', id, [], { child: 'logistic unit', parent: 'case' })
  }
  if (state.parent === parent) return false
  if (state.parent !== undefined) {
    // The older link stays: only one of both can be true and the first was not contradicted when it was made.
    act.find('CHILD_IN_TWO_PARENTS', id, [state.lastAt], { parent, other: state.parent })
    keep(act, id, state, { grade: 'contradicted' })
    return false
  }
  keep(act, id, state, { parent, grade: 'scanned' })
  return true
}

export function disaggregate(act: Act, targets: readonly Target[]): void {
  const whole = openedWhole(act.event)
  if (whole !== undefined) {
    takeOut(act, whole, (custody) => emptyAll(act, whole, custody))
    return
  }
  if (targets.length === 0) act.cannotJudge('NOT_IN_CONTAINER')
  for (const [parent, children] of byContainer(act, targets, 'NOT_IN_CONTAINER')) {
    takeOut(act, parent, (custody) => {
      let removed = 0
      for (const target of children) if (take(act, target, parent, custody)) removed++
      const now = act.world.item(parent) ?? NEW_CONTAINER
      keep(act, parent, now, { children: Math.max(0, now.children - removed) })
    })
  }
}

function takeOut(act: Act, parent: string, out: (custody: ItemState) => void): void {
  const by = doers(act.event, act.signer)
  const before = act.world.item(parent) ?? NEW_CONTAINER
  const root = rootOf(act.world, parent, before)
  const to = root.state.transit?.to
  if (to !== undefined && by.includes(to)) requireReceipt(act, root.id, undefined, to, root.state.lastAt)
  // Custody of the container while its goods were in it; read before it changes.
  out(arrived(root.state, by))
  const now = act.world.item(parent) ?? before
  if (now.parent === undefined) keep(act, parent, arrived(now, by))
}

/** Whoever opens goods that were sent to him has them, receipt or no receipt. */
export function arrived(custody: ItemState, by: readonly string[]): ItemState {
  const { transit } = custody
  if (transit === undefined || by.length === 0) return custody
  if (transit.to !== undefined && !by.includes(transit.to)) return custody
  return changed(custody, { transit: undefined, moved: true, holder: transit.to ?? by[0] })
}

function emptyAll(act: Act, parent: string, custody: ItemState): void {
  for (const id of [...act.world.children(parent)]) {
    const state = act.world.item(id)
    if (state !== undefined) keep(act, id, released(act, state, custody, 'inferred'))
  }
  keep(act, parent, act.world.item(parent) ?? NEW_CONTAINER, { children: 0 })
}

function take(act: Act, target: Target, parent: string, custody: ItemState): boolean {
  const state = stateOf(act, target)
  if (state.parent !== parent) {
    act.find('NOT_IN_CONTAINER', target.id, [], { parent })
    return false
  }
  keep(act, target.id, released(act, state, custody, 'scanned'))
  return true
}

/** A child as it leaves its container: with the custody the container had, and what the container's status made of it. */
function released(act: Act, inside: ItemState, custody: ItemState, grade: ItemState['grade']): ItemState {
  const state = withContainers(act.world, inside)
  return changed(state, {
    parent: undefined,
    grade,
    owner: ownerInside(state, custody),
    holder: custody.holder ?? state.holder,
    transit: custody.transit,
    moved: custody.moved ?? state.moved,
    pending: state.pending ?? custody.pending,
  })
}

/**
 * An item taken by itself out of a container that nobody opened on record. An emptied container leaves its own container too
 * and is on its way no longer: there is nothing left to be received.
 */
export function leave(act: Act, state: ItemState, how: 'clean' | 'contradicted' = 'clean'): ItemState {
  const { world } = act
  if (state.parent === undefined) return state
  const parent = world.item(state.parent)
  if (parent === undefined) return changed(state, { parent: undefined })
  const free = released(act, state, rootOf(world, state.parent, parent).state, 'scanned')
  const children = Math.max(0, parent.children - 1)
  const left = changed(parent, { children, grade: how === 'clean' ? parent.grade : how })
  world.putItem(state.parent, children > 0 ? left : ended(leave(act, left), how))
  return free
}

/** The way of an emptied container is over. Whom it was sent to has it, if nothing speaks against that. */
function ended(container: ItemState, how: 'clean' | 'contradicted'): ItemState {
  const { holder, transit } = container
  return changed(container, { transit: undefined, holder: how === 'clean' ? (transit?.to ?? holder) : holder })
}

/**
 * The container whose content an observation or a movement lists: the one that the others name, or else the one of the named
 * that holds others of them. Undefined when there is none, or more than one.
 */
export function listing(targets: readonly Target[]): string | undefined {
  const named = new Set<string>()
  for (const target of targets) if (!target.pack) named.add(target.id)
  let found: string | undefined
  for (const { within, state } of targets) {
    const over = within ?? (state.parent !== undefined && named.has(state.parent) ? state.parent : undefined)
    if (over === undefined || over === found) continue
    if (found !== undefined) return undefined
    found = over
  }
  return found
}

/** What was counted against what is inside: where the event says that it lists a content, not where it merely names both. */
export function countInside(act: Act, targets: readonly Target[]): void {
  if (act.event.detail.reason !== 'count' && !targets.some(({ within }) => within !== undefined)) return
  const container = listing(targets)
  if (container === undefined || act.event.hiddenSubjects > 0) return
  const state = act.world.item(container)
  const stated = targets.filter(({ id }) => id !== container).length
  if (state !== undefined && stated !== state.children) {
    act.find('COUNT_DIFFERS', container, [state.lastAt], { count: state.children, stated })
  }
}

/**
 * One record that names a container and something inside it would move the latter twice. Listing the content of a container,
 * as its content or all of it, is another thing: those go along. Returns what goes along.
 */
export function checkNesting(act: Act, targets: readonly Target[]): ReadonlySet<string> {
  const along = new Set<string>()
  if (targets.length < 2) return along
  const inside = new Map<string, number>()
  for (const { id, pack } of targets) if (!pack) inside.set(id, 0)
  if (inside.size === 0) return along
  for (const { state } of targets) {
    const { parent } = state
    if (parent !== undefined && inside.has(parent)) inside.set(parent, (inside.get(parent) ?? 0) + 1)
  }
  for (const { id, state, within } of targets) {
    let above = state.parent
    const whole = above !== undefined && inside.get(above) === act.world.item(above)?.children
    if (above !== undefined && (within === above || whole)) {
      along.add(id)
      continue
    }
    for (let depth = 0; depth < MAX_CONTAINMENT && above !== undefined; depth++) {
      if (inside.has(above)) {
        act.find('ANCESTOR_AND_DESCENDANT', id, [], { container: above })
        along.add(id)
        break
      }
      above = act.world.item(above)?.parent
    }
  }
  return along
}
