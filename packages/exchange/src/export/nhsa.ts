/**
 * Drafts → lines of a sale (3505) or of what came back (3506), for the pharmacy's own system to complete: the ledger knows nobody's name,
 * so every field about a person is there and empty (reader: `../nhsa/reader.ts`).
 */
import type { DraftEvent, DraftPack } from '../draft.ts'
import { KEPT_FIELDS, LINE_FIELDS, PAPERS } from '../nhsa/fields.ts'
import { formatDay, formatTime, MS_PER_DAY } from '../time.ts'
import type { Loss } from './loss.ts'

type Drafts = AsyncIterable<DraftEvent> | Iterable<DraftEvent>

export type NhsaForm = 'nhsa-3505' | 'nhsa-3506'

export async function* nhsaDocument(
  form: NhsaForm,
  drafts: Drafts,
  onLoss?: (loss: Loss) => void,
): AsyncGenerator<string> {
  yield `{"infno":"${form === 'nhsa-3505' ? '3505A' : '3506A'}","input":{"selinfoDetail":[\n`
  let event = -1
  let first = true
  for await (const draft of drafts) {
    event++
    const lost = draft.type === (form === 'nhsa-3505' ? 'dispense' : 'return') ? lostOf(draft, form) : ['type']
    for (const field of lost) onLoss?.({ code: 'NOT_WRITTEN', event, field })
    if (lost[0] === 'type') continue
    for (const line of linesOf(draft, form)) {
      yield `${first ? '' : ',\n'}${JSON.stringify(line)}`
      first = false
    }
  }
  yield '\n]}}\n'
}

/** Fields of an event that a line has no place for. */
function lostOf(
  { containers, parent, who, where, trade, docs = [], extra = [], detail }: DraftEvent,
  form: NhsaForm,
): string[] {
  const said: readonly (readonly [string, boolean])[] = [
    ['containers', containers.length > 0 || parent !== undefined],
    ['who', who !== undefined],
    ['where', where !== undefined],
    ['trade', trade !== undefined],
    ['reason', detail.reason !== undefined],
    ['docs', docs.some(({ type }) => fieldOf(type, form) === undefined)],
  ]
  const others = extra
    .map(([key]) => key)
    .filter((key) => key !== 'nhsa.interface' && !KEPT_FIELDS.includes(key.slice(5)))
  return [...said.filter(([, is]) => is).map(([field]) => field), ...others]
}

/** Only a return names the sale that it takes back. */
function fieldOf(type: string, form: NhsaForm): string | undefined {
  const field = PAPERS.find(([, one]) => one === type)?.[0]
  return field === 'medins_prod_sel_no' && form === 'nhsa-3505' ? undefined : field
}

/** A line is about packs of one product and lot; of what is sold in parts, about one pack. */
function* linesOf(draft: DraftEvent, form: NhsaForm): Generator<Readonly<Record<string, unknown>>> {
  const { units } = draft.detail
  const groups = new Map<string, DraftPack[]>()
  for (const pack of draft.packs) {
    const key = JSON.stringify([pack.product, pack.lot, pack.expiry, pack.made, units === undefined ? '' : pack.serial])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [pack])
    else group.push(pack)
  }
  for (const packs of groups.values()) yield lineOf(draft, packs, form)
}

function lineOf(draft: DraftEvent, packs: readonly DraftPack[], form: NhsaForm): Readonly<Record<string, unknown>> {
  const [first] = packs
  const { units } = draft.detail
  const kept = new Map(draft.extra ?? [])
  const paper = (type: string): string => draft.docs?.find((doc) => doc.type === type)?.id ?? ''
  const known: Readonly<Record<string, string>> = {
    ...Object.fromEntries(KEPT_FIELDS.map((name) => [name, kept.get(`nhsa.${name}`) ?? ''])),
    manu_lotnum: first?.lot ?? '',
    manu_date: first?.made ?? '',
    expy_end: first?.expiry ?? '',
    trdn_flag: units === undefined ? '0' : '1',
    rtal_docno: paper('bill'),
    stoout_no: paper('desadv'),
    sel_retn_cnt: String(units ?? packs.length),
    sel_retn_time: timeText(draft),
  }
  return {
    ...Object.fromEntries(LINE_FIELDS.map((name) => [name, known[name] ?? ''])),
    ...(form === 'nhsa-3506' ? { medins_prod_sel_no: paper('inv') } : {}),
    drugtracinfo: packs.map((pack) => ({ drug_trac_codg: codeOf(pack) })),
  }
}

const codeOf = ({ product, serial }: DraftPack): string =>
  product.startsWith('cn:') ? `${product.slice(3)}${serial}` : `01${product}21${serial}`

/** In the time of China; a day alone where no more is known. */
function timeText({ when }: DraftEvent): string {
  if (when === undefined) return ''
  if (when.precision === 'day') return formatDay(Math.floor((when.ms + when.offset * 60_000) / MS_PER_DAY))
  return formatTime(when.ms, 480).slice(0, 19).replace('T', ' ')
}
