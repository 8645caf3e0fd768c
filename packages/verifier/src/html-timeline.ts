/**
 * The timeline as an inline picture: one bar a stretch of time, its parts by what happened. Words and numbers stand beside the
 * picture, not in it: it is stretched to the width of the page, and they must not be.
 */
import { groupDigits } from './fill.ts'
import { html, type Markup } from './html-parts.ts'
import type { Language } from './language.ts'
import { formatDay, formatMoment } from './moment.ts'
import { LANES, type Timeline } from './timeline.ts'

const WIDTH = 960
const HEIGHT = 140

export function timelinePicture(timeline: Timeline, language: Language): Markup | undefined {
  const { bars, step } = timeline
  const most = Math.max(0, ...bars.map((bar) => total(bar.events)))
  if (bars.length === 0 || most === 0) return undefined
  const width = WIDTH / bars.length
  const label = (ms: number): string => (step < 86_400_000 ? formatMoment(ms) : formatDay(ms))
  const last = bars.at(-1)?.from ?? 0
  return html`<figure class="line">
<div class="scale"><span>${groupDigits(most)}</span><span>0</span></div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${language.labels.timeline}">
${bars.map((bar, i) => barParts(bar, i * width, Math.max(width * 0.96, 1), HEIGHT / most, label, language))}
</svg>
<div class="ends"><span>${label(bars[0]?.from ?? 0)}</span><span>${label(last + step)}</span></div>
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
  let y = HEIGHT
  const parts = LANES.map((lane, i) => {
    const height = events[lane] * scale
    if (height === 0) return undefined
    y -= height
    return html`<rect class="f${i}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${Math.max(height, 0.7).toFixed(1)}"/>`
  })
  const told = LANES.filter((lane) => events[lane] > 0).map((lane) => `${language.lanes[lane]}: ${events[lane]}`)
  return html`<g><title>${label(from)} — ${told.join(', ')}</title>${parts}</g>`
}
