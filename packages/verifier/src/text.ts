/** The report as plain text: short lines, no colours, the verdict first. */
import type { Finding } from '@packtrail/protocol'
import { AXES } from './catalogue.ts'
import { countedRows } from './counted.ts'
import { fill, groupDigits } from './fill.ts'
import {
  type Answer,
  headlineWords,
  isRecalled,
  meaningWords,
  standingLines,
  standingWords,
  statusWords,
} from './head-words.ts'
import { clean } from './label.ts'
import { ENGLISH, findingWords, type Label, type Language, told } from './language.ts'
import { formatMoment } from './moment.ts'
import type { Report } from './report.ts'
import { scansSummary, shortName, verdictWords } from './shelf-lines.ts'
import type { Whereabouts } from './whereabouts.ts'

/** Findings that are written out; the rest are counted. */
const MAX_FINDINGS = 50
const WIDTH = 100

export function reportText(report: Report, language: Language = ENGLISH): string {
  const lines = [
    ...head(report, language),
    ...findings(report, language),
    ...scans(report, language),
    ...axes(report, language),
    ...batch(report, language),
    ...adversaries(report, language),
    ...notChecked(report, language),
    ...counted(report, language),
    ...provenance(report, language),
  ]
  return `${lines.join('\n')}\n`
}

function head(report: Report, language: Language): string[] {
  return headLines(report, report.batch === undefined ? undefined : clean(report.batch), language)
}

/** The answer, what it means, and what holds for a batch as a whole. */
export function headLines(answer: Answer, subject: string | undefined, language: Language): string[] {
  const title = headlineWords(answer, language).toUpperCase()
  return [
    subject === undefined ? title : `${title} — ${subject}`,
    ...wrap(meaningWords(answer, language), ''),
    ...standingLines(answer, language).flatMap((line) => wrap(line, '')),
  ]
}

export function section(language: Language, label: Label, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', language.labels[label], ...lines]
}

function axes({ axes: all, required }: Report, language: Language): string[] {
  const lines = AXES.flatMap((axis) => {
    const { state, why } = all[axis]
    const must = required.includes(axis) ? '*' : ' '
    const name = `  ${language.states[state].padEnd(11)}${must} ${language.axes[axis]}`
    return [name, ...why.flatMap((said) => wrap(told(language, said), ' '.repeat(15)))]
  })
  return section(language, 'axes', [...lines, `  * ${language.labels.required}`])
}

function batch({ glance, standing }: Report, language: Language): string[] {
  if (glance === undefined) return []
  const { labels } = language
  const row = (label: Label, value: string | undefined): string[] =>
    value === undefined || value === '' ? [] : [`  ${labels[label].padEnd(12)} ${value}`]
  const name = (party: string): string => nameOf(glance.partyNames, party)
  const period =
    glance.first === undefined || glance.last === undefined
      ? undefined
      : `${formatMoment(glance.first)} – ${formatMoment(glance.last)}`
  const product = glance.productName === undefined ? glance.product : `${glance.product} (${clean(glance.productName)})`
  const where = whereaboutsLines(glance.whereabouts, name, language, isRecalled(standing))
  return [
    ...section(language, 'glance', [
      ...row('product', product),
      ...row('lot', clean(glance.lot)),
      ...row('expiry', glance.expiry),
      ...row('made', glance.made),
      ...row('maker', glance.manufacturers.map(name).join(', ')),
      ...row('packs', groupDigits(glance.packs)),
      ...row('events', groupDigits(glance.events)),
      ...row('period', period),
      ...row('standingTitle', standing.flatMap((one) => standingWords(one, language, 'long')).join('; ')),
    ]),
    ...section(language, 'whereabouts', where),
  ]
}

export function whereaboutsLines(
  list: readonly Whereabouts[],
  name: (party: string) => string,
  language: Language,
  recalled: boolean,
): string[] {
  const { labels } = language
  return list.slice(0, 20).map(({ status, holder, inTransitTo, packs }) => {
    const place = holder === undefined ? labels.nobody : name(holder)
    const way = inTransitTo === undefined ? '' : `, ${fill(labels.onTheWay, { party: name(inTransitTo) })}`
    return `  ${groupDigits(packs).padStart(10)}  ${statusWords(status, language, recalled)}, ${place}${way}`
  })
}

export function nameOf(names: Readonly<Record<string, string>>, party: string): string {
  const name = Object.hasOwn(names, party) ? names[party] : undefined
  return name === undefined ? clean(party) : `${clean(name)} (${clean(party)})`
}

