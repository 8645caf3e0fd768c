/**
 * Who may sign, as far as the log has been read. Keys are added, retired and revoked by entries; because entries are read in the
 * order of the log, what the ring says now is what held at the entry at hand (docs/spec/07-streams.md).
 */
import { type KeySubject, keyIdOf, type Sha256, toHex } from '@packtrail/protocol'
import { copyOf } from './copy.ts'

export interface RingKey {
  /** From 1, in the order of registration. */
  readonly number: number
  readonly actor: string
  readonly publicKey: Uint8Array
  /** Log position of its registration. */
  readonly added: number
  /** Products it may commission, close and recall; `undefined` = any. */
  readonly products: readonly string[] | undefined
  ended: { readonly kind: 'retire' | 'revoke'; readonly at: number; readonly since: number | undefined } | undefined
  /** Newest number of its submissions, of those for itself and of those that attest. */
  readonly seq: { own: number; attesting: number }
}

export interface KeyRing {
  find(keyId: Uint8Array): RingKey | undefined
  byNumber(number: number): RingKey | undefined
  /** `undefined` when this key is known already. */
  add(subject: Pick<KeySubject, 'actor' | 'publicKey' | 'products'>, at: number): RingKey | undefined
  /** `undefined` when there is no such key of this actor in use. */
  end(
    actor: string,
    keyId: Uint8Array,
    kind: 'retire' | 'revoke',
    at: number,
    since: number | undefined,
    /** The actor's own key signed the end. */
    own: boolean,
  ): RingKey | undefined
  /**
   * Whether nobody else speaks for the actor: from its first key on, until it ends its last one itself. `taken` = it has none in
   * use, because somebody else has ended it.
   */
  signs(actor: string): 'signs' | 'taken' | undefined
  all(): readonly RingKey[]
}

export function keyRing(sha256: Sha256): KeyRing {
  const keys = new Map<string, RingKey>()
  const list: RingKey[] = []
  const inUse = new Map<string, number>()
  /** Actors that ended their last key themselves. */
  const left = new Set<string>()
  const count = (actor: string, change: number): void => void inUse.set(actor, (inUse.get(actor) ?? 0) + change)
  return {
    find: (keyId) => keys.get(toHex(keyId)),
    byNumber: (number) => list[number - 1],
    add({ actor, publicKey, products }, added) {
      const name = toHex(keyIdOf(sha256, publicKey))
      if (keys.has(name)) return undefined
      const number = list.length + 1
      const key = {
        number,
        actor,
        publicKey: copyOf(publicKey),
        added,
        products,
        ended: undefined,
        seq: { own: -1, attesting: -1 },
      }
      keys.set(name, key)
      list.push(key)
      count(actor, 1)
      left.delete(actor)
      return key
    },
    end(actor, keyId, kind, at, since, own) {
      const key = keys.get(toHex(keyId))
      if (key === undefined || key.actor !== actor || key.ended?.kind === 'revoke') return undefined
      // A retired key can still be revoked, when it turns out that it was stolen while it was in use.
      if (key.ended !== undefined && kind === 'retire') return undefined
      if (key.ended === undefined) {
        count(actor, -1)
        if (own && inUse.get(actor) === 0) left.add(actor)
      }
      key.ended = { kind, at: key.ended?.at ?? at, since }
      return key
    },
    signs(actor) {
      const keysInUse = inUse.get(actor)
      if (keysInUse === undefined || left.has(actor)) return undefined
      return keysInUse > 0 ? 'signs' : 'taken'
    },
    all: () => list,
  }
}
