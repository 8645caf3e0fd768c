/**
 * Would a receiver take these documents? Some are read together, as he would have them: what one ships another may commission. Nothing is
 * kept but what a judgement needs, so that the size of a document does not matter.
 */

import { ORPHAN } from '../cn/check-tree.ts'
import { isOutside } from '../cn/relation.ts'
import { ExchangeError } from '../error.ts'
import { readDocument } from '../import.ts'
import type { Format, ImportedEvent, ImportItem, ImportOptions } from '../item.ts'
import { act } from './act.ts'
import { checkAtEnd, checkSeen, type SeenItem } from './at-end.ts'
import { type BillsCheck, checkBills, type Gathered, gatherBill, newBillsCheck } from './bills.ts'
import { Declarations } from './declarations.ts'
import { DocumentCheck } from './document-check.ts'
import { actOfDraft, itemOfContainer } from './draft-acts.ts'
import { makeChecker } from './epcis-checker.ts'
import { isFoundElsewhere, numberOfFault } from './faults.ts'
import type { DefectGroup } from './findings.ts'
import type { Profile } from './guideline.ts'
import { glnIn, type KnownNumbers, readMaster } from './master-data.ts'
import { type NotChecked, notChecked } from './not-checked.ts'
import { checkQuantities, type Order } from './order.ts'
import { World } from './world.ts'

export interface CheckInput {
  /** As the person wrote it. */
  readonly name: string
  /** Lower-case hex: two files of the same bytes are one that was sent twice. */
  readonly sha256?: string
  /** Bytes, where somebody knows. */
  readonly size?: number
  /** Its bytes from the beginning. Called a second time when the documents hold error declarations. */
  open(): AsyncIterable<Uint8Array>
}

export interface CheckOptions {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Eight bytes that nobody can foresee. */
  readonly hashKey: Uint8Array
  /** Absent: found in each document. */
  readonly profile?: Profile
  readonly format?: Format
  /** The receiver takes no larger file. */
  readonly maxBytes?: number
  /** What the receiver knows. */
  readonly master?: KnownNumbers
  readonly orders?: { readonly file: string; readonly orders: readonly Order[] }
  readonly seen?: {
    readonly file: string
    readonly items: readonly SeenItem[]
    /** Lines that name nothing, and why. */
    readonly unread?: readonly { readonly line: number; readonly message: string }[]
  }
  /** Places kept of each defect. Default 100. */
  readonly places?: number
}

export interface CheckedDocument {
  readonly file: string
  readonly sha256?: string
  readonly bytes: number
  readonly format?: Format
  readonly profile: Profile
  /** Of the standard business document header, as they stand there. */
  readonly sender?: string
  readonly receiver?: string
  readonly instanceIdentifier?: string
  readonly events: number
}

export interface CheckReport {
  /** Nothing was found that receivers reject. */
  readonly accepted: boolean
  readonly documents: readonly CheckedDocument[]
  readonly defects: readonly DefectGroup[]
  /** Serials and containers that the documents name. */
  readonly items: number
  readonly notChecked: readonly NotChecked[]
}

/** @throws ExchangeError READ when a stream breaks, or says something else the second time. */
export async function checkDocuments(inputs: readonly CheckInput[], options: CheckOptions): Promise<CheckReport> {
  const first = new Declarations()
  const report = await runOver(inputs, options, first)
  const taken = first.learned()
  if (taken === undefined) return report
  const again = await runOver(inputs, options, new Declarations(taken))
  if (again.documents.some(({ bytes }, i) => bytes !== report.documents[i]?.bytes)) {
    throw new ExchangeError('READ', 'a document was changed while it was read')
  }
  return again
}

interface Run {
  readonly world: World
  readonly options: CheckOptions
  readonly declarations: Declarations
  readonly documents: CheckedDocument[]
  readonly known: { own: boolean; masters: KnownNumbers[] }
  readonly digests: Map<string, string>
  readonly bills: BillsCheck
}

async function runOver(
  inputs: readonly CheckInput[],
  options: CheckOptions,
  declarations: Declarations,
): Promise<CheckReport> {
  const world = new World(options.hashKey, options.places ?? DEFAULT_PLACES)
  const run: Run = {
    world,
    options,
    declarations,
    documents: [],
    known: { own: false, masters: [] },
    digests: new Map(),
    bills: newBillsCheck(),
  }
  for (const input of inputs) await checkOne(run, input)
  const units = new Map([...run.known.masters.flatMap((one) => [...one.units]), ...(options.master?.units ?? [])])
  for (const { line, message } of options.seen?.unread ?? [])
    world.findings.add('BAD_SCAN', 'error', { file: options.seen?.file ?? '', line, message })
  if (world.unread !== undefined) world.findings.drop(10)
  else {
    checkAtEnd(world, units)
    if (options.seen !== undefined) checkSeen(world, options.seen.items, options.seen.file)
    if (options.orders !== undefined) checkQuantities(world, options.orders.orders, options.orders.file)
  }
  const defects = world.findings.groups()
  return {
    accepted: !defects.some(({ severity }) => severity === 'error'),
    documents: run.documents,
    defects,
    items: world.table.size,
    notChecked: notChecked(inputs.length, options, {
      units: units.size > 0,
      numbers: run.known.own,
      unpackedBills: run.bills.unpacked,
      tooManyBills: run.bills.tooMany,
      unread: world.unread,
    }),
  }
}

const DEFAULT_PLACES = 100

