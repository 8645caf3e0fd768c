/** What the program says, in English. A message is one plain sentence; its hint says what to do now. */

import type { DocumentTally, Tally } from '../tally.ts'
import { archive } from './en-archive.ts'
import { checking } from './en-check.ts'
import { calibrate, labels, parse } from './en-codes.ts'
import { columns } from './en-columns.ts'
import { completion } from './en-completion.ts'
import { converting } from './en-convert.ts'
import { documents } from './en-documents.ts'
import { hashing } from './en-hash.ts'
import { type HelpWords, help } from './en-help.ts'
import { papers } from './en-papers.ts'
import { report } from './en-report.ts'
import { vrs } from './en-vrs.ts'

/** A number as people read it: 1,000,000. */
function n(value: number): string {
  return value.toLocaleString('en-US')
}

/** What was done, of each type of event. */
const DONE: Readonly<Record<string, string>> = {
  commission: 'registered',
  adopt: 'adopted',
  close: 'batch closed',
  aggregate: 'packed',
  disaggregate: 'unpacked',
  ship: 'shipped',
  receive: 'received',
  dispense: 'dispensed',
  return: 'returned',
  undo: 'taken back',
  sample: 'sampled',
  destroy: 'destroyed',
  export: 'exported',
  steal: 'stolen',
  lose: 'lost',
  find: 'found',
  lock: 'locked',
  unlock: 'unlocked',
  quarantine: 'put in quarantine',
  release: 'released',
  decommission: 'switched off',
  recall: 'recalled',
  correct: 'corrected',
  observe: 'seen',
  attempt: 'REFUSED ATTEMPT',
}

const files = {
  standardInput: '(standard input)',
  missing: (name: string): string => `there is no file ${name}`,
  missingHint: (base: string): string =>
    `check the name and the folder; on the command line, put «${base}» in quotes if it has spaces`,
  isDirectory: (name: string): string => `${name} is a folder, not a file`,
  isDirectoryHint: 'name the files in it; most shells understand folder/*',
  empty: (name: string): string => `${name} is empty`,
  emptyHint: 'perhaps the program that wrote it failed; ask for the file again',
  tooLarge: (name: string, most: number): string =>
    `${name} is larger than ${most} bytes, so it is not the kind of file that is read here`,
  binary: (name: string): string => `${name} is not text`,
  notUtf8: (name: string): string => `${name} is not UTF-8 text`,
  notUtf8Hint: 'save it again as text in UTF-8',
  notJson: (name: string, why: string): string => `${name} is not JSON: ${why}`,
  wrongFileHint: 'perhaps it is another file than you meant',
  unreadable: (name: string): string => `you may not read ${name}`,
  unreadableHint: 'ask its owner for the right to read it',
  readFailed: (name: string, why: string): string => `reading ${name} failed: ${why}`,
  noDirectory: (name: string, directory: string): string =>
    `${name} cannot be written: there is no folder ${directory}`,
  noDirectoryHint: 'make the folder first',
  outputIsDirectory: (name: string): string => `${name} is a folder, so it cannot be written as a file`,
  outputIsDirectoryHint: 'name a file in it',
  alreadyThere: (name: string): string => `${name} is already there and is not replaced`,
  alreadyThereHint: 'choose another name, or move the old file away',
  brokenLink: (name: string): string => `${name} is a link to a file that is not there`,
  brokenLinkHint: 'name the file itself, or remove the link',
  isInput: (name: string): string => `${name} is what this command reads, and is not replaced`,
  isKey: (name: string): string => `${name} is a private key, and is not replaced`,
  inLedger: (name: string, folder: string): string =>
    `${name} would lie in the ${folder === 'db' ? 'database' : 'folder of keys'} of a ledger, and is not written`,
  protectedHint: (_name: string): string => 'choose another name for the output',
  interrupted: (name: string): string => `stopped by Ctrl-C: nothing of ${name} was kept`,
  interruptedHint: 'run the same command again',
  diskFull: (name: string): string => `no space is left on the disk for ${name}. Nothing of it was kept`,
  diskFullHint: 'make room and run the same command again',
  mayNot: (what: string): string => `the system refuses this: ${what}`,
  mayNotHint: 'choose another folder, or ask its owner for the right to use it',
  nameHint: 'a part of the path is no folder: check its name',
  mayNotWrite: (name: string): string => `you may not write ${name}`,
  mayNotWriteHint: 'choose another folder, or ask its owner for the right to write there',
  writeFailed: (name: string, why: string): string => `writing ${name} failed: ${why}. Nothing of it was kept`,
}

const usage = {
  noCommand: (parent?: string): string => `say which command${parent === undefined ? '' : ` of ${parent}`}`,
  noCommandHint: (parent?: string): string =>
    `packtrail ${parent === undefined ? '' : `${parent} `}--help lists them; packtrail demo shows them at work`,
  unknownCommand: (typed: string, parent?: string): string =>
    `there is no command «${parent === undefined ? '' : `${parent} `}${typed}»`,
  unknownCommandHint: (near?: string, parent?: string): string =>
    near === undefined
      ? `packtrail ${parent === undefined ? '' : `${parent} `}--help lists all commands`
      : `did you mean «packtrail ${near}»?`,
  optionFirst: (option: string): string => `${option} stands where a command should; options come after it`,
  wrong: (what: string): string => what,
  wrongHint: (command?: string): string =>
    `packtrail ${command === undefined ? '' : `${command} `}--help shows what it takes, with examples`,
  notACount: (option: string, value: string): string => `--${option} takes a whole number, not «${value}»`,
}

