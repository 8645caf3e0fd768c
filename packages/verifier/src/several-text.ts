/** What several bundles show together, as plain text below the reports of each. */
import { fill } from './fill.ts'
import { headlineWords } from './head-words.ts'
import type { JointFinding } from './joint.ts'
import { clean } from './label.ts'
import { ENGLISH, type Language } from './language.ts'
import type { BundleGroup, Several } from './several.ts'
import { headLines, linesOfFinding, scans, section, whereaboutsLines, wrap } from './text.ts'

/** Findings that are written out; the rest are counted. */
const MAX_FINDINGS = 50
/** Records that are named; the rest are counted. */
const MAX_RECORDS = 10

/** @param names Of the files, as the reader knows them. */
export function severalText(several: Several, names: readonly string[], language: Language = ENGLISH): string {
  const { reports, ledgers, groups } = several
  const { labels } = language
  const nameOf = (bundle: number): string => clean(names[bundle] ?? `#${bundle + 1}`)
  const alone = new Set(reports.keys())
  for (const { bundles } of groups) for (const bundle of bundles) alone.delete(bundle)
  const lines = [
    ...headLines(several, labels.several, language),
    ...section(
      language,
      'bundles',
      reports.flatMap((report, bundle) => {
        const meets = alone.has(bundle) ? `; ${labels.bundleAlone}` : ''
        return wrap(`${nameOf(bundle)}: ${headlineWords(report, language)}${meets}`, '  ')
      }),
    ),
    ...section(
      language,
      'ledgers',
      ledgers.flatMap(({ origin, state, bundles, findings }) => [
        ...wrap(`${clean(origin)}: ${language.sameLog[state]} (${bundles.map(nameOf).join(', ')})`, '  '),
        ...findings.flatMap((finding) => linesOfFinding(finding, language, '')),
      ]),
    ),
    ...groups.flatMap((group) => groupLines(group, several, nameOf, language)),
    ...scans(several, language),
  ]
  return `${lines.join('\n')}\n`
}

function groupLines(
  { bundles, joint, whereabouts }: BundleGroup,
  several: Several,
  nameOf: (bundle: number) => string,
  language: Language,
): string[] {
  const { labels } = language
  const { events, shared, told, findings, explained, reached } = joint
  const rest = findings.length - MAX_FINDINGS
  const found = [
    ...findings.slice(0, MAX_FINDINGS).flatMap((one) => {
      const mark = one.together ? ` — ${labels.together}` : ''
      return linesOfFinding(one, language, `${labels.records}: ${recordsOf(one, several)}${mark}`)
    }),
    ...(rest > 0 ? [`  ${fill(labels.andMore, { count: rest })}`] : []),
  ]
  const codes = [...new Set(explained.map(({ code }) => code))].join(', ')
  const gone = explained.length === 0 ? [] : wrap(fill(labels.explained, { count: explained.length, codes }), '  ')
  const records = recordsOf({ records: reached }, several)
  const back = reached.length === 0 ? [] : wrap(fill(labels.reached, { records }), '  ')
  return [
    ...section(language, 'groups', [
      ...wrap(bundles.map(nameOf).join(', '), '  '),
      ...wrap(fill(labels.groupEvents, { events, shared, told }), '  '),
      ...gone,
      ...back,
    ]),
    ...section(language, 'findings', findings.length === 0 ? [`  ${labels.noFindings}`] : found),
    ...section(language, 'whereabouts', whereaboutsLines(whereabouts, clean, language, false)),
  ]
}

/** `12 of ledger.example/a, 7 of ledger.example/b` */
export function recordsOf({ records }: Pick<JointFinding, 'records'>, { ledgers }: Several): string {
  const names = records.slice(0, MAX_RECORDS).map(({ ledger, g }) => `${g} of ${clean(ledgers[ledger]?.origin ?? '?')}`)
  return [...names, ...(records.length > MAX_RECORDS ? [`… (${records.length})`] : [])].join(', ')
}