async function checkOne(run: Run, input: CheckInput): Promise<void> {
  const { world, options, documents } = run
  const { name, sha256 } = input
  world.files.push({ name, us: false })
  const doc = new DocumentCheck(world, options.places ?? DEFAULT_PLACES)
  const before = sha256 === undefined ? undefined : run.digests.get(sha256)
  if (before !== undefined) {
    doc.resent = true
    world.report(33, {}, `${before} has the same bytes; what is in this file was not checked`)
  } else if (sha256 !== undefined) run.digests.set(sha256, name)
  const bytes = before === undefined ? await readOne(run, doc, input) : (input.size ?? 0)
  if (options.maxBytes !== undefined && bytes > options.maxBytes) {
    world.report(34, {}, `it has ${bytes} bytes, more than the ${options.maxBytes} that the receiver takes`)
  }
  const profile = doc.close(options.profile)
  const { info, format, events } = doc
  documents.push({
    file: name,
    ...(sha256 === undefined ? {} : { sha256 }),
    bytes,
    ...(format === undefined ? {} : { format }),
    profile,
    ...(info.sender === undefined ? {} : { sender: info.sender }),
    ...(info.receiver === undefined ? {} : { receiver: info.receiver }),
    ...(info.instanceIdentifier === undefined ? {} : { instanceIdentifier: info.instanceIdentifier }),
    events,
  })
}

/** @returns how many bytes it has. */
async function readOne(run: Run, doc: DocumentCheck, input: CheckInput): Promise<number> {
  const { options, declarations, known, world } = run
  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of input.open()) {
      bytes += chunk.length
      yield chunk
    }
  }
  const settings = { now: options.now, orders: options.orders?.orders }
  const checker = makeChecker(() => doc, declarations, settings)
  const reading: ImportOptions = {
    file: input.name,
    masterData: true,
    orphans: 'tell',
    ...(options.format === undefined ? {} : { format: options.format }),
  }
  // Of other documents nothing is kept; a bill is judged as a whole.
  const billed: Gathered = { events: [], codes: 0 }
  for await (const items of readDocument(counted(), reading, checker)) {
    for (const item of items) {
      take(doc, item)
      if (item.kind === 'event' && doc.format === 'cn-bill') gatherBill(run.bills, billed, item)
      if (item.kind === 'event' && item.event.type === 'aggregate') run.bills.packing = true
    }
  }
  checkBills(run.bills, doc, billed)
  if (doc.events === 0 && !doc.resent) {
    world.report('NO_EVENTS', {}, 'the file holds no event that can be read')
  }
  checkKnown(doc, options.master)
  if (doc.own.products.size > 0 || doc.own.places.size > 0) known.own = true
  known.masters.push(doc.own)
  return bytes
}

function take(doc: DocumentCheck, item: ImportItem): void {
  switch (item.kind) {
    case 'document':
      doc.format = item.format
      doc.info = item.info
      return
    case 'fault': {
      const { code, message, remedy = '', severity, line, path } = item.fault
      const place = { ...(line === undefined ? {} : { line }), ...(path === undefined ? {} : { path }) }
      const number = numberOfFault(item.fault as Parameters<typeof numberOfFault>[0])
      const words = { name: message, remedy }
      if (isFoundElsewhere(code)) return
      if (severity === 'error') doc.world.unread ??= { file: doc.fileName, ...place, message }
      if (code === 'NAMESPACE') doc.us('SCHEMA_NAMESPACE', place, message, 'error')
      else if (number !== undefined) doc.us(number, place, message, severity)
      else if (severity === 'error') doc.us(code, place, message, severity, words)
      else doc.warn(code, place, message, words)
      return
    }
    case 'master': {
      const { entry, line, path } = item
      readMaster(entry, { line, path }, doc.own, doc.guideline, (code, place, message) => doc.us(code, place, message))
      return
    }
    case 'event':
      doc.events++
      if (isOutside(item.event)) checkOrphan(doc, item)
      act(doc.world, actOfDraft(item))
      return
    case 'dropped':
      return
  }
}

/** What a relation file does not hold may stand in one that was read before it. */
function checkOrphan(doc: DocumentCheck, { event, line, path }: ImportedEvent): void {
  const { code, message, remedy } = ORPHAN
  if (!doc.world.table.find(itemOfContainer(event.parent ?? ''), false))
    doc.us(code, { line, path }, message, 'error', { name: message, remedy })
}

/** GTINs and GLNs of the document that its receiver, or its own header, does not know. */
function checkKnown(doc: DocumentCheck, master: KnownNumbers | undefined): void {
  const { own, products, places, facts } = doc
  const known = master ?? own
  const whose = master === undefined ? 'the header' : "the receiver's list"
  const tell = (number: string, place: { readonly line?: number }): void => {
    const message = `${number} is not in the master data of ${whose}`
    if (master === undefined) doc.us(30, place, message)
    else doc.world.report(30, place, message)
  }
  if (known.products.size > 0) {
    for (const [gtin, place] of products) if (!known.products.has(gtin)) tell(`GTIN ${gtin}`, place)
  }
  if (known.places.size === 0) return
  for (const [gln, place] of places) if (!known.places.has(gln)) tell(`GLN ${gln}`, place)
  for (const party of [facts.sender, facts.receiver]) {
    const gln = party === undefined ? undefined : glnIn(party)
    if (gln !== undefined && !known.places.has(gln) && !places.has(gln))
      tell(`GLN ${gln}`, { line: doc.headerLine([]) })
  }
}
