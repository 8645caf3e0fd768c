/** Serials begin: twice, too late, in another file, with another lot. */
import { isContainerForm, productOf } from './item-form.ts'
import { COMMISSIONED, ENDED, IS_CONTAINER, MOVED, SHIPPED } from './serial-table.ts'
import { type Act, C_ENDED, COMMISSION, EXPIRY, FIRST, LATEST, type World } from './world.ts'

export function commission(world: World, act: Act): void {
  const events = new Map<string, number>()
  const told = new Set<number>()
  const eventOf = (id: string): number => {
    const product = productOf(id)
    const known = events.get(product)
    if (known !== undefined) return known
    const batch = product === '' ? 0 : world.addBatch(product, act.lot ?? '', act.expiry)
    if (product !== '') checkLot(world, act, product)
    const event = world.addEvent(act, batch)
    // A hostile event may name another product with each serial.
    if (events.size < 1000) events.set(product, event)
    return event
  }
  for (let i = 0; i < act.items.length; i++) {
    const id = act.items[i]
    if (id === undefined) continue
    const event = eventOf(id)
    const known = world.table.find(id, true)
    if ((known && world.table.link === IS_CONTAINER) || isContainerForm(id)) {
      commissionContainer(world, act, i, id, event, told)
    } else commissionPack(world, act, i, id, event, told)
  }
}

function commissionPack(world: World, act: Act, i: number, id: string, event: number, told: Set<number>): void {
  const { table } = world
  if (table.is(COMMISSIONED)) {
    again(world, act, i, table.event, event, table.is(ENDED))
    return
  }
  const first = table.event
  const { link } = table
  table.mark(COMMISSIONED)
  table.event = event
  if (first === 0) return
  world.pending.delete(id)
  late(world, act, i, first, event, told)
  const inside = world.live(link)
  if (inside !== 0) spread(world, inside, event, act.expiry)
  else if (table.is(SHIPPED) && link > MOVED && isExpired(act.expiry, world.timeOf(link - MOVED))) {
    world.report(18, act.where(i), 'it was shipped after its expiry')
  }
}

function commissionContainer(world: World, act: Act, i: number, id: string, event: number, told: Set<number>): void {
  const { containers } = world
  const number = world.container(id, true)
  const before = containers.get(number, COMMISSION)
  if (before !== 0) {
    again(world, act, i, before, event, world.has(number, C_ENDED))
    return
  }
  containers.set(number, COMMISSION, event)
  const first = containers.get(number, FIRST)
  if (first === 0) return
  world.pending.delete(id)
  late(world, act, i, first, event, told)
  const parent = world.parentOf(number)
  if (parent !== 0) spread(world, parent, event, act.expiry)
}

function again(world: World, act: Act, i: number, before: number, event: number, ended: boolean): void {
  const line = world.lineOf(before)
  const place = act.where(i)
  const file = world.fileOf(before)
  if (ended) world.report(18, place, 'it was decommissioned or destroyed before: such a number is never used again')
  else if (file === world.file) world.report(6, place, `it is commissioned already, by the event at line ${line}`)
  else world.report(7, place, `${world.files[file]?.name ?? ''} commissions it already, at line ${line}`)
  const old = world.batchOf(before)
  const now = world.batchOf(event)
  if (old === undefined || now === undefined || (old.lot === now.lot && old.expiry === now.expiry)) return
  world.report(16, place, `lot or expiry is not the one that it was commissioned with at line ${line}`)
}

/** Named by another event before its commissioning came. One finding for each pair of events, where only the order of the file is wrong. */
function late(world: World, act: Act, i: number, first: number, event: number, told: Set<number>): void {
  const line = world.lineOf(first)
  if (world.isLater(event, first)) {
    world.report(2, act.where(i), `it is commissioned here, later than the event at line ${line} packs or ships it`)
    return
  }
  // In another file it may come in any order.
  if (world.fileOf(first) !== world.file || told.has(first)) return
  told.add(first)
  world.report(3, act.where(i), `the event at line ${line}, which comes later in time, stands before its commissioning`)
}

/** One lot of a product has one expiry, on packs and on cases (indicator and check digit apart, they have one GTIN). */
function checkLot(world: World, act: Act, product: string): void {
  const { lot, expiry } = act
  if (expiry === undefined) {
    world.reportSoft(17, act.where(-1), 'the commissioning says no expiry')
    return
  }
  if (expiry < 0) world.reportSoft(17, act.where(-1), 'the expiry is no day of the calendar: its day is 00')
  if (lot === undefined) return
  const key = `${/^\d{14}$/.test(product) ? product.slice(1, 13) : product}/${lot}`
  const before = world.expiryOf(key, expiry, act.line)
  if (before === undefined || before.expiry === expiry) return
  const message = `lot ${lot} has another expiry at line ${before.line} of ${world.files[before.file]?.name ?? ''}`
  world.report(17, act.where(-1), message)
}

/** What lies in a container tells it of its own beginning and end of life. */
export function spread(world: World, container: number, event: number, expiry: number | undefined): void {
  const { containers } = world
  for (const at of world.upwards(container)) {
    const latest = containers.get(at, LATEST)
    if (latest === 0 || world.isLater(event, latest)) containers.set(at, LATEST, event)
    if (expiry === undefined || expiry <= 0) continue
    const earliest = containers.get(at, EXPIRY)
    if (earliest === 0 || expiry < earliest) containers.set(at, EXPIRY, expiry)
  }
}

const DAY = 86_400_000

/** The last day of use is over at `time`, wherever on earth. */
export function isExpired(expiry: number | undefined, time: number | undefined): boolean {
  return expiry !== undefined && expiry > 0 && time !== undefined && time > 0 && time >= (expiry + 1) * DAY + DAY / 2
}
