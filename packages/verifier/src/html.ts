/** The report as one page that needs nothing else: no script, no picture, no font and no address from outside. */

import type { Status } from '@packtrail/custody'
import type { Finding } from '@packtrail/protocol'
import { AXES } from './catalogue.ts'
import { countedRows } from './counted.ts'
import { fill, groupDigits } from './fill.ts'
import type { Glance } from './glance.ts'
import {
  type Answer,
  headlineWords,
  isRecalled,
  meaningWords,
  standingLines,
  standingWords,
  statusWords,
} from './head-words.ts'
import { html, type Markup, raw } from './html-parts.ts'
import { STYLE } from './html-style.ts'
import { timelinePicture } from './html-timeline.ts'
import { ENGLISH, findingWords, type Label, type Language, told } from './language.ts'
import { formatMoment } from './moment.ts'
import type { Headline, Report } from './report.ts'
import type { JudgedScan } from './scans.ts'
import { scansSummary, shortName, verdictWords } from './shelf-lines.ts'
import { nameOf } from './text.ts'
import type { Whereabouts } from './whereabouts.ts'

/** Findings written out on the page; the rest are counted. */
const MAX_FINDINGS = 500

/** Lines from the shelf on the page, the gravest first. */
const MAX_SCANS = 1000

const CLASS_OF: Readonly<Record<Headline, string>> = {
  'evidence forged': 'forged',
  'not proven': 'open',
  'goods false': 'false',
  'in order': 'order',
}

export function reportHtml(report: Report, language: Language = ENGLISH): string {
  const { labels } = language
  const title = `${headlineWords(report, language)} — ${report.batch ?? labels.report}`
  const body = html`<p class="soft">${labels.report} · ${formatMoment(report.provenance.checkedAt)}</p>
${answer(report, report.batch === undefined ? undefined : `${labels.batch} ${report.batch}`, language)}
${findings(report, language)}
${scans(report, language)}
${axes(report, language)}
${glance(report, language)}
${timeline(report, language)}
${whereabouts(report, language)}
${adversaries(report, language)}
${notChecked(report, language)}
${counted(report, language)}
${provenance(report, language)}`
  return page(title, body, language)
}

/** What every reader must see first. */
export function answer(said: Answer, subject: string | undefined, language: Language): Markup {
  const { headline, standing } = said
  const look = headline === 'in order' && standing.length > 0 ? 'open' : CLASS_OF[headline]
  return html`<header class="verdict ${look}">
<h1>${headlineWords(said, language)}</h1>
${subject === undefined ? undefined : html`<p class="batch">${subject}</p>`}
<p>${meaningWords(said, language)}</p>
${standingLines(said, language).map((line) => html`<p class="standing">${line}</p>`)}
</header>`
}

/** A page that nothing is loaded into. */
export function page(title: string, body: Markup, language: Language): string {
  const whole = html`<!doctype html>
<html lang="${language.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`
  return whole.markup
}

export function section(language: Language, label: Label, content: Markup): Markup {
  return html`<section><h2>${language.labels[label]}</h2>${content}</section>`
}

function axes({ axes: all, required }: Report, language: Language): Markup {
  const items = AXES.map((axis) => {
    const { state, why } = all[axis]
    const must = required.includes(axis) ? html` <span class="soft">· ${language.labels.required}</span>` : undefined
    return html`<li><span class="tag ${state.replace(' ', '-')}">${language.states[state]}</span> <b>${language.axes[axis]}</b>${must}
${why.map((said) => html`<p>${told(language, said)}</p>`)}</li>`
  })
  return section(language, 'axes', html`<ul class="axes">${items}</ul>`)
}

