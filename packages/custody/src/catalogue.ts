/**
 * Every finding about goods: what it is, whom it stops, and what it says (docs/reference/findings.md is made from this).
 * `refuses`: `document` = no later record could make it right, so documents are refused too; `live` = a live act is stopped.
 * `alarm` is apart from refusal: an expired or recalled pack is refused without an alarm.
 */
import type { FindingKind } from '@packtrail/protocol'

export interface CatalogueEntry extends FindingKind {
  readonly refuses: 'document' | 'live' | 'never'
  readonly alarm: boolean
  /** EU alert code (NMVS) or Chinese platform risk type (`warning_info_type`) it corresponds to. */
  readonly eu?: string
  readonly cn?: number
  /** `{name}` stands for a parameter of the finding. */
  readonly message: string
  readonly whatToDo: string
}

type Grade = readonly [
  FindingKind['severity'],
  FindingKind['class'],
  FindingKind['proof'],
  CatalogueEntry['refuses'],
  boolean,
]

function kind(grade: Grade, message: string, whatToDo: string, map: { eu?: string; cn?: number } = {}): CatalogueEntry {
  const [severity, klass, proof, refuses, alarm] = grade
  return { severity, class: klass, proof, refuses, alarm, message, whatToDo, ...map }
}

const FAKE: Grade = ['error', 'falsification', 'provable', 'document', true]
const FAKE_LIVE: Grade = ['error', 'falsification', 'provable', 'live', true]
const STOP: Grade = ['error', 'process', 'provable', 'live', false]
const MISTAKE: Grade = ['warn', 'process', 'provable', 'live', false]
const CHAIN: Grade = ['error', 'custody', 'provable', 'never', false]
/** The same of what a document may report and a later record explain, and an act at hand must not begin. */
const CHAIN_LIVE: Grade = ['error', 'custody', 'provable', 'live', false]
const LOOK: Grade = ['warn', 'custody', 'flag', 'never', false]
const DATA: Grade = ['error', 'data', 'provable', 'live', false]
const DATA_DOCUMENT: Grade = ['error', 'data', 'provable', 'document', false]
const CARE: Grade = ['warn', 'data', 'provable', 'never', false]

/** After the fact: the pack is gone, and «do not hand it out» would come too late. */
const TRACE =
  'Tell the authority and the manufacturer, compare the records, and find out who got the packs: one of them may be a copy.'
const FIND_IT = 'Find out who got it, warn them, and ask the place why it was not stopped.'
const ASK_MAKER = 'Keep the pack aside and ask the manufacturer.'
/** Of a pack that is at hand. */
export const SUSPECT: string =
  'Do not hand it out. Keep the pack, note who brought it, and tell the authority and the manufacturer.'
const CHECK_RECORDS = 'Compare the records of both parties and ask for the missing one.'