function findings({ findings: all }: Report, language: Language): string[] {
  if (all.length === 0) return section(language, 'findings', [`  ${language.labels.noFindings}`])
  const lines = all.slice(0, MAX_FINDINGS).flatMap((finding) => findingLines(finding, language))
  const rest = all.length - MAX_FINDINGS
  const more = rest > 0 ? [`  ${fill(language.labels.andMore, { count: rest })}`] : []
  return section(language, 'findings', [...lines, ...more])
}

function findingLines(finding: Finding, language: Language): string[] {
  const entries = finding.evidence.slice(0, 10).join(', ')
  return linesOfFinding(finding, language, entries === '' ? '' : `${language.labels.evidence}: ${entries}`)
}

/** A finding with a line that names its records. */
export function linesOfFinding(finding: Omit<Finding, 'evidence'>, language: Language, records: string): string[] {
  const { labels } = language
  const words = findingWords(language, finding)
  const times = finding.count > 1 ? `, ${fill(labels.times, { count: finding.count })}` : ''
  const rest = finding.count - finding.items.length
  const items = finding.items.slice(0, 5).map(clean).join(', ')
  const more = finding.items.length > 5 || (rest > 0 && items !== '') ? ', …' : ''
  return [
    `  ${finding.code} (${labels[finding.severity]}${times})`,
    ...wrap(words.message, '    '),
    ...(items === '' ? [] : wrap(`${labels.items}: ${items}${more}`, '    ')),
    ...(records === '' ? [] : wrap(records, '    ')),
    ...wrap(`→ ${words.whatToDo}`, '    '),
  ]
}

export function scans({ scans: judged }: Pick<Report, 'scans'>, language: Language): string[] {
  if (judged === undefined) return []
  const { labels } = language
  const told = judged.scans.filter(({ verdict, reasons }) => verdict !== 'ok' || reasons.length > 0)
  const lines = told.slice(0, MAX_FINDINGS).flatMap(({ scan, verdict, reasons }) => {
    const line = scan.line === undefined ? '' : ` (${labels.line.toLowerCase()} ${scan.line})`
    return [
      `  ${verdictWords(verdict, language)}  ${shortName(scan)}${line}`,
      ...reasons.flatMap(({ code, message, whatToDo }) => [
        ...wrap(`${code}: ${message}`, '    '),
        ...wrap(`→ ${whatToDo}`, '    '),
      ]),
    ]
  })
  const rest = told.length - MAX_FINDINGS
  const more = rest > 0 ? [`  ${fill(labels.andMore, { count: rest })}`] : []
  return section(language, 'scans', [
    ...scansSummary(judged, language).flatMap((one) => wrap(one, '  ')),
    ...lines,
    ...more,
  ])
}

function adversaries({ adversaries: rows }: Report, language: Language): string[] {
  const { labels } = language
  const lines = rows.flatMap(({ adversary, holds, refuted, notRefuted }) => [
    `  ${adversary}  ${told(language, holds)}`,
    ...wrap(`${labels.refuted}: ${told(language, refuted)}`, '     '),
    ...wrap(`${labels.notRefuted}: ${told(language, notRefuted)}`, '     '),
  ])
  return section(language, 'adversaries', lines)
}

function notChecked({ notChecked: list }: Report, language: Language): string[] {
  return section(
    language,
    'notChecked',
    list.flatMap((said) => wrap(`- ${told(language, said)}`, '  ')),
  )
}

function counted(report: Report, language: Language): string[] {
  const lines = countedRows(report, language).flatMap(({ name, count, meaning }) => {
    const [first = '', ...rest] = wrap(meaning, ' '.repeat(25))
    return [`  ${name.padEnd(12)} ${count.padStart(9)} ${first.trimStart()}`, ...rest]
  })
  return section(language, 'counted', lines)
}

function provenance({ provenance: from, profiles }: Report, language: Language): string[] {
  const { labels } = language
  const row = (label: Label, value: string): string => `  ${labels[label].padEnd(20)} ${value}`
  const { checkpoint } = from
  const shown =
    checkpoint === undefined
      ? []
      : [
          row(
            'checkpoint',
            fill(labels.checkpointText, { size: checkpoint.size, time: formatMoment(checkpoint.recorded) }),
          ),
          row('root', checkpoint.root),
        ]
  return section(language, 'provenance', [
    row('file', from.fileHash),
    row('ledger', clean(from.origin)),
    row('ledgerId', from.ledgerId),
    ...shown,
    row('policy', from.policyFingerprint),
    row('rules', clean(from.rules)),
    ...profiles.flatMap((one) => wrap(fill(labels.profile, { ...one }), '    ')),
    row('checkedAt', formatMoment(from.checkedAt)),
  ])
}

/** Lines of at most a hundred columns, each behind `indent`. */
export function wrap(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, indent + line]
}
