/** Subjects as a few numbers each: what they name is kept once, in tables. */
import type { PacksSubject, Subject, UnplacedSubject } from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { ItemNames } from './item-names.ts'
import type { VarintReader, VarintWriter } from './varints.ts'
import { words } from './words.ts'

export interface SubjectCodec {
  put(out: VarintWriter, subject: Subject): void
  /** The next subject, as it was put. */
  get(input: VarintReader): Subject
}

const KIND = { ownPacks: 0, packs: 1, unplaced: 2, container: 3, other: 4 } as const
const ROLES = ['self', 'parent', 'child'] as const

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function subjectCodec(
  batch: { readonly product: string; readonly lot: string },
  items: ItemNames,
): SubjectCodec {
  const texts = words()
  const others = new Map<string, number>()
  const otherSubjects: Subject[] = []

  const putParent = (out: VarintWriter, parent: string | undefined): void =>
    out.put(parent === undefined ? 0 : items.add(parent) + 1)
  const getParent = (input: VarintReader): string | undefined => {
    const parent = input.get()
    return parent === 0 ? undefined : items.text(parent - 1)
  }

  const putPacks = (out: VarintWriter, { product, lot, serials, parent, expiry }: PacksSubject): void => {
    const own = product === batch.product && lot === batch.lot
    out.put(own ? KIND.ownPacks : KIND.packs)
    if (!own) {
      out.put(texts.add(product))
      out.put(texts.add(lot))
    }
    putParent(out, parent)
    out.put(texts.add(expiry))
    out.put(serials.length)
    let last = 0
    for (const serial of serials) {
      const item = product === batch.product ? items.addSerial(serial) : items.add(`${product}/${serial}`)
      out.putDelta(item - last)
      last = item
    }
  }
  const getPacks = (input: VarintReader, kind: number): Subject => {
    const product = kind === KIND.ownPacks ? batch.product : (texts.text(input.get()) as string)
    const lot = kind === KIND.ownPacks ? batch.lot : (texts.text(input.get()) as string)
    const parent = getParent(input)
    const expiry = texts.text(input.get())
    const serials = new Array<string>(input.get())
    let item = 0
    for (let i = 0; i < serials.length; i++) {
      item += input.getDelta()
      serials[i] = items.serial(item) ?? items.text(item).slice(product.length + 1)
    }
    const subject: Writable<PacksSubject> = { kind: 'packs', product, lot, serials }
    if (parent !== undefined) subject.parent = parent
    if (expiry !== undefined) subject.expiry = expiry
    return subject
  }

  const putUnplaced = (out: VarintWriter, { product, serial, lot, expiry, parent }: UnplacedSubject): void => {
    out.put(KIND.unplaced)
    out.put(texts.add(product))
    out.put(items.add(`${product}/${serial}`))
    out.put(texts.add(lot))
    out.put(texts.add(expiry))
    putParent(out, parent)
  }
  const getUnplaced = (input: VarintReader): Subject => {
    const product = texts.text(input.get()) as string
    const serial = items.text(input.get()).slice(product.length + 1)
    const lot = texts.text(input.get())
    const expiry = texts.text(input.get())
    const parent = getParent(input)
    const subject: Writable<UnplacedSubject> = { kind: 'unplaced', product, serial }
    if (lot !== undefined) subject.lot = lot
    if (expiry !== undefined) subject.expiry = expiry
    if (parent !== undefined) subject.parent = parent
    return subject
  }

  const putOther = (out: VarintWriter, subject: Subject): void => {
    const key = JSON.stringify(subject, (_, value) => (value instanceof Uint8Array ? [...value] : value))
    const row = others.get(key) ?? otherSubjects.push(ownBytes(subject)) - 1
    others.set(key, row)
    out.put(KIND.other)
    out.put(row)
  }

  return {
    put(out, subject) {
      if (subject.kind === 'packs') putPacks(out, subject)
      else if (subject.kind === 'unplaced') putUnplaced(out, subject)
      else if (subject.kind === 'container') {
        out.put(KIND.container)
        out.put(items.add(subject.container))
        out.put(ROLES.indexOf(subject.role))
        putParent(out, subject.parent)
      } else putOther(out, subject)
    },
    get(input) {
      const kind = input.get()
      if (kind === KIND.ownPacks || kind === KIND.packs) return getPacks(input, kind)
      if (kind === KIND.unplaced) return getUnplaced(input)
      if (kind !== KIND.container) return otherSubjects[input.get()] as Subject
      const container = items.text(input.get())
      const role = ROLES[input.get()] as (typeof ROLES)[number]
      const parent = getParent(input)
      return { kind: 'container', container, role, ...(parent === undefined ? {} : { parent }) }
    },
  }
}

/** A subject whose byte strings are copies: a view would keep the whole frame it was read from in memory. */
function ownBytes(subject: Subject): Subject {
  const copy = Object.entries(subject).map(([key, value]) => [key, value instanceof Uint8Array ? copyOf(value) : value])
  return Object.fromEntries(copy) as Subject
}
