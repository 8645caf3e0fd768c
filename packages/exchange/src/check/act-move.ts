/** Goods leave, end, or are seen. */
import { isExpired } from './act-commission.ts'
import { isContainerForm } from './item-form.ts'
import { COMMISSIONED, ENDED, IS_CONTAINER, MOVED, SHIPPED, UNFIT } from './serial-table.ts'
import { setState, unfitIn } from './unfit.ts'
import {
  type Act,
  C_ENDED,
  C_HOLDS_ENDED,
  C_SHIPPED,
  CHILDREN,
  COMMISSION,
  EXPIRY,
  FIRST,
  LAST,
  LATEST,
  PARENT,
  type World,
} from './world.ts'

export function ship(world: World, act: Act): void {
  const event = world.addEvent(act)
  const together = new Set<number>()
  for (const id of act.items) {
    if (id === undefined) continue
    const known = world.table.find(id, true)
    if ((known && world.table.link === IS_CONTAINER) || isContainerForm(id)) together.add(world.container(id, true))
  }
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id === undefined) continue
    world.table.find(id, true)
    if (world.table.link === IS_CONTAINER) shipContainer(world, act, i, id, event, together)
    else shipPack(world, act, i, id, event, together)
  }
}

/** What it is in is shipped by the same event, or nothing is. */
function isAlone(world: World, act: Act, i: number, parent: number, together: ReadonlySet<number>): void {
  if (parent === 0) return
  for (const above of world.upwards(parent)) if (together.has(above)) return
  world.report(
    9,
    act.where(i),
    `it is inside of ${world.nameOf(parent)}, which nobody opened and which does not go with it`,
  )
}

function shipPack(world: World, act: Act, i: number, id: string, event: number, together: ReadonlySet<number>): void {
  const { table } = world
  if (table.is(ENDED)) {
    const end = table.link - MOVED
    // Ended later: then only the order in the file is unusual.
    if (!world.isLater(end, event)) world.report(18, act.where(i), `it ended by the event at line ${world.lineOf(end)}`)
    return
  }
  const parent = world.live(table.link)
  if (table.is(UNFIT) && act.back !== true) unfit(world, act, i, id, event)
  if (table.is(SHIPPED) && table.link > MOVED) leftBefore(world, act, i, table.link - MOVED, event)
  isAlone(world, act, i, parent, together)
  if (!table.is(COMMISSIONED)) {
    if (table.event === 0) {
      table.event = event
      world.await(id, act.where(i))
    }
  } else {
    const commission = table.event
    if (world.isLater(commission, event)) tooEarly(world, act, i, commission)
    if (isExpired(world.batchOf(commission)?.expiry, act.time)) {
      world.report(18, act.where(i), 'it is shipped after its expiry')
    }
  }
  table.mark(SHIPPED)
  if (parent === 0) table.link = MOVED + event
}

/** It, or something inside, was taken out of the trade and nobody brought it back. */
function unfit(world: World, act: Act, i: number, id: string, event: number): void {
  const known = world.unfit.get(id)
  if (known !== undefined && world.isLater(known.event, event)) return
  const message =
    known === undefined
      ? 'something inside was dispensed, sampled, stolen, recalled or put on hold before'
      : `it was ${known.why} by the event at line ${world.lineOf(known.event)}`
  world.report(18, act.where(i), message)
}

/** It has left already, and nothing says that it arrived or that it stayed. */
function leftBefore(world: World, act: Act, i: number, before: number, event: number): void {
  if (!world.isLeaving(before) || !world.isLater(event, before)) return
  world.reportSoft('AFTER_SHIPMENT', act.where(i), `the event at line ${world.lineOf(before)} ships it already`)
}

function tooEarly(world: World, act: Act, i: number, commission: number): void {
  const line = world.lineOf(commission)
  world.report(2, act.where(i), `it is shipped before it is commissioned by the event at line ${line}`)
}

