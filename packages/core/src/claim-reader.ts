/**
 * Claims of submissions to events, by short ways where there is nothing new: a test holds it against `readClaim` of `protocol`,
 * through which goes whatever is not remembered.
 */
import {
  checkSubjects,
  compareBytes,
  type Detail,
  type Event,
  type EventType,
  type Field,
  FormatError,
  type Head,
  readField,
  readHead,
  readSubject,
  type SeenEvent,
  type Subject,
  type Time,
} from '@packtrail/protocol'
import type { ClaimCut } from './claim-cut.ts'
import { PackMemory, SlotMemory } from './slot-memory.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Repeated = Exclude<Field, 'when'>

const NONE: readonly Field[] = []
const NOTHING: readonly Subject[] = []

export interface ClaimReader {
  /**
   * What a whole claim says, of which `cut` is the cut.
   * @throws FormatError as `readClaim`.
   */
  read(claim: Uint8Array, cut: ClaimCut): SeenEvent
}

export function claimReader(): ClaimReader {
  const heads = new SlotMemory<Head>()
  const packs = new PackMemory()
  const fields: { readonly [F in Repeated]: SlotMemory<Partial<Event>[F]> } = {
    who: new SlotMemory(),
    where: new SlotMemory(),
    trade: new SlotMemory(),
    docs: new SlotMemory(),
    extra: new SlotMemory(),
  }

  const readRepeated = <F extends Repeated>(
    event: Writable<SeenEvent>,
    field: F,
    claim: Uint8Array,
    from: number,
    to: number,
  ): void => {
    const memory: SlotMemory<Partial<Event>[F]> = fields[field]
    const known = memory.find(claim, from, to)
    if (known !== undefined) (event as Record<F, unknown>)[field] = known
    else {
      const slot = claim.slice(from, to)
      ;(event as Record<F, unknown>)[field] = memory.keep(slot, readField(field, slot)[field])
    }
  }
  const readSlotOfSubject = (claim: Uint8Array, from: number, to: number): Subject => {
    const known = packs.find(claim, from, to)
    if (known !== undefined) return known
    const subject = readSubject(claim.subarray(from, to))
    packs.keep(subject)
    return subject
  }
  const readHeadAt = (claim: Uint8Array, from: number, to: number): Head => {
    const known = heads.find(claim, from, to)
    if (known !== undefined) return known
    const slot = claim.slice(from, to)
    return heads.keep(slot, readHead(slot))
  }
  return {
    read(claim, { count, from, to }) {
      const head = readHeadAt(claim, from[0] as number, to[0] as number)
      const { type, detail } = head
      const first = 1 + head.fields.length
      if (count !== first + head.subjects) throw new FormatError('SHAPE', 'the head counts other slots than there are')
      const event: Writable<SeenEvent> = new ReadEvent(type, detail)
      for (let i = 1; i < first; i++) {
        const field = head.fields[i - 1] as Field
        if (field === 'when') event.when = readWhen(claim, from[i] as number, to[i] as number)
        else readRepeated(event, field, claim, from[i] as number, to[i] as number)
      }
      // Made with its first subject: an array that begins empty takes room for seventeen.
      const subjects = [readSlotOfSubject(claim, from[first] as number, to[first] as number)]
      for (let i = first + 1; i < count; i++) {
        if (!rises(claim, from, to, i)) throw new FormatError('SHAPE', 'subjects are out of order')
        subjects.push(readSlotOfSubject(claim, from[i] as number, to[i] as number))
      }
      event.subjects = subjects
      checkSubjects(type, subjects, head.subjects)
      return event
    },
  }
}

/** Made by a constructor, for whose objects room is kept for the fields that are set later. */
class ReadEvent implements SeenEvent {
  readonly type: EventType
  readonly detail: Detail
  subjects: readonly Subject[] = NOTHING
  readonly withheld: readonly Field[] = NONE
  readonly hiddenSubjects = 0
  constructor(type: EventType, detail: Detail) {
    this.type = type
    this.detail = detail
  }
}

/** Whether the slot at this index is above the one before it. */
function rises(claim: Uint8Array, from: Uint32Array, to: Uint32Array, index: number): boolean {
  const before = claim.subarray(from[index - 1], to[index - 1])
  return compareBytes(before, claim.subarray(from[index], to[index])) < 0
}

const MAX_TIME = 253_402_300_799_999
const FALSE = 0xf4

/** A moment of these decades takes eight bytes and most offsets one or two: what clocks write. */
function readWhen(claim: Uint8Array, from: number, to: number): Time {
  const offset = from + 11
  if (claim[from] === 0x84 && claim[from + 1] === 1 && claim[from + 2] === 27 && claim[to - 1] === FALSE) {
    const minutes = smallInt(claim, offset, to - 1)
    let ms = 0
    for (let i = from + 3; i < offset; i++) ms = ms * 256 + (claim[i] as number)
    if (minutes !== undefined && ms > 0xffffffff && ms <= MAX_TIME) return { ms, offset: minutes, precision: 'ms' }
  }
  return readField('when', claim.subarray(from, to)).when as Time
}

/** An integer from -256 to 255 that takes the bytes from `at` to `end`, or `undefined`. */
function smallInt(bytes: Uint8Array, at: number, end: number): number | undefined {
  const first = bytes[at] as number
  const low = first & 31
  const negative = first >> 5 === 1
  if (first >= 0x40 || low > 24) return undefined
  const value = low < 24 ? low : (bytes[at + 1] as number)
  if (at + (low < 24 ? 1 : 2) !== end || (low === 24 && value < 24)) return undefined
  return negative ? -1 - value : value
}