function glance({ glance: seen, standing }: Report, language: Language): Markup | undefined {
  if (seen === undefined) return undefined
  const { labels } = language
  const recalled = isRecalled(standing)
  const big = [
    html`<li><b>${groupDigits(seen.packs)}</b>${labels.packs}</li>`,
    ...Object.entries(seen.byStatus).map(
      ([status, packs]) =>
        html`<li><b>${groupDigits(packs)}</b>${statusWords(status as Status, language, recalled)}</li>`,
    ),
  ]
  const row = (label: Label, value: string | undefined): Markup | undefined =>
    value === undefined || value === '' ? undefined : html`<dt>${labels[label]}</dt><dd>${value}</dd>`
  const product = seen.productName === undefined ? seen.product : `${seen.productName} (${seen.product})`
  return section(
    language,
    'glance',
    html`<ul class="big">${big}</ul><dl>
${row('product', product)}${row('lot', seen.lot)}${row('expiry', seen.expiry)}${row('made', seen.made)}
${row('maker', seen.manufacturers.map((party) => nameOf(seen.partyNames, party)).join(', '))}
${row('markets', seen.markets?.join(', '))}${row('events', groupDigits(seen.events))}${row('containers', groupDigits(seen.containers))}
${row('period', period(seen))}${row('closed', seen.closed ? labels.yes : labels.no)}${row('standingTitle', standing.flatMap((one) => standingWords(one, language, 'long')).join('; '))}</dl>`,
  )
}

function period({ first, last }: Glance): string | undefined {
  return first === undefined || last === undefined ? undefined : `${formatMoment(first)} – ${formatMoment(last)}`
}

function timeline({ timeline: line }: Report, language: Language): Markup | undefined {
  const picture = line && timelinePicture(line, language)
  return picture && section(language, 'timeline', picture)
}

function whereabouts({ glance: seen, standing }: Report, language: Language): Markup | undefined {
  if (seen === undefined || seen.whereabouts.length === 0) return undefined
  const { rows: more, packs } = seen.moreWhereabouts
  const rest = more === 0 ? undefined : html`<p class="soft">${fill(language.labels.more, { rows: more, packs })}</p>`
  const name = (party: string): string => nameOf(seen.partyNames, party)
  const table = whereaboutsTable(seen.whereabouts, name, language, isRecalled(standing))
  return section(language, 'whereabouts', html`${table}${rest}`)
}

