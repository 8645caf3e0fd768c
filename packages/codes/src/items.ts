/** Containers and items: see `identity.ts` for their canonical texts. */
import { all, DIGIT, isSet82, VISIBLE } from './charset.ts'
import { hasGs1CheckDigit } from './check-digits.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import {
  CN_CODE_LENGTH,
  CN_PREFIX_LENGTH,
  type ContainerId,
  formatPack,
  type ItemId,
  isCnPrefix,
  type OtherId,
  type PackId,
  parsePackId,
  serialFault,
} from './identity.ts'
import { uriFault } from './places.ts'

/** A container in its canonical text. */
export function parseContainerId(text: string): Parsed<ContainerId> {
  const found = containerFault(text)
  return found === undefined ? good(text as ContainerId) : bad(found)
}

function containerFault(text: string): CodeFault | undefined {
  if (text.startsWith('sscc:')) return ssccFault(text.slice(5))
  if (text.startsWith('sgtin:')) return sgtinFault(text.slice(6))
  if (text.startsWith('cn:')) return cnCodeFault(text.slice(3))
  if (text.startsWith('grai:')) return graiFault(text.slice(5))
  if (text.startsWith('giai:')) return giaiFault(text.slice(5))
  return fault('UNKNOWN_FORM', `${quote(text)} is no container: sscc:…, sgtin:…, cn:…, grai:… or giai:…`, 'container')
}

function ssccFault(sscc: string): CodeFault | undefined {
  if (sscc.length !== 18 || !all(sscc, DIGIT)) {
    return fault('BAD_SSCC', `an SSCC has 18 digits, not ${quote(sscc)}`, 'sscc')
  }
  if (hasGs1CheckDigit(sscc)) return undefined
  return fault('BAD_CHECK_DIGIT', `the check digit of SSCC ${quote(sscc)} is wrong`, 'sscc')
}

function sgtinFault(text: string): CodeFault | undefined {
  const slash = text.indexOf('/')
  const gtin = slash < 0 ? text : text.slice(0, slash)
  if (gtin.length !== 14 || !all(gtin, DIGIT)) {
    return fault('BAD_GTIN', `a case is sgtin:GTIN14/SERIAL, not ${quote(text)}`, 'gtin')
  }
  if (!hasGs1CheckDigit(gtin)) {
    return fault('BAD_CHECK_DIGIT', `the check digit of GTIN ${quote(gtin)} is wrong`, 'gtin')
  }
  return serialFault(slash < 0 ? '' : text.slice(slash + 1))
}

function cnCodeFault(code: string): CodeFault | undefined {
  if (code.length === CN_CODE_LENGTH && isCnPrefix(code.slice(0, CN_PREFIX_LENGTH)) && all(code, VISIBLE)) {
    return undefined
  }
  return fault(
    'BAD_CN_CODE',
    `a 追溯码 has 20 characters, the first seven letters or digits, not ${quote(code)}`,
    'code',
  )
}

/** `grai:` 13 digits (company prefix, asset type, check digit) `/` serial, 1 to 16 of set 82 (AI 8003 without its filler). */
function graiFault(text: string): CodeFault | undefined {
  const type = text.slice(0, 13)
  if (type.length !== 13 || !all(type, DIGIT) || text[13] !== '/' || !isSet82(text.slice(14), 16)) {
    return fault('BAD_GRAI', `an asset is grai:13 digits/serial of 1 to 16 characters, not ${quote(text)}`, 'grai')
  }
  if (hasGs1CheckDigit(type)) return undefined
  return fault('BAD_CHECK_DIGIT', `the check digit of GRAI ${quote(type)} is wrong`, 'grai')
}

/** AI (8004): company prefix and asset reference, together 30 of set 82. */
function giaiFault(text: string): CodeFault | undefined {
  if (isSet82(text, 30) && all(text, DIGIT, 0, Math.min(6, text.length)) && text.length > 6) return undefined
  return fault(
    'BAD_GIAI',
    `a GIAI has 7 to 30 characters of set 82 that begin with a company prefix: ${quote(text)}`,
    'giai',
  )
}

/** A pack's code read as the code of a case or inner pack: the same text printed on a container. */
export function packAsContainer(pack: PackId): ContainerId | undefined {
  if (pack.startsWith('cn:')) return `cn:${formatPack(pack)}` as ContainerId
  if (pack.startsWith('ppn:')) return undefined
  return `sgtin:${pack}` as ContainerId
}

/** The reverse of `packAsContainer`; `undefined` for what can only be a container. */
export function containerAsPack(container: ContainerId): PackId | undefined {
  if (container.startsWith('cn:')) return `${container.slice(0, 10)}/${container.slice(10)}` as PackId
  if (container.startsWith('sgtin:')) return container.slice(6) as PackId
  return undefined
}

// -------------------------------------------------------------------- items

export type ItemKind = 'pack' | 'container' | 'other'

/** Which of the three, from the text alone. */
export function itemKind(item: ItemId): ItemKind {
  const first = item.charCodeAt(0)
  if (first <= 0x39 || item.startsWith('ppn:')) return 'pack'
  // A Chinese pack has its slash after `cn:` and seven characters; the same code as a container has none and is one shorter.
  if (item.startsWith('cn:')) return item.length === 4 + CN_CODE_LENGTH ? 'pack' : 'container'
  return item.startsWith('uri:') ? 'other' : 'container'
}

export function isPackId(item: ItemId): item is PackId {
  return itemKind(item) === 'pack'
}

export function isContainerId(item: ItemId): item is ContainerId {
  return itemKind(item) === 'container'
}

/** Any item in its canonical text. */
export function parseItemId(text: string): Parsed<ItemId> {
  if (text.startsWith('uri:')) {
    const found = uriFault(text)
    return found === undefined ? good(text as OtherId) : bad(found)
  }
  const isCnPack = text.startsWith('cn:') && text.length === 4 + CN_CODE_LENGTH
  if (isCnPack || text.startsWith('ppn:') || (text.length > 0 && all(text, DIGIT, 0, 1))) return parsePackId(text)
  return parseContainerId(text)
}
