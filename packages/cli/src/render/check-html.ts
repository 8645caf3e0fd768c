/** The report of a check as one page to print or send: no scripts, nothing from elsewhere, everything from outside escaped. */
import type { CheckedDocument, CheckReport, DefectGroup } from '@packtrail/exchange'
import { words } from '../words.ts'
import { summaryOf } from './check-text.ts'

const { checking: say } = words
const { html: label } = say

export function checkHtml(report: CheckReport, date: string): string {
  const { accepted, documents, defects, notChecked } = report
  const verdict = accepted ? say.accepted : say.rejected
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(label.title)}</title><style>${STYLE}</style></head><body><main>
<h1>${escaped(label.title)}</h1><p class="soft">${escaped(label.lead)}</p>
<section class="verdict ${accepted ? 'good' : 'bad'}"><b>${escaped(verdict)}</b><p>${escaped(summaryOf(report))}</p></section>
${documents.map(documentPart).join('\n')}
${defects.map(defectPart).join('\n')}
${notChecked.length === 0 ? '' : `<h2>${escaped(say.notChecked)}</h2><ul>${notChecked.map(({ number, why }) => `<li>${number}: ${escaped(why)}</li>`).join('')}</ul>`}
<p class="soft">${escaped(label.made(date))}</p>
</main></body></html>
`
}

function documentPart(document: CheckedDocument): string {
  const { file, format, profile, sender, receiver, instanceIdentifier, bytes, events, sha256 } = document
  const rows: readonly (readonly [string, string | undefined])[] = [
    [label.file, file],
    ['SHA-256', sha256],
    [label.bytes, bytes.toLocaleString('en-US')],
    [label.format, format ?? say.unread],
    [label.guideline, say.profiles[profile]],
    [label.sender, sender],
    [label.receiver, receiver],
    [label.number, instanceIdentifier],
    [label.events, events.toLocaleString('en-US')],
  ]
  const told = rows.filter(([, value]) => value !== undefined)
  return `<dl>${told.map(([name, value = '']) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`
}

function defectPart({ number, code, name, severity, count, places, remedy }: DefectGroup): string {
  const tag = severity === 'error' ? label.reject : label.warn
  const rows = places.map(
    ({ file, line, path = '', value = '', message }) =>
      `<tr><td>${escaped(file)}${line === undefined ? '' : `:${line}`}</td><td><code>${escaped(value === '' ? path : value)}</code></td><td>${escaped(message)}</td></tr>`,
  )
  const more = count > places.length ? `<p class="soft">${escaped(say.more(count - places.length))}</p>` : ''
  return `<section class="defect"><h2>${escaped(number === undefined ? code : String(number))} · ${escaped(name)} <span class="tag ${severity}">${escaped(tag)}, ${escaped(say.times(count))}</span></h2>
${remedy === '' ? '' : `<p><b>${escaped(label.mend)}:</b> ${escaped(remedy)}</p>`}
<table><thead><tr><th>${escaped(label.line)}</th><th>${escaped(label.value)}</th><th>${escaped(label.what)}</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>${more}</section>`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and for attributes in quotes. What is no character, or turns the direction of text, is shown as U+FFFD. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (ch) => ESCAPES[ch] as string).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd')
}

const STYLE = `
:root{color-scheme:light;--ink:#1b2430;--soft:#5b6776;--line:#dde3ea;--good:#0a6b46;--bad:#9f1d20;--doubt:#7a4d00}
*{box-sizing:border-box}body{margin:0;color:var(--ink);background:#fff;font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}h1{font-size:1.8rem;margin:0}h2{font-size:1.1rem;margin:1.8rem 0 .4rem}
.soft{color:var(--soft)}.verdict{border-left:.5rem solid;padding:.8rem 1.2rem;margin:1.2rem 0;background:#f6f8fa}.verdict b{font-size:1.3rem}.verdict p{margin:0}
.good{color:var(--good);border-color:var(--good)}.bad{color:var(--bad);border-color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem;margin:0 0 1rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.tag{font-size:.8rem;font-weight:600;white-space:nowrap}.tag.error{color:var(--bad)}.tag.warn{color:var(--doubt)}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
code{font-family:ui-monospace,Consolas,Menlo,monospace;font-size:.9em}
@media print{body{font-size:10pt}main{max-width:none;padding:0}tr,dl,.verdict{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}.verdict{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
