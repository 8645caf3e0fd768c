/**
 * The words of the Core Business Vocabulary 2.0. They are written as URN (1.x), as web address or bare (2.0); the bare word is
 * the canonical form, any other vocabulary keeps the URI it came with.
 */
export const CBV_KINDS = ['bizstep', 'disp', 'btt', 'sdt', 'er'] as const
export type CbvKind = (typeof CBV_KINDS)[number]

const WORDS: Readonly<Record<CbvKind, string>> = {
  bizstep:
    'accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting decommissioning ' +
    'departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing killing loading ' +
    'other packing picking receiving removing repackaging repairing replacing reserving retail_selling sampling ' +
    'sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking void_shipping',
  disp:
    'active available completeness_inferred completeness_verified conformant container_closed container_open damaged destroyed ' +
    'dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance mismatch_quantity ' +
    'needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold ' +
    'returned sellable_accessible sellable_not_accessible stolen unavailable unknown',
  btt: 'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt',
  sdt: 'location owning_party possessing_party',
  er: 'did_not_occur incorrect_data',
}

const SETS: Readonly<Record<CbvKind, ReadonlySet<string>>> = {
  bizstep: new Set(WORDS.bizstep.split(' ')),
  disp: new Set(WORDS.disp.split(' ')),
  btt: new Set(WORDS.btt.split(' ')),
  sdt: new Set(WORDS.sdt.split(' ')),
  er: new Set(WORDS.er.split(' ')),
}

const WEB_NAMES: Readonly<Record<CbvKind, string>> = {
  bizstep: 'BizStep',
  disp: 'Disp',
  btt: 'BTT',
  sdt: 'SDT',
  er: 'ER',
}

export interface Word {
  /** Bare when it is a word of the CBV, else the text as it came. */
  readonly word: string
  /** `cbv`: known · `other`: a URI of somebody else · `unknown`: said to be of the CBV, or bare, but it is no word of it. */
  readonly origin: 'cbv' | 'other' | 'unknown'
  /** Written without a namespace: allowed in JSON only. */
  readonly bare: boolean
}

const caches: Readonly<Record<CbvKind, Map<string, Word>>> = {
  bizstep: new Map(),
  disp: new Map(),
  btt: new Map(),
  sdt: new Map(),
  er: new Map(),
}

export function readWord(kind: CbvKind, text: string): Word {
  const cache = caches[kind]
  const known = cache.get(text)
  if (known !== undefined) return known
  const word = makeWord(kind, text)
  if (cache.size < 1000) cache.set(text, word)
  return word
}

export function isCbvWord(kind: CbvKind, word: string): boolean {
  return SETS[kind].has(word)
}

function makeWord(kind: CbvKind, text: string): Word {
  const rest = afterNamespace(kind, text)
  if (rest !== undefined) {
    return SETS[kind].has(rest)
      ? { word: rest, origin: 'cbv', bare: false }
      : { word: text, origin: 'unknown', bare: false }
  }
  if (text.includes(':')) return { word: text, origin: 'other', bare: false }
  return { word: text, origin: SETS[kind].has(text) ? 'cbv' : 'unknown', bare: true }
}

const WEB_HOSTS = [
  'https://ref.gs1.org/cbv/',
  'http://ref.gs1.org/cbv/',
  'https://ns.gs1.org/cbv/',
  'http://ns.gs1.org/cbv/',
  'cbv:',
]

function afterNamespace(kind: CbvKind, text: string): string | undefined {
  const urn = `urn:epcglobal:cbv:${kind}:`
  if (text.startsWith(urn)) return text.slice(urn.length)
  for (const host of WEB_HOSTS) {
    const web = `${host}${WEB_NAMES[kind]}-`
    if (text.startsWith(web)) return text.slice(web.length)
  }
  return undefined
}
