/** The timeline as an inline picture: one bar a stretch of time, its parts by what happened. */
import { html, type Markup } from './html-parts.ts'
import type { Language } from './language.ts'
import { formatDay, formatMoment } from './moment.ts'
import { LANES, type Timeline } from './timeline.ts'

const WIDTH = 960
const HEIGHT = 180
const TOP = 16
const LEFT = 48
const BOTTOM = 24

export function timelinePicture(timeline: Timeline, language: Language): Markup | undefined {
  const { bars, step } = timeline
  const most = Math.max(0, ...bars.map((bar) => total(bar.events)))
  if (bars.length === 0 || most === 0) return undefined
  const width = (WIDTH - LEFT) / bars.length
  const scale = (HEIGHT - TOP - BOTTOM) / most
  const label = (ms: number): string => (step < 86_400_000 ? formatMoment(ms) : formatDay(ms))
  const last = bars.at(-1)?.from ?? 0
  return html`<figure style="margin:0">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${language.labels.timeline}">
<line class="rule" x1="${LEFT}" y1="${HEIGHT - BOTTOM}" x2="${WIDTH}" y2="${HEIGHT - BOTTOM}"/>
<line class="rule" x1="${LEFT}" y1="${TOP}" x2="${WIDTH}" y2="${TOP}"/>
<text x="${LEFT - 6}" y="${TOP + 4}" text-anchor="end">${most}</text>
<text x="${LEFT - 6}" y="${HEIGHT - BOTTOM + 4}" text-anchor="end">0</text>
${bars.map((bar, i) => barParts(bar, LEFT + i * width, Math.max(width - 1.5, 1), scale, label, language))}
<text x="${LEFT}" y="${HEIGHT - 6}">${label(bars[0]?.from ?? 0)}</text>
<text x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${label(last + step)}</text>
</svg>
<ul class="legend">${LANES.map((lane, i) => html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="f${i}" width="10" height="10" rx="2"/></svg>${language.lanes[lane]}</li>`)}</ul>
</figure>`
}

function total(events: Timeline['bars'][number]['events']): number {
  return LANES.reduce((sum, lane) => sum + events[lane], 0)
}

function barParts(
  { from, events }: Timeline['bars'][number],
  x: number,
  width: number,
  scale: number,
  label: (ms: number) => string,
  language: Language,
): Markup {
  let y = HEIGHT - BOTTOM
  const parts = LANES.map((lane, i) => {
    const height = events[lane] * scale
    if (height === 0) return undefined
    y -= height
    return html`<rect class="f${i}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${Math.max(height, 0.7).toFixed(1)}"/>`
  })
  const told = LANES.filter((lane) => events[lane] > 0).map((lane) => `${language.lanes[lane]}: ${events[lane]}`)
  return html`<g><title>${label(from)} — ${told.join(', ')}</title>${parts}</g>`
}
