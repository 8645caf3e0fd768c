/** What can be said only when all documents have been read. */
import type { FoundPlace } from './findings.ts'
import { productOf } from './item-form.ts'
import { COMMISSIONED, IS_CONTAINER, SCANNED, SHIPPED } from './serial-table.ts'
import { C_DISSOLVED, C_SCANNED, C_SHIPPED, COMMISSION, FIRST, PACKED, PEAK, type World } from './world.ts'

/** @param units How many packs a case of a product holds, where somebody says so. */
export function checkAtEnd(world: World, units: ReadonlyMap<string, number>): void {
  nameless(world, tellPending(world))
  for (let number = 1; number < world.containers.size; number++) {
    if (!world.has(number, C_DISSOLVED)) checkContainer(world, number, units)
  }
}

const severity = (world: World, file: number): 'error' | 'warn' => (world.files[file]?.us === true ? 'error' : 'warn')

/** Packs and containers that were named and never commissioned. @returns how many of them are packs. */
function tellPending(world: World): number {
  let packs = 0
  for (const [id, place] of world.pending) {
    if (!world.table.find(id, false)) continue
    const isContainer = world.table.link === IS_CONTAINER
    const first = isContainer ? world.containers.get(world.table.event, FIRST) : world.table.event
    const file = world.fileOf(first)
    if (!isContainer) packs++
    tellOne(world, id, place, file, isContainer && world.containers.get(world.table.event, PACKED) !== 0)
  }
  return packs
}

function tellOne(world: World, id: string, place: FoundPlace, file: number, isParent: boolean): void {
  const { message: _, file: __, ...where } = place
  const other = likeIt(world, id)
  if (other !== undefined) {
    world.report(29, where, `it is never commissioned, but «${other}» is: a zero is missing or too many`, 'error', file)
  } else if (isParent)
    world.report(11, where, 'things are packed into it, and nothing commissions it', severity(world, file), file)
  else world.report(1, where, 'nothing commissions it', severity(world, file), file)
}

const MAX_SERIAL = 20

/** A serial that differs in zeros at its beginning, was commissioned, and is named by nothing else. */
function likeIt(world: World, id: string): string | undefined {
  const product = productOf(id)
  if (product === '') return undefined
  const serial = id.slice(product.length + 1)
  const bare = serial.replace(/^0+/, '')
  for (let zeros = 0; zeros + bare.length <= MAX_SERIAL; zeros++) {
    const other = '0'.repeat(zeros) + bare
    if (other === '' || other === serial || !world.table.find(`${product}/${other}`, false)) continue
    const { table, containers } = world
    const isOther =
      table.link === IS_CONTAINER
        ? containers.get(table.event, COMMISSION) !== 0 && containers.get(table.event, PACKED) === 0
        : table.is(COMMISSIONED) && table.link === 0
    if (isOther) return other
  }
  return undefined
}

/** More than are remembered by name: they are counted, and the line of their event is told. */
function nameless(world: World, told: number): void {
  let count = 0
  world.table.each(() => {
    const { table } = world
    if (table.link === IS_CONTAINER || table.is(COMMISSIONED) || table.event === 0) return
    if (count++ < told) return
    const file = world.fileOf(table.event)
    const message = 'nothing commissions one of those that this event names'
    world.report(1, { line: world.lineOf(table.event) }, message, severity(world, file), file)
  })
}

function checkContainer(world: World, number: number, units: ReadonlyMap<string, number>): void {
  const { containers } = world
  const id = world.nameOf(number)
  const commission = containers.get(number, COMMISSION)
  const packed = containers.get(number, PACKED)
  if (packed === 0 && commission !== 0 && id.startsWith('sscc:')) {
    const file = world.fileOf(commission)
    const place = { line: world.lineOf(commission), value: id }
    world.report(12, place, 'it is commissioned, and nothing is packed into it', severity(world, file), file)
  }
  if (commission === 0 && !world.pending.has(id)) tellUnnamed(world, number, id)
  const expected = units.get(productOf(id))
  const peak = containers.get(number, PEAK)
  if (packed === 0 || expected === undefined || peak === expected) return
  const place = { line: world.lineOf(packed), value: id }
  world.report(
    13,
    place,
    `${peak} are packed into it, by master data it holds ${expected}`,
    'error',
    world.fileOf(packed),
  )
}

