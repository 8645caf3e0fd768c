/** Open papers of one kind → the files that the authority's program takes: each with a number, and the goods it speaks of. */
import { splitBatchId, splitPackId } from '@packtrail/codes'
import { toHex } from '@packtrail/protocol'
import type { OpenItem, PaperKindName } from '@packtrail/regimes'
import type { Call } from './command.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

const { papers: say } = words

/** A pack that somebody is to be told of, with what the ledger knows of it. */
export interface PaperPack extends OpenItem {
  readonly product: string
  readonly serial: string
  readonly lot?: string | undefined
  readonly expiry?: string | undefined
}

export interface PaperPlan {
  readonly number: string
  readonly items: readonly OpenItem[]
  /** Name of its file, without folder. */
  readonly file: string
  readonly chunks: () => Iterable<string> | AsyncIterable<string>
}

export interface Planned {
  readonly plans: readonly PaperPlan[]
  /** What cannot be told in a file of this kind, and why. */
  readonly left: readonly { readonly item: string; readonly why: string }[]
}

/** What a kind is written with. @param numberOf A number for a paper that has none yet. */
export type Planner = (
  call: Call,
  session: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
) => Promise<Planned>

/** `eu-status-20261123-9f3c2a71`: nobody else's, and the same however often it is sent. */
export function newNumber(call: Call, kind: PaperKindName): string {
  const day = new Date(call.io.now()).toISOString().slice(0, 10).replaceAll('-', '')
  return `${kind}-${day}-${toHex(call.io.random(4))}`
}

/** The packs among the items; what is in no batch of this ledger, or a case, is left. */
export async function packsOf(
  { ledger }: Session,
  items: readonly OpenItem[],
): Promise<{ readonly packs: readonly PaperPack[]; readonly left: Planned['left'] }> {
  const packs: PaperPack[] = []
  const left: { item: string; why: string }[] = []
  for (const one of items) {
    if (one.what !== 'pack') {
      left.push({ item: one.item, why: say.isCase })
      continue
    }
    const { member } = (await ledger.item(one.item)) ?? {}
    const { product, serial } = splitPackId(one.item as never)
    packs.push({ ...one, product, serial, lot: member?.lot, expiry: member?.batch?.expiry })
  }
  return { packs, left }
}

export function batchOf({ item }: OpenItem): ReturnType<typeof splitBatchId> {
  return splitBatchId(item as never)
}
