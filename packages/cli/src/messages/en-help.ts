/** The words of `--help`, in English. Of each command: one line, one or two paragraphs, two real examples. */
import type { Group } from '../command.ts'
import type { OptionName } from '../options.ts'
import { wrap } from '../width.ts'
import { checkHelp } from './en-check.ts'
import { completionHelp } from './en-completion.ts'
import { convertHelp } from './en-convert.ts'
import { hashHelp } from './en-hash.ts'
import { papersHelp } from './en-papers.ts'
import { reportHelp } from './en-report.ts'
import { vrsHelp } from './en-vrs.ts'

export interface CommandWords {
  readonly summary: string
  readonly about: readonly string[]
  /** Where an option means something special here. */
  readonly options?: Partial<Readonly<Record<OptionName, string>>>
  /** What the option takes here, where that is something else than elsewhere: `<date>`. */
  readonly takes?: Partial<Readonly<Record<OptionName, string>>>
  /** Command line, and what it does. */
  readonly examples: readonly (readonly [string, string])[]
}

const CODE_FORMS =
  'A code is what the scanner sends (group separators intact), a GS1 text with brackets such as (01)…(21)…(10)…(17)…, a GS1 web address, a 20-character 追溯码, an SSCC, or PRODUCT/SERIAL. Without a code in the arguments, one code a line is read from standard input.'

