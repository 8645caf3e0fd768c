/** Claims that a stolen key signed, in the ledger at hand, and of which batches they are (docs/spec/07-streams.md#keys). */
import { type PartyId, partyOf } from '@packtrail/codes'
import type { Ledger, LoggedEvent } from '@packtrail/core'
import { type Event, type Subject, toHex } from '@packtrail/protocol'
import type { Call } from './command.ts'
import { type KnownKey, readMaster } from './master.ts'

export interface Suspect {
  readonly g: number
  /** Hex of the claim hash. */
  readonly claim: string
  readonly type: string
  readonly actor: string
  readonly keyId: string
  /** What a confirmation of it names; empty for what is not about goods. */
  readonly about: Event['subjects']
  /** Its author confirmed it with another key, or the operator did in its name. */
  readonly reattested: boolean
}

type StolenKey = KnownKey & { readonly since: number; readonly ended: number }

/** @param actor Of one party; absent = of all. */
export async function findSuspects(call: Call, ledger: Ledger, actor: string | undefined): Promise<readonly Suspect[]> {
  const { REATTEST } = await import('@packtrail/custody')
  const filter = actor === undefined ? {} : ({ stream: { type: 'authority', actor } } as const)
  const { keys } = await readMaster(call, ledger, filter)
  const stolen = [...keys.values()].filter(
    (key): key is StolenKey => key.since !== undefined && key.ended !== undefined,
  )
  if (stolen.length === 0) return []
  const found: Suspect[] = []
  const confirmed = new Map<string, Set<string>>()
  const contents = new Map<string, Map<string, Subject>>()
  for await (const logged of ledger.events()) {
    const { event } = logged
    await noteContents(ledger, contents, event)
    const { reason, target } = event.detail
    const doubted = keyOf(logged, stolen)
    if (doubted === undefined) {
      const author = authorOf(logged)
      if (event.type !== 'observe' || reason !== REATTEST || target === undefined || author === undefined) continue
      const words = confirmed.get(toHex(target)) ?? new Set<string>()
      confirmed.set(toHex(target), words.add(author))
      continue
    }
    const { g, claim } = logged
    const about = await aboutOf(ledger, contents, event)
    found.push({ g, claim, type: event.type, actor: doubted.actor, keyId: doubted.keyId, about, reattested: false })
  }
  return found.map((one) => ({ ...one, reattested: confirmed.get(one.claim)?.has(one.actor) === true }))
}

/** Whose word it is: of who signed it, or in whose name the operator vouches. */
export function authorOf({ signer, event }: Pick<LoggedEvent, 'signer' | 'event'>): string | undefined {
  const agent = event.who?.agent
  return signer ?? (agent === undefined ? undefined : partyOf(agent as PartyId))
}

/** The stolen key that signed it in the time in question. */
function keyOf({ g, signer, keyId }: LoggedEvent, stolen: readonly StolenKey[]): StolenKey | undefined {
  const mine = stolen.filter(({ actor, since, ended }) => actor === signer && g >= since && g < ended)
  if (mine.length === 0) return undefined
  const id = keyId()
  return mine.find((key) => key.keyId === id)
}

/** Batches whose packs were ever put into a container: more than were inside at a time, never fewer. */
async function noteContents(
  ledger: Ledger,
  contents: Map<string, Map<string, Subject>>,
  { type, subjects }: Event,
): Promise<void> {
  if (type !== 'aggregate') return
  for (const subject of subjects) {
    if (!('parent' in subject) || subject.parent === undefined) continue
    const inside = contents.get(subject.parent) ?? new Map<string, Subject>()
    contents.set(subject.parent, inside)
    for (const batch of await batchesOf(ledger, contents, subject)) inside.set(JSON.stringify(batch), batch)
  }
}

async function batchesOf(
  ledger: Ledger,
  contents: ReadonlyMap<string, ReadonlyMap<string, Subject>>,
  subject: Subject,
): Promise<readonly Subject[]> {
  switch (subject.kind) {
    case 'packs':
    case 'batch':
    case 'manifest':
    case 'close':
      return [{ kind: 'batch', product: subject.product, lot: subject.lot }]
    case 'unplaced': {
      const known = await ledger.item(`${subject.product}/${subject.serial}`)
      return known?.member === undefined
        ? [{ kind: 'product', product: subject.product }]
        : [{ kind: 'batch', product: subject.product, lot: known.member.lot }]
    }
    case 'container': {
      const inside = [...(contents.get(subject.container)?.values() ?? [])]
      return inside.length > 0 ? inside : [{ kind: 'container', container: subject.container, role: 'self' }]
    }
    case 'product':
      return [{ kind: 'product', product: subject.product }]
    default:
      return []
  }
}

async function aboutOf(
  ledger: Ledger,
  contents: ReadonlyMap<string, ReadonlyMap<string, Subject>>,
  { subjects }: Event,
): Promise<Event['subjects']> {
  const all = new Map<string, Subject>()
  for (const subject of subjects) {
    for (const one of await batchesOf(ledger, contents, subject)) all.set(JSON.stringify(one), one)
  }
  // Beside a batch of it, a product is not named (docs/spec/03-events.md#types).
  const list = [...all.values()]
  const products = new Set(list.flatMap((one) => (one.kind === 'batch' ? [one.product] : [])))
  return list.filter((one) => one.kind !== 'product' || !products.has(one.product))
}