const codes = {
  none: 'no code was given',
  noneHint: 'give codes as arguments, or one a line on standard input',
  batchWord: 'batch',
  productWord: 'product',
  namesNoPack: (text: string): { code: string; message: string; remedy: string } => ({
    code: 'NO_SERIAL',
    message: `«${text}» names no single pack and no container.`,
    remedy: 'Scan the two-dimensional code of the pack, not the linear one.',
  }),
  badArgument: (what: string, text: string, why: string): string =>
    `«${text}» is no ${what}${why === '' ? '' : `: ${why}`}`,
  placeHint: 'a party or place is gln:… or 13 digits, gln:…/EXTENSION, cn-ent:… or uri:…',
  batchHint: 'a batch is PRODUCT/LOT, such as 09521234543213/L24A',
  productHint: 'a product is a GTIN, ppn:… or cn:… and seven characters',
  containerHint: 'a case or pallet is sscc:… or 18 digits, sgtin:GTIN/SERIAL, cn: and 20 characters, grai:… or giai:…',
  lineTooLong: (line: number, most: number): string =>
    `line ${line} of the input is longer than ${most} characters: that is no scan.`,
}

const serials = {
  badLetter: (letter: string): string => `«${letter}» cannot stand in a serial`,
  letterTwice: 'the alphabet holds one character twice',
  fewLetters: 'the alphabet needs at least two characters',
  badLength: (length: number, most: number): string => `a serial has 1 to ${most} characters, not ${length}`,
  guessable: (total: number, letters: number, length: number): string =>
    `${n(total)} serials of ${length} characters out of ${letters} could be guessed: the rule asks for fewer than one in 10,000 of all that are possible`,
  guessableHint: (least: number): string => `use --length ${least} or more, or a larger --alphabet`,
  alphabetTooSmall: (total: number, letters: number, most: number): string =>
    `with ${letters} different characters and at most ${most} of them, ${n(total)} serials could be guessed`,
  badFile: (name: string, count: number): string =>
    `${name} holds ${count === 1 ? 'a line' : `${count} lines`} that cannot be registered; nothing was`,
  badFileHint: 'mend the file and run the same command again',
  noneInFile: (name: string): string => `${name} holds no serial`,
  otherProduct: (there: string, wanted: string): string => `this code is of product ${there}, not ${wanted}`,
  otherLot: (there: string, wanted: string): string => `this code is of lot ${there}, not ${wanted}`,
  otherLotCell: (there: string, wanted: string): string => `the row is of lot ${there}, not ${wanted}`,
  otherExpiry: (there: string, wanted: string): string => `the expiry here is ${there}, not ${wanted}`,
  noExpiry: (there: string): string => `the expiry here is ${there}; give it with --expiry`,
  expiryMissing:
    'No expiry was given: these packs will never be stopped as expired. Give it with --expiry, if they have one.\n',
  inRow: (serial: string): string =>
    `These serials can be guessed: some follow each other, such as ${serial} and the next. Whoever has one pack knows the codes of others.\n`,
  fewPossible: (count: number): string =>
    `These serials can be guessed: of so few characters, ${n(count)} serials are more than one in 10,000 of all that are possible.\n`,
  twiceSomewhere: (serial: string): string => `serial ${serial} is there more than once`,
  twice: (serial: string, line: number): string => `serial ${serial} stands in line ${line} already`,
}

const time = {
  notATime: (text: string): string => `«${text}» is no time`,
  noSuchTime: (text: string): string => `there is no such time as «${text}»`,
  timeHint: 'write 2026-11-23T10:15:00+01:00, 2026-11-23T10:15 (in the zone of this computer) or 2026-11-23',
  notADay: (text: string): string => `«${text}» is no date`,
  dayHint: 'write YYYY-MM-DD; YYYY-MM-00 is the last day of the month',
}