const commands: Readonly<Record<string, CommandWords>> = {
  ...papersHelp,
  ...reportHelp,
  ...vrsHelp,
  // ---------------------------------------------------------------- counter
  scan: {
    summary: 'is this pack good? changes nothing',
    about: [
      'Says OK, CHECK or STOP for each pack, why, and what to do; for a case or pallet, whether all that is in it may be used. With --as or --at also whether by the records another party has it. Asking changes no state and raises no alarm; with --record the scan itself is kept as an event «observed».',
      CODE_FORMS,
    ],
    examples: [
      ['packtrail scan', 'a running counter: each scan is answered at once, until the end of input'],
      ['packtrail scan "(01)09521234543213(21)A7K3M9QX(10)L24A(17)280630"', 'one code, typed as it is printed'],
      ['packtrail scan --market DE sscc:395212340000000014', 'a case, where recalls for Germany count'],
    ],
  },
  dispense: {
    summary: 'hand a pack out; stops what must not be handed out',
    about: [
      'Dispenses each pack if the rules allow it, and says so once it is recorded. A pack that must not be handed out is stopped, changes nothing, and the attempt is recorded, because the second scan of a copied pack is the evidence.',
      CODE_FORMS,
    ],
    options: { units: 'units handed out of a pack that is dispensed in parts' },
    examples: [
      ['packtrail dispense --as gln:9521234000082', 'a running counter of one pharmacy'],
      ['packtrail dispense --units 10 "(01)09521234543213(21)A7K3M9QX"', 'ten tablets out of a pack'],
    ],
  },
  undo: {
    summary: 'take back a dispense or another final act, within its limits',
    about: [
      'Takes back the act that ended a pack: dispensed, sampled, exported or decommissioned by mistake. It must come from the same place and in time; destroyed and stolen cannot be undone.',
      CODE_FORMS,
    ],
    options: { undoes: 'the act to take back; default: the one that set the present state' },
    examples: [
      ['packtrail undo --as gln:9521234000082', 'scan the packs that were dispensed by mistake'],
      ['packtrail undo "(01)09521234543213(21)A7K3M9QX" --undoes dispense', 'one pack, and only if it was dispensed'],
    ],
  },
  count: {
    summary: 'stocktaking: scan the shelf, compare; never changes a state',
    about: [
      'Scan every pack on the shelf. At the end of input it says how many were counted, which are not known to be here, which are scanned twice, and with --batch which should be here and were not seen.',
    ],
    options: {
      at: 'the party or place whose shelf it is; default: --as',
      batch: 'also say which packs of this batch should be here and were not scanned',
    },
    examples: [
      ['packtrail count --at gln:9521234000082', 'count a shelf'],
      [
        'packtrail count --at gln:9521234000082 --batch 09521234543213/L24A < shelf.txt',
        'compare a file of scans with a batch',
      ],
    ],
  },
  parse: {
    summary: 'what does this code say?',
    about: [
      'Reads a printed or scanned code and says what is in it and what is wrong with it. Needs no ledger. With --json (or when standard output is no terminal) one JSON object a line.',
      CODE_FORMS,
    ],
    examples: [
      [
        'packtrail parse "(01)09521234543213(21)A7K3M9QX(10)L24A(17)280600"',
        'a GS1 code; day 00 is the last of the month',
      ],
      ['packtrail parse --json < scans.txt', 'a file of scans, one a line'],
      ['packtrail parse --image box.png', 'the codes in a picture'],
      ['packtrail parse --layout fr < scans.txt', 'typed by a scanner set to US at a French computer'],
    ],
  },
  calibrate: {
    summary: 'learn how a scanner types on this computer',
    about: [
      'A scanner that is a keyboard sends keys: set to one country at a computer set to another, it types something else. Scan the calibration symbol once; the profile puts later scans right, and only where one reading is possible.',
      'First write the symbol with --symbol, print it, then run the command with -o and scan it.',
    ],
    examples: [
      ['packtrail calibrate --symbol calibration.png', 'the symbol to print or show'],
      ['packtrail calibrate -o counter1.json', 'scan it: the profile for packtrail parse --layout counter1.json'],
    ],
  },
  // ------------------------------------------------------------------ goods
  pack: {
    summary: 'put packs or cases into a case or pallet',
    about: ['Aggregation: from now on the container speaks for what is inside it.', CODE_FORMS],
    examples: [
      ['packtrail pack --into sscc:395212340000000014 < case1.txt', 'the packs of a file go into one case'],
      [
        'packtrail pack --into sscc:395212340000000106 sscc:395212340000000014 sscc:395212340000000021',
        'two cases onto a pallet',
      ],
    ],
  },
  unpack: {
    summary: 'take packs or cases out of a container',
    about: [
      'Disaggregation. Without codes, and with standard input a terminal, everything directly inside is taken out.',
      CODE_FORMS,
    ],
    options: { all: 'take everything out; standard input is not read' },
    examples: [
      ['packtrail unpack --out-of sscc:395212340000000014 --all', 'open a case'],
      ['packtrail unpack --out-of sscc:395212340000000014 "(01)09521234543213(21)A7K3M9QX"', 'take out one pack'],
    ],
  },
  ship: {
    summary: 'hand goods over to another party',
    about: [
      'One scan of a pallet ships all that is in it. The goods are on their way until the other side receives them.',
      CODE_FORMS,
    ],
    options: { to: 'who gets the goods', reason: 'return, internal or drop' },
    examples: [
      ['packtrail ship --to gln:9521234000020 sscc:395212340000000106', 'ship a pallet'],
      [
        'packtrail ship --to gln:9521234000082 --doc desadv:DN-4711 < picked.txt',
        'ship scanned packs, with the delivery note',
      ],
    ],
  },
  receive: {
    summary: 'take goods in',
    about: ['One scan of a pallet receives all that is in it.', CODE_FORMS],
    options: { from: 'who sent the goods' },
    examples: [
      ['packtrail receive --as gln:9521234000020 sscc:395212340000000106', 'receive a pallet'],
      ['packtrail receive --as gln:9521234000082 --from gln:9521234000020 < scans.txt', 'receive scanned packs'],
    ],
  },
  return: {
    summary: 'a dispensed pack comes back to where it was dispensed',
    about: ['For goods that go back to a supplier use: ship --reason return.', CODE_FORMS],
    options: { units: 'units brought back, of a pack that was dispensed in parts' },
    examples: [
      ['packtrail return --as gln:9521234000082 "(01)09521234543213(21)A7K3M9QX"', 'a customer brings a pack back'],
      ['packtrail return --as gln:9521234000082 < returned.txt', 'a file of scans, one a line'],
    ],
  },
  // ---------------------------------------------------------------- batches
  register: {
    summary: 'begin a batch: make its serials, or take those of a file',
    about: [
      'Commissions a batch by a manifest: one signed root and count over all its serials, so that none can be hidden or added later. A batch may be registered in several runs.',
      'Serials that are made here are random, and so long that nobody guesses one: (serials already issued for the product + new ones) ÷ possible serials stays below 1/10,000 (Delegated Regulation (EU) 2016/161, article 4). Serials of a file are taken as they are, one a line or the first column of a CSV.',
    ],
    options: {
      count: 'make so many serials',
      serials: 'take the serials of a file, one a line; - is standard input',
      length: 'characters of a serial; default: as many as the rule asks, at least 10',
      issued: 'serials issued for this product elsewhere, for the randomness rule',
    },
    examples: [
      [
        'packtrail register 09521234543213/L24A --expiry 2028-06-30 --count 1000 --serials-out serials.txt',
        'make 1,000 serials and register them',
      ],
      [
        'packtrail register 09521234543213/L24A --expiry 2028-06-30 --serials line.csv --as gln:9521234000013',
        'register what the packaging line made',
      ],
    ],
  },
  close: {
    summary: 'close a batch: its totals are final and must add up',
    about: [
      'Reconciles allocated = commissioned + wasted + unused. After it, no serial can be added to the batch unnoticed.',
    ],
    examples: [
      ['packtrail close 09521234543213/L24A', 'nothing wasted, nothing left over'],
      ['packtrail close 09521234543213/L24A --allocated 1050 --wasted 30 --unused 20', 'fifty serials were not used'],
    ],
  },
  adopt: {
    summary: 'take stock into the ledger that is older than it',
    about: ['Opening stock: the serials begin here, and everything about them says «origin not seen».'],
    options: { serials: 'the serials, one a line; - is standard input' },
    examples: [
      ['packtrail adopt 09521234543213/OLD7 --serials shelf.txt --as gln:9521234000082', 'packs found on a shelf'],
      ['packtrail adopt 09521234543213/OLD7 --expiry 2027-01-31 --serials -', 'serials from standard input'],
    ],
  },
  // ---------------------------------------------------------------- trouble
  recall: {
    summary: 'recall packs, a batch or a product, everywhere or in one market',
    about: [
      'PRODUCT/LOT names a batch, a product number alone a whole product; single packs are named by their code as it is printed.',
    ],
    examples: [
      ['packtrail recall 09521234543213/L24A', 'a batch, everywhere'],
      ['packtrail recall 09521234543213 --market DE --reason quality', 'a product, in Germany'],
    ],
  },
  destroy: {
    summary: 'packs are destroyed; cannot be undone',
    about: [CODE_FORMS],
    examples: [
      ['packtrail destroy --reason expired < expired.txt', 'a file of scans'],
      ['packtrail destroy "(01)09521234543213(21)A7K3M9QX" --reason damaged', 'one pack'],
    ],
  },
  correct: {
    summary: 'correct an earlier event, or the printed expiry or lot of a batch',
    about: [
      'Nothing is deleted: the correction stands beside what it corrects. Only who made a record can correct it.',
      'With PRODUCT/LOT: what is printed on the packs was registered wrongly; both values are kept. With a code and --target: an event in its history, named by its claim hash as history --all shows it, did not happen so.',
    ],
    options: {
      target: 'claim hash of the event; its first characters are enough',
      reason: 'did_not_occur or incorrect_data',
      before: 'what the ledger says now: a date YYYY-MM-DD or a lot',
      after: 'what is right: a date YYYY-MM-DD or a lot',
    },
    examples: [
      ['packtrail correct 09521234543213/L24A --before 2028-06-30 --after 2028-03-31', 'the printed expiry was wrong'],
      [
        'packtrail correct sscc:395212340000000106 --target 9f2ce1 --reason did_not_occur',
        'a shipment that never left',
      ],
    ],
  },
  event: {
    summary: 'any other event: export, sample, steal, lose, find, lock, quarantine …',
    about: ['TYPE is one of {types}. «exported» is understood as goods leaving for another country.', CODE_FORMS],
    examples: [
      ['packtrail event quarantine 09521234543213/L24A --reason temperature', 'a whole batch'],
      ['packtrail event exported --market CH sscc:395212340000000106', 'a pallet leaves the market'],
    ],
  },
  // ------------------------------------------------------------------- look
  history: {
    summary: 'where has this pack or container been?',
    about: [
      'Every event of the pack and of the containers it was in, oldest first. [attested] means that the operator vouches for it, because the party has no key.',
    ],
    options: { all: 'also papers, log positions and claim hashes' },
    examples: [
      ['packtrail history "(01)09521234543213(21)A7K3M9QX"', 'one pack'],
      ['packtrail history sscc:395212340000000106 --json', 'a pallet, for a program'],
    ],
  },
  batch: {
    summary: 'a batch at a glance: how many packs, where, in which state',
    about: ['Totals, expiry, recalls, corrections and what was refused.'],
    examples: [
      ['packtrail batch 09521234543213/L24A', 'for a person'],
      ['packtrail batch 09521234543213/L24A --json', 'for a program'],
    ],
  },
  // ------------------------------------------------------------------ files
  import: {
    summary: 'take in documents or signed submission files',
    about: [
      'EPCIS 1.2 and 2.0 (XML, JSON-LD), CSV, spreadsheets (.xlsx), 码上放心 relation and bill files, and submission files. The format is found by looking into the file; gzip and zip are unpacked. A file that was imported before adds nothing.',
      'A document is refused only for what no later record can make right, such as a serial registered twice; what a missing record may still explain is taken in with a finding. Names and numbers of patients and prescribers are dropped before anything is stored.',
    ],
    options: {
      as: 'the party whose document it is, where the document does not say; its key signs, if it is here',
      receipts: 'seal afterwards and write a receipt file for each submission into this folder',
    },
    examples: [
      ['packtrail import deliveries/*.xml', 'take in EPCIS documents'],
      ['packtrail import --dry-run --json bill.xml', 'look only: what would happen?'],
    ],
  },
  export: {
    summary: "write an auditor's bundle, or documents for others",
    about: [
      'With --batch and no --format: seals, and writes one file that proves to an auditor without a network everything that happened to the batch. With another --format: the events of a batch as a document; what the format has no field for is said.',
    ],
    options: {
      log: 'write every entry of the log (hashes, no content) for whoever wants to hold bundles against it',
      since: 'size of a checkpoint the auditor knows: the bundle then proves that it grew out of that one',
      format:
        'epcis2-json, epcis2-xml, epcis12-xml, csv, cn-relation, cn-bill, nhsa-3505 or nhsa-3506; default: the bundle',
    },
    examples: [
      ['packtrail export --batch 09521234543213/L24A -o L24A.ptb', "the auditor's bundle"],
      ['packtrail export --batch 09521234543213/L24A --format epcis2-json -o L24A.json', 'as EPCIS 2.0'],
      [
        'packtrail export --batch 09521234543213/L24A --format epcis12-xml --company-prefix 952123 --sender 9521234000013 --receiver 9521234000020 -o L24A.xml',
        'for a partner who reads EPCIS 1.2: EPC URNs, and a header',
      ],
      ['packtrail export --log -o 2026-11.ptl', 'the whole log, for a supervisor to keep'],
    ],
  },
  convert: convertHelp,
  completion: completionHelp,
  check: checkHelp,
  hash: hashHelp,
  submit: {
    summary: 'sign acts into a file, with a key and without a ledger',
    about: [
      'For a party that has a key and no ledger: the same acts as event (and register, close, adopt, or import for the events of documents), signed into a submission file. Send it to whoever runs the ledger; a receipt file comes back.',
      'The policy file of the ledger says which ledger is meant. The newest receipt given with --seen makes you a witness of its history.',
    ],
    options: {
      key: 'your key file',
      policy: "the ledger's policy file",
      seen: 'a receipt or checkpoint you have checked: its checkpoint is signed along',
      output: 'the submission file to write',
    },
    examples: [
      ['packtrail submit dispense --key shop.key --policy policy.json -o today.pts < scans.txt', "a day's dispensing"],
      [
        'packtrail submit register 09521234543213/L24A --expiry 2028-06-30 --serials line.csv --key plant.key --policy policy.json -o L24A.pts',
        'a batch, signed by its maker',
      ],
    ],
  },
  'receipt write': {
    summary: 'write the receipt of a submission that was imported',
    about: ['Seals first if the submission is newer than the newest checkpoint.'],
    examples: [
      ['packtrail receipt write today.pts -o today.receipt', 'for the party that sent it'],
      ['packtrail receipt write monday.pts tuesday.pts -o receipts', 'several, into a folder'],
    ],
  },
  'receipt check': {
    summary: 'is my submission in the ledger? needs no ledger',
    about: [
      'Checks that the receipt is signed by the ledger of the policy file, and that every claim of the submission stands in the log under its checkpoint.',
    ],
    options: { policy: "the ledger's policy file" },
    examples: [
      [
        'packtrail receipt check today.receipt --submission today.pts --policy policy.json',
        'my submission, and the receipt that came back',
      ],
      ['packtrail receipt check today.receipt --policy policy.json --json', 'only the receipt, for a program'],
    ],
  },
  // ------------------------------------------------------------------ proof
  checkpoint: {
    summary: 'seal what was recorded and print the signed checkpoint',
    about: [
      'Recomputes what was appended since the last one from the stored bytes, signs size and root, and advances the anchor file outside the ledger folder.',
    ],
    options: { output: 'write the checkpoint there instead of standard output' },
    examples: [
      ['packtrail checkpoint', 'seal and print'],
      ['packtrail checkpoint -o published/checkpoint.txt', 'seal and publish as a file'],
    ],
  },
  verify: {
    summary: "prove an auditor's bundle offline, and judge the goods",
    about: [
      'Opens no ledger and uses no network. Says first whether the evidence is sound (nothing changed, nothing left out, who signed), then what it shows about the goods.',
      'Several bundles are judged as one history where their packs meet. Of several ledgers, give the policy of each.',
    ],
    options: {
      policy: 'whom you trust: ledger keys, witnesses, manufacturers, which axes must be proven; one for each ledger',
      memory: 'what you saw last time; updated after a verdict that is not «refuted»',
      scans: 'codes from the shelf, one a line, judged against the bundles',
      replay: 'your copy of the whole log, replayed and held against the bundle; one for each ledger',
      html: 'write the report as one self-contained page',
    },
    examples: [
      ['packtrail verify L24A.ptb --policy policy.json', 'is it all there, and true?'],
      [
        'packtrail verify L24A.ptb --policy policy.json --memory seen.json --scans shelf.txt --html L24A.html',
        'with memory, packs from the shelf, and a page to keep',
      ],
      [
        'packtrail verify maker.ptb wholesale.ptb --policy maker.json --policy wholesale.json',
        'two ledgers, one history',
      ],
    ],
  },
  // ---------------------------------------------------------------- running
  init: {
    summary: 'a new ledger, its key, and the policy file for auditors',
    about: [
      'Makes the folder, a key for the ledger in it, and policy.json, which auditors and submitting parties need. Compare its fingerprint by telephone.',
    ],
    options: {
      operator: 'who runs the ledger, as gln:…, cn-ent:… or uri:…',
      origin: 'the name that stands in every checkpoint, like a web address you own',
    },
    examples: [
      ['packtrail init', 'a ledger in ./ledger'],
      [
        'packtrail init --ledger D:\\packtrail --origin example.com/packtrail --operator gln:9521234000068',
        'with names of your own',
      ],
    ],
  },
  'keys new': {
    summary: "make a party's key",
    about: [
      'With a ledger: makes a key, keeps it in the ledger folder and admits it at once. With --policy and --key, and no ledger: makes the key file and a request file; the operator admits it with: keys add.',
      'A key file is readable by its owner only and is never printed.',
    ],
    options: {
      policy: "the ledger's policy file, where there is no ledger here",
      key: 'where to put the key file',
      request: 'where to put the request for the operator',
    },
    examples: [
      [
        'packtrail keys new --as gln:9521234000082 --policy policy.json --key shop.key --request shop.request.json',
        'a pharmacy without a ledger',
      ],
      ['packtrail keys new --as gln:9521234000013', 'a party whose key lies in the ledger folder'],
    ],
  },
  'keys add': {
    summary: "admit a party's key from its request file",
    about: [
      'Checks that whoever made the request holds the key, and records it, signed by the operator. From then on nobody else can commission, close, recall or dispense in that party’s name.',
    ],
    options: { products: 'products it may commission, close and recall, with commas; default: any' },
    examples: [
      ['packtrail keys add shop.request.json', 'after you are sure who sent it'],
      ['packtrail keys add plant.request.json --products 09521234543213', 'for some products only'],
    ],
  },
  'keys list': {
    summary: 'which keys the ledger knows',
    about: ['Never prints a secret.'],
    examples: [
      ['packtrail keys list', 'all keys'],
      ['packtrail keys list --as gln:9521234000082 --json', 'of one party'],
    ],
  },
  'keys retire': {
    summary: 'a key is no longer used',
    about: ['What it signed before stays good.'],
    examples: [
      ['packtrail keys retire 8f3a12 --as gln:9521234000082 --key shop.pem', 'by its owner'],
      ['packtrail keys retire 8f3a12', 'by the operator'],
    ],
  },
  'keys revoke': {
    summary: 'a key was stolen or lost',
    about: [
      'Nothing it signs from now on counts. With --since, what it signed from that log position on is marked as suspect.',
    ],
    options: { since: 'log position from which on its claims are suspect' },
    examples: [
      ['packtrail keys revoke 8f3a12', 'lost'],
      ['packtrail keys revoke 8f3a12 --since 41200', 'stolen, and perhaps used since then'],
    ],
  },
  'keys suspects': {
    summary: 'what a stolen key signed',
    about: [
      'Records signed with a key that was revoked with --since, from that position on, and whether its owner has confirmed them.',
    ],
    examples: [
      ['packtrail keys suspects', 'of everybody'],
      ['packtrail keys suspects --as gln:9521234000082', 'of one party'],
    ],
  },
  'keys reattest': {
    summary: 'confirm what was truly yours',
    about: [
      'Records that the named suspect claims are the own word of --as, signed with its new key. Without one the operator vouches for them. Goods do not change; what is not confirmed stays suspect.',
    ],
    options: { all: 'all that are about goods and not confirmed yet' },
    examples: [
      ['packtrail keys reattest 4f1c22 9ab031 --as gln:9521234000082', 'these two'],
      ['packtrail keys reattest --all --as gln:9521234000082', 'after you looked at each'],
    ],
  },
  party: {
    summary: 'who takes part: names, licences, suspensions',
    about: [
      'Without an argument: lists. With one: records the party as given. With --csv: one party a line, columns party,name,role,licence,from,until,status.',
    ],
    options: {
      role: 'manufacturer, wholesaler, pharmacy, hospital, carrier, regulator or operator',
      licence: 'licence number, one for each --role',
      from: 'first day of the licences',
      until: 'last day of the licences',
      suspend: 'the party may do nothing until recorded again without this',
    },
    takes: { from: '<date>' },
    examples: [
      ['packtrail party gln:9521234000082 --name "Linden Pharmacy" --role pharmacy --licence DE-4711', 'one party'],
      ['packtrail party --csv parties.csv', 'many'],
    ],
  },
  site: {
    summary: 'where things happen: places and whose they are',
    about: ['Without an argument: lists. With one: records the place. With --csv: columns place,name,party.'],
    options: { owner: 'the party whose place it is; default: the GLN without its extension' },
    examples: [
      ['packtrail site gln:9521234000013/LINE3 --name "Plant 1, line 3"', 'one place'],
      ['packtrail site --csv sites.csv', 'many'],
    ],
  },
  product: {
    summary: 'what is traded: names and units in a pack',
    about: ['Without an argument: lists. With one: records the product. With --csv: columns product,name,units.'],
    options: { units: 'units in a pack, where packs are dispensed in parts' },
    examples: [
      ['packtrail product 09521234543213 --name "Examplin 20 mg, 30 tablets" --units 30', 'one product'],
      ['packtrail product --csv products.csv', 'many'],
    ],
  },
  'policy show': {
    summary: 'the policy file for auditors, and its fingerprint',
    about: [
      'The fingerprint is short enough to be compared by telephone. Without a file: that of the ledger here, and the settings of its policy stream.',
    ],
    examples: [
      ['packtrail policy show', 'of this ledger'],
      ['packtrail policy show policy.json', 'of a file that came by mail'],
    ],
  },
  'policy set': {
    summary: 'change a setting of the ledger, for all to see',
    about: [
      'Settings stand in the ledger itself, so that ledger and auditor judge by the same rules from then on: profile:PRODUCT/LOT and profile:PARTY name a market profile (default/1, eu/1, us/1, cn/1, strict/1).',
      'market says which country this is, where a command names none: market of the whole ledger, market:PARTY or market:PLACE of one. contact is for people.',
    ],
    examples: [
      ['packtrail policy set profile:09521234543213/L24A eu/1', 'nobody has to report the movements of this batch'],
      ['packtrail policy set profile:gln:9521234000082 strict/1', 'this party reports every step'],
      [
        'packtrail policy set market DE',
        'packs that are recalled in Germany are stopped at every counter of this ledger',
      ],
      ['packtrail policy set contact "qa@example.com, +49 30 1234"', 'whom to ask'],
    ],
  },
  fsck: {
    summary: 'check the ledger’s files from the first byte to the last',
    about: [
      'Reads every row, recomputes every hash, tree and signature, and compares with the anchor file. Changes nothing.',
    ],
    examples: [
      ['packtrail fsck', 'all of it'],
      ['packtrail fsck --json', 'for a program'],
    ],
  },
  demo: {
    summary: 'the story of one batch, honest and then not, in two minutes',
    about: [
      'Makes a ledger with five keys, moves a batch of 10,000 packs from the plant to the patients, has it proved offline, and then commits fourteen crimes that are all found.',
    ],
    options: {
      packs: 'packs of the batch, in hundreds; default 10,000',
      dir: 'folder for what it leaves behind; default packtrail-demo',
      fast: 'a tenth of the packs',
    },
    examples: [
      ['packtrail demo', 'the whole story'],
      ['packtrail demo --fast', 'the same story in a few seconds'],
    ],
  },
}

