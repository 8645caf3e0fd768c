/**
 * Web addresses that hold a 药品追溯码. Order numbers, tracking numbers and hashes are digits as well: only a value that stands by itself is
 * looked at, between two signs of the address, and where nothing says that it is the code of a pack, that is said.
 */
import { isDigits } from './charset.ts'
import { CN_CODE_LENGTH } from './identity.ts'

export interface CnAddress {
  readonly code: string
  /** The parameter or the part of the path before it says that it is a code. */
  readonly isNamed: boolean
}

/** How the addresses on packs call it, in small letters without signs. */
const NAMES: ReadonlySet<string> = new Set(
  'c code codes drugcode curcode qrcode tracecode tracecodes tracingcode tracc traccode drugtraccodg trace zsm zs jgm dzjgm'.split(
    ' ',
  ),
)

/** @returns nothing where there is none, or two. */
export function cnOfAddress(address: string): CnAddress | undefined {
  const [, path = '', query = ''] = /^https?:\/\/[^/?#]*([^?#]*)(.*)$/i.exec(address) ?? []
  const found = new Map<string, boolean>()
  const take = (name: string, value: string): void => {
    if (value.length !== CN_CODE_LENGTH || !value.startsWith('8') || !isDigits(value)) return
    found.set(value, found.get(value) === true || NAMES.has(name.toLowerCase().replace(/[^a-z]/g, '')))
  }
  path.split('/').forEach((part, i, parts) => {
    take(parts[i - 1] ?? '', part)
  })
  for (const pair of query.split(/[?&#;]/)) {
    const at = pair.indexOf('=')
    take(pair.slice(0, Math.max(0, at)), pair.slice(at + 1))
  }
  const [only] = found
  return only === undefined || found.size > 1 ? undefined : { code: only[0], isNamed: only[1] }
}
