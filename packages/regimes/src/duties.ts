/** Which act owes which paper, by market, as dated data. Nothing here is legal advice: each row names its rule and how sure it is. */
import type { EventType } from '@packtrail/protocol'
import type { PaperKindName } from './paper-kinds.ts'

/** `high`: read in the rule or several official pages; `medium`: read in secondary sources; `low`: heard of. */
export type Confidence = 'high' | 'medium' | 'low'

export interface Duty {
  /** Country of ISO 3166-1. */
  readonly markets: readonly string[]
  readonly acts: readonly EventType[]
  readonly paper: PaperKindName
  /** `YYYY-MM-DD`: acts of that day and later owe it. */
  readonly from: string
  /** Absent: still in force when this table was written. */
  readonly until?: string
  readonly source: string
  readonly confidence: Confidence
}

/** The day up to which the table was looked over. */
export const DUTIES_REVIEWED = '2026-11-23'

/** States of the EU and EEA in which the safety features apply; Greece and Italy joined later (Regulation (EU) 2016/161 Art. 50). */
const EMVS: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR HR HU IE IS LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ')
const EMVS_LATER: readonly string[] = ['GR', 'IT']

/**
 * Acts that change what the national system says of a pack: Art. 13, 22, 23, 25, 40(b), 41. A `return` is none: what was supplied to
 * the public must not come back into stock (Art. 13(1)(e)), so only an `undo` by who supplied it is told.
 */
const STATUS_ACTS: readonly EventType[] = ['dispense', 'undo', 'sample', 'destroy', 'export', 'decommission', 'steal']
const COUNTER_ACTS: readonly EventType[] = ['dispense', 'return', 'undo']
/** What a Chinese in or out bill is about: 101 and 102, 201, 205, 206, and of stock 111, 214, 216, 217. */
const BILL_ACTS: readonly EventType[] = [
  'ship',
  'receive',
  'destroy',
  'sample',
  'export',
  'lose',
  'find',
  'decommission',
  'undo',
]
const END_ACTS: readonly EventType[] = ['sample', 'destroy', 'export', 'decommission']
const TRADE_ACTS: readonly EventType[] = ['commission', 'ship', 'receive', ...COUNTER_ACTS, ...END_ACTS]
const PACKING_ACTS: readonly EventType[] = ['aggregate', 'disaggregate']
const ALL_ACTS: readonly EventType[] = [...TRADE_ACTS, ...PACKING_ACTS, 'recall', 'steal', 'lose', 'find']
const EU_STATUS = 'Delegated Regulation (EU) 2016/161 Art. 13, 16, 22, 23, 25, 28, 40(b), 41'
const EU_BATCH = 'Delegated Regulation (EU) 2016/161 Art. 33'
const EU_RECALL = 'Delegated Regulation (EU) 2016/161 Art. 40(a) and (c)'
const ITALY = 'Italy: Legislative Decree 10/2025'

type Row = readonly [
  markets: string | readonly string[],
  acts: readonly EventType[],
  paper: PaperKindName,
  from: string,
  confidence: Confidence,
  source: string,
]

const ROWS: readonly Row[] = [
  [EMVS, STATUS_ACTS, 'eu-status', '2019-02-09', 'high', EU_STATUS],
  [EMVS_LATER, STATUS_ACTS, 'eu-status', '2025-02-09', 'medium', `${EU_STATUS}; ${ITALY}`],
  [EMVS, ['commission'], 'eu-batch', '2019-02-09', 'high', EU_BATCH],
  [EMVS_LATER, ['commission'], 'eu-batch', '2025-02-09', 'medium', `${EU_BATCH}; ${ITALY}`],
  [EMVS, ['recall'], 'eu-recall', '2019-02-09', 'high', EU_RECALL],
  [EMVS_LATER, ['recall'], 'eu-recall', '2025-02-09', 'medium', `${EU_RECALL}; ${ITALY}`],
  ['CN', COUNTER_ACTS, 'cn-use', '2020-03-11', 'medium', 'Drug Administration Law Art. 12 and 36; NMPAB/T 1008-2019'],
  [
    'CN',
    COUNTER_ACTS,
    'nhsa-sale',
    '2025-07-01',
    'high',
    'notice of four ministries of March 2025 on 药品追溯码 in medical insurance',
  ],
  ['CN', BILL_ACTS, 'cn-bill', '2020-03-11', 'medium', 'NMPAB/T 1006-2019, 1007-2019'],
  ['CN', ['commission'], 'cn-relation', '2020-03-11', 'medium', 'NMPAB/T 1006-2019'],
  [
    'TR',
    TRADE_ACTS,
    'tr-its',
    '2010-01-01',
    'medium',
    'TİTCK, İlaç Takip Sistemi: production, sale, receipt, dispense',
  ],
  ['SA', TRADE_ACTS, 'sa-rsd', '2019-10-01', 'medium', 'SFDA, RSD: import, supply, acceptance, dispense, deactivation'],
  [
    'AE',
    [...TRADE_ACTS, ...PACKING_ACTS],
    'ae-tatmeen',
    '2022-12-13',
    'medium',
    'MOHAP decree of 2021, Tatmeen: EPCIS events from commissioning to dispense',
  ],
  ['RU', ALL_ACTS, 'ru-mdlp', '2020-07-01', 'medium', 'Federal Law 61-FZ Art. 67: every movement'],
  ['UZ', ALL_ACTS, 'uz-asl-belgisi', '2022-09-01', 'medium', 'Cabinet Resolution 149/2022'],
  [
    'KZ',
    ALL_ACTS,
    'kz-ismpt',
    '2024-07-01',
    'low',
    'Order on marking, IS MPT: labels since July 2024, reports in phases',
  ],
  // Returns between traders are shipments; what a consumer brings back is no supply.
  ['KR', ['ship', 'destroy', 'undo'], 'kr-kpis', '2016-01-01', 'medium', 'Pharmaceutical Affairs Act Art. 47-2'],
]

export const DUTIES: readonly Duty[] = ROWS.map(([markets, acts, paper, from, confidence, source]) => ({
  markets: typeof markets === 'string' ? [markets] : markets,
  acts,
  paper,
  from,
  source,
  confidence,
}))

/** What an act owes there on that day (`YYYY-MM-DD`); empty also where this table knows nothing of the market. */
export function dutiesOf(market: string, act: EventType, day: string): readonly Duty[] {
  return DUTIES.filter(
    ({ markets, acts, from, until }) =>
      markets.includes(market) && acts.includes(act) && from <= day && (until === undefined || day <= until),
  )
}

/** Markets of which it is known that acts on packs owe no paper; of any market elsewhere nothing is known. */
const NO_REPORT: readonly string[] = ['US', 'GB', 'JP', 'AU', 'SG', 'TH', 'HK', 'MO', 'BR', 'IN', 'CH']

/** Whether the table speaks of this market: without that, that nothing is owed says nothing. */
export function isMarketKnown(market: string): boolean {
  return NO_REPORT.includes(market) || DUTIES.some(({ markets }) => markets.includes(market))
}
