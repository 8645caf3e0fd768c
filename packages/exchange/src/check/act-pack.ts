/** Things are put into each other and taken out. */
import { spread } from './act-commission.ts'
import { isContainerForm, productOf } from './item-form.ts'
import { COMMISSIONED, ENDED, IS_CONTAINER, MOVED, UNFIT } from './serial-table.ts'
import { addUnfit, unfitIn } from './unfit.ts'
import {
  type Act,
  C_DISSOLVED,
  C_ENDED,
  C_HOLDS_ENDED,
  C_SHIPPED,
  CHILDREN,
  COMMISSION,
  CONTAINER_WIDTH,
  EXPIRY,
  FIRST,
  HEIGHT,
  LAST,
  LATEST,
  PACKED,
  PARENT,
  PEAK,
  UNFIT_INSIDE,
  type World,
} from './world.ts'

/** Pack, inner pack, case, tote, pallet, and one more. */
const MAX_LEVELS = 6

export function pack(world: World, act: Act): void {
  const { parent } = act
  if (parent === undefined) return
  const event = world.addEvent(act)
  const into = world.container(parent, true)
  const { containers } = world
  if (containers.get(into, COMMISSION) === 0 && containers.get(into, FIRST) === 0) {
    containers.set(into, FIRST, event)
    world.await(parent, act.where(-1))
  }
  if (containers.get(into, PACKED) === 0) containers.set(into, PACKED, event)
  checkParent(world, act, into, event)
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id === undefined || id === parent) continue
    const known = world.table.find(id, true)
    const isContainer = (known && world.table.link === IS_CONTAINER) || isContainerForm(id)
    const added = isContainer ? packContainer(world, act, i, id, into, event) : packPack(world, act, i, id, into, event)
    if (!added) continue
    const children = containers.get(into, CHILDREN) + 1
    containers.set(into, CHILDREN, children)
    if (children > containers.get(into, PEAK)) containers.set(into, PEAK, children)
  }
  spread(world, into, event, undefined)
  checkLevels(world, act, parent)
}

function checkParent(world: World, act: Act, into: number, event: number): void {
  const { containers } = world
  const commission = containers.get(into, COMMISSION)
  if (commission !== 0 && world.isLater(commission, event)) {
    world.report(
      2,
      act.where(-1),
      `it is packed before it is commissioned by the event at line ${world.lineOf(commission)}`,
    )
  }
  if (world.has(into, C_ENDED)) world.report(18, act.where(-1), 'it was decommissioned or destroyed before')
  for (const above of world.upwards(into)) {
    const left = world.has(above, C_SHIPPED) ? containers.get(above, LAST) : 0
    if (left === 0 || !world.isLeaving(left) || !world.isLater(event, left)) continue
    const message = `${world.nameOf(above)} left by the event at line ${world.lineOf(left)}, before this packing`
    world.reportSoft('AFTER_SHIPMENT', act.where(-1), message)
    break
  }
  const last = containers.get(into, LAST)
  if (!world.has(into, C_SHIPPED) || last === 0 || world.fileOf(last) !== world.file) return
  if (world.isLater(last, event)) {
    world.report(
      3,
      act.where(-1),
      `the event at line ${world.lineOf(last)} ships it, and this one, which came earlier, stands behind`,
    )
  }
}

/** @returns whether it was put in. */
function packPack(world: World, act: Act, i: number, id: string, into: number, event: number): boolean {
  const { table } = world
  if (table.is(ENDED)) {
    world.report(18, act.where(i), 'it was decommissioned or destroyed before')
    return false
  }
  if (!mayEnter(world, act, i, world.live(table.link), into)) return false
  table.link = into
  if (table.is(UNFIT)) addUnfit(world, into, 1)
  if (!table.is(COMMISSIONED)) {
    if (table.event === 0) {
      table.event = event
      world.await(id, act.where(i))
    }
    return true
  }
  const commission = table.event
  checkOrder(world, act, i, commission, event)
  const batch = world.batchOf(commission)
  spread(world, into, commission, batch?.expiry)
  const own = world.batchOf(world.containers.get(into, COMMISSION))
  if (batch === undefined || own === undefined || own.lot === '' || batch.lot === '') return true
  // Only a case of the same product holds one lot by its own word.
  if (own.lot !== batch.lot && own.product.slice(1, 13) === batch.product.slice(1, 13)) {
    world.report(16, act.where(i), `its lot is ${batch.lot}, that of the case is ${own.lot}`)
  }
  return true
}

function packContainer(world: World, act: Act, i: number, id: string, into: number, event: number): boolean {
  const { containers } = world
  const child = world.container(id, true)
  if (world.has(child, C_ENDED)) {
    world.report(18, act.where(i), 'it was decommissioned or destroyed before')
    return false
  }
  for (const above of world.upwards(into)) {
    if (above !== child) continue
    world.report(15, act.where(i), `${world.nameOf(into)} is inside of it already`)
    return false
  }
  if (!mayEnter(world, act, i, world.parentOf(child), into)) return false
  containers.set(child, PARENT, into)
  addUnfit(world, into, unfitIn(world, child))
  const commission = containers.get(child, COMMISSION)
  if (commission !== 0) {
    checkOrder(world, act, i, commission, event)
    spread(world, into, commission, undefined)
  } else if (containers.get(child, FIRST) === 0) {
    containers.set(child, FIRST, event)
    world.await(id, act.where(i))
  }
  const latest = containers.get(child, LATEST)
  const expiry = containers.get(child, EXPIRY)
  if (latest !== 0) spread(world, into, latest, expiry)
  if (world.has(child, C_HOLDS_ENDED)) for (const above of world.upwards(into)) world.mark(above, C_HOLDS_ENDED)
  rise(world, act, i, child, into)
  return true
}

