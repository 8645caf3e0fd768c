/** The serials of the batch: each list against the root and count that were signed (docs/spec/10-manifests.md). */
import {
  compareText,
  equalBytes,
  frontierRoot,
  type Hash,
  MANIFEST_CHUNK,
  type ManifestSubject,
  pushLeaf,
  type Sha256,
  serialLeaf,
} from '@packtrail/protocol'
import { column32 } from './columns.ts'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import type { ItemNames } from './item-names.ts'

export interface ReadManifest {
  /** Log position of the commissioning. */
  readonly at: number
  /** Row of its event. */
  readonly row: number
  readonly count: number
  /** Serials that an earlier manifest holds already. */
  readonly repeated: string[]
  repeats: number
}

export interface Manifests {
  /** Serials read so far. */
  readonly serials: number
  readonly all: readonly ReadManifest[]
  /** Opening entry of a commissioning: its serials come next. */
  expect(subject: ManifestSubject, claim: Hash, at: number, row: number): void
  frame(claim: Hash, seed: Uint8Array, serials: readonly string[], offset: number): void
  /** Any other frame came: the list must be complete. */
  settle(): void
  /** The manifest that holds this item, if any. */
  of(item: number): ReadManifest | undefined
}

/** Serials of other manifests that are told by name. */
const MAX_REPEATED = 100

interface Reading {
  readonly subject: ManifestSubject
  readonly claim: Hash
  readonly manifest: ReadManifest
  readonly frontier: Hash[]
  seed: Uint8Array | undefined
  count: number
  last: string | undefined
  chunk: number
  ordered: boolean
}

export function manifests(sha256: Sha256, findings: Findings, items: ItemNames): Manifests {
  const all: ReadManifest[] = []
  /** Number of the manifest of an item, from 1. */
  const holder = column32()
  let reading: Reading | undefined
  let total = 0

  const add = (serial: string, into: Reading): void => {
    if (into.last !== undefined && compareText(into.last, serial) >= 0 && into.ordered) {
      into.ordered = false
      const { at } = into.manifest
      findings.add('SERIAL_ORDER', { params: { g: at }, evidence: [at], items: [serial] })
    }
    into.last = serial
    pushLeaf(sha256, into.frontier, into.count, serialLeaf(sha256, into.seed as Uint8Array, into.count, serial))
    into.count++
    const item = items.addSerial(serial)
    if (holder.get(item) === 0) holder.set(item, all.length)
    else if (into.manifest.repeats++ < MAX_REPEATED) into.manifest.repeated.push(serial)
  }

  return {
    get serials() {
      return total
    },
    all,
    expect(subject, claim, at, row) {
      const manifest: ReadManifest = { at, row, count: subject.count, repeated: [], repeats: 0 }
      all.push(manifest)
      const state = { frontier: [], seed: undefined, count: 0, last: undefined, chunk: MANIFEST_CHUNK, ordered: true }
      reading = { subject: { ...subject, root: copyOf(subject.root) }, claim: copyOf(claim), manifest, ...state }
    },
    frame(claim, seed, serials, offset) {
      if (reading === undefined || !equalBytes(claim, reading.claim)) {
        return findings.add('MANIFEST_UNEXPECTED', { params: { offset } })
      }
      const { at } = reading.manifest
      const otherSeed = reading.seed !== undefined && !equalBytes(reading.seed, seed)
      // All frames but the last are full, so that one list has one spelling.
      if (otherSeed || reading.chunk !== MANIFEST_CHUNK) {
        findings.add('MANIFEST_FRAMES', { params: { g: at }, evidence: [at] })
      }
      reading.seed ??= copyOf(seed)
      reading.chunk = serials.length
      for (const serial of serials) add(serial, reading)
      total += serials.length
    },
    settle() {
      if (reading === undefined) return
      const { subject, count, frontier, manifest, seed } = reading
      reading = undefined
      const evidence = [manifest.at]
      if (seed === undefined) findings.add('MANIFEST_MISSING', { params: { g: manifest.at }, evidence })
      else if (count !== subject.count) {
        const params = { g: manifest.at, wanted: subject.count, found: count }
        findings.add('MANIFEST_COUNT', { params, evidence })
      } else if (!equalBytes(frontierRoot(sha256, frontier), subject.root)) {
        findings.add('MANIFEST_ROOT', { params: { g: manifest.at }, evidence })
      }
    },
    of(item) {
      const number = holder.get(item)
      return number === 0 ? undefined : all[number - 1]
    },
  }
}
