/** Which record of several ledgers can take back what another one says (docs/spec/16-several.md#force). */
import { equalBytes } from '@packtrail/protocol'
import type { KeyRing, RingKey } from './key-ring.ts'

/** A record as one of the bundles shows it. */
export interface Entered {
  readonly ledger: number
  /** Of the ledger, as this bundle shows it. */
  readonly keys: KeyRing
  /** Number of the key that signed it; 0 where another vouches for it. */
  readonly signer: number
}

/** Whether `by` takes back `on` in every ledger that holds it: entered there too, or signed by the very key that signed `on`. */
export function reachesAll(by: readonly Entered[], on: readonly Entered[]): boolean {
  return on.every((one) => by.some((other) => other.ledger === one.ledger || isSameKey(other, one)))
}

/** Whether only a signature can reach it: some ledger that holds `on` does not hold `by`. */
export function isForeign(by: readonly Entered[], on: readonly Entered[]): boolean {
  return on.some((one) => by.every(({ ledger }) => ledger !== one.ledger))
}

/** One public key that is in use in both ledgers. Names prove nothing: any ledger can register any name with a key of its own. */
function isSameKey(one: Entered, other: Entered): boolean {
  const [a, b] = [inUse(one), inUse(other)]
  return a !== undefined && b !== undefined && a.actor === b.actor && equalBytes(a.publicKey, b.publicKey)
}

function inUse({ keys, signer }: Entered): RingKey | undefined {
  const key = keys.byNumber(signer)
  return key === undefined || key.ended !== undefined ? undefined : key
}