/** Stable: codes are API. */
export const FINDING_CODES = [
  'UNKNOWN_PRODUCT',
  'UNKNOWN_BATCH',
  'UNKNOWN_SERIAL',
  'SERIAL_OF_OTHER_BATCH',
  'EXPIRY_DIFFERS',
  'NOTHING_REGISTERED',
  'REGISTERED_TWICE',
  'BATCH_EXPIRY_CONFLICT',
  'CLOSE_TOTALS_DIFFER',
  'CLOSE_UNBALANCED',
  'COMMISSIONED_AFTER_CLOSE',
  'SECOND_DISPENSE',
  'EVENT_AFTER_END',
  'ENDED_TWICE',
  'DISPENSED_EXPIRED',
  'DISPENSED_RECALLED',
  'DISPENSED_WITHDRAWN',
  'DISPENSED_LOCKED',
  'DISPENSED_QUARANTINED',
  'DISPENSED_LOST',
  'UNDO_TOO_LATE',
  'UNDO_ELSEWHERE',
  'UNDO_IMPOSSIBLE',
  'UNDO_NOTHING',
  'UNLOCK_BY_OTHER',
  'RETURN_ELSEWHERE',
  'RETURN_WITHOUT_SALE',
  'UNITS_OVERRUN',
  'SPLIT_ELSEWHERE',
  'MIXED_WHOLE_AND_SPLIT',
  'EVENT_BEFORE_COMMISSIONING',
  'SHIPPED_BY_NON_HOLDER',
  'RECEIVED_WITHOUT_SHIPMENT',
  'RECEIVED_BY_OTHER',
  'SHIPPED_NEVER_RECEIVED',
  'TWO_HOLDERS',
  'DISPENSED_BY_NON_HOLDER',
  'RECEIPT_NOT_REPORTED',
  'TIME_BACKWARDS',
  'TIME_FUTURE',
  'CHILD_IN_TWO_PARENTS',
  'CONTAINER_CYCLE',
  'LEVEL_ORDER',
  'PARENT_NOT_COMMISSIONED',
  'CHILD_MOVED_ALONE',
  'NOT_IN_CONTAINER',
  'COUNT_DIFFERS',
  'ANCESTOR_AND_DESCENDANT',
  'PARTY_SUSPENDED',
  'LICENCE_EXPIRED',
  'LICENCE_WRONG_ACT',
  'CORRECTION_BY_OTHER',
  'CORRECTION_TARGET_UNKNOWN',
  'CORRECTION_IMPOSSIBLE',
  'OTHER_LEDGER',
] as const

export type FindingCode = (typeof FINDING_CODES)[number]