const acts = {
  unknownType: (text: string): string => `«${text}» is no type of event`,
  typeHint: (types: string): string => `the types are ${types}`,
  noUnits: '--units is at least 1',
  personReason: 'the reason is not one of the words for it: what is recorded stays for ever, and must name no patient',
  personReasonHint: (list: readonly string[]): string => `one of ${list.join(', ')}`,
  personPrint:
    '--before and --after are for what is printed on a batch: a day or a lot, nothing that could name a patient',
  personPrintHint: 'packtrail correct PRODUCT/LOT --before 2028-10-31 --after 2028-11-30',
  counterParty: 'at a counter only enterprises and their places are named: another party could be a patient',
  counterPartyHint: 'name them by GLN (gln:9521234000013) or by their enterprise number (cn-ent:…)',
  counterDoc: 'this paper cannot stand beside an act at a counter: it could name a patient',
  counterDocHint: 'give the number of a bill (bill:2026-00417), never a prescription or a name',
  notTheAuthor: (at: number, author: string, agent: string): string =>
    `record ${at} is the word of ${author}; ${agent} cannot confirm it`,
  notTheAuthorHint: 'its author confirms it with another key: packtrail keys reattest CLAIM --as PARTY',
  noClaim: (claim: string): string => `no record here has the claim hash ${claim.slice(0, 12)}…`,
  nobody: 'nobody',
  serialAsLot: (product: string, lot: string): string =>
    `${product}/${lot} is read as a batch here, and no such lot is registered; a pack with this serial is`,
  serialAsLotHint: (product: string, serial: string): string =>
    `name the pack by its code: "(01)${product}(21)${serial}"; a batch is PRODUCT/LOT`,
  notAClaim: (text: string): string => `«${text}» is no claim hash`,
  claimHint: 'a claim hash has 64 characters 0-9 a-f; history shows it for every event',
  shipTo: 'say who gets the goods: --to PARTY',
  shipToHint: 'for example --to gln:9521234000020',
  notADoc: (text: string): string => `«${text}» is no paper`,
  docHint: 'write TYPE:NUMBER, such as po:4711 or desadv:DN-7',
  notAMarket: (text: string): string => `«${text}» is no country`,
  marketHint: 'write the two letters of a country, such as DE or CN (ISO 3166-1)',
  placeWord: 'place',
  partyWord: 'party',
  containerWord: 'case or pallet',
  badCodes: (count: number): string =>
    count === 1 ? 'a code cannot be used; nothing was recorded' : `${count} codes cannot be used; nothing was recorded`,
  badCodesHint: 'packtrail parse shows what is in a code; scan it again and run the same command',
  whatIsRight: 'say what is printed wrongly and what is right: --before and --after, or name an event with --target',
  whatIsRightHint: 'for example --before 2028-06-30 --after 2028-03-31',
  corrected: (batch: string, before: string, after: string): string =>
    `Recorded for ${batch}: ${before} → ${after}. Both values are kept.`,
  takenBack: (act: string, g: number): string => `Recorded: «${act}», record ${g}, is taken back.`,
  noSuchClaim: (claim: string, id: string): string => `the history of ${id} has no event ${claim}`,
  noSuchClaimHint: 'packtrail history CODE --all shows the claim hashes; the first characters are enough, at least six',
  allOrCodes: 'give either --all or codes, not both',
  attested: (agent: string): string => `${agent} has no key here: the operator attests this.\n`,
  batch: (batch: string): string => `batch ${batch}`,
  product: (product: string): string => `product ${product}`,
  packs: (count: number): string => (count === 0 ? '' : count === 1 ? '1 pack' : `${n(count)} packs`),
  containers: (count: number): string => (count === 0 ? '' : count === 1 ? '1 container' : `${count} containers`),
  batches: (count: number): string => (count === 0 ? '' : count === 1 ? '1 batch' : `${count} batches`),
  products: (count: number): string => (count === 0 ? '' : count === 1 ? '1 product' : `${count} products`),
  everything: 'everything in it',
  done: (type: string, what: string, parent?: string): string => {
    if (parent === undefined) return `Recorded: ${what} ${DONE[type] ?? type}.`
    return type === 'aggregate'
      ? `Recorded: ${what} packed into ${parent}.`
      : `Recorded: ${what} taken out of ${parent}.`
  },
  intoItself: (container: string): string => `${container} cannot be inside itself`,
  intoItselfHint: 'leave its own code out of the list',
  whichContainer: 'say which case or pallet',
  whichContainerHint: 'for example --into sscc:395212340000000014, or --out-of for unpack',
}

const verdict = {
  words: { ok: 'OK', warn: 'CHECK', stop: 'STOP' },
  lot: (lot: string): string => `lot ${lot}`,
  expiry: (date: string): string => `expires ${date}`,
  /** What is said of some of many packs. */
  some: (count: number, of: number, message: string, first: readonly string[]): string =>
    `${count === of ? `All ${n(of)} packs` : `${n(count)} of ${n(of)} packs`}: ${message} ${first.join(', ')}${count > first.length ? ` and ${n(count - first.length)} more` : ''}`,
  content: (packs: number): string => (packs === 1 ? 'holds 1 pack' : `holds ${n(packs)} packs`),
  statuses: {
    unknown: 'not registered',
    active: 'in trade',
    dispensed: 'dispensed',
    exported: 'exported',
    sampled: 'taken as a sample',
    decommissioned: 'switched off',
    destroyed: 'destroyed',
    stolen: 'stolen',
    lost: 'lost',
    locked: 'locked',
    quarantined: 'in quarantine',
    expired: 'expired',
    recalled: 'recalled',
    withdrawn: 'recalled',
  } as Readonly<Record<string, string>>,
}

const policy = {
  which: 'say whose ledger it is: --policy FILE',
  whichHint:
    'the operator of the ledger sends its policy file; compare its fingerprint by telephone (packtrail policy show FILE)',
  bad: (name: string): string => `${name} cannot be used as a policy`,
  badHint: 'mend these places; docs/guide/auditor.md explains each',
  fingerprint: 'fingerprint',
  ledger: 'ledger',
  keys: 'ledger keys',
  witnesses: 'witnesses',
  quorum: (quorum: number, keys: number): string => (keys === 0 ? 'none asked for' : `${quorum} of ${keys}`),
  manufacturers: 'manufacturers',
  anyParty: 'any party',
  attesters: 'may attest',
  operator: 'the operator of the ledger',
  required: 'must be proven',
  compare: 'Compare the fingerprint with the operator by telephone before you trust the file.\n',
  profiles: 'profiles',
  ledgersProfiles: 'those that the ledger set',
  badProfileKey: (key: string): string => `«${key}» names no batch and no party`,
  badProfileKeyHint: 'a profile is set for one: profile:09521234543213/L24A or profile:gln:9521234000082',
  badProfile: (name: string): string => `«${name}» is no market profile`,
  badProfileHint: (names: string): string => `the profiles are ${names}`,
  unknownParty: (actor: string): string => `${actor} is not on record`,
  unknownPartyHint: 'register it first: packtrail party',
  noBatchYet: (batch: string): string =>
    `Warning: no pack of ${batch} is registered. The setting holds if it ever is; if the lot is mistyped, it holds for nothing.\n`,
  badKey: (key: string): string => `there is no setting «${key}»`,
  badKeyHint:
    'the settings are market (of the ledger), market:PARTY or market:PLACE, profile:BATCH and profile:PARTY, and contact; packtrail site says where things are',
  isSet: (key: string, value: string): string => `${key} = ${value}`,
}

