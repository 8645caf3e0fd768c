/** What one ledger says takes nothing back of what another one says (docs/spec/16-several.md#force). */
import type { Act } from './act.ts'

/** Whether what is done now can take back, lift or change what stands on record `on`; said when it cannot. */
export function reaches(act: Act, item: string | undefined, on: number): boolean {
  if (hasForce(act, on)) return true
  act.find('OTHER_LEDGER', item, [on], { act: act.event.type, first: on })
  return false
}

/** The same, without a word. */
export function hasForce({ world, at }: Pick<Act, 'world' | 'at'>, on: number): boolean {
  return world.force === undefined || world.force(at, on)
}
