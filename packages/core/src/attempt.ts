/** The record of an act that was refused (docs/adr/0003). */
import { type Event, type Finding, type Hash, type Subject, streamsOfSubjects, streamText } from '@packtrail/protocol'
import { isPack } from './tx-world.ts'

/** Packs an attempt names at most. */
const MAX_PACKS = 1000

/**
 * @param signed The refused claim was counted by its author: the attempt must stand in every batch and product stream that the
 *   claim named, so that whoever opens one of these finds as many records as were signed.
 * @param lotOf The lot a serial is really of.
 * @returns `undefined` when the refused act names nothing an attempt could name.
 */
export function attemptOf(
  event: Event,
  against: readonly Finding[],
  target: Hash,
  signed: boolean,
  lotOf: (product: string, serial: string) => string | undefined,
): Event | undefined {
  // That a record came twice is nothing to tell of its packs.
  const only = against.every(({ code }) => code === 'DUPLICATE')
  const subjects = only ? [] : offending(event, against, lotOf)
  if (signed) subjects.push(...missingStreams(event, subjects))
  if (subjects.length === 0) return undefined
  const { when, who, where } = event
  return {
    type: 'attempt',
    detail: { code: against[0]?.code ?? 'REFUSED', undoes: event.type, target },
    ...(when === undefined ? {} : { when }),
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    subjects,
  }
}

function offending(
  event: Event,
  against: readonly Finding[],
  lotOf: (product: string, serial: string) => string | undefined,
): Subject[] {
  const named = [...new Set(against.flatMap((finding) => finding.items))]
  const ids = named.length > 0 ? named : itemsOf(event)
  const batches = new Map<string, { product: string; lot: string; serials: string[] }>()
  const subjects: Subject[] = []
  for (const id of ids.filter(isPack).slice(0, MAX_PACKS)) {
    const slash = id.indexOf('/')
    const product = id.slice(0, slash)
    const serial = id.slice(slash + 1)
    const lot = lotOf(product, serial)
    if (lot === undefined) subjects.push({ kind: 'unplaced', product, serial })
    else {
      const key = `${product}/${lot}`
      const batch = batches.get(key) ?? { product, lot, serials: [] }
      batch.serials.push(serial)
      batches.set(key, batch)
    }
  }
  for (const batch of batches.values()) subjects.push({ kind: 'packs', ...batch })
  for (const id of ids.filter((candidate) => !isPack(candidate)).slice(0, MAX_PACKS)) {
    subjects.push({ kind: 'container', container: id, role: 'self' })
  }
  return subjects.length > 0 ? subjects : wholes(event)
}

function itemsOf(event: Event): string[] {
  const ids = new Set<string>()
  for (const subject of event.subjects) {
    if (subject.kind === 'packs') for (const serial of subject.serials) ids.add(`${subject.product}/${serial}`)
    else if (subject.kind === 'unplaced') ids.add(`${subject.product}/${subject.serial}`)
    else if (subject.kind === 'container') ids.add(subject.container)
  }
  return [...ids]
}

/** Batches and products that a refused act named as a whole. */
function wholes(event: Event): Subject[] {
  const subjects = new Map<string, Subject>()
  for (const subject of event.subjects) {
    if (subject.kind === 'batch' || subject.kind === 'manifest' || subject.kind === 'close') {
      const { product, lot } = subject
      subjects.set(`${product}/${lot}`, { kind: 'batch', product, lot })
    } else if (subject.kind === 'product') subjects.set(subject.product, { kind: 'product', product: subject.product })
  }
  return [...subjects.values()]
}

/** Subjects for the batch and product streams of the refused claim that the attempt would not stand in otherwise. */
function missingStreams(event: Event, named: readonly Subject[]): Subject[] {
  const there = new Set(streamsOfSubjects(named).map(streamText))
  const missing: Subject[] = []
  for (const stream of streamsOfSubjects(event.subjects)) {
    if (there.has(streamText(stream))) continue
    if (stream.type === 'batch') missing.push({ kind: 'batch', product: stream.product, lot: stream.lot })
    else if (stream.type === 'product') missing.push({ kind: 'product', product: stream.product })
  }
  return missing
}