const keys = {
  inForce: 'in force',
  ended: (how: string, at: number): string => `${how === 'revoke' ? 'revoked' : 'retired'} at ${at}`,
  here: 'file is here',
  suspect: 'suspect',
  confirmed: 'confirmed',
  noSuspects: 'No key was revoked with a time since when it may have been stolen, or it signed nothing since.',
  whoseWord: 'say who confirms: --as PARTY',
  whichSuspects: 'name the claims to confirm, or say --all',
  eitherSuspects: 'name the claims, or say --all, not both',
  suspectHint: 'packtrail keys suspects lists them; the first characters of a claim are enough, at least six',
  noSuspect: (text: string, found: number): string =>
    found === 0 ? `no suspect claim of this party begins with ${text}` : `${found} suspect claims begin with ${text}`,
  notGoods: (text: string): string => `claim ${text} is not about goods`,
  notGoodsHint: 'what a stolen key said of keys cannot be confirmed; say it again with the new key',
  keyIsEnded: (party: string, file: string): string =>
    `the key of ${party} in ${file} was ended: what it signs is refused`,
  keyIsEndedHint: (party: string, file: string): string =>
    `move ${file} away, then make a new key (packtrail keys new --as ${party}); without a new one you, the operator, vouch for ${party}`,
  areConfirmed: (count: number, actor: string): string =>
    `${actor} confirms ${count === 1 ? '1 record' : `${n(count)} records`}.`,
  badKeyId: (text: string): string => `«${text}» is no key id`,
  badKeyIdHint: 'packtrail keys list shows the ids; the first characters are enough, at least six',
  noKey: (text: string, found: number): string =>
    found === 0 ? `there is no key ${text}` : `${found} keys begin with ${text}`,
  isEnded: (type: string, keyId: string, actor: string): string =>
    `Key ${keyId} of ${actor} is ${type === 'revoke' ? 'revoked: nothing it signs from now on counts' : 'retired: what it signed stays good'}.`,
  whose: 'say whose key it is: --as PARTY',
  whoseHint: 'for example --as gln:9521234000082',
  whichFile: 'say where to put the key: --key FILE',
  whichFileHint: 'for example --key shop.pem',
  made: (actor: string, file: string, request: string, keyId: string): string =>
    `A key for ${actor}\n  key      ${file} (yours alone: keep a copy in a safe place, send it to nobody)\n  request  ${request} (for the operator of the ledger)\n  key id   ${keyId}\n`,
  madeHere: (actor: string, file: string, keyId: string): string => `${actor} has a key: ${file}, key id ${keyId}.`,
  sendRequest: (origin: string): string =>
    `Send the request to the operator of ${origin}, in a way that shows it comes from you.\n`,
  added: (actor: string, keyId: string): string => `${actor} signs with key ${keyId} from now on.`,
  otherLedger: (name: string, ledger: string): string => `${name} asks another ledger than ${ledger}`,
  missing: (name: string): string => `there is no key file ${name}`,
  missingHint: 'packtrail keys new makes a key',
  badHint: 'name the key file that packtrail keys new has made',
  badLedgerKeyHint:
    'put back the copy of this ledger’s key that you keep in a safe place; another key is another ledger',
  open: (names: readonly string[]): string =>
    names.length === 1 ? `others can read the key in ${names[0]}` : `others can read the keys in ${names.join(', ')}`,
  openHint: (names: readonly string[]): string =>
    `chmod 600 ${names.map((name) => (/^[\w./-]+$/.test(name) ? name : `'${name}'`)).join(' ')} — and if somebody may have read a key, packtrail keys revoke`,
  badRequest: (name: string, field: string): string => `${name} is no request for a key: look at «${field}»`,
  badRequestHint: 'ask the party to run packtrail keys new again and to send the file as it is',
  noProof: (name: string): string => `${name} does not prove that its sender holds the key`,
  seqUsed: (seq: number, last: number): string =>
    `number ${seq} was used with this key already; the last one was ${last}`,
  seqUsedHint: (next: number): string => `leave --seq out, or use ${next} or more`,
  othersKey: (name: string, owner: string, actor: string): string =>
    `${name} is the key of ${owner}: what it signs in the name of ${actor} is refused by every ledger`,
  othersKeyHint: (owner: string): string => `name the right key with --key, or act --as ${owner}`,
  badSeq: (name: string): string => `${name} does not say which number was used last with this key`,
  badSeqHint: 'delete it and give --seq with a number that is higher than any used before',
}

const begin = {
  whichBatch: 'say which batch',
  oneBatch: (text: string): string => `one batch at a time: «${text}» is too much`,
  begun: (packs: number, batch: string, file?: string): string =>
    `Registered ${packs === 1 ? '1 pack' : `${n(packs)} packs`} of ${batch}${file === undefined ? '' : `; the serials are in ${file}`}.`,
  unknownBatch: (batch: string): string => `nothing is known of batch ${batch}`,
  unknownBatchHint: 'a batch begins with packtrail register; check product and lot',
  closed: (
    batch: string,
    totals: { allocated: number; commissioned: number; wasted: number; unused: number },
  ): string =>
    `Closed ${batch}: ${totals.allocated} allocated = ${totals.commissioned} commissioned + ${totals.wasted} wasted + ${totals.unused} unused.`,
  countOrSerials: 'give either --count or --serials',
  countOrSerialsHint: '--count 1000 makes serials, --serials FILE takes those of a file',
  noCount: '--count is at least 1',
  cnSerials: '药品追溯码 are given out by the platform and cannot be made here',
  cnSerialsHint: 'register the codes that you got from it: --serials FILE',
  howMany: 'say how many packs were commissioned: --commissioned N',
  howManyHint: 'a ledger would count them; a submission cannot',
}

