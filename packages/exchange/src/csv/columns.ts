/** The header of a CSV file (README.md, «CSV»): which column means what. */

export const COLUMNS = [
  /** Type of the event: `commission`, `ship`, … (or `pack`, `unpack` for aggregate, disaggregate). */
  'action',
  /** Any text; consecutive rows with the same one are one event. Absent: rows that agree in all but the item are. */
  'event',
  /** RFC 3339 with offset, or a day `YYYY-MM-DD`. */
  'time',
  'product',
  'serial',
  'lot',
  /** `YYYY-MM-DD`. */
  'expiry',
  'made',
  /** In place of product and serial: a container, or any one thing as an EPC, a Digital Link or a 追溯码. */
  'item',
  'parent',
  'agent',
  'owner',
  'holder',
  'readPoint',
  'bizLocation',
  'fromOwner',
  'fromHolder',
  'toOwner',
  'toHolder',
  'toMarket',
  /** `po:4711`, several with ` | ` between them. */
  'doc',
  'reason',
  /** Units handed out of a pack, or brought back. */
  'units',
  /** Units in a pack, of a commissioning. */
  'packUnits',
  'undoes',
  'market',
  /** Markets a batch is meant for, with ` | ` between them. */
  'markets',
  'before',
  'after',
  'allocated',
  'commissioned',
  'wasted',
  'unused',
  /** A JSON object of texts: whatever else was said. */
  'extra',
] as const
export type Column = (typeof COLUMNS)[number]

/** Other names that are understood, in lower case and without anything but letters and digits. */
export const SYNONYMS: Readonly<Record<string, Column>> = {
  type: 'action',
  eventtype: 'action',
  eventtime: 'time',
  datetime: 'time',
  timestamp: 'time',
  gtin: 'product',
  productcode: 'product',
  serialnumber: 'serial',
  sn: 'serial',
  batch: 'lot',
  lotnumber: 'lot',
  batchnumber: 'lot',
  expirydate: 'expiry',
  expirationdate: 'expiry',
  exp: 'expiry',
  madedate: 'made',
  productiondate: 'made',
  code: 'item',
  epc: 'item',
  container: 'item',
  sscc: 'item',
  parentid: 'parent',
  location: 'bizLocation',
  from: 'fromHolder',
  to: 'toHolder',
  document: 'doc',
  docs: 'doc',
}

const BY_NAME: ReadonlyMap<string, Column> = new Map([
  ...Object.entries(SYNONYMS),
  ...COLUMNS.map((name) => [name.toLowerCase(), name] as const),
])

/** The column a header cell names, however it is written: `Read Point`, `read_point`, `READPOINT`. */
export function columnOf(name: string): Column | undefined {
  return BY_NAME.get(
    name
      .slice(0, 100)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
  )
}
