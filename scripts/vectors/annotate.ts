/** Canonical CBOR as lines of hex with what each part is, for the pages of docs/spec. */
import { type Cbor, decode, encode, toHex } from '../../packages/protocol/src/index.ts'

/** Names of the items of an array, or `[name, names of its own items]`. */
export type Labels = readonly (string | readonly [string, Labels])[]

const COLUMN = 70

/** One line an item: its bytes, indented by depth, then `;` and its name and value. */
export function annotate(bytes: Uint8Array, title: string, labels: Labels = []): string {
  const lines: string[] = []
  show(decode(bytes), title, labels, 0, lines)
  return lines.join('\n')
}

/** Bytes that are no CBOR of ours: 32 a line, the first line named. */
export function plain(bytes: Uint8Array, title: string): string {
  const hex = toHex(bytes)
  const lines: string[] = []
  for (let at = 0; at < hex.length; at += 64)
    lines.push(at === 0 ? line(hex.slice(0, 64), title) : hex.slice(at, at + 64))
  return lines.join('\n')
}

function show(value: Cbor, name: string, labels: Labels, depth: number, lines: string[]): void {
  const indent = '  '.repeat(depth)
  const bytes = encode(value)
  if (Array.isArray(value)) {
    const items = value as readonly Cbor[]
    const size = headSize(items.length)
    lines.push(line(indent + toHex(bytes.subarray(0, size)), `${name}: array of ${items.length}`))
    items.forEach((item, i) => {
      const label = labels[Math.min(i, labels.length - 1)] ?? `${i}`
      const [own, below] = typeof label === 'string' ? [label, []] : label
      show(item, own, below, depth + 1, lines)
    })
    return
  }
  if (value instanceof Uint8Array) showBytes(value, bytes, name, indent, lines)
  else lines.push(line(indent + toHex(bytes), `${name}: ${JSON.stringify(value)}`))
}

function showBytes(value: Uint8Array, bytes: Uint8Array, name: string, indent: string, lines: string[]): void {
  const head = bytes.length - value.length
  lines.push(line(indent + toHex(bytes.subarray(0, head)), `${name}: ${value.length} bytes`))
  const hex = toHex(value)
  for (let at = 0; at < hex.length; at += 64) lines.push(`${indent}  ${hex.slice(at, at + 64)}`)
}

function headSize(length: number): number {
  return length < 24 ? 1 : length < 256 ? 2 : length < 65_536 ? 3 : 5
}

function line(hex: string, comment: string): string {
  return `${hex.padEnd(COLUMN)} ; ${comment}`
}