const checkpoint = {
  written: (file: string, size: number): string => `${file}: checkpoint of size ${size}\n`,
  otherLedger: (name: string, there: string, wanted: string): string =>
    `${name} is of the ledger ${there}, the policy of ${wanted}`,
  unsigned: (name: string): string => `${name} is not signed by a key of the policy file`,
  unsignedHint: 'do not use it; ask the operator of the ledger, and keep the file as evidence',
  noCheckpoint: (name: string, why: string): string => `${name} is neither a receipt nor a checkpoint: ${why}`,
}

const exporting = {
  logAlone: (name: string): string => `--log writes the whole log, so --${name} has no place beside it`,
  logAloneHint: 'leave it out; packtrail export --batch writes the bundle of a batch',
  whichLogHint: 'for example -o ledger.ptl',
  logWritten: (file: string, bytes: number, size: number): string =>
    `${file}: all ${n(size)} entries of the log, ${n(bytes)} bytes\n`,
  logNext: 'Whoever keeps it can hold a bundle against it: packtrail verify BUNDLE --policy FILE --replay FILE\n',
  badFormat: (format: string): string => `«${format}» is no format that can be written`,
  badFormatHint:
    "leave --format out for an auditor's bundle; others are epcis2-json, epcis2-xml, epcis12-xml, csv, cn-relation, cn-bill, nhsa-3505 and nhsa-3506",
  whichBatch: 'say which batch: --batch PRODUCT/LOT',
  whichFile: 'say where to write: -o FILE',
  whichFileHint: 'for example -o L24A.ptb',
  writing: (file: string): string => `Writing ${file}`,
  megabytes: (size: number): string => `${(size / 1e6).toFixed(1)} MB`,
  written: (file: string, bytes: number, batch: string, size: number): string =>
    `${file}: the bundle of ${batch}, ${n(bytes)} bytes, under the checkpoint of size ${size}\n`,
  document: (file: string, format: string, events: number): string => `${file}: ${events} events as ${format}\n`,
  losses: (code: string, fields: readonly { readonly field: string; readonly events: number }[]): string => {
    const where: Readonly<Record<string, string>> = {
      OWN_FIELD: "In Packtrail's own namespace, which others do not read",
      EXTENSION: 'In extensions of EPCIS 1.2, where few look',
      CHARACTERS: 'Characters that XML does not have were replaced',
      NOT_WRITTEN: 'Lost, for this format has no place for it',
      EMPTY: 'Left empty, because nobody said it',
      REFORMED: 'Extensions written in another form than they had (types of JSON, attributes and mixed text of XML)',
      DIGITAL_LINK: 'GS1 Digital Links, which few readers of EPCIS 1.2 know; --company-prefix makes them EPC URNs',
    }
    return `${where[code] ?? code}: ${fields.map(({ field, events }) => `${field === '' ? 'texts' : field} (${events})`).join(', ')}.\n`
  },
  next: 'An auditor checks it with: packtrail verify FILE --policy policy.json\n',
}

const ledger = {
  missing: (name: string): string => `there is no ledger in ${name}`,
  missingHint: 'packtrail init makes one; --ledger DIR or PACKTRAIL_LEDGER names another folder',
  existsHint: 'choose another folder with --ledger, or use the ledger that is there',
  readOnly: (why: string): string => `the ledger can only be read: ${why}`,
  doubt: (why: string): string => `Nothing that this ledger answers can be relied on: ${why}.`,
  doubtDo: 'Hand nothing out by it, and tell whoever runs it (docs/guide/operator.md).',
  readOnlyHint: 'packtrail fsck says more; docs/guide/operator.md says what to do',
  lockedHint: 'wait until the other program has ended, or end it, and run the command again',
  notFoundHint: 'check the number; packtrail parse shows what is in a code',
  keyHint: 'the key of a ledger lies in its folder as keys/ledger.pem; put back the right file',
  damagedHint:
    'change nothing more; packtrail fsck shows the extent, docs/guide/operator.md says how to restore a copy',
  failedHint:
    'nothing that was confirmed is lost; make sure the disk has room and can be written, then run the command again',
  clockBehindHint:
    'set the clock of this computer. If it is right, the newest record was made with a wrong one: docs/guide/operator.md, «The clock»',
  clockAheadHint:
    'set the clock of this computer; a time once recorded is never taken back. If it is right: PACKTRAIL_CLOCK_IS_RIGHT=1',
  formatHint: 'use the version of packtrail that has written it',
}

const record = {
  mostReasons: 20,
  already: '(it was recorded before; nothing was added)',
  refused: (refused: number, all: number): string =>
    all === 1
      ? 'REFUSED: nothing was changed; the attempt is on record.'
      : `REFUSED: ${refused} of ${all}; the attempts are on record.`,
}

const init = {
  badOrigin: (origin: string): string => `«${origin}» cannot name a ledger`,
  badOriginHint: 'a name has no spaces and no plus, such as example.com/packtrail',
  there: (name: string): string => `there is a ledger in ${name} already`,
  noFolder: (name: string, why: string): string => `the folder ${name} cannot be made: ${why}`,
  made: (name: string, origin: string, operator: string, fingerprint: string): string =>
    `A new ledger is in ${name}.\n  origin       ${origin}\n  operator     ${operator}\n  key          ${name}/keys/ledger.pem (keep a copy in a safe place)\n  policy file  ${name}/policy.json (for auditors and for parties that submit)\n  fingerprint  ${fingerprint}\n`,
  next: 'Next: packtrail party and packtrail product say who and what; packtrail register begins a batch.\n',
}

