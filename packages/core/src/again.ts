/**
 * What has to be folded again because of a record (docs/adr/0004): goods and whole batches whose earlier records it changes or takes
 * back. It waits until the claims of a group are judged, so that what many of them name is folded once.
 */
import type { Event } from '@packtrail/protocol'
import { packsHangingOn } from './batch-acts.ts'
import type { ClaimIn } from './claim-in.ts'
import { findEvent, isTakingBack, targetsOf } from './claim-target.ts'
import type { ItemState, Rules } from './custody.ts'
import { withLatest } from './item-rows.ts'
import { isFolded } from './late.ts'
import { foldAgain, foldWholeAgain } from './refold.ts'
import { addLine } from './remember.ts'
import { eachWhole, forEachItem, manifestSubject, namesOf, wholesOf } from './subjects.ts'
import { isPack, putItems, putWholes } from './tx-world.ts'
import { shortMac } from './uncut.ts'
import type { Writer } from './writer.ts'

export interface Again {
  /** Batches and products that a record names after a later one of them; to be asked before it is remembered. */
  noteLate(event: Event, time: number): void
  /** Goods and batches that hang on what an appended record changes. */
  noteChanges(claim: ClaimIn, at: number, time: number): void
  /** This pack or container. */
  add(id: string): void
  /** Make folded states true. */
  put(states: ReadonlyMap<string, ItemState | undefined>): void
  /** Fold what waits. */
  settle(): void
}

/** By these an older record can make a batch or product another one for packs that were judged already. */
const CHANGES_BATCH: ReadonlySet<string> = new Set(['commission', 'adopt', 'recall', 'correct', 'product'])

export function makeAgain(writer: Writer, rules: Rules): Again {
  const { tables, counts } = writer
  /** Goods whose registration or correction came after records of theirs. */
  const goods = new Set<string>()
  /** Batches and products of which an older record came, or one that takes another back. */
  const wholes = new Set<string>()

  const put = (states: ReadonlyMap<string, ItemState | undefined>): void => {
    let latest = Number.NEGATIVE_INFINITY
    for (const state of states.values()) latest = Math.max(latest, state?.lastTime ?? latest)
    putItems(tables, counts, states)
    // What was folded together hangs together: a record of a container that is older than any of it is late again.
    for (const id of states.keys()) {
      const row = isPack(id) ? undefined : tables.items.get(id)
      if (row !== undefined) tables.items.put(id, withLatest(row, latest))
    }
  }
  const addHanging = (names: Iterable<string>, time: number | undefined): void => {
    for (const id of packsHangingOn(writer, names, time)) goods.add(id)
  }
  /** Goods of an event that its author takes back are folded without it, also those that the correction does not name. */
  const takeBack = ({ event, mac }: ClaimIn, at: number, time: number): void => {
    const named = new Set(namesOf(event))
    for (const one of [event, ...targetsOf(event, (hex) => findEvent(writer, hex))]) {
      for (const id of namesOf(one)) {
        if (!named.has(id)) addLine(tables, id, { g: at, type: 'correct', role: 'self', mac: shortMac(mac) }, time)
        named.add(id)
      }
      forEachItem(one, (id) => goods.add(id))
      eachWhole(one, (id) => wholes.add(id))
      addHanging(wholesOf(one), undefined)
    }
  }
  /** Packs that were judged later in the fold, by what their batch or product was before this record. */
  const changeEarlier = (event: Event, at: number, time: number): void => {
    if (!CHANGES_BATCH.has(event.type)) return
    const names = wholesOf(event)
    // Master data count from the beginning, whenever they are recorded.
    if (event.type === 'product') {
      addHanging(names, undefined)
      return
    }
    const adds = (name: string): boolean =>
      tables.batches.get(name)?.state?.manifests.some((made) => made.at === at && made.adds !== undefined) === true
    if (manifestSubject(event) === undefined || names.some(adds)) addHanging(names, time)
  }
  const settleWholes = (): void => {
    if (wholes.size === 0) return
    putWholes(tables, foldWholeAgain(writer, rules, wholes))
    wholes.clear()
  }
  return {
    put,
    add: (id) => void goods.add(id),
    noteLate(event, time) {
      if (isFolded(event.type))
        eachWhole(event, (id) => (tables.items.get(id)?.latest ?? time) > time && wholes.add(id))
    },
    noteChanges(claim, at, time) {
      if (isTakingBack(claim.event)) takeBack(claim, at, time)
      else changeEarlier(claim.event, at, time)
      // What was said first may be no other by a record that comes late; a correction makes it so.
      if (claim.event.type === 'correct') settleWholes()
    },
    settle() {
      settleWholes()
      if (goods.size === 0) return
      put(foldAgain(writer, rules, [...goods]).states)
      goods.clear()
    },
  }
}
