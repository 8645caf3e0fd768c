/** Open papers of one kind → the files that the authority's program takes: each with a number, and the goods it speaks of. */
import { splitBatchId, splitPackId } from '@packtrail/codes'
import type { EntryMode, EuAction, EuBulkList } from '@packtrail/exchange'
import { toHex } from '@packtrail/protocol'
import type { OpenItem, PaperKindName } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
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

export const PLANNERS: Partial<Readonly<Record<PaperKindName, Planner>>> = { 'eu-status': planEuStatus }

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
    if (!one.item.includes('/') || /^(sscc|sgtin|grai|giai):/.test(one.item)) {
      left.push({ item: one.item, why: say.isCase })
      continue
    }
    const { member } = (await ledger.item(one.item)) ?? {}
    const { product, serial } = splitPackId(one.item as never)
    packs.push({ ...one, product, serial, lot: member?.lot, expiry: member?.batch?.expiry })
  }
  return { packs, left }
}

export function batchOf({ item }: OpenItem): { readonly product: string; readonly lot: string } {
  return splitBatchId(item as never)
}

const EU_ACTION_OF: Partial<Readonly<Record<string, EuAction>>> = {
  dispense: 'supply',
  export: 'export',
  sample: 'sample',
  destroy: 'destroy',
}

/** One list a batch and act: the system takes product, lot and expiry once, then every serial. */
async function planEuStatus(
  call: Call,
  session: Session,
  items: readonly OpenItem[],
  numberOf: () => string,
): Promise<Planned> {
  const entryMode = entryOf(call)
  const { packs, left } = await packsOf(session, items)
  const notTold = [...left]
  const lists = new Map<string, { readonly act: Pick<EuBulkList, 'action' | 'undoes'>; readonly packs: PaperPack[] }>()
  for (const pack of packs) {
    const act = euActOf(pack)
    if (act === undefined) notTold.push({ item: pack.item, why: say.chooseThere(pack.act) })
    else if (pack.lot === undefined || pack.expiry === undefined) notTold.push({ item: pack.item, why: say.noLot })
    else if (act.action === 'undo' && !call.flag('notSupplied')) notTold.push({ item: pack.item, why: say.statement })
    else {
      const key = JSON.stringify([act, pack.product, pack.lot])
      const list = lists.get(key) ?? { act, packs: [] }
      lists.set(key, list)
      list.packs.push(pack)
    }
  }
  const { writeEuBulk } = await import('@packtrail/exchange')
  const plans = [...lists.values()].map(({ act, packs: of }): PaperPlan => {
    const [{ product, lot = '', expiry = '' }] = of as [PaperPack]
    const number = numberOf()
    const list: EuBulkList = {
      ...act,
      ...(act.action === 'undo' ? { notSuppliedToPublic: true } : {}),
      entryMode,
      key: number,
      product,
      lot,
      expiry,
      claimed: of.length,
      serials: of.map(({ serial }) => serial),
    }
    return { number, items: of, file: `${number}.json`, chunks: () => writeEuBulk(list, 'json') }
  })
  return { plans, left: notTold }
}

function euActOf({ act, undoes }: OpenItem): Pick<EuBulkList, 'action' | 'undoes'> | undefined {
  if (act !== 'undo' && act !== 'return') {
    const action = EU_ACTION_OF[act]
    return action === undefined ? undefined : { action }
  }
  const taken = EU_ACTION_OF[undoes ?? 'dispense']
  return taken === undefined ? undefined : { action: 'undo', undoes: taken }
}

/** No ledger knows how a code was captured, and the system wants it stated. @throws CliError MISSING_ARGUMENT, BAD_ARGUMENT */
function entryOf(call: Call): EntryMode {
  const given = call.text('entry')
  if (given === undefined) throw usageError('MISSING_ARGUMENT', say.whichEntry, say.whichEntryHint)
  if (given === 'manual' || given === 'non-manual') return given
  throw usageError('BAD_ARGUMENT', say.badEntry(given), say.whichEntryHint)
}