const master = {
  rolesAndLicences: 'a role and the number of its licence belong together',
  rolesAndLicencesHint: 'give one --licence for each --role',
  reading: 'Reading the ledger',
  suspended: 'SUSPENDED',
  units: (units: number): string => `${units} units`,
  badRole: (role: string): string => `«${role}» is no role`,
  badRoleHint: (roles: string): string => `the roles are ${roles}`,
  badStatus: (status: string): string => `«${status}» is no status: active or suspended`,
  recorded: (names: readonly string[]): string =>
    names.length === 1
      ? `Recorded ${names[0]}.`
      : `Recorded ${names.length}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}.`,
}

const receipt = {
  whichOutput: 'say where to write: -o FILE, or -o FOLDER',
  whichOutputHint: 'for example -o today.receipt; several receipts go into a folder that is there',
  folderForSeveral: 'several receipts need a folder: -o FOLDER',
  written: (name: string, submission: string, acts: number, recorded: number): string =>
    `${name}: the receipt of ${submission}${recorded < acts ? `, for ${n(recorded)} of its ${n(acts)} acts; the others were refused` : ''}\n`,
  none: (submission: string): string => `no receipt for ${submission}: nothing of it is recorded.\n`,
  notTaken: (name: string): string => `nothing of ${name} stands in this ledger`,
  notTakenHint: 'packtrail import takes a submission in, and says if it refuses something',
  malformed: (name: string, why: string): string => `${name} is no receipt: ${why}`,
  bad: (name: string, why: string): string => `${name} proves nothing: ${why}`,
  badHint: 'do not accept it; ask the operator for another, and keep this one as evidence',
  otherLedger: 'it is of another ledger than the policy file names',
  unsigned: 'its checkpoint is not signed by a key of the policy file',
  foreignEntry: (g: number): string => `entry ${g} belongs to another submission`,
  otherEntries: 'it proves other entries than it holds',
  notInLog: 'its entries are not in the log that the checkpoint signs',
  noSubmission: (name: string, why: string): string => `${name} is no submission file: ${why}`,
  nothing: 'it holds no signature',
  otherSubmission: (name: string, file: string): string => `${name} is the receipt of another submission than ${file}`,
  nothingStands: (origin: string): string =>
    `CHECK  No act of this submission stands in the ledger ${origin}: all were refused. Ask the operator why.\n`,
  otherSubmissionHint: 'name the submission that the receipt came back for',
  good: (origin: string, size: number, claims: number): string =>
    `OK     ${claims === 1 ? '1 act stands' : `${claims} acts stand`} in the ledger ${origin}, under its checkpoint of size ${size}.\n`,
  missing: (missing: number, claims: number): string =>
    `CHECK  ${missing} of the ${claims} acts you signed ${missing === 1 ? 'is' : 'are'} not among them: ask the operator why.\n`,
}

const submit = {
  whichOutput: 'say where to write the submission: -o FILE',
  whichOutputHint: 'for example -o today.pts',
  whichKey: 'say which key signs: --key FILE',
  whichKeyHint: 'packtrail keys new makes one',
  whichDocuments: 'say which documents to sign',
  whichDocumentsHint: 'for example packtrail submit import deliveries.xml …',
  badDocuments: (count: number): string =>
    `${count === 1 ? 'a place' : `${count} places`} in these documents cannot be signed; nothing was`,
  badDocumentsHint: 'mend the documents, or have them corrected, and run the same command again',
  noEvents: 'these documents hold no event that can be signed',
  changed: 'a document was changed while it was read; nothing was signed',
  changedHint: 'run the same command again when nobody writes to the documents',
  written: (file: string, claims: number, serials: number): string =>
    `${file}: ${claims === 1 ? '1 act' : `${n(claims)} acts`}${serials === 0 ? '' : ` with ${n(serials)} serials`}, signed\n`,
  sendIt: (origin: string): string => `Send it to the operator of ${origin}; a receipt comes back.\n`,
  tooMany: (claims: number, most: number): string =>
    `${claims} acts are more than the ${most} that one submission holds; sign them in several files`,
}

const counter = {
  doHere: {
    RECALLED_ELSEWHERE:
      'Say which market this is: --market, or once for all with packtrail policy set market, such as DE.',
    PART_USED: 'Say how many units you hand out: --units.',
  } as Readonly<Record<string, string>>,
  scanInvitation: 'Scan packs; end with Ctrl-D (Windows: Ctrl-Z, Enter). Nothing is changed.\n',
  dispenseInvitation: 'Scan the packs that you hand out; end with Ctrl-D (Windows: Ctrl-Z, Enter).\n',
  undoInvitation: 'Scan the packs that were entered by mistake; end with Ctrl-D (Windows: Ctrl-Z, Enter).\n',
  countInvitation: 'Scan everything on the shelf; end with Ctrl-D (Windows: Ctrl-Z, Enter). Nothing is changed.\n',
  scanAgain: 'Scan again. If it stays so, keep the pack aside.',
  perhaps: (pack: string): string =>
    `Perhaps it is ${pack}: mend the scanner and scan again. It is not accepted like this.`,
  unknownContainer: (container: string): string => `Nothing is known of ${container}.`,
  unknownContainerDo: 'Ask whoever packed it for the record.',
  interrupted: (scans: number): string =>
    `Stopped by Ctrl-C after ${scans === 1 ? '1 scan' : `${n(scans)} scans`}: these are done, and nothing after them was read.\n`,
  notAllJudged: (judged: number, packs: number): string =>
    `Only ${n(judged)} of the ${n(packs)} packs in it were looked at.`,
  notAllJudgedDo: 'Scan the cases in it one by one.',
  notAPack: 'This is the code of a case or pallet.',
  notAPackDo: 'Scan the packs one by one.',
  recorded: { dispense: 'Dispensed, and recorded.', undo: 'Taken back, and recorded.' },
}

