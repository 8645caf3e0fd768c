/** The record of an act that was refused (docs/adr/0003). */
import {
  type Event,
  type Finding,
  type Hash,
  type Subject,
  streamOfSubject,
  streamsOfSubjects,
  streamText,
} from '@packtrail/protocol'
import { forEachItem } from './subjects.ts'
import { isPack } from './tx-world.ts'

/** Packs an attempt names at most. */
const MAX_PACKS = 1000

export interface AttemptInput {
  readonly event: Event
  readonly against: readonly Finding[]
  readonly target: Hash
  /**
   * The author counted the refused claim in what it signed. The attempt is then cut as the claim was and stands in every batch
   * and product stream that the claim named, so that whoever opens one of these finds as many records as were signed.
   */
  readonly signed: boolean
  /** The lot a serial is really of. */
  readonly lotOf: (product: string, serial: string) => string | undefined
}

/** `undefined` when the refused act names nothing an attempt could name. */
export function attemptOf({ event, against, target, signed, lotOf }: AttemptInput): Event | undefined {
  const offending = new Set(against.flatMap((finding) => finding.items))
  if (offending.size === 0) forEachItem(event, (id) => offending.add(id))
  // That a record came twice is nothing to tell of its packs.
  const twice = against.every(({ code }) => code === 'DUPLICATE')
  const named = twice ? [] : signed ? cutAlike(event, offending) : cutByBatch(offending, lotOf)
  const subjects = signed || named.length === 0 ? [...named, ...missingStreams(event, named)] : named
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

/** The goods of the claim itself, as far as they are what it was refused for. */
function cutAlike(event: Event, offending: ReadonlySet<string>): Subject[] {
  const subjects: Subject[] = []
  let room = MAX_PACKS
  for (const subject of event.subjects) {
    if (subject.kind === 'packs') {
      const { product, lot } = subject
      const serials = subject.serials.filter((serial) => offending.has(`${product}/${serial}`)).slice(0, room)
      room -= serials.length
      if (serials.length > 0) subjects.push({ kind: 'packs', product, lot, serials })
    } else if (subject.kind === 'unplaced') {
      const { product, serial } = subject
      if (room-- > 0 && offending.has(`${product}/${serial}`)) subjects.push({ kind: 'unplaced', product, serial })
    } else if (subject.kind === 'container' && offending.has(subject.container)) {
      subjects.push({ kind: 'container', container: subject.container, role: 'self' })
    }
  }
  return subjects
}

function cutByBatch(offending: ReadonlySet<string>, lotOf: AttemptInput['lotOf']): Subject[] {
  const batches = new Map<string, { product: string; lot: string; serials: string[] }>()
  const subjects: Subject[] = []
  let room = MAX_PACKS
  for (const id of offending) {
    if (room-- === 0) break
    if (!isPack(id)) {
      subjects.push({ kind: 'container', container: id, role: 'self' })
      continue
    }
    const slash = id.indexOf('/')
    const product = id.slice(0, slash)
    const serial = id.slice(slash + 1)
    const lot = lotOf(product, serial)
    const batch = batches.get(`${product}/${lot}`)
    if (lot === undefined) subjects.push({ kind: 'unplaced', product, serial })
    else if (batch !== undefined) batch.serials.push(serial)
    else batches.set(`${product}/${lot}`, { product, lot, serials: [serial] })
  }
  for (const batch of batches.values()) subjects.push({ kind: 'packs', ...batch })
  return subjects
}

/** Batches and products as a whole, for the streams of the refused claim that the attempt would not stand in otherwise. */
function missingStreams(event: Event, named: readonly Subject[]): Subject[] {
  const there = new Set(streamsOfSubjects(named).map(streamText))
  const missing: Subject[] = []
  for (const subject of event.subjects) {
    const stream = streamOfSubject(subject)
    if (stream === undefined || there.has(streamText(stream))) continue
    there.add(streamText(stream))
    if (stream.type === 'batch') missing.push({ kind: 'batch', product: stream.product, lot: stream.lot })
    else if (stream.type === 'product') missing.push({ kind: 'product', product: stream.product })
  }
  return missing
}