function shipContainer(
  world: World,
  act: Act,
  i: number,
  id: string,
  event: number,
  together: ReadonlySet<number>,
): void {
  const { containers } = world
  const number = world.table.event
  isAlone(world, act, i, world.parentOf(number), together)
  if (world.has(number, C_SHIPPED)) leftBefore(world, act, i, containers.get(number, LAST), event)
  if (unfitIn(world, number) > 0 && act.back !== true) unfit(world, act, i, id, event)
  const commission = containers.get(number, COMMISSION)
  const latest = containers.get(number, LATEST)
  if (commission === 0 && containers.get(number, FIRST) === 0) {
    containers.set(number, FIRST, event)
    world.await(id, act.where(i))
  }
  if (commission !== 0 && world.isLater(commission, event)) tooEarly(world, act, i, commission)
  else if (latest !== 0 && world.isLater(latest, event)) {
    const line = world.lineOf(latest)
    world.report(2, act.where(i), `it is shipped before the event at line ${line} commissions or packs what is inside`)
  }
  if (world.has(number, C_ENDED)) world.report(18, act.where(i), 'it was decommissioned or destroyed before')
  else if (world.has(number, C_HOLDS_ENDED)) {
    world.report(18, act.where(i), 'something inside was decommissioned or destroyed and not taken out')
  }
  const expiry = containers.get(number, EXPIRY)
  const own = world.batchOf(commission)?.expiry
  if (isExpired(expiry, act.time) || isExpired(own, act.time)) {
    world.report(18, act.where(i), 'it, or something inside, is shipped after its expiry')
  }
  world.mark(number, C_SHIPPED)
  containers.set(number, LAST, event)
}

/** A shipment that did not take place. */
export function unship(world: World, act: Act): void {
  const { table } = world
  for (const [i, id] of act.items.entries()) {
    if (id === undefined) continue
    const known = table.find(id, true)
    const isContainer = known && table.link === IS_CONTAINER
    const shipped = isContainer ? world.has(table.event, C_SHIPPED) : known && table.is(SHIPPED)
    if (!shipped) {
      const message = 'no document ships it before'
      world.report('NOT_SHIPPED', act.where(i), message, 'warn')
    } else if (isContainer) world.unmark(table.event, C_SHIPPED)
    else table.unmark(SHIPPED)
  }
}

export function end(world: World, act: Act): void {
  const event = world.addEvent(act)
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id === undefined) continue
    const known = world.table.find(id, true)
    if ((known && world.table.link === IS_CONTAINER) || isContainerForm(id)) endContainer(world, act, i, id, event)
    else endPack(world, act, i, event)
  }
}

function endPack(world: World, act: Act, i: number, event: number): void {
  const { table } = world
  const { link } = table
  const inside = world.live(link)
  if (inside !== 0) leaveEnded(world, act, i, inside, event)
  else if (table.is(SHIPPED) && link > MOVED) shippedAfter(world, act, i, link - MOVED, event)
  table.mark(ENDED)
  table.link = MOVED + event
}

function endContainer(world: World, act: Act, i: number, id: string, event: number): void {
  const { containers } = world
  const number = world.container(id, true)
  const inside = world.parentOf(number)
  if (inside !== 0) leaveEnded(world, act, i, inside, event)
  else if (world.has(number, C_SHIPPED)) shippedAfter(world, act, i, containers.get(number, LAST), event)
  world.mark(number, C_ENDED)
  containers.set(number, PARENT, 0)
  containers.set(number, LAST, event)
}

function leaveEnded(world: World, act: Act, i: number, inside: number, event: number): void {
  const { containers } = world
  containers.set(inside, CHILDREN, containers.get(inside, CHILDREN) - 1)
  for (const above of world.upwards(inside)) {
    if (world.has(above, C_SHIPPED)) shippedAfter(world, act, i, containers.get(above, LAST), event)
    else world.mark(above, C_HOLDS_ENDED)
  }
}

/** A shipment that stands before this end in the file, and comes after it in time. */
function shippedAfter(world: World, act: Act, i: number, shipment: number, event: number): void {
  if (!world.isLater(shipment, event)) return
  world.report(18, act.where(i), `the event at line ${world.lineOf(shipment)} ships it after this end`)
}

/** The table points at it. */
function arrive(world: World, event: number): void {
  const { table, containers } = world
  if (table.link === IS_CONTAINER) {
    if (world.has(table.event, C_SHIPPED)) containers.set(table.event, LAST, event)
  } else if (table.is(SHIPPED) && table.link > MOVED) table.link = MOVED + event
}

/** Seen in any other way: nothing that ended can be. */
export function touch(world: World, act: Act): void {
  const { table } = world
  let event = 0
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id === undefined) continue
    table.find(id, true)
    const isContainer = table.link === IS_CONTAINER
    const ended = isContainer ? world.has(table.event, C_ENDED) : table.is(ENDED)
    if (!ended && act.state === undefined && act.arrives !== true) continue
    if (event === 0) event = world.addEvent(act)
    if (act.state !== undefined) setState(world, id, act.state, event)
    if (act.arrives === true) arrive(world, event)
    if (!ended) continue
    const last = isContainer ? world.containers.get(table.event, LAST) : table.link - MOVED
    if (!world.isLater(last, event)) {
      world.report(18, act.where(i), `it ended by the event at line ${world.lineOf(last)}`)
    }
  }
}