const counting = {
  twice: (line: number): string => `This was scanned before, as scan ${line}.`,
  twiceDo: 'Two packs with one code? Then one is a copy. One pack scanned twice? It is counted once.',
  unknown: 'This is not registered.',
  unknownDo: 'Scan again. If it stays so, keep it aside and ask the manufacturer.',
  notInTrade: (status: string): string => `By the records it is ${status}.`,
  notInTradeDo: 'It should not stand here: look at its history.',
  elsewhere: (holder: string): string => `By the records ${holder} has it.`,
  elsewhereDo: 'Was it received? Enter the receipt, or send it back.',
  summary: (counted: number, scans: number, odd: number): string =>
    `\n${counted} counted in ${scans === 1 ? '1 scan' : `${scans} scans`}; ${odd === 0 ? 'nothing odd' : `look at ${odd}`}.\n`,
  missing: (count: number, batch: string): string =>
    count === 0
      ? `All packs of ${batch} that should be here were scanned.\n`
      : `Not scanned, though by the records they are here (${batch}): ${count}\n`,
  comparing: 'Comparing with the ledger',
}

const look = {
  unknown: (id: string): string => `nothing is known of ${id}`,
  unknownHint: 'check the code with packtrail parse; packtrail scan says whether it may be used',
  inside: (container: string): string => `in ${container}`,
  heldBy: (holder: string, grade: string): string => `with ${holder}${grade === 'scanned' ? '' : ` (${grade})`}`,
  onTheWay: (to: string): string => `on the way to ${to}`,
  somebody: 'somebody',
  holds: (count: number): string => `holds ${count}`,
  recordedAt: (time: string): string => time,
  through: (container: string): string => `(as\u00a0${container})`,
  attested: '[attested]',
  record: (g: number): string => `record ${g}`,
  by: (party: string): string => `by ${party}`,
  to: (party: string): string => `to ${party}`,
  from: (party: string): string => `from ${party}`,
  of: (act: string): string => `of: ${act}`,
  units: (units: number): string => `${units} units`,
  market: (market: string): string => `in ${market}`,
  change: (before: string, after: string): string => `${before} → ${after}`,
  acts: DONE as Readonly<Record<string, string>>,
  expiry: 'expires',
  made: 'made',
  packsRow: 'packs',
  packs: (packs: number, registrations: number): string =>
    `${n(packs)}${registrations > 1 ? ` in ${registrations} registrations` : ''}`,
  packed: 'in containers',
  closedRow: 'closed',
  open: 'no: packs can still be added',
  totals: (totals: { allocated: number; commissioned: number; wasted: number; unused: number }): string =>
    `${totals.allocated} allocated = ${totals.commissioned} commissioned + ${totals.wasted} wasted + ${totals.unused} unused`,
  recalledRow: 'recalled',
  productRecalledRow: 'product recalled',
  quarantinedRow: 'in quarantine',
  everywhere: 'everywhere',
  lockedRow: 'locked',
  yes: 'yes',
  corrected: (what: string): string => `corrected ${what}`,
  entries: 'records',
}

const fsck = {
  checking: 'Checking',
  progress: (part: string, done: number, of?: number): string =>
    `${part} ${done}${of === undefined ? '' : ` of ${of}`}`,
  clean: (name: string, entries: number, packs: number, bytes: number): string =>
    `OK     ${name}: ${n(entries)} entries and ${n(packs)} packs, ${(bytes / 1e6).toFixed(1)} MB, are as they were written.\n`,
  damaged: (name: string, count: number): string =>
    `STOP   ${name} is damaged: ${count === 1 ? '1 problem' : `${count} problems`}\n`,
}

const verifying = {
  checking: (name: string): string => `Verifying ${name}`,
  page: (name: string): string => `The report is in ${name}.\n`,
  folderForSeveral: 'the reports of several bundles need a folder',
  folderForSeveralHint: 'make one, and name it: --html FOLDER',
  policyTwice: (name: string): string => `${name} is a second policy for one ledger`,
  policyTwiceHint: 'give one policy file for each ledger whose bundles you verify',
  pinsDiffer: (name: string, product: string): string =>
    `${name} names other manufacturers of ${product} than another of these policy files`,
  pinsDifferHint: 'the manufacturers of a product hold for all bundles: make the files agree',
  noBundle: (name: string): string => `${name} is no bundle: nothing was judged`,
  noBundleHint: 'packtrail export --batch makes one; look for the right file, and ask whoever sent this one',
  badMemory: (name: string): string => `${name} cannot be used as a memory`,
  badMemoryHint: 'put back the last copy of it; a new one would forget what you have seen',
  noScans: (name: string): string => `${name} holds no scan`,
  noScansHint: 'give a file with one scan a line',
  tooLongDo: 'Is this a file of scans? Each line holds one code.',
  replaying: (name: string): string => `Replaying ${name}`,
  replayed: (name: string, size: number): string => `${name}: ${n(size)} entries replayed.\n`,
  badLog: (name: string): string => `${name} is no copy of a log that a policy names`,
  badLogHint: 'packtrail export --log makes one; get it again from where you keep it',
}