/** What `--help` says. */
export interface HelpWords {
  readonly usage: (line: string) => string
  readonly optionsWord: string
  readonly optionsHeading: string
  readonly examplesHeading: string
  readonly intro: (columns: number) => string
  readonly outro: string
  readonly more: (parent: string) => string
  readonly groups: Readonly<Record<Group, string>>
  /** What an option means wherever a command has no words of its own for it. */
  readonly options: Readonly<Record<OptionName | 'version' | 'help', string>>
  readonly commands: Readonly<Record<string, CommandWords>>
}

export const help: HelpWords = {
  usage: (line: string): string => `Usage: ${line}`,
  optionsWord: 'options',
  optionsHeading: 'Options:',
  examplesHeading: 'Examples:',
  intro: (columns: number): string =>
    `packtrail: a tamper-evident ledger of serialized medicine packs\n\nUsage: packtrail <command> [options]\n\n${wrap('Register a batch, move it, dispense it, and let an auditor prove the whole of it offline. New here? Run: packtrail demo', columns)}`,
  outro:
    'packtrail <command> --help explains one command, with examples.\nThe ledger is the folder --ledger DIR, else $PACKTRAIL_LEDGER, else ./ledger.\nExit codes: 0 done, 1 bad data or stop, 2 usage, 3 our failure, 4 not proven,\n5 proven, and the goods are not right, 130 stopped by Ctrl-C.',
  more: (parent: string): string => `packtrail ${parent} <command> --help explains one, with examples.`,
  groups: {
    counter: 'At the counter (pharmacy, hospital)',
    goods: 'Moving goods (everybody who handles packs)',
    batches: 'Making packs (manufacturer)',
    trouble: 'When something is wrong',
    look: 'Looking things up',
    files: 'Files from and for others',
    papers: 'Papers owed to authorities',
    proof: 'Proof (operator and auditor)',
    running: 'Running the ledger (operator)',
    learn: 'Learning',
  },
  options: {
    version: 'print the version',
    help: 'print this help',
    json: 'print JSON for programs, one value a line',
    ledger: 'the ledger folder; default $PACKTRAIL_LEDGER, else ./ledger',
    as: 'the acting party; its key signs, else the operator attests',
    output: 'the file to write, whole or not at all',
    time: 'when it happened, such as 2026-11-23T10:15+01:00 or 2026-11-23; default: now',
    at: 'the place where it happened, as gln:…, gln:…/EXT, cn-ent:… or uri:…',
    to: 'the other party',
    from: 'the other party',
    owner: 'who owns the goods, if not the acting party',
    toOwner: 'who will own the goods, if not --to',
    into: 'the case or pallet',
    outOf: 'the case or pallet',
    doc: 'a paper that goes with it: po:123, desadv:DN-7, inv:… (several times)',
    reason: 'a word that says why',
    units: 'units of a pack',
    market: 'country, two letters (ISO 3166-1); default: policy set market',
    undoes: 'the act to take back',
    target: 'claim hash of the event that is meant',
    lot: 'the lot, for codes that do not say it',
    expiry: 'expiry date YYYY-MM-DD (YYYY-MM-00: end of the month)',
    made: 'production date YYYY-MM-DD',
    before: 'the value before',
    after: 'the value after',
    record: 'keep the scans as events «observed»',
    count: 'how many',
    serials: 'a file of serials',
    alphabet: 'characters of the serials; default: 30 letters and digits that are hard to confuse',
    length: 'how long',
    issued: 'serials issued elsewhere',
    serialsOut: 'write the serials there, one a line',
    markets: 'countries the batch is meant for: DE,FR',
    labels: 'write the DataMatrix of each pack to this new folder, as SVG and PNG',
    allocated: 'serials that were given to the batch; default: the sum of the others',
    commissioned: 'packs that were commissioned; default: as the ledger counts',
    wasted: 'serials whose packs were rejected; default 0',
    unused: 'serials that were never printed; default 0',
    key: "the acting party's key file; default: the one in the ledger folder",
    request: 'the request file',
    policy: 'the policy file',
    products: 'products, with commas',
    since: 'size of an older checkpoint',
    name: 'a name for people',
    role: 'role of a licence (several times)',
    licence: 'number of a licence (several times)',
    until: 'last day',
    suspend: 'suspend the party',
    csv: 'read many from a CSV file with a header line',
    origin: 'the name of the ledger',
    operator: 'who runs the ledger',
    format: 'auto, epcis2-json, epcis2-xml, epcis12-xml, csv, cn-relation, cn-bill, cn-txt or nhsa; default: auto',
    companyPrefix: 'in EPCIS, name what has this company prefix (6 to 12 digits) by EPC URN; several times',
    sender: 'in EPCIS, the GLN of who sends the document, for its header',
    receiver: 'in EPCIS, the GLN of whom it is for',
    query: 'write the EPCIS document as the answer to a query of this name, such as SimpleEventQuery',
    profile:
      'whose rules: py (the reference program), doc (its description), oe20, oe21 (OpenEPCIS) or js (epcis2.js); default: py',
    master: 'a CSV of products (gtin, ndc, name, units …) and places (gln, name, street …)',
    order: 'a CSV of what was ordered: gtin, quantity, po',
    limit: 'the largest file you take (20M)',
    guideline: 'in EPCIS 1.2, follow the guideline of GS1 US: us-r1.2 or us-r1.3',
    dropShipment: 'with --guideline, the shipments are drop shipments',
    preHash: 'print the text that is hashed, too; it says what the event says',
    asWritten:
      'keep the namespace of lot and expiry as the document has it: XML and JSON then differ, as in most programs',
    map: 'what the columns of a table are: product=GTIN,serial=SN,action=receive; a file with that; forget; alone, it asks',
    sheet: 'which sheet of a spreadsheet; default: the first',
    observe: 'refuse nothing that can be read but a serial registered twice; leave all other judgement to the verifier',
    strictHistory: 'refuse also what a later record might explain',
    allOrNothing: 'take in everything or nothing',
    strict: 'refuse what is against the standard and could be read all the same, instead of a warning',
    dryRun: 'say what would happen and change nothing',
    receipts: 'folder for receipts',
    batch: 'the batch, PRODUCT/LOT',
    seen: 'a checkpoint you have checked',
    submission: 'the submission file the receipt is for',
    seq: 'number of the submission; default: one more than the last with this key',
    memory: 'the memory file',
    scans: 'a file of scans, one a line',
    log: 'the whole log',
    replay: 'a log file',
    html: 'write an HTML page',
    entry: 'how the codes were captured: non-manual (scanned) or manual (typed)',
    again: 'also what was rejected for the state of the pack there, which repeating seldom mends',
    notSupplied: 'you state that the packs that come back were not supplied to the public',
    productData: 'JSON with the data of the products that the EU Hub asks for',
    refUser: 'ref_ent_id of your enterprise on the Chinese platform',
    billType: 'type of the bill: 321 pharmacy, 322 vaccination, 323 hospital; default: 321',
    set: 'a field of the form by its name; again for another, or for one more value of a list',
    base: 'address of the responder, of a resolver or lookup directory',
    vrsPolicy: 'how unfit packs are answered: B1 or B2, and C1 or C2; default: B1,C1',
    paper: 'number of the paper that is answered, where the answer does not say it',
    layout: "the computer's keyboard (us, de, fr …), a file of calibrate, or strict",
    image: 'read the codes in this picture (PNG, JPEG)',
    symbol: 'write the calibration symbol to this file (.svg, .png)',
    all: 'everything',
    packs: 'how many packs',
    dir: 'a folder',
    fast: 'a small one',
  },
  commands,
}
