/**
 * The words of the Core Business Vocabulary 2.0. They are written as URN (1.x), as web address or bare (2.0); the bare word is
 * the canonical form.
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

const WEB_HOSTS = [
  'https://ref.gs1.org/cbv/',
  'http://ref.gs1.org/cbv/',
  'https://ns.gs1.org/cbv/',
  'http://ns.gs1.org/cbv/',
  'cbv:',
]

export function isCbvWord(kind: CbvKind, word: string): boolean {
  return SETS[kind].has(word)
}

/** What stands behind a namespace of the vocabulary, a word of it or not; `undefined` of every other text. */
export function inCbvNamespace(kind: CbvKind, text: string): string | undefined {
  const urn = `urn:epcglobal:cbv:${kind}:`
  if (text.startsWith(urn)) return text.slice(urn.length)
  for (const host of WEB_HOSTS) {
    const web = `${host}${WEB_NAMES[kind]}-`
    if (text.startsWith(web)) return text.slice(web.length)
  }
  return undefined
}
