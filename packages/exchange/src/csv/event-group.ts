/** Consecutive rows that are one event, told as drafts that are not too large. */
import {
  type DraftBatch,
  type DraftClose,
  type DraftCommission,
  type DraftPack,
  MAX_DRAFT_ITEMS,
  MAX_DRAFT_SERIALS,
} from '../draft.ts'
import type { Making } from '../epcis/base.ts'
import type { Outbox } from '../outbox.ts'
import { dropRepeated, packIsBefore, packKeyOf, textIsBefore, textKey } from '../repeated.ts'
import { csvBase } from './base.ts'
import type { Thing } from './cells.ts'
import type { Row } from './row.ts'
import { classOf, closeOf, commissionOf, packWithLot, thingOf } from './things.ts'

export class EventGroup {
  /** The cells all its rows share. */
  readonly cells: readonly string[]
  /** What is wrong with the shared cells was said: its row is passed over. */
  readonly failed: boolean
  readonly #out: Outbox
  readonly #row: Row
  readonly #base: Making
  readonly #begins: boolean
  readonly #close: DraftClose | undefined
  readonly #line: number
  readonly #path: string
  #parts = 0
  #packs: DraftPack[] = []
  #packLines: number[] = []
  #containers: string[] = []
  #containerLines: number[] = []
  #batches: DraftBatch[] = []
  #products: string[] = []
  #commission: Omit<DraftCommission, 'serials'> | undefined
  #batchCells: readonly string[] = []
  #serials: string[] = []
  #serialLines: number[] = []

  /** @param row Its first row. */
  constructor(row: Row, out: Outbox) {
    this.#out = out
    this.#row = row
    this.cells = row.cells
    this.#line = row.line
    this.#path = `row[${row.index}]`
    row.failed = false
    this.#base = csvBase(row)
    this.#begins = this.#base.type === 'commission' || this.#base.type === 'adopt'
    this.#close = this.#base.type === 'close' ? closeOf(row) : undefined
    this.failed = row.failed
  }

  /** Whether the row at hand is about the same event. Of shared cells that are wrong every row is told: each is to be mended. */
  continues(): boolean {
    if (this.failed) return false
    const { cells, header } = this.#row
    for (const place of header.shared) if (cells[place] !== this.cells[place]) return false
    return true
  }

  add(): void {
    const row = this.#row
    if (this.#close !== undefined) return
    row.failed = false
    const thing = thingOf(row)
    if (row.failed) return
    if (thing === undefined) this.#addClass()
    else if (thing.kind === 'pack' && this.#begins) this.#addSerial(thing)
    else this.#addItem(thing)
  }

  #addItem(thing: Thing): void {
    const row = this.#row
    if (thing.kind === 'container') {
      this.#containers.push(thing.id)
      this.#containerLines.push(row.line)
    } else {
      const pack = packWithLot(thing.pack, row)
      if (row.failed) return
      this.#packs.push(pack)
      this.#packLines.push(row.line)
    }
    if (this.#packs.length + this.#containers.length >= MAX_DRAFT_ITEMS) this.#flushItems()
  }

  #addSerial({ pack }: Extract<Thing, { kind: 'pack' }>): void {
    const row = this.#row
    if (this.#commission === undefined || !this.#isSameBatch(pack.product)) {
      this.#flushCommission()
      this.#batchCells = row.cells
      this.#commission = commissionOf(pack.product, row)
    }
    if (this.#commission === undefined) return
    this.#serials.push(pack.serial)
    this.#serialLines.push(row.line)
    if (this.#serials.length >= MAX_DRAFT_SERIALS) this.#flushCommission()
  }

  #isSameBatch(product: string): boolean {
    const { cells, header } = this.#row
    for (const place of header.batch) if (cells[place] !== this.#batchCells[place]) return false
    return this.#commission?.product === product
  }

  #addClass(): void {
    const row = this.#row
    const named = classOf(row)
    if (row.failed) return
    if (named === undefined) {
      // A container alone: all that is in it.
      if (this.#base.parent === undefined)
        row.error('NO_GOODS', 'the row names nothing', '', 'Name a pack, container, batch or product.')
    } else if (this.#begins) {
      row.error('MISSING_FIELD', 'a commissioning names serials', 'serial', 'Fill the column serial.')
    } else if (named.lot === undefined) this.#products.push(named.product)
    else this.#batches.push(named)
  }

  finish(): void {
    if (this.failed) return
    this.#flushCommission()
    this.#flushItems()
    if (this.#close !== undefined) this.#emit({ close: this.#close })
    else if (this.#parts === 0 && this.#base.parent !== undefined && !this.#begins) this.#emit({})
  }

  #flushCommission(): void {
    const serials = this.#serials
    if (this.#commission === undefined || serials.length === 0) return
    this.#warnRepeated(dropRepeated(serials, textIsBefore, textKey), this.#serialLines)
    this.#emit({ commission: { ...this.#commission, serials } })
    this.#serials = []
    this.#serialLines = []
  }

  #flushItems(): void {
    const fields: Partial<Making> = {}
    let any = false
    if (this.#packs.length > 0) {
      this.#warnRepeated(dropRepeated(this.#packs, packIsBefore, packKeyOf(this.#packs)), this.#packLines)
      fields.packs = this.#packs
      this.#packs = []
      this.#packLines = []
      any = true
    }
    if (this.#containers.length > 0) {
      this.#warnRepeated(dropRepeated(this.#containers, textIsBefore, textKey), this.#containerLines)
      fields.containers = this.#containers
      this.#containers = []
      this.#containerLines = []
      any = true
    }
    if (this.#batches.length + this.#products.length > 0) {
      const key = ({ product, lot }: DraftBatch): string => `${product}/${lot}`
      dropRepeated(this.#batches, () => false, key)
      dropRepeated(this.#products, textIsBefore, textKey)
      fields.batches = this.#batches
      fields.products = this.#products
      this.#batches = []
      this.#products = []
      any = true
    }
    if (any) this.#emit(fields)
  }

  #warnRepeated(places: readonly number[], lines: readonly number[]): void {
    for (const place of places) {
      const words = 'the same thing stands twice in one event; it is counted once'
      this.#row.warn('DUPLICATE', words, lines[place] as number, 'Name each thing once.')
    }
  }

  #emit(fields: Partial<Making>): void {
    const path = this.#parts === 0 ? this.#path : `${this.#path}#${this.#parts + 1}`
    this.#parts++
    this.#out.event({ ...this.#base, ...fields }, this.#line, path)
  }
}