function tellUnnamed(world: World, number: number, id: string): void {
  const first = world.containers.get(number, FIRST)
  if (first === 0) return
  const file = world.fileOf(first)
  const code = world.containers.get(number, PACKED) === 0 ? 1 : 11
  world.report(code, { line: world.lineOf(first), value: id }, 'nothing commissions it', severity(world, file), file)
}

// -------------------------------------------------------- goods on the shelf

/** Something that somebody scanned where the goods arrived. */
export interface SeenItem {
  /** Canonical text of a pack or container. */
  readonly id: string
  /** As it was read. */
  readonly text: string
  readonly line: number
  readonly lot?: string
  /** Days since 1970. */
  readonly expiry?: number
}

/** @param file Name of the list of scans. */
export function checkSeen(world: World, seen: readonly SeenItem[], file: string): void {
  const { table, findings } = world
  for (const { id, text, line, lot, expiry } of seen) {
    const place: FoundPlace = { file, line, value: text, message: '' }
    if (!table.find(id, false)) {
      findings.add(35, 'error', { ...place, message: 'it is there, and no document speaks of it' })
      continue
    }
    if (table.link === IS_CONTAINER) {
      world.mark(table.event, C_SCANNED)
      continue
    }
    table.mark(SCANNED)
    const batch = table.is(COMMISSIONED) ? world.batchOf(table.event) : undefined
    if (batch === undefined) continue
    const lots = lot !== undefined && batch.lot !== '' && lot !== batch.lot
    const expiries = expiry !== undefined && batch.expiry !== undefined && expiry !== batch.expiry
    if (!lots && !expiries) continue
    const message = `the label says another ${lots ? 'lot' : 'expiry'} than its commissioning at line ${world.lineOf(table.event)}`
    findings.add(16, 'error', { ...place, message })
  }
  table.each(() => checkMissing(world))
}

function checkMissing(world: World): void {
  const { table } = world
  const { link } = table
  const isContainer = link === IS_CONTAINER
  // What is in a container is there with it.
  if (isContainer && world.containers.get(table.event, PACKED) !== 0) return
  const inside = isContainer ? world.parentOf(table.event) : world.live(link)
  let shipped = isContainer ? world.has(table.event, C_SHIPPED) : table.is(SHIPPED)
  let there = isContainer ? world.has(table.event, C_SCANNED) : table.is(SCANNED)
  for (const above of world.upwards(inside)) {
    shipped ||= world.has(above, C_SHIPPED)
    there ||= world.has(above, C_SCANNED)
  }
  if (!shipped || there) return
  const event = isContainer ? world.containers.get(table.event, COMMISSION) : table.event
  const where = inside === 0 ? 'it was shipped' : `it was shipped in ${world.nameOf(inside)}`
  const batch = world.batchOf(event)
  const what = isContainer
    ? world.nameOf(table.event)
    : batch === undefined
      ? 'one'
      : `one of ${batch.product}, lot ${batch.lot}`
  const message = `${what}: ${where}, and nobody scanned it`
  world.report(35, { line: world.lineOf(event) }, message, 'error', world.fileOf(event))
}

// ------------------------------------------------------------------ orders

/** How many packs of each product were shipped, and cases where the case is what was `ordered`: its packs are then no goods beside it. */
export function shippedItems(world: World, ordered: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const { table } = world
  table.each(() => {
    const isContainer = table.link === IS_CONTAINER
    if (!isContainer && !table.is(COMMISSIONED)) return
    const product = isContainer ? productOf(world.nameOf(table.event)) : world.batchOf(table.event)?.product
    if (product === undefined || (isContainer && !ordered.has(product))) return
    let shipped = isContainer ? world.has(table.event, C_SHIPPED) : table.is(SHIPPED)
    for (const above of world.upwards(isContainer ? world.parentOf(table.event) : world.live(table.link))) {
      shipped ||= world.has(above, C_SHIPPED)
      if (ordered.has(productOf(world.nameOf(above)))) return
    }
    if (shipped) counts.set(product, (counts.get(product) ?? 0) + 1)
  })
  return counts
}
