/**
 * What a bundle of a batch holds: which streams, which of their entries, which claims are opened and how far
 * (docs/spec/13-bundle.md). Nothing but positions is kept, so that a batch of millions of records fits.
 */
import {
  compareText,
  decodeClaim,
  FIELDS,
  type Field,
  type Run,
  readClaim,
  type SeenEvent,
  type StreamName,
  type Subject,
  streamOfSubject,
  streamText,
  toHex,
} from '@packtrail/protocol'
import { bundleContainers } from './bundle-containers.ts'
import { textOfHash } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { manifestChunks } from './manifest-rows.ts'
import { serialSetBuilder } from './serial-set.ts'
import type { StreamRow } from './stream-rows.ts'
import { indexAt, positionsBelow } from './stream-view.ts'
import { partiesOf } from './subjects.ts'
import type { View } from './view.ts'

export type BatchName = Extract<StreamName, { type: 'batch' }>

export interface PlannedStream {
  readonly name: StreamName
  /** Key of its head, as `View.streamId` gives it. */
  readonly id: string
  readonly row: StreamRow
  /** Log positions of its entries below the checkpoint. */
  readonly positions: Float64Array
  /** Shown ones, by index in the stream; all of them when it is shown whole. */
  readonly runs: readonly Run[]
  readonly whole: boolean
}

export interface BundlePlan {
  /** Sorted by `streamText`. */
  readonly streams: readonly PlannedStream[]
  /** By hash text of a submission: indices of its claims that are opened, rising. */
  readonly submissions: ReadonlyMap<string, readonly number[]>
  /** Which slots of a claim are shown; `undefined` when it stays closed. */
  shows(event: SeenEvent, first: number): ((slot: number) => boolean) | undefined
  /** Whether the claim whose first entry this is is opened. */
  isOpen(first: number): boolean
}

/** @throws LedgerError NOT_FOUND when nothing of the batch stands below the checkpoint. */
export async function planBundle(
  view: View,
  batch: BatchName,
  size: number,
  withhold: readonly Field[],
): Promise<BundlePlan> {
  const streams = new Map<string, PlannedStream>()
  const open = (name: StreamName, runsOf?: (positions: Float64Array) => Run[]): PlannedStream | undefined => {
    const text = streamText(name)
    const known = streams.get(text)
    if (known !== undefined) return known
    const found = positionsBelow(view, name, size)
    if (found === undefined) return undefined
    const whole = runsOf === undefined
    const runs = runsOf === undefined ? [{ from: 0, to: found.positions.length }] : runsOf(found.positions)
    const stream = { name, ...found, runs, whole }
    streams.set(text, stream)
    return stream
  }
  const own = open(batch)
  if (own === undefined) {
    throw new LedgerError(
      'NOT_FOUND',
      `nothing is recorded of batch ${batch.product}/${batch.lot} below the checkpoint`,
    )
  }
  open({ type: 'product', product: batch.product })
  open({ type: 'policy' })
  const isOurs = await memberTest(view, batch)
  for (const { container, runs } of bundleContainers(view, own.positions, size, isOurs)) {
    open({ type: 'container', container }, () => runs)
  }
  const shows = showing(view, batch, streams, isOurs, withhold)
  const submissions = new Map<string, number[]>()
  const visited = new Uint8Array(Math.ceil(size / 8))

  const visit = (g: number): void => {
    const first = view.log.first(g)
    if (first === undefined) return
    const at = Math.floor(first / 8)
    const bit = 1 << (first % 8)
    if (((visited[at] as number) & bit) !== 0) return
    const claim = view.log.claim(first)
    if (claim === undefined) return
    const event = readClaim(decodeClaim(claim.bytes))
    if (shows(event, claim.at) === undefined) return
    visited[at] = (visited[at] as number) | bit
    for (const actor of partiesOf(event)) open({ type: 'authority', actor })
    const { submission } = view.entry(claim.at)
    if (submission === undefined) return
    const hash = textOfHash(submission)
    const list = submissions.get(hash)
    if (list !== undefined) list.push(claim.index)
    else {
      submissions.set(hash, [claim.index])
      const row = view.submission(hash)
      const actor = row === undefined ? undefined : view.key(toHex(row.keyId))?.actor
      if (actor !== undefined) open({ type: 'authority', actor })
    }
  }
  // Authority streams bring claims of further actors, whose authority streams come in too, until nothing is new.
  const done = new Set<PlannedStream>()
  for (let found = [...streams.values()]; found.length > 0; ) {
    for (const stream of found) {
      done.add(stream)
      for (const { from, to } of stream.runs) {
        for (let i = from; i < to; i++) visit(stream.positions[i] as number)
      }
    }
    found = [...streams.values()].filter((stream) => !done.has(stream))
  }
  for (const list of submissions.values()) list.sort((a, b) => a - b)
  const planned = [...streams].sort(([a], [b]) => compareText(a, b)).map(([, stream]) => stream)
  const isOpen = (first: number): boolean => ((visited[Math.floor(first / 8)] as number) & (1 << (first % 8))) !== 0
  return { streams: planned, submissions, shows, isOpen }
}

/** By the manifests of the batch themselves: what an auditor will go by. */
async function memberTest(view: View, batch: BatchName): Promise<(product: string, serial: string) => boolean> {
  const builder = serialSetBuilder()
  for (const id of await view.manifestsOf(batch.product, batch.lot)) {
    const row = view.manifest(id)
    if (row === undefined) continue
    for (const chunk of manifestChunks(view.store, id, row)) for (const serial of chunk) builder.add(serial)
  }
  const { set } = builder.finish()
  return (product, serial) => product === batch.product && set.has(serial)
}

function showing(
  view: View,
  batch: BatchName,
  streams: ReadonlyMap<string, PlannedStream>,
  isOurs: (product: string, serial: string) => boolean,
  withhold: readonly Field[],
): BundlePlan['shows'] {
  const shown = (subject: Subject, first: number): boolean => {
    if (subject.kind === 'unplaced') return isOurs(subject.product, subject.serial)
    if (subject.kind === 'packs' && subject.product === batch.product && subject.lot !== batch.lot) {
      // Named with another lot: shown whole, because its `place` entry says that it is ours.
      return subject.serials.some((serial) => isOurs(subject.product, serial))
    }
    const name = streamOfSubject(subject)
    const stream = name === undefined ? undefined : streams.get(streamText(name))
    if (stream === undefined) return false
    return stream.whole || inRun(view, stream, first)
  }
  return (event, first) => {
    const subjects = event.subjects.map((subject) => shown(subject, first))
    if (!subjects.includes(true)) return undefined
    const every = !subjects.includes(false)
    const fields = FIELDS.filter((field) => event[field] !== undefined)
    return (slot) => {
      if (slot === 0) return true
      if (slot > fields.length) return subjects[slot - 1 - fields.length] === true
      const field = fields[slot - 1] as Field
      return !withhold.includes(field) && (every || (field !== 'docs' && field !== 'extra'))
    }
  }
}

/** Whether the claim whose first entry is `first` has an entry in one of the shown runs of a container. */
function inRun(view: View, stream: PlannedStream, first: number): boolean {
  const index = indexAt(stream.positions, first)
  const g = stream.positions[index]
  if (g === undefined || view.log.first(g) !== first) return false
  return stream.runs.some(({ from, to }) => index >= from && index < to)
}
