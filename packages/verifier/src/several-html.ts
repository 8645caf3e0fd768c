/** What several bundles show together, as one page that needs nothing else. */
import { fill } from './fill.ts'
import { headlineWords } from './head-words.ts'
import { answer, cardOfFinding, page, scans, section, whereaboutsTable } from './html.ts'
import { html, type Markup } from './html-parts.ts'
import { clean } from './label.ts'
import { ENGLISH, type Language } from './language.ts'
import { formatMoment } from './moment.ts'
import type { BundleGroup, Several } from './several.ts'
import { recordsOf } from './several-text.ts'

/** Findings written out on the page; the rest are counted. */
const MAX_FINDINGS = 500

/** @param names Of the files, as the reader knows them. */
export function severalHtml(several: Several, names: readonly string[], language: Language = ENGLISH): string {
  const { reports, ledgers, groups } = several
  const { labels } = language
  const nameOf = (bundle: number): string => names[bundle] ?? `#${bundle + 1}`
  const grouped = new Set(groups.flatMap(({ bundles }) => bundles))
  const when = reports[0]?.provenance.checkedAt
  const body = html`<p class="soft">${labels.report}${when === undefined ? '' : ` · ${formatMoment(when)}`}</p>
${answer(several, labels.several, language)}
${section(
  language,
  'bundles',
  html`<ul>${reports.map((report, bundle) => {
    const meets = grouped.has(bundle) ? undefined : html` <span class="soft">${labels.bundleAlone}</span>`
    return html`<li><b>${nameOf(bundle)}</b>: ${headlineWords(report, language)}${meets}</li>`
  })}</ul>`,
)}
${section(
  language,
  'ledgers',
  html`${ledgers.map(({ origin, state, bundles, findings }) => {
    const cards = findings.map((finding) => cardOfFinding(finding, language, undefined))
    return html`<p><b>${origin}</b>: ${language.sameLog[state]} (${bundles.map(nameOf).join(', ')})</p>${cards}`
  })}`,
)}
${groups.map((group) => groupSection(group, several, nameOf, language))}
${scans(several, language)}`
  return page(`${headlineWords(several, language)} — ${labels.several}`, body, language)
}

function groupSection(
  { bundles, joint, whereabouts }: BundleGroup,
  several: Several,
  nameOf: (bundle: number) => string,
  language: Language,
): Markup {
  const { labels } = language
  const { events, shared, told, findings, explained, reached } = joint
  const codes = [...new Set(explained.map(({ code }) => code))].join(', ')
  const gone =
    explained.length === 0 ? undefined : html`<p>${fill(labels.explained, { count: explained.length, codes })}</p>`
  const records = recordsOf({ records: reached }, several)
  const back = reached.length === 0 ? undefined : html`<p>${fill(labels.reached, { records })}</p>`
  const cards = findings.slice(0, MAX_FINDINGS).map((one) => {
    const mark = one.together ? ` — ${labels.together}` : ''
    return cardOfFinding(one, language, `${labels.records}: ${recordsOf(one, several)}${mark}`)
  })
  const rest = findings.length - MAX_FINDINGS
  const more = rest > 0 ? html`<p>${fill(labels.andMore, { count: rest })}</p>` : undefined
  return html`${section(
    language,
    'groups',
    html`<p><b>${bundles.map(nameOf).join(', ')}</b></p><p>${fill(labels.groupEvents, { events, shared, told })}</p>${gone}${back}`,
  )}
${section(language, 'findings', findings.length === 0 ? html`<p>${labels.noFindings}</p>` : html`${cards}${more}`)}
${section(language, 'whereabouts', whereaboutsTable(whereabouts, clean, language, false))}`
}
