/**
 * Data Matrix ECC 200 (ISO/IEC 16022) with the lines that people read below it, as SVG and as PNG. The modules come from bwip-js, which is
 * loaded when the first symbol is made.
 */
import { type Picture, writePng } from './png.ts'

/** What is printed. */
export interface Label {
  /** Data of the symbol; GS (0x1D) where a GS1 symbol has FNC1. */
  readonly text: string
  /** The symbol says that it holds GS1 data: FNC1 in first place. */
  readonly gs1: boolean
  /** ASCII, from the top. */
  readonly lines: readonly string[]
}

/** The modules of a symbol: `dark[y * width + x]`. */
interface Modules {
  readonly width: number
  readonly height: number
  readonly dark: readonly number[]
}

/** The picture-making library, as far as it is used. */
export interface SymbolMaker {
  readonly svg: (label: Label) => string
  readonly png: (label: Label) => Uint8Array
}

/** Its types know no default export, its code has one. */
type Bwip = Pick<typeof import('@bwip-js/node'), 'raw' | 'FontLib'>

export async function loadSymbolMaker(): Promise<SymbolMaker> {
  const loaded: unknown = await import('@bwip-js/node')
  const bwip = (loaded as { readonly default: Bwip }).default
  return {
    svg: (label) => drawSvg(label, modulesOf(bwip, label)),
    png: (label) => writePng(drawPicture(bwip, label, modulesOf(bwip, label))),
  }
}

function modulesOf(bwip: Bwip, { text, gs1 }: Label): Modules {
  // In the language of bwip-js ^FNC1 is the sign and ^^ a circumflex.
  const data = text.replaceAll('^', '^^')
  const [symbol] = gs1
    ? bwip.raw({ bcid: 'datamatrix', text: `^FNC1${data.replaceAll('\x1d', '^FNC1')}`, parsefnc: true })
    : bwip.raw({ bcid: 'datamatrix', text: data, parsefnc: true })
  if (symbol === undefined || !('pixs' in symbol)) throw new Error('bwip-js made no matrix of a Data Matrix')
  return { width: symbol.pixx, height: symbol.pixy, dark: symbol.pixs }
}

/** Light modules around the symbol; the standard asks for one. */
const QUIET = 2

// ------------------------------------------------------------------------ SVG

/** Sizes in modules: a module becomes as large as the picture is scaled. */
const LINE = 3

function drawSvg({ lines }: Label, { width, height, dark }: Modules): string {
  const longest = Math.max(0, ...lines.map((one) => one.length))
  // A letter of a monospaced font is about 0.6 as wide as it is high.
  const whole = Math.max(width, Math.ceil(longest * LINE * 0.6)) + 2 * QUIET
  const tall = height + 2 * QUIET + lines.length * LINE
  const left = Math.floor((whole - width) / 2)
  let path = ''
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let run = 0
      while (x + run < width && dark[y * width + x + run] === 1) run++
      if (run > 0) path += `M${left + x} ${QUIET + y}h${run}v1h-${run}z`
      x += run
    }
  }
  const text = lines.map((one, i) => {
    const y = height + 2 * QUIET + (i + 1) * LINE - 1
    return `<text x="${QUIET}" y="${y}">${escapeXml(one)}</text>\n`
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${tall}" width="${whole * 0.5}mm" height="${tall * 0.5}mm">\n` +
    `<rect width="${whole}" height="${tall}" fill="#fff"/>\n<path fill="#000" shape-rendering="crispEdges" d="${path}"/>\n` +
    `<g font-family="monospace" font-size="${LINE * 0.9}" fill="#000">\n${text.join('')}</g>\n</svg>\n`
  )
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

// ------------------------------------------------------------------------ PNG

/** Pixels of a module, and of a letter. */
const SCALE = 6
const LETTER = 18
const FONT = 'OCR-B'

function drawPicture(bwip: Bwip, { lines }: Label, { width, height, dark }: Modules): Picture {
  const margin = QUIET * SCALE
  const lineHeight = Math.ceil(LETTER * 1.5)
  const textWidth = Math.max(0, ...lines.map((one) => widthOf(bwip, one)))
  const whole = Math.max(width * SCALE, textWidth) + 2 * margin
  const tall = height * SCALE + 2 * margin + lines.length * lineHeight
  const picture: Picture = { width: whole, height: tall, pixels: new Uint8Array(whole * tall).fill(255) }
  const left = Math.floor((whole - width * SCALE) / 2)
  for (let y = 0; y < height * SCALE; y++) {
    for (let x = 0; x < width * SCALE; x++) {
      const isDark = dark[Math.floor(y / SCALE) * width + Math.floor(x / SCALE)] === 1
      if (isDark) picture.pixels[(margin + y) * whole + left + x] = 0
    }
  }
  for (const [i, one] of lines.entries()) {
    drawLine(bwip, picture, one, margin, height * SCALE + 2 * margin + i * lineHeight + LETTER)
  }
  return picture
}

function widthOf(bwip: Bwip, text: string): number {
  const font = bwip.FontLib.lookup(FONT)
  let width = 0
  for (const ch of text) width += bwip.FontLib.getglyph(font, ch.charCodeAt(0), LETTER, LETTER).advance
  return width
}

/** Draws letters on the base line `y`; what falls outside of the picture is left out. */
function drawLine(bwip: Bwip, { width, height, pixels }: Picture, text: string, x: number, y: number): void {
  const font = bwip.FontLib.lookup(FONT)
  let left = x
  for (const ch of text) {
    const glyph = bwip.FontLib.getglyph(font, ch.charCodeAt(0), LETTER, LETTER)
    for (let row = 0; row < glyph.height; row++) {
      for (let column = 0; column < glyph.width; column++) {
        const ink = glyph.bytes[glyph.offset + row * glyph.width + column] ?? 0
        const [px, py] = [left + glyph.left + column, y - glyph.top + row]
        if (ink > 0 && px >= 0 && px < width && py >= 0 && py < height) pixels[py * width + px] = 255 - ink
      }
    }
    left += glyph.advance
  }
}