export function whereaboutsTable(
  list: readonly Whereabouts[],
  name: (party: string) => string,
  language: Language,
  recalled: boolean,
): Markup {
  const { labels } = language
  const rows = list.map(({ status, holder, inTransitTo, packs, inferred }) => {
    const way = inTransitTo === undefined ? '' : `, ${fill(labels.onTheWay, { party: name(inTransitTo) })}`
    const share =
      inferred === 0 ? undefined : html`<span class="soft"> ${groupDigits(inferred)} ${labels.inferred}</span>`
    return html`<tr><td class="num">${groupDigits(packs)}</td><td>${statusWords(status, language, recalled)}</td><td>${holder === undefined ? labels.nobody : name(holder)}${way}${share}</td></tr>`
  })
  return html`<div class="table"><table><thead><tr><th class="num">${labels.packs}</th><th>${labels.status}</th><th>${labels.party}</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

function findings({ evidenceFindings, goodsFindings }: Report, language: Language): Markup {
  const { labels } = language
  if (evidenceFindings.length + goodsFindings.length === 0) {
    return section(language, 'findings', html`<p>${labels.noFindings}</p>`)
  }
  const group = (label: Label, list: readonly Finding[]): Markup | undefined => {
    if (list.length === 0) return undefined
    const rest = list.length - MAX_FINDINGS
    const more = rest > 0 ? html`<p>${fill(labels.andMore, { count: rest })}</p>` : undefined
    return html`<h3>${labels[label]}</h3>${list.slice(0, MAX_FINDINGS).map((one) => findingCard(one, language))}${more}`
  }
  return section(language, 'findings', html`${group('ofEvidence', evidenceFindings)}${group('ofGoods', goodsFindings)}`)
}

function findingCard(finding: Finding, language: Language): Markup {
  const { evidence } = finding
  const entries = evidence.length === 0 ? undefined : `${language.labels.evidence}: ${evidence.join(', ')}`
  return cardOfFinding(finding, language, entries)
}

/** A finding with a line that names its records. */
export function cardOfFinding(
  finding: Omit<Finding, 'evidence'>,
  language: Language,
  records: string | undefined,
): Markup {
  const { labels } = language
  const { code, severity, count, items } = finding
  const { message, whatToDo } = findingWords(language, finding)
  const times = count > 1 ? html` <span class="soft">${fill(labels.times, { count })}</span>` : undefined
  const hidden = count - items.length
  const more = hidden > 0 && items.length > 0 ? ` ${fill(labels.andMore, { count: hidden })}` : ''
  return html`<article class="finding is-${severity}">
<p><span class="tag ${severity}">${labels[severity]}</span> <code>${code}</code>${times}</p>
<p>${message}</p>
${items.length === 0 ? undefined : html`<p class="small">${labels.items}: ${items.join(', ')}${more}</p>`}
${records === undefined ? undefined : html`<p class="small">${records}</p>`}
<p class="do"><b>${labels.todo}:</b> ${whatToDo}</p>
</article>`
}

export function scans({ scans: judged }: Pick<Report, 'scans'>, language: Language): Markup | undefined {
  if (judged === undefined) return undefined
  const { labels } = language
  const rows = inOrderOfWeight(judged.scans)
    .slice(0, MAX_SCANS)
    .map(({ scan, verdict, reasons }) => {
      const why = reasons.map((one) => html`<p>${one.message} <span class="soft">${one.whatToDo}</span></p>`)
      return html`<tr><td class="num">${scan.line ?? ''}</td><td><code>${shortName(scan)}</code></td><td><span class="tag ${verdict.replace(' ', '-')}">${verdictWords(verdict, language)}</span></td><td>${why}</td></tr>`
    })
  const rest = judged.scans.length - MAX_SCANS
  const more = rest > 0 ? html`<p>${fill(labels.andMore, { count: rest })}</p>` : undefined
  return section(
    language,
    'scans',
    html`${scansSummary(judged, language).map((line) => html`<p>${line}</p>`)}<div class="table"><table class="stack"><thead><tr><th class="num">${labels.line}</th><th>${labels.pack}</th><th>${labels.verdict}</th><th>${labels.reasons}</th></tr></thead><tbody>${rows}</tbody></table></div>${more}`,
  )
}

const WEIGHT = ['stop', 'not judged', 'warn', 'ok'] as const

function inOrderOfWeight(scans: readonly JudgedScan[]): readonly JudgedScan[] {
  return scans.length <= MAX_SCANS ? scans : WEIGHT.flatMap((word) => scans.filter(({ verdict }) => verdict === word))
}

function adversaries({ adversaries: rows }: Report, language: Language): Markup | undefined {
  if (rows.length === 0) return undefined
  const { labels } = language
  return section(
    language,
    'adversaries',
    html`${rows.map(
      ({ adversary, holds, refuted, notRefuted }) => html`<article class="against">
<h3>${adversary} · ${told(language, holds)}</h3>
<dl><dt>${labels.refuted}</dt><dd>${told(language, refuted)}</dd><dt>${labels.notRefuted}</dt><dd>${told(language, notRefuted)}</dd></dl>
</article>`,
    )}`,
  )
}

function notChecked({ notChecked: list }: Report, language: Language): Markup {
  return section(language, 'notChecked', html`<ul>${list.map((said) => html`<li>${told(language, said)}</li>`)}</ul>`)
}

/** The numbers of this page count different things. */
function counted(report: Report, language: Language): Markup | undefined {
  const rows = countedRows(report, language)
  if (rows.length === 0) return undefined
  return section(
    language,
    'counted',
    html`<dl>${rows.map(({ name, count, meaning }) => html`<dt>${name}</dt><dd><b>${count}</b> <span class="soft">${meaning}</span></dd>`)}</dl>`,
  )
}

function provenance({ provenance: from, profiles }: Report, language: Language): Markup {
  const { labels } = language
  const { checkpoint } = from
  const row = (label: Label, value: string): Markup => html`<dt>${labels[label]}</dt><dd>${value}</dd>`
  const mono = (label: Label, value: string): Markup => html`<dt>${labels[label]}</dt><dd><code>${value}</code></dd>`
  const shown =
    checkpoint === undefined
      ? undefined
      : html`${row('checkpoint', fill(labels.checkpointText, { size: checkpoint.size, time: formatMoment(checkpoint.recorded) }))}${mono('root', checkpoint.root)}`
  return section(
    language,
    'provenance',
    html`<dl>${mono('file', from.fileHash)}${row('ledger', from.origin)}${mono('ledgerId', from.ledgerId)}${shown}
${mono('policy', from.policyFingerprint)}${row('rules', from.rules)}${profiles.map((one) => row('profiles', fill(labels.profile, { ...one })))}${row('checkedAt', formatMoment(from.checkedAt))}</dl>`,
  )
}
