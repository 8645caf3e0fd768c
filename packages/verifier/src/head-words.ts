/** The first lines of a report: the answer, what it means, and what holds for the batch as a whole. */
import { ENDED, type Status } from '@packtrail/custody'
import { fill } from './fill.ts'
import { clean } from './label.ts'
import type { Language } from './language.ts'
import type { Headline } from './report.ts'
import type { JudgedScans } from './scans.ts'
import type { BatchStanding } from './standing.ts'

export interface Answer {
  readonly headline: Headline
  /** Batches that are recalled, locked or in quarantine. */
  readonly standing: readonly BatchStanding[]
  /** Nothing is open but lines from the shelf. */
  readonly shelfOpen: boolean
  readonly scans?: JudgedScans
}

/** `Evidence sound, goods in order, batch recalled` */
export function headlineWords({ headline, standing }: Answer, language: Language): string {
  const said = standing.flatMap((one) => standingWords(one, language, 'short'))
  return [language.headlines[headline], ...new Set(headline === 'evidence forged' ? [] : said)].join(', ')
}

export function meaningWords({ headline, shelfOpen, scans }: Answer, language: Language): string {
  if (!shelfOpen || scans === undefined) return language.meanings[headline]
  const { notJudged, unread, scans: all } = scans
  return fill(language.labels.shelfOpen, { count: notJudged + unread, all: all.length })
}

/** `09521234543213/L24A is recalled in all markets, and in quarantine: no pack of it may be handed out.` */
export function standingLines({ standing }: Answer, language: Language): string[] {
  return standing.map((one) => {
    const what = standingWords(one, language, 'long').join('; ')
    const everywhere = one.quarantined || one.locked || isRecalled([one])
    return fill(everywhere ? language.labels.standing : language.labels.standingThere, {
      batch: clean(one.batch),
      what,
    })
  })
}

/** Whether all packs that are still on the market are recalled, by their batch or product: in every market. */
export function isRecalled(standing: readonly BatchStanding[]): boolean {
  return standing.some(({ recalledIn, productRecalledIn }) => [...recalledIn, ...productRecalledIn].includes('*'))
}

/** Where packs of a recalled batch stand, their state says it. */
export function statusWords(status: Status, { labels, statuses }: Language, recalled: boolean): string {
  const text = statuses[status]
  return recalled && !ENDED.has(status) ? fill(labels.statusRecalled, { status: text }) : text
}

/** What holds for a batch, one thing each. */
export function standingWords(
  { recalledIn, productRecalledIn, quarantined, locked }: BatchStanding,
  { labels }: Language,
  form: 'short' | 'long',
): string[] {
  const where = (markets: readonly string[]): string =>
    markets.includes('*') ? labels.everywhere : markets.map(clean).join(', ')
  const recalled = (markets: readonly string[], short: string, long: string): string[] => {
    if (markets.length === 0) return []
    if (form === 'short') return [markets.includes('*') ? short : `${short} (${where(markets)})`]
    return [fill(long, { markets: where(markets) })]
  }
  return [
    ...recalled(recalledIn, labels.batchRecalled, labels.recalledInMarkets),
    ...recalled(productRecalledIn, labels.productRecalled, labels.productRecalledInMarkets),
    ...(quarantined ? [form === 'short' ? labels.batchQuarantined : labels.isQuarantined] : []),
    ...(locked ? [form === 'short' ? labels.batchLocked : labels.isLocked] : []),
  ]
}
