/** Every option of every command: one name means one thing everywhere. Their words stand in `messages/`. */

/** As commander writes them. */
const FLAGS = {
  json: '--json',
  ledger: '--ledger <dir>',
  as: '--as <actor>',
  output: '-o, --output <file>',
  // ------------------------------------------------------------------ acts
  time: '--time <time>',
  at: '--at <place>',
  to: '--to <party>',
  from: '--from <party>',
  owner: '--owner <party>',
  toOwner: '--to-owner <party>',
  into: '--into <container>',
  outOf: '--out-of <container>',
  doc: '--doc <type:id>',
  reason: '--reason <word>',
  units: '--units <n>',
  market: '--market <country>',
  undoes: '--undoes <type>',
  target: '--target <claim>',
  lot: '--lot <lot>',
  expiry: '--expiry <date>',
  made: '--made <date>',
  before: '--before <value>',
  after: '--after <value>',
  record: '--record',
  // ------------------------------------------------------------- registering
  count: '--count <n>',
  serials: '--serials <file>',
  alphabet: '--alphabet <letters>',
  length: '--length <n>',
  issued: '--issued <n>',
  serialsOut: '--serials-out <file>',
  markets: '--markets <list>',
  labels: '--labels <dir>',
  allocated: '--allocated <n>',
  commissioned: '--commissioned <n>',
  wasted: '--wasted <n>',
  unused: '--unused <n>',
  // --------------------------------------------------------- who is who, keys
  key: '--key <file>',
  request: '--request <file>',
  policy: '--policy <file>',
  products: '--products <list>',
  since: '--since <size>',
  name: '--name <text>',
  role: '--role <role>',
  licence: '--licence <id>',
  until: '--until <date>',
  suspend: '--suspend',
  csv: '--csv <file>',
  origin: '--origin <name>',
  operator: '--operator <party>',
  // ------------------------------------------------------------------- files
  format: '--format <name>',
  companyPrefix: '--company-prefix <digits>',
  sender: '--sender <gln>',
  receiver: '--receiver <gln>',
  query: '--query <name>',
  profile: '--profile <name>',
  master: '--master <file>',
  order: '--order <file>',
  limit: '--limit <size>',
  guideline: '--guideline <release>',
  dropShipment: '--drop-shipment',
  preHash: '--prehash',
  asWritten: '--as-written',
  sheet: '--sheet <name>',
  map: '--map [columns]',
  observe: '--observe',
  strictHistory: '--strict-history',
  allOrNothing: '--all-or-nothing',
  strict: '--strict',
  dryRun: '--dry-run',
  receipts: '--receipts <dir>',
  entry: '--entry <mode>',
  notSupplied: '--not-supplied',
  again: '--again',
  productData: '--product-data <file>',
  refUser: '--ref-user <id>',
  billType: '--bill-type <number>',
  set: '--set <name=value>',
  paper: '--paper <number>',
  base: '--base <address>',
  vrsPolicy: '--vrs-policy <policy>',
  batch: '--batch <batch>',
  log: '--log',
  seen: '--seen <file>',
  submission: '--submission <file>',
  seq: '--seq <n>',
  // ------------------------------------------------------------------- proof
  memory: '--memory <file>',
  scans: '--scans <file>',
  replay: '--replay <log>',
  html: '--html <file>',
  layout: '--layout <name>',
  image: '--image <file>',
  symbol: '--symbol <file>',
  all: '--all',
  packs: '--packs <n>',
  dir: '--dir <dir>',
  fast: '--fast',
} as const

export type OptionName = keyof typeof FLAGS

/** May be given several times. */
const MANY: readonly OptionName[] = ['set', 'doc', 'role', 'licence', 'policy', 'replay', 'companyPrefix']

export interface OptionShape {
  /** `--to <party>` */
  readonly flags: string
  /** `--to` */
  readonly long: string
  /** Where commander puts the value. */
  readonly key: string
  readonly many: boolean
}

function shapeOf(name: OptionName): OptionShape {
  const flags = FLAGS[name]
  const long = flags.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? flags
  const key = long.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return { flags, long, key, many: MANY.includes(name) }
}

export const OPTIONS: Readonly<Record<OptionName, OptionShape>> = Object.fromEntries(
  (Object.keys(FLAGS) as OptionName[]).map((name) => [name, shapeOf(name)]),
) as Record<OptionName, OptionShape>