const importing = {
  importing: 'Importing',
  trying: 'Looking',
  events: (events: number): string => `${events} events`,
  act: (number: number): string => `act ${number}`,
  notFromPipe: '--all-or-nothing reads everything twice, so it cannot read standard input',
  notFromPipeHint: 'save it to a file first',
  eitherMode: 'give either --observe or --strict-history',
  badFormat: (name: string): string => `«${name}» is no format that is read`,
  badFormatHint: (names: string): string => `the formats are ${names}; submission files are known by their first line`,
  noFolder: (name: string): string => `${name} is a file, not a folder`,
  noFolderHint: 'name a folder for the receipts',
  tried: 'Only looked at: nothing was changed.',
  nothing: 'Nothing was taken in, because not everything can be.',
  document: ({ file, format, events, appended, duplicates, refused, empty, unread }: DocumentTally): string =>
    format === '?'
      ? `${file}: nothing was taken in\n`
      : `${file}: ${format}, ${events === 1 ? '1 event' : `${n(events)} events`}: ${n(appended)} taken in${duplicates > 0 ? `, ${n(duplicates)} known before` : ''}${refused > 0 ? `, ${n(refused)} REFUSED` : ''}${empty > 0 ? `, ${n(empty)} with nothing to record` : ''}${unread > 0 ? `, ${n(unread)} NOT UNDERSTOOD` : ''}\n`,
  total: ({ events, appended, duplicates, refused, empty, unread }: Tally): string =>
    `together: ${n(events)} events: ${n(appended)} taken in, ${n(duplicates)} known before, ${n(refused)} refused${empty > 0 ? `, ${n(empty)} with nothing to record` : ''}${unread > 0 ? `, ${n(unread)} NOT UNDERSTOOD` : ''}\n`,
  paperNote: 'This says that an authority was told, which only who owes it can say.',
  paperNoteDo: 'Nothing was recorded of it: packtrail paper answer takes what the authority itself answered.',
  noEvents: 'The file holds no event.',
  numberTwice: (record: number) => `this number was given to another bill before, in record ${record}`,
  numberTwiceDo: 'A number is used once: give this bill a new one, or leave it out if it is the old one by mistake.',
  noEventsDo: 'Perhaps the program that wrote it had nothing to say, or failed: ask for the file again.',
  dropped: (what: string, count: number): string =>
    `${count} values with personal data (${what}) were left out: they are not stored, logged or quoted.\n`,
  ofPacks: (packs: readonly string[], count: number, message: string): string =>
    `${packs.slice(0, 3).join(', ')}${count > 3 ? ` and ${n(count - 3)} more` : ''}: ${message}`,
  stoppedAt: (file: string, line: number): string =>
    `Stopped by Ctrl-C at ${file}, line ${line}. What is above it is recorded; run the same command again for the rest.\n`,
  findings: (count: number): string => `Taken in, and worth a look (${n(count)}):\n`,
  several: (count: number, message: string): string => `${n(count)} times, the first: ${message}`,
}

const demo = {
  badPacks: '--packs is a number of hundreds, at least 100',
}

const csv = {
  unknownColumn: (column: string): string => `there is no column «${column}»`,
  missingColumn: (column: string): string => `the column «${column}» is missing`,
  columns: (names: string): string => `the first line names the columns; they are ${names}`,
  tooManyCells: (cells: number, columns: number): string => `the line has ${cells} cells, the header ${columns}`,
  quoteCells: 'put a cell that holds the separator in double quotes',
  noRows: (name: string): string => `${name} holds nothing but its header`,
  badTable: (name: string): string => `${name} cannot be read as a table; nothing was recorded`,
}

const reference = {
  head: '# The command `packtrail`\n\nMade from `--help` by `scripts/make-reference.ts`: do not edit. The JSON of each command is described in [json.md](json.md).\n',
}

/** What a language has to say. */
export interface Words {
  readonly hint: string
  readonly errorMark: string
  readonly warningMark: string
  readonly moreFaults: (count: number) => string
  readonly bug: (what: string) => string
  readonly bugHint: string
  readonly help: HelpWords
  readonly files: typeof files
  readonly archive: typeof archive
  readonly usage: typeof usage
  readonly codes: typeof codes
  readonly parse: typeof parse
  readonly calibrate: typeof calibrate
  readonly labels: typeof labels
  readonly serials: typeof serials
  readonly time: typeof time
  readonly acts: typeof acts
  readonly counter: typeof counter
  readonly counting: typeof counting
  readonly look: typeof look
  readonly fsck: typeof fsck
  readonly verifying: typeof verifying
  readonly importing: typeof importing
  readonly demo: typeof demo
  readonly csv: typeof csv
  readonly policy: typeof policy
  readonly keys: typeof keys
  readonly begin: typeof begin
  readonly checkpoint: typeof checkpoint
  readonly ledger: typeof ledger
  readonly record: typeof record
  readonly init: typeof init
  readonly master: typeof master
  readonly exporting: typeof exporting
  readonly converting: typeof converting
  readonly completion: typeof completion
  readonly columns: typeof columns
  readonly checking: typeof checking
  readonly hashing: typeof hashing
  readonly documents: typeof documents
  readonly receipt: typeof receipt
  readonly submit: typeof submit
  readonly verdict: typeof verdict
  readonly reference: typeof reference
  readonly papers: typeof papers
  readonly report: typeof report
  readonly vrs: typeof vrs
  readonly didYouMean: (near: string) => string
}

export const en: Words = {
  hint: 'hint:',
  errorMark: 'error',
  warningMark: 'warning',
  moreFaults: (count: number): string => `… and ${count} more; --json lists all`,
  bug: (what: string): string => `this is a fault of Packtrail, not of your data: ${what}`,
  bugHint: 'please report it, with what PACKTRAIL_DEBUG=1 prints beside it',
  help,
  files,
  archive,
  usage,
  codes,
  parse,
  calibrate,
  labels,
  serials,
  time,
  acts,
  counter,
  counting,
  look,
  fsck,
  verifying,
  importing,
  demo,
  csv,
  policy,
  keys,
  begin,
  checkpoint,
  ledger,
  record,
  init,
  master,
  exporting,
  converting,
  completion,
  columns,
  checking,
  hashing,
  documents,
  receipt,
  submit,
  verdict,
  reference,
  papers,
  report,
  vrs,
  didYouMean: (near: string): string => `did you mean «${near}»?`,
}
