/** The words that an act may give as its reason where whoever gives it may stand before a person. */

const WORDS: readonly string[] = [
  // hand-overs: EPCIS, the command line, the bills of China
  ...['return', 'internal', 'drop', 'drop_return', 'supply', 'gift', 'recall', 'other', 'transformed'],
  ...['production', 'loose', 'rework', 'scrap', 'damage', 'stock_gain', 'stock_loss', 'vaccination'],
  // corrections (CBV 2.0, section 7.5; docs/spec/14-custody.md)
  ...['did_not_occur', 'incorrect_data', 'expiry', 'lot', 'reattest', 'count', 'seen', 'inspection', 'stocktaking'],
  // papers owed to authorities
  ...['paper-prepared', 'paper-sent', 'paper-accepted', 'paper-refused'],
  // what is wrong with goods
  ...['damaged', 'expired', 'recalled', 'quality', 'safety', 'temperature', 'packaging', 'label', 'leaflet', 'defect'],
  ...['contaminated', 'opened', 'broken', 'falsified', 'suspected', 'illegitimate', 'stolen', 'lost', 'found'],
  ...['withdrawn', 'unsold', 'surplus', 'short', 'wrong_pack', 'wrong_product', 'mistake', 'scanner', 'duplicate'],
  ...['sample', 'test', 'export', 'authority', 'investigation', 'cleared', 'donation', 'training'],
]

export const REASONS: ReadonlySet<string> = new Set(WORDS)
