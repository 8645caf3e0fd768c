/**
 * The auditor's memory file: what he has seen of each ledger, so that none can be set back or show him a second history
 * (docs/spec/15-policy.md).
 */
import { type Fault, fromHex, fromUtf8, type Hash, toHex } from '@packtrail/protocol'
import { isObject, parseJsonObject } from './policy.ts'

export interface SeenHead {
  readonly size: number
  readonly root: Hash
}

export interface LedgerMemory extends SeenHead {
  /** The signed checkpoint, which is the evidence should a second history turn up. */
  readonly note: string
  /** Heads of batch streams, by `PRODUCT/LOT`. */
  readonly batches: Readonly<Record<string, SeenHead>>
}

/** By origin. */
export type Memory = Readonly<Record<string, LedgerMemory>>

export const EMPTY_MEMORY: Memory = {}

export type ParsedMemory =
  | { readonly ok: true; readonly value: Memory }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export function parseMemory(text: string): ParsedMemory {
  const faults: Fault[] = []
  const complain = (path: string, message: string): void => {
    faults.push({ code: 'BAD_MEMORY', severity: 'error', path, message: `${path}: ${message}` })
  }
  const file = parseJsonObject(text)
  if (file === undefined || file['packtrailMemory'] !== 0 || !isObject(file['ledgers'])) {
    complain('packtrailMemory', 'this is no memory file of version 0')
    return { ok: false, faults }
  }
  const entries = Object.entries(file['ledgers']).map(([origin, value]): [string, LedgerMemory] => {
    const path = `ledgers.${origin}`
    const head = readHead(value, path, complain)
    const fields = isObject(value) ? value : {}
    const { note, batches } = fields
    if (typeof note !== 'string') complain(`${path}.note`, 'must be the text of the checkpoint')
    if (!isObject(batches)) complain(`${path}.batches`, 'must be {batch: {size, root}}')
    const heads = Object.entries(isObject(batches) ? batches : {}).map(
      ([batch, item]) => [batch, readHead(item, `${path}.batches.${batch}`, complain)] as const,
    )
    return [origin, { ...head, note: typeof note === 'string' ? note : '', batches: Object.fromEntries(heads) }]
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: Object.fromEntries(entries) }
}

function readHead(value: unknown, path: string, complain: (path: string, message: string) => void): SeenHead {
  const { size, root } = isObject(value) ? value : {}
  const bytes = typeof root === 'string' ? fromHex(root) : undefined
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) complain(`${path}.size`, 'must be a number')
  if (bytes?.length !== 32) complain(`${path}.root`, 'must be 64 lower-case hexadecimal digits')
  return { size: typeof size === 'number' ? size : 0, root: bytes ?? new Uint8Array(32) }
}

/** What a sound bundle has shown. */
export interface Sighting extends SeenHead {
  readonly origin: string
  readonly note: Uint8Array
  readonly batch: string
  readonly head: SeenHead
}

/** The memory after a bundle that was not refuted. Never goes back. */
export function remember(memory: Memory, seen: Sighting): Memory {
  const known = Object.hasOwn(memory, seen.origin) ? memory[seen.origin] : undefined
  const newer = known === undefined || seen.size > known.size
  const head = newer ? { size: seen.size, root: seen.root, note: fromUtf8(seen.note) ?? '' } : known
  const batches = { ...known?.batches }
  const old = batches[seen.batch]
  if (old === undefined || seen.head.size > old.size) batches[seen.batch] = seen.head
  return { ...memory, [seen.origin]: { ...head, batches } }
}

/** The text of a memory file, ready to be written. */
export function formatMemory(memory: Memory): string {
  const head = ({ size, root }: SeenHead): { size: number; root: string } => ({ size, root: toHex(root) })
  const ledgers = Object.fromEntries(
    Object.entries(memory).map(([origin, { note, batches, ...rest }]) => [
      origin,
      {
        ...head(rest),
        note,
        batches: Object.fromEntries(Object.entries(batches).map(([batch, item]) => [batch, head(item)])),
      },
    ]),
  )
  return `${JSON.stringify({ packtrailMemory: 0, ledgers }, undefined, 2)}\n`
}