export const CATALOGUE: Readonly<Record<FindingCode, CatalogueEntry>> = {
  // identity
  UNKNOWN_PRODUCT: kind(
    STOP,
    'The product {product} is not registered.',
    'Scan again. If it stays unknown, ask the manufacturer.',
    { eu: 'A1' },
  ),
  UNKNOWN_BATCH: kind(FAKE_LIVE, 'The product is known, its lot {lot} is not.', SUSPECT, { eu: 'A2' }),
  UNKNOWN_SERIAL: kind(FAKE_LIVE, 'No pack with this serial was ever registered for the product.', SUSPECT, {
    eu: 'A3',
    cn: 5,
  }),
  SERIAL_OF_OTHER_BATCH: kind(FAKE_LIVE, 'The serial belongs to lot {actual}, not to lot {lot}.', SUSPECT, {
    eu: 'A68',
  }),
  EXPIRY_DIFFERS: kind(
    FAKE_LIVE,
    'The pack says it expires on {printed}, the manufacturer registered {expiry}.',
    SUSPECT,
    { eu: 'A52' },
  ),
  NOTHING_REGISTERED: kind(
    ['warn', 'data', 'provable', 'live', false],
    'No pack of {what} is registered: this {act} concerns nothing yet.',
    'Check product and lot, also capital and small letters; then try again.',
  ),
  REGISTERED_TWICE: kind(
    FAKE,
    '{count} serial(s) of this registration were registered before, {item} among them.',
    'Register new serials; a serial is never used twice.',
  ),
  BATCH_EXPIRY_CONFLICT: kind(
    DATA_DOCUMENT,
    'The batch was registered with expiry {expiry}; this registration says {other}.',
    'Correct the file, or correct the batch first.',
  ),
  CLOSE_TOTALS_DIFFER: kind(DATA, 'The closing states {stated} packs, {count} were registered.', ASK_MAKER),
  CLOSE_UNBALANCED: kind(
    DATA,
    'Allocated {allocated} is not commissioned + wasted + unused = {sum}.',
    'Correct the totals of the closing.',
  ),
  COMMISSIONED_AFTER_CLOSE: kind(FAKE, 'Packs were registered after the batch was closed.', ASK_MAKER),
  // life
  SECOND_DISPENSE: kind(
    FAKE,
    'The pack was dispensed before, on record {first}: one of the two is a copy, or the first was entered by mistake.',
    TRACE,
    { eu: 'A7', cn: 2 },
  ),
  EVENT_AFTER_END: kind(FAKE, 'The pack is {status} since record {first}, and yet there is a later {act}.', TRACE, {
    eu: 'A24',
    cn: 1,
  }),
  ENDED_TWICE: kind(
    ['warn', 'data', 'provable', 'live', true],
    'The pack is {status} since record {first}; it was reported a second time.',
    'Nothing was changed. If two packs carry the code, one is a copy: compare both records.',
    { eu: 'A7' },
  ),
  DISPENSED_EXPIRED: kind(STOP, 'The pack expired on {expiry} and was dispensed after that.', FIND_IT),
  DISPENSED_RECALLED: kind(STOP, 'The pack is recalled and was dispensed all the same.', FIND_IT),
  DISPENSED_WITHDRAWN: kind(STOP, 'The product was recalled in this market before it was dispensed.', FIND_IT),
  DISPENSED_LOCKED: kind(STOP, 'The pack was locked when it was dispensed.', FIND_IT),
  DISPENSED_QUARANTINED: kind(STOP, 'The pack was in quarantine when it was dispensed.', FIND_IT),
  DISPENSED_LOST: kind(FAKE_LIVE, 'The pack was reported lost and turned up at a counter.', TRACE),
  UNDO_TOO_LATE: kind(
    STOP,
    'The {act} lies more than {hours} hours back and can no longer be undone.',
    'The pack must not go back to stock.',
    { eu: 'A24' },
  ),
  UNDO_ELSEWHERE: kind(STOP, 'Only the place that recorded the {act} can undo it.', 'Ask that place.', { eu: 'A24' }),
  UNDO_IMPOSSIBLE: kind(
    STOP,
    'A pack that is {status} stays so: this can not be undone.',
    'The pack must not go back to stock.',
    { eu: 'A24' },
  ),
  UNDO_NOTHING: kind(MISTAKE, 'There is no {act} of this pack to undo.', 'Nothing was changed; check the pack.'),
  UNLOCK_BY_OTHER: kind(
    ['error', 'custody', 'provable', 'live', false],
    '{party} lifted the {what} that {owner} had set; it holds as before.',
    'Only who set it, the manufacturer or a regulator can lift it, and a quarantine also who holds the goods: ask them.',
  ),
  RETURN_ELSEWHERE: kind(STOP, 'The pack was sold at another place than where it is brought back.', SUSPECT),
  RETURN_WITHOUT_SALE: kind(
    STOP,
    'The pack was never sold, so it cannot be brought back.',
    'Check the code; scan again.',
  ),
  UNITS_OVERRUN: kind(FAKE, '{units} units were handed out of a pack of {of}.', TRACE),
  SPLIT_ELSEWHERE: kind(FAKE_LIVE, 'Parts of one pack were handed out at two places.', TRACE),
  MIXED_WHOLE_AND_SPLIT: kind(FAKE_LIVE, 'The pack was handed out in parts and as a whole.', TRACE),
  // custody
  EVENT_BEFORE_COMMISSIONING: kind(CHAIN, 'The {act} happened before the pack was commissioned.', CHECK_RECORDS),
  SHIPPED_BY_NON_HOLDER: kind(CHAIN, 'Shipped by {party}, while {holder} held it.', CHECK_RECORDS),
  RECEIVED_WITHOUT_SHIPMENT: kind(LOOK, 'Received by {party}; {holder} has not reported a shipment.', CHECK_RECORDS, {
    cn: 3,
  }),
  RECEIVED_BY_OTHER: kind(CHAIN, 'Shipped to {to}, received by {party}.', CHECK_RECORDS),
  SHIPPED_NEVER_RECEIVED: kind(LOOK, 'Shipped to {to} more than {days} days ago and never received.', CHECK_RECORDS),
  TWO_HOLDERS: kind(
    ['error', 'falsification', 'provable', 'live', true],
    '{party} acts as its holder while {holder} holds it: two packs carry one code, or one of them is wrong.',
    SUSPECT,
  ),
  DISPENSED_BY_NON_HOLDER: kind(
    ['error', 'custody', 'provable', 'live', true],
    'Dispensed by {party}, which never held it; {holder} did.',
    'Ask {holder} whether it still has the pack. If it was sent on, the receipt is missing and must be recorded; if not, one of two packs is a copy: tell the authority and the manufacturer.',
  ),
  RECEIPT_NOT_REPORTED: kind(
    ['warn', 'process', 'flag', 'never', false],
    '{party} went on with what was sent to it ({act}), and has not reported that it arrived.',
    'Ask the party for the record of its receipt.',
  ),
  TIME_BACKWARDS: kind(
    CARE,
    'By the clocks of the parties it was received before it was shipped.',
    'Have both parties set their clocks.',
  ),
  TIME_FUTURE: kind(
    ['warn', 'data', 'provable', 'live', false],
    'The claimed time lies {minutes} minutes after the time of recording.',
    'Have the party set its clock.',
  ),
  // containers
  CHILD_IN_TWO_PARENTS: kind(
    CHAIN_LIVE,
    'Packed into {parent} while still inside {other}.',
    'It still counts as inside {other}. Compare the records of both packings and ask for the one that is missing.',
  ),
  CONTAINER_CYCLE: kind(
    DATA_DOCUMENT,
    'The container would be inside itself, or nested deeper than any real one.',
    'Correct the packing record.',
  ),
  LEVEL_ORDER: kind(DATA, 'A {child} cannot be packed into a {parent}.', 'Correct the packing record.'),
  PARENT_NOT_COMMISSIONED: kind(
    CARE,
    'The container {parent} was never commissioned.',
    'Ask the packer for the record.',
  ),
  CHILD_MOVED_ALONE: kind(
    LOOK,
    'It was moved alone while {parent}, which holds it, is closed.',
    'Open the container on record, or correct the movement.',
  ),
  NOT_IN_CONTAINER: kind(
    ['warn', 'custody', 'flag', 'live', false],
    'Taken out of {parent}, in which it was not by any record.',
    CHECK_RECORDS,
  ),
  COUNT_DIFFERS: kind(
    ['warn', 'custody', 'provable', 'never', false],
    'The container holds {count}, {stated} were counted.',
    'Count again and report what is missing or too many.',
  ),
  ANCESTOR_AND_DESCENDANT: kind(
    DATA_DOCUMENT,
    'The record names a container and goods inside it.',
    'Name the container alone.',
  ),
  // people and corrections
  PARTY_SUSPENDED: kind(STOP, '{party} is suspended.', 'Do not trade with it; ask the regulator.'),
  LICENCE_EXPIRED: kind(STOP, '{party} has no licence that is valid at this time.', 'Ask for the licence in force.'),
  LICENCE_WRONG_ACT: kind(STOP, 'No licence of {party} covers this act.', 'Ask for the licence that covers it.'),
  CORRECTION_BY_OTHER: kind(
    FAKE,
    'A record of {owner} was corrected by {party}.',
    'Only who made a record can correct it.',
  ),
  CORRECTION_TARGET_UNKNOWN: kind(
    ['warn', 'data', 'provable', 'live', false],
    'The corrected record is not here.',
    'Ask for the record that was corrected.',
  ),
  CORRECTION_IMPOSSIBLE: kind(
    ['error', 'data', 'provable', 'document', false],
    'Record {first} cannot be taken back by a correction; it holds as before.',
    'Decommission packs that were registered by mistake, and correct an expiry or lot as such. Of a party, key or setting record what holds instead.',
  ),
  OTHER_LEDGER: kind(
    ['warn', 'custody', 'provable', 'never', false],
    'This record ({act}) is meant for what another ledger says, on record {first}. There it has no force: that holds as before.',
    'Have it entered in the ledger that it is about.',
  ),
}
