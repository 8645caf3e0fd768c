/**
 * The codes in a picture, read by zxing-wasm, which is loaded from this installation and asks no network. Only symbols with check characters
 * are looked for, and only what it calls valid is handed on: a picture that cannot be read gives nothing, never a likely text.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** Largest file, and largest picture in pixels. */
export const MAX_IMAGE_BYTES: number = 64 << 20
export const MAX_PIXELS = 100_000_000

export interface ImageCode {
  /** `DataMatrix`, `QRCode`, `Code128`, … */
  readonly format: string
  /** What a scanner would send: symbology identifier and data. */
  readonly scan: string
}

/** Symbols that stand on packs and cases. */
const FORMATS = [
  'DataMatrix',
  'QRCode',
  'MicroQRCode',
  'Code128',
  'EAN13',
  'EAN8',
  'UPCA',
  'UPCE',
  'DataBar',
  'ITF',
  'Code39',
] as const

/** Two have no check character, and stripes of a picture can look like them: only what has a check of its own is taken. */
const MUST_BE: Readonly<Record<string, RegExp>> = { ITF: /^\d{14}$/, ITF14: /^\d{14}$/, Code39: /^-\d{7,8}$/ }

/** What is used of the library. */
interface Reader {
  readBarcodes(bytes: Uint8Array, options: object): Promise<readonly Found[]>
  prepareZXingModule(options: object): unknown
}

interface Found {
  readonly isValid: boolean
  readonly format: string
  readonly bytes: Uint8Array
  readonly symbologyIdentifier: string
}

async function loadReader(): Promise<Reader> {
  const reader: Reader = await import('zxing-wasm/reader')
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  // Given the program, the library fetches none.
  reader.prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } })
  return reader
}

/** Every code in a PNG, JPEG or other picture. `undefined` when the bytes are no picture or one too large. Never throws on bad bytes. */
export async function readImage(bytes: Uint8Array): Promise<readonly ImageCode[] | undefined> {
  const size = imageSize(bytes)
  if (size === undefined || size.width * size.height > MAX_PIXELS || size.width * size.height === 0) return undefined
  const reader = await loadReader()
  try {
    const found = await reader.readBarcodes(bytes, {
      formats: FORMATS,
      tryHarder: true,
      tryInvert: true,
      tryRotate: true,
      maxNumberOfSymbols: 64,
      returnErrors: false,
    })
    return found.filter(isCertain).map(codeOf)
  } catch {
    // The decoder inside gives up on damaged files with messages of its own; to the person it is a picture that cannot be read.
    return undefined
  }
}

function isCertain({ isValid, format, bytes }: Found): boolean {
  return isValid && bytes.length > 0 && (MUST_BE[format]?.test(textOf(bytes)) ?? true)
}

function codeOf({ format, bytes, symbologyIdentifier }: Found): ImageCode {
  return { format, scan: symbologyIdentifier + textOf(bytes) }
}

/** Bytes are UTF-8 where they can be, and Latin-1 otherwise, as the symbols have it without further notice. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The size that the file itself gives, before anything is decoded: a small file can unfold to a picture of any size. */
export function imageSize(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length > 32 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452) {
    return { width: view.getUint32(16), height: view.getUint32(20) }
  }
  if (bytes.length > 32 && view.getUint16(0) === 0x424d) {
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
  }
  if (bytes.length > 32 && view.getUint32(0) === 0x47494638) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  return bytes.length > 32 && view.getUint16(0) === 0xffd8 ? jpegSize(bytes, view) : undefined
}

/** The frame header of a JPEG (ISO/IEC 10918-1, section B.2.2): SOF0 to SOF15 but the three that are no frames. */
function jpegSize(bytes: Uint8Array, view: DataView): Size | undefined {
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}
