/** Whole batches locked or put in quarantine, and that lifted; each of several ledgers by itself (docs/spec/16-several.md#force). */
import type { Act } from './act.ts'
import { held } from './batch-at.ts'
import { hasForce, reaches } from './force.ts'
import { holdIn, inOrder, isRegulator, ledgersOf, mayLiftBatch } from './hold.ts'
import { doers } from './parties.ts'
import { registeredBatch } from './register.ts'
import type { BatchHold, BatchState } from './state.ts'

/** Lock or quarantine of whole batches, and its end. */
export function holdBatches(act: Act, how: BatchHold['how'], on: boolean): void {
  const { event, signer, at, time } = act
  for (const subject of event.subjects) {
    if (subject.kind !== 'batch') continue
    const batch = registeredBatch(act, subject)
    const by = doers(event, signer)
    const hold: BatchHold = { how, on, at, time, by, ...(isRegulator(act, by) ? { regulator: true } : {}) }
    let { holds } = batch
    for (const ledger of on ? [act.world.ledgerOf?.(at)] : liftedIn(act, batch, hold)) {
      const one = ledger === undefined ? hold : { ...hold, ledger }
      holds = inOrder(holds, one, (a, b) => a.how === b.how && a.on === b.on && a.ledger === b.ledger)
    }
    act.world.putBatch(held(holds === undefined ? batch : { ...batch, holds }))
  }
}

/** In which ledgers it lifts what holds the batch; where nothing holds it, in its own. */
function liftedIn(act: Act, batch: BatchState, lift: BatchHold): readonly (number | undefined)[] {
  const { how, by } = lift
  const { product, lot } = batch
  const own = act.world.ledgerOf?.(act.at)
  const lifted: (number | undefined)[] = []
  let isHeld = false
  for (const ledger of ledgersOf(batch, how)) {
    const set = holdIn(batch, how, act, ledger)
    if (set === undefined) continue
    isHeld = true
    // What the own ledger holds is what was meant, whatever another one holds beside it.
    const isMeant = ledger === own || holdIn(batch, how, act, own) === undefined
    if (isMeant ? !reaches(act, undefined, set.at) : !hasForce(act, set.at)) continue
    if (!mayLiftBatch(batch, set, lift)) {
      const names = { party: by[0] as string, owner: set.by[0] as string, what: how }
      act.find('UNLOCK_BY_OTHER', undefined, [set.at], { ...names, product, lot })
    }
    lifted.push(ledger)
  }
  return isHeld ? lifted : [own]
}

/** What was done to a whole batch or product and can be undone: never a recall or a withdrawal. */
export function undoBatches(act: Act): void {
  const { undoes } = act.event.detail
  if (undoes === 'lock' || undoes === 'quarantine') holdBatches(act, undoes, false)
  if (undoes !== 'recall') return
  if (act.event.subjects.some(({ kind }) => kind === 'batch' || kind === 'product')) {
    act.find('UNDO_IMPOSSIBLE', undefined, [], { status: 'recalled' })
  }
}
