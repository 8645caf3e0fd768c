/** A report as a document: JSON that reads back, and a page to print, sign and send. */
import { ExchangeError } from '../error.ts'
import { checkReport, type FilledField, type FilledForm, fillReport, formOf, type OfficialReport } from './report.ts'

export const REPORT_FORMAT = 'packtrail.report'
export const REPORT_VERSION = 1

/** @throws ExchangeError VALUE for a report that contradicts its form. */
export function writeReportJson(report: OfficialReport): string {
  refuseWrong(report)
  const { form, ...values } = report
  const edition = formOf(report)?.edition
  return `${JSON.stringify({ format: REPORT_FORMAT, version: REPORT_VERSION, form, edition, ...values }, null, 1)}\n`
}

function refuseWrong(report: OfficialReport): void {
  const [first] = checkReport(report)
  if (first !== undefined) throw new ExchangeError('VALUE', first.message)
}

/** Values of one field that stand in the form; the others follow behind it. */
const MOST_INLINE = 20

const STYLE = `body{font:15px/1.45 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #ddd}
th{font-weight:600;width:22rem}th small,.note{color:#444;font-weight:400}.no{width:3rem;color:#444}
.hand{color:#8a1c00;border-bottom:1px dotted #8a1c00;display:inline-block;min-width:14rem}.due{border:2px solid #8a1c00;padding:.5rem .8rem}
ul{margin:0;padding-left:1.1rem}.list{columns:3;font-family:ui-monospace,monospace;font-size:.85rem;overflow-wrap:anywhere}
td{overflow-wrap:anywhere;white-space:pre-line}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}`

/**
 * A page that needs nothing else, fetches nothing and runs nothing.
 * @throws ExchangeError VALUE for a report that contradicts its form.
 */
export function writeReportHtml(report: OfficialReport): string {
  refuseWrong(report)
  const form = fillReport(report)
  const title = `${form.title} · ${form.reportType}`
  return [
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${html(title)}</title>`,
    `<style>${STYLE}</style></head><body>\n<h1>${html(form.title)}</h1>`,
    `<p><b>Type of report:</b> ${html(form.reportType)}</p>`,
    dueHtml(form),
    '<p class="note">Names, numbers and telephones of patients do not belong on this form.</p>',
    ...sectionsOf(form).map(([section, fields]) => sectionHtml(section, fields)),
    ...form.fields.filter(({ values }) => values.length > MOST_INLINE).map(annexHtml),
    `<p class="note">Fields as of edition ${html(form.edition)} (${html(form.source)}).</p>`,
    '</body></html>\n',
  ].join('\n')
}

function dueHtml({ due }: FilledForm): string {
  if (due === undefined) return ''
  return `<p class="due">To be sent to FDA and to the immediate trading partners until <b>${html(due.text)}</b>: 24 hours after the determination.</p>`
}

function sectionsOf({ fields }: FilledForm): readonly (readonly [string, readonly FilledField[]])[] {
  const sections = new Map<string, FilledField[]>()
  for (const field of fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field])
  return [...sections]
}

function sectionHtml(section: string, fields: readonly FilledField[]): string {
  return `<h2>${html(section)}</h2>\n<table>${fields.map(fieldHtml).join('\n')}</table>`
}

function fieldHtml(field: FilledField): string {
  const { number, name, hint } = field
  const beside = hint === undefined ? '' : ` <small>(${html(hint)})</small>`
  return `<tr><td class="no">${html(number)}</td><th scope="row">${html(name)}${beside}</th><td>${valueHtml(field)}</td></tr>`
}

function valueHtml({ values, needed, notHere, number }: FilledField): string {
  const [first, ...others] = values
  if (notHere) return '<span class="note">not in a report of this type</span>'
  if (first === undefined) return `<span class="hand">to be filled by hand${needed ? ' (needed)' : ''}</span>`
  if (others.length === 0) return html(first)
  if (values.length > MOST_INLINE) return `${values.length}, listed at the end under ${html(number)}`
  return `<ul>${values.map((value) => `<li>${html(value)}</li>`).join('')}</ul>`
}

function annexHtml({ number, name, values }: FilledField): string {
  return `<h2>${html(number)} ${html(name)}: ${values.length}</h2>\n<div class="list">${values.map(html).join('<br>\n')}</div>`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (ch) => ESCAPES[ch] ?? '')
}