/** Heights of all that it is in now. */
function rise(world: World, act: Act, i: number, child: number, into: number): void {
  const { containers } = world
  let height = containers.get(child, HEIGHT) + 1
  for (const above of world.upwards(into)) {
    if (height > containers.get(above, HEIGHT)) containers.set(above, HEIGHT, height)
    height++
  }
  // The innermost things are a level too.
  if (height > MAX_LEVELS)
    world.report(15, act.where(i), `this makes more than ${MAX_LEVELS} levels inside of each other`)
}

function mayEnter(world: World, act: Act, i: number, now: number, into: number): boolean {
  if (now === 0) return true
  if (now === into) world.report('PACKED_TWICE', act.where(i), 'it is in this parent already', 'warn')
  else world.report(8, act.where(i), `it is inside of ${world.nameOf(now)}, which nobody opened`)
  return false
}

function checkOrder(world: World, act: Act, i: number, commission: number, event: number): void {
  if (!world.isLater(commission, event)) return
  world.report(
    2,
    act.where(i),
    `it is packed before it is commissioned by the event at line ${world.lineOf(commission)}`,
  )
}

const PACKS = 1
const CASES = 2
const PALLETS = 4

function levelOf(id: string): number {
  if (id.startsWith('sscc:')) return PALLETS
  return isContainerForm(id) ? CASES : PACKS
}

function checkLevels(world: World, act: Act, parent: string): void {
  let levels = 0
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id === undefined || id === parent) continue
    const level = levelOf(id)
    if (levels !== 0 && level !== levels) {
      world.report(14, act.where(i), 'it is of another level of packaging than what stands before it')
      return
    }
    levels = level
    if (parent.startsWith('sscc:')) continue
    if (level === PALLETS) world.report(14, act.where(i), 'an SSCC is put into a thing with a GTIN')
    else if (level === PACKS && levelOf(parent) === PACKS && productOf(id) === productOf(parent)) {
      world.report(14, act.where(i), 'a pack is put into a pack of the same product')
    } else continue
    return
  }
}

export function unpack(world: World, act: Act): void {
  const { parent } = act
  if (parent === undefined) return
  const from = world.container(parent, false)
  const event = world.addEvent(act)
  // Whoever opens it has received it.
  for (const above of from === 0 ? [] : world.upwards(from)) {
    const left = world.has(above, C_SHIPPED) ? world.containers.get(above, LAST) : 0
    if (left !== 0 && world.isLeaving(left) && world.isLater(event, left)) world.containers.set(above, LAST, event)
  }
  if (act.items.length === 0) {
    if (from === 0 || world.containers.get(from, CHILDREN) === 0) {
      world.reportSoft(10, act.where(-1), 'nothing was packed into it')
    } else dissolve(world, from, event)
    return
  }
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id !== undefined) takeOut(world, act, i, id, from, event)
  }
}

function takeOut(world: World, act: Act, i: number, id: string, from: number, event: number): void {
  const { table, containers } = world
  const known = table.find(id, false)
  const child = known && table.link === IS_CONTAINER ? table.event : 0
  const inside = !known ? 0 : child === 0 ? world.live(table.link) : world.parentOf(child)
  if (inside === 0 || inside !== from) {
    const other = inside === 0 ? 'it was not packed into anything' : `it is inside of ${world.nameOf(inside)}`
    world.reportSoft(10, act.where(i), other)
    return
  }
  const unfit = child === 0 ? (table.is(UNFIT) ? 1 : 0) : unfitIn(world, child)
  addUnfit(world, from, -unfit)
  if (child === 0) table.link = MOVED + event
  else {
    containers.set(child, PARENT, 0)
    containers.set(child, LAST, event)
  }
  containers.set(from, CHILDREN, containers.get(from, CHILDREN) - 1)
}

/** Nothing is in it any more. Those that were point at its old number. */
function dissolve(world: World, container: number, event: number): void {
  const { containers } = world
  addUnfit(world, world.parentOf(container), -containers.get(container, UNFIT_INSIDE))
  const number = containers.add()
  for (let column = 0; column < CONTAINER_WIDTH; column++) {
    containers.set(number, column, containers.get(container, column))
  }
  for (const column of [CHILDREN, LATEST, EXPIRY, HEIGHT, UNFIT_INSIDE]) containers.set(number, column, 0)
  world.unmark(number, C_HOLDS_ENDED)
  world.mark(container, C_DISSOLVED)
  containers.set(container, LAST, event)
  if (world.table.find(world.nameOf(number), false)) world.table.event = number
}
