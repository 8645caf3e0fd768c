/** Lists for the national medicines verification systems of the EU. */
import type { EntryMode, EuAction, EuBulkList } from '@packtrail/exchange'
import type { OpenItem } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { type PaperPack, type PaperPlan, type Planned, packsOf } from './paper-file.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

const { papers: say } = words

const EU_ACTION_OF: Partial<Readonly<Record<string, EuAction>>> = {
  dispense: 'supply',
  export: 'export',
  sample: 'sample',
  destroy: 'destroy',
}

/** One list a batch and act: the system takes product, lot and expiry once, then every serial. */
export async function planEuStatus(
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
