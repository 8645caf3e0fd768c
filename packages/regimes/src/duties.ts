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
export const DUTIES_REVIEWED = '2026-11-22'

/** States of the EU and EEA in which the safety features apply; Greece and Italy joined later (Regulation (EU) 2016/161 Art. 50). */
const EMVS: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR HR HU IE IS LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ')
const EMVS_LATER: readonly string[] = ['GR', 'IT']

/** Acts that change what the national system says of a pack: Art. 13, 22, 23, 25, 41. */
const STATUS_ACTS: readonly EventType[] = ['dispense', 'return', 'undo', 'sample', 'destroy', 'export', 'decommission']
const COUNTER_ACTS: readonly EventType[] = ['dispense', 'return', 'undo']
const EU_STATUS = 'Delegated Regulation (EU) 2016/161 Art. 13, 22, 25'
const EU_BATCH = 'Delegated Regulation (EU) 2016/161 Art. 33'

export const DUTIES: readonly Duty[] = [
  { markets: EMVS, acts: STATUS_ACTS, paper: 'eu-status', from: '2019-02-09', source: EU_STATUS, confidence: 'high' },
  {
    markets: EMVS_LATER,
    acts: STATUS_ACTS,
    paper: 'eu-status',
    from: '2025-02-09',
    source: `${EU_STATUS}; Italy: Legislative Decree 10/2025`,
    confidence: 'medium',
  },
  { markets: EMVS, acts: ['commission'], paper: 'eu-batch', from: '2019-02-09', source: EU_BATCH, confidence: 'high' },
  {
    markets: EMVS_LATER,
    acts: ['commission'],
    paper: 'eu-batch',
    from: '2025-02-09',
    source: EU_BATCH,
    confidence: 'medium',
  },
  {
    markets: ['CN'],
    acts: COUNTER_ACTS,
    paper: 'cn-use',
    from: '2026-01-01',
    source: 'Drug Administration Law Art. 12 and 36; NMPAB/T 1008-2019',
    confidence: 'medium',
  },
  {
    markets: ['CN'],
    acts: COUNTER_ACTS,
    paper: 'nhsa-sale',
    from: '2025-07-01',
    source: 'notice of four ministries of March 2025 on 药品追溯码 in medical insurance',
    confidence: 'high',
  },
  {
    markets: ['CN'],
    acts: ['ship', 'receive', 'destroy', 'sample'],
    paper: 'cn-bill',
    from: '2020-03-11',
    source: 'NMPAB/T 1006-2019, 1007-2019',
    confidence: 'medium',
  },
  {
    markets: ['CN'],
    acts: ['commission'],
    paper: 'cn-relation',
    from: '2020-03-11',
    source: 'NMPAB/T 1006-2019',
    confidence: 'medium',
  },
  ...dispenseDuty('TR', 'tr-its', '2010-01-01', 'TİTCK, İlaç Takip Sistemi'),
  ...dispenseDuty('SA', 'sa-rsd', '2019-10-01', 'SFDA, RSD'),
  ...dispenseDuty('AE', 'ae-tatmeen', '2022-12-13', 'MOHAP decree of 2021, Tatmeen'),
  ...dispenseDuty('RU', 'ru-mdlp', '2020-07-01', 'Federal Law 61-FZ Art. 67'),
  ...dispenseDuty('UZ', 'uz-asl-belgisi', '2022-09-01', 'Cabinet Resolution 149/2022'),
  {
    markets: ['KR'],
    acts: ['ship', 'return', 'destroy'],
    paper: 'kr-kpis',
    from: '2016-01-01',
    source: 'Pharmaceutical Affairs Act Art. 47-2',
    confidence: 'medium',
  },
]

function dispenseDuty(market: string, paper: PaperKindName, from: string, source: string): Duty[] {
  return [{ markets: [market], acts: COUNTER_ACTS, paper, from, source, confidence: 'medium' }]
}

/** What an act owes there on that day (`YYYY-MM-DD`); empty also where this table knows nothing of the market. */
export function dutiesOf(market: string, act: EventType, day: string): readonly Duty[] {
  return DUTIES.filter(
    ({ markets, acts, from, until }) =>
      markets.includes(market) && acts.includes(act) && from <= day && (until === undefined || day <= until),
  )
}

/** Markets of which it is known that acts at their counters owe no paper; of any market elsewhere nothing is known. */
const NO_REPORT: readonly string[] = ['US', 'GB', 'JP', 'AU', 'SG', 'TH', 'HK', 'MO', 'BR', 'IN', 'CH']

/** Whether the table speaks of this market: without that, that nothing is owed says nothing. */
export function isMarketKnown(market: string): boolean {
  return NO_REPORT.includes(market) || DUTIES.some(({ markets }) => markets.includes(market))
}
