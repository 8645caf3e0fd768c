/** What each evidence code says, in English: one plain sentence, and what to do. Other languages are further tables of this type. */
import type { EvidenceCode } from './catalogue.ts'

export interface Sentence {
  readonly message: string
  readonly whatToDo: string
}

const ASK_AGAIN =
  'Ask the ledger for the bundle again, over another way. If it comes out the same, treat the file as forged.'
const KEEP = 'Keep this file unchanged as evidence and report it to whoever supervises the ledger.'
const ACCUSE = `${KEEP} The signed records in it show who signed what.`

export const EVIDENCE_WORDS: Readonly<Record<EvidenceCode, Sentence>> = {
  FILE_KIND: { message: 'The file is not a Packtrail bundle.', whatToDo: 'Check that you opened the right file.' },
  FILE_CUT: {
    message: 'The file ends before its last record.',
    whatToDo: `The transfer was cut off, or somebody cut it. ${ASK_AGAIN}`,
  },
  FILE_TOO_LARGE: { message: 'The file is above 4 GiB, which no bundle of one batch is.', whatToDo: ASK_AGAIN },
  FRAME_TOO_LARGE: { message: 'The record at byte {offset} is larger than any bundle may hold.', whatToDo: ASK_AGAIN },
  FRAME_CUT: { message: 'The record at byte {offset} ends in its middle.', whatToDo: ASK_AGAIN },
  NOT_CANONICAL: {
    message: 'The record at byte {offset} is written in a way the format forbids, though it may mean the same.',
    whatToDo: ASK_AGAIN,
  },
  FRAME_TYPE: {
    message: 'The record at byte {offset} holds a kind of value the format does not have.',
    whatToDo: ASK_AGAIN,
  },
  FRAME_DEPTH: { message: 'The record at byte {offset} is nested deeper than the format allows.', whatToDo: ASK_AGAIN },
  FRAME_TEXT: {
    message: 'The record at byte {offset} holds text that is not well-formed or not in its one normal form.',
    whatToDo: ASK_AGAIN,
  },
  FRAME_TRAILING: {
    message: 'The record at byte {offset} is followed by bytes that belong to nothing.',
    whatToDo: ASK_AGAIN,
  },
  FRAME_SHAPE: {
    message: 'The record at byte {offset} is not one of the records of a bundle: {detail}.',
    whatToDo: ASK_AGAIN,
  },
  FRAME_VALUE: {
    message: 'The record at byte {offset} holds a value that is not allowed: {detail}.',
    whatToDo: ASK_AGAIN,
  },
  FRAME_ORDER: { message: 'The record at byte {offset} ({kind}) stands where it may not.', whatToDo: ASK_AGAIN },
  FRAME_AFTER_END: { message: 'Records follow the end of the bundle.', whatToDo: ASK_AGAIN },
  FRAME_COUNT: {
    message: 'The end of the bundle counts {declared} {what}, but there are {found}.',
    whatToDo: ASK_AGAIN,
  },
  VERSION_UNKNOWN: {
    message: 'Something in the bundle is written for another version of the format.',
    whatToDo: 'Use the version of Packtrail that matches, or ask the ledger for a bundle in format 0.',
  },

  LEDGER_MISMATCH: {
    message: 'The bundle comes from another ledger than the one your policy file names.',
    whatToDo: 'Check which ledger you audit. If it should be this one, treat the file as forged.',
  },
  ORIGIN_MISMATCH: {
    message: 'The checkpoint names «{found}», your policy file «{wanted}».',
    whatToDo: 'Check which ledger you audit. If it should be this one, treat the file as forged.',
  },
  NOTE_MALFORMED: { message: 'The checkpoint is not a signed note: {detail}.', whatToDo: ASK_AGAIN },
  NOTE_LINES: { message: 'The signature lines of the checkpoint are doubled or out of order.', whatToDo: ASK_AGAIN },
  CHECKPOINT_UNSIGNED: {
    message: 'No signature on the checkpoint is by a ledger key of your policy file.',
    whatToDo: `Compare the key fingerprints of your policy file with the ledger by telephone. ${KEEP}`,
  },
  CHECKPOINT_SIGNATURE: {
    message: 'The checkpoint bears the name of the ledger’s key, but the signature is false.',
    whatToDo: KEEP,
  },
  GENESIS_CHANGED: {
    message: 'The first entry of the ledger is not the one that gave the ledger its number.',
    whatToDo: KEEP,
  },
  GENESIS_CLAIM: { message: 'The first entry of the ledger does not say what it must: {detail}.', whatToDo: KEEP },
  EPOCH_MALFORMED: { message: 'The closing entry of the epoch is not well-formed: {detail}.', whatToDo: ASK_AGAIN },
  EPOCH_NOT_LAST: {
    message:
      'The closing entry of the epoch is number {g}, but the checkpoint covers {size} entries: later entries are not in the map.',
    whatToDo: KEEP,
  },
  EPOCH_PROOF: {
    message: 'The closing entry of the epoch is not in the tree that the checkpoint signs.',
    whatToDo: KEEP,
  },
  MAP_PROOF: { message: 'The map of streams does not give the root that the epoch records: {detail}.', whatToDo: KEEP },
  MAP_HEADS: { message: 'The map shows {found} streams, the bundle holds {wanted}.', whatToDo: ASK_AGAIN },

  STREAM_ORDER: { message: 'Stream «{stream}» is listed twice or out of order.', whatToDo: ASK_AGAIN },
  STREAM_RUNS: {
    message: 'Of stream «{stream}» the bundle says it holds entries that the stream does not have.',
    whatToDo: ASK_AGAIN,
  },
  STREAM_MISSING: {
    message: 'The records of «{stream}» are named but left out.',
    whatToDo: `Something is withheld. ${ASK_AGAIN}`,
  },
  STREAM_UNNEEDED: {
    message: 'The bundle holds the records of «{stream}», which have nothing to do with this batch.',
    whatToDo: 'The exporter gave away too much, or the file was put together by hand. Tell the ledger.',
  },
  STREAM_NOT_WHOLE: {
    message: 'Of «{stream}» only {found} of {wanted} entries are in the bundle; it must be whole.',
    whatToDo: `Something is withheld. ${ASK_AGAIN}`,
  },
  STREAM_ROOT: {
    message:
      'The entries of «{stream}» are not those that the ledger signed for: one was changed, added, left out or exchanged.',
    whatToDo: KEEP,
  },
  STREAM_LAST: { message: 'The last entry of «{stream}» is not the one that the ledger signed for.', whatToDo: KEEP },
  ENTRY_MALFORMED: { message: 'The entry at byte {offset} is not well-formed: {detail}.', whatToDo: ASK_AGAIN },
  ENTRY_LEDGER: { message: 'Entry {g} belongs to another ledger.', whatToDo: KEEP },
  ENTRY_KIND: { message: 'Entry {g} is of a kind that stands in no stream.', whatToDo: KEEP },
  ENTRY_STREAM: { message: 'Entry {g} belongs to no stream of this bundle.', whatToDo: KEEP },
  ENTRY_ORDER: { message: 'Entry {g} comes after entry {before}: entries were reordered or doubled.', whatToDo: KEEP },
  ENTRY_MISSING: { message: 'Of «{stream}» entry {wanted} is missing.', whatToDo: `Something is withheld. ${KEEP}` },
  ENTRY_ADDED: { message: 'Entry {g} claims place {s} of «{stream}», where no entry may stand.', whatToDo: KEEP },
  CHAIN_BROKEN: {
    message: 'Entry {s} of «{stream}» does not continue the entry before it: one of the two was changed.',
    whatToDo: KEEP,
  },

  LOG_PROOF: {
    message: 'Entries of this bundle do not stand in the log that the checkpoint signs: {detail} (entry {g}).',
    whatToDo: KEEP,
  },

  CLAIM_CHANGED: { message: 'What the bundle shows of entry {g} is not what was recorded.', whatToDo: KEEP },
  CLAIM_MALFORMED: { message: 'What was recorded with entry {g} is not well-formed: {detail}.', whatToDo: KEEP },
  CLAIM_NOT_OPENED: {
    message: 'Entry {g} in «{stream}» is shown without its content.',
    whatToDo: `Something is withheld. ${ASK_AGAIN}`,
  },
  ENTRY_LOOSE: {
    message: 'Entry {g} in «{stream}» is marked as one about single packs and is not, or the other way round.',
    whatToDo: KEEP,
  },
  CLAIM_OPENED_TWICE: { message: 'The content of entry {g} is given a second time.', whatToDo: ASK_AGAIN },
  CLAIM_REPEATED: { message: 'Entry {g} records the same signed statement a second time.', whatToDo: ACCUSE },
  CLAIM_ENTRIES: {
    message: 'The statement of entry {g} names «{stream}», but stands not where it must in those records.',
    whatToDo: KEEP,
  },
  SUBJECT_HIDDEN: {
    message: 'Entry {g} stands in «{stream}», but the bundle does not show what it says there.',
    whatToDo: `Something is withheld. ${ASK_AGAIN}`,
  },
  PLACE_WRONG: {
    message:
      'Entry {g} puts a statement into this batch that names none of its packs, or none but those entered before.',
    whatToDo: KEEP,
  },
  PLACE_MISSING: {
    message: 'Entry {g} names pack {item} of this batch, but is not entered with the batch for it.',
    whatToDo: KEEP,
  },
  CONTAINER_RUN: {
    message:
      'The records of container «{stream}» do not cover the time in which it held goods of this batch: {detail}.',
    whatToDo: `Something is withheld. ${ASK_AGAIN}`,
  },

  MANIFEST_MISSING: {
    message: 'The commissioning of entry {g} is shown without its list of serial numbers.',
    whatToDo: `Packs may be hidden. ${ASK_AGAIN}`,
  },
  MANIFEST_UNEXPECTED: {
    message: 'A list of serial numbers stands where no commissioning asks for one.',
    whatToDo: ASK_AGAIN,
  },
  MANIFEST_FRAMES: {
    message: 'The list of serial numbers of entry {g} is cut up in another way than the format says.',
    whatToDo: ASK_AGAIN,
  },
  MANIFEST_ROOT: {
    message:
      'The serial numbers listed with entry {g} are not those that were signed: one was changed, added or hidden.',
    whatToDo: KEEP,
  },
  MANIFEST_COUNT: {
    message: 'Entry {g} commissions {wanted} packs, but {found} serial numbers are listed.',
    whatToDo: `Packs are hidden or added. ${KEEP}`,
  },
  SERIAL_ORDER: { message: 'The serial numbers of entry {g} are not sorted, or one stands twice.', whatToDo: KEEP },

  SUBMISSION_MALFORMED: {
    message: 'The signed submission at byte {offset} is not well-formed: {detail}.',
    whatToDo: ASK_AGAIN,
  },
  SUBMISSION_LEDGER: {
    message: 'Submission {seq} of {actor} was signed for another ledger and put into this one.',
    whatToDo: ACCUSE,
  },
  SUBMISSION_MISSING: { message: 'Entry {g} is shown without the signed submission it came in.', whatToDo: ASK_AGAIN },
  SUBMISSION_CHANGED: {
    message: 'The submission at byte {offset} is not the one in which the entry after it was recorded.',
    whatToDo: ASK_AGAIN,
  },
  SUBMISSION_TWICE: { message: 'One submission is given twice (byte {offset}).', whatToDo: ASK_AGAIN },
  SUBMISSION_INDEX: {
    message: 'Entry {g} is said to be statement {index} of its submission, which cannot be.',
    whatToDo: KEEP,
  },
  SUBMISSION_ROOT: {
    message: 'What {actor} signed is not what the bundle shows as signed (submission {seq}).',
    whatToDo: ACCUSE,
  },
  SUBMISSION_SIGNATURE: { message: 'The signature of {actor} on submission {seq} is false.', whatToDo: ACCUSE },
  CLAIM_DOUBLED: {
    message: 'Submission {seq} of {actor} holds one statement twice: it is shown as refused, and a second time.',
    whatToDo: KEEP,
  },
  CLAIM_CUT: {
    message: 'Of submission {seq} of {actor} the bundle announces {wanted} statements and shows {found}.',
    whatToDo: `Something is withheld. ${KEEP}`,
  },
  TALLY_DIFFERS: {
    message: '{actor} signed {wanted} statements about «{stream}» in submission {seq}; {found} are here.',
    whatToDo: `Something is withheld or added. ${ACCUSE}`,
  },
  TALLY_MISSING: {
    message: 'The bundle does not show how many statements about «{stream}» {actor} signed in submission {seq}.',
    whatToDo: ASK_AGAIN,
  },
  TALLY_STREAM: {
    message: 'The bundle shows how many statements {actor} signed about «{stream}», whose records are not here.',
    whatToDo: ASK_AGAIN,
  },
  REFUSED_UNKNOWN: {
    message: 'A statement of {actor} in submission {seq} is said to be refused, but no record of the refusal is here.',
    whatToDo: `Something is withheld. ${ACCUSE}`,
  },
  SEQ_REPEATED: {
    message: '{actor} used number {seq} for two different submissions, or they were reordered.',
    whatToDo: ACCUSE,
  },
  KEY_UNKNOWN: {
    message: 'Entry {g} is signed with a key that was not registered when it was recorded.',
    whatToDo: ACCUSE,
  },
  KEY_RETIRED: { message: 'Entry {g} is signed by {actor} with a key that had been retired.', whatToDo: ACCUSE },
  KEY_REVOKED: {
    message: 'Entry {g} is signed in the name of {actor} with a key that had been revoked: the key is in wrong hands.',
    whatToDo: ACCUSE,
  },
  KEY_SUSPECT: {
    message: '{count} records were signed with a key of {actor} in the time in which it may have been stolen.',
    whatToDo: 'Ask the owner of the key to confirm those that are its own (packtrail keys reattest).',
  },
  KEY_TAKEN: {
    message:
      'The operator of the ledger ended the last key of {actor}, and then reported for it: entry {g} («{type}») and perhaps more.',
    whatToDo: 'Ask {actor} whether its key was lost, and whether it did what stands there in its name.',
  },
  KEY_PROOF: { message: 'A key was registered for {actor} without proof that its owner holds it.', whatToDo: KEEP },
  KEY_REPEATED: { message: 'Entry {g} registers a key for {actor} that was registered before.', whatToDo: KEEP },
  KEY_END: {
    message: 'Entry {g} ends a key of {actor} that is not in use, or not by somebody who may.',
    whatToDo: KEEP,
  },
  KEY_SCOPE: {
    message: 'Entry {g} is signed by {actor} with a key that is not admitted for this product.',
    whatToDo: ACCUSE,
  },
  AUTHORITY_SIGNER: {
    message: 'Entry {g} changes parties, keys, products or rules and is not signed by the operator of the ledger.',
    whatToDo: ACCUSE,
  },
  SIGNER_MISMATCH: { message: 'Entry {g} speaks in the name of {agent}, but {actor} signed it.', whatToDo: ACCUSE },
  ATTESTER_UNKNOWN: {
    message: 'Entry {g} vouches for others, but {actor} may not vouch for anybody under your policy file.',
    whatToDo: ACCUSE,
  },
  ATTESTED_FOR_SIGNER: {
    message: 'Entry {g} says «{type}» in the name of {agent} without its signature, though {agent} signs for itself.',
    whatToDo: `Ask {agent} whether it did this. ${ACCUSE}`,
  },
  MANUFACTURER_MISMATCH: {
    message:
      'Entry {g} commissions packs in the name of {agent}, which your policy files do not name as manufacturer of {product}.',
    whatToDo: 'Ask the manufacturer whether these packs are its own. Until then treat them as false.',
  },

  LINK_ORDER: {
    message: 'The links to older checkpoints are doubled, out of order or beyond the checkpoint.',
    whatToDo: ASK_AGAIN,
  },
  LINK_PROOF: {
    message: 'The ledger of {size} entries is no beginning of this one: history was rewritten.',
    whatToDo: KEEP,
  },
  LINK_MISSING: {
    message:
      '{actor} has seen a checkpoint of {size} entries, but the bundle does not prove that this ledger continues it.',
    whatToDo: ASK_AGAIN,
  },
  SEEN_MISMATCH: {
    message:
      '{actor} has seen another ledger of {size} entries than the one this bundle continues: there are two histories.',
    whatToDo: ACCUSE,
  },
  SEEN_AHEAD: {
    message: '{actor} had seen {size} entries when only {g} were recorded: the ledger was longer once.',
    whatToDo: ACCUSE,
  },
  ROLLBACK: {
    message:
      'You have seen this ledger with {kept} entries; this bundle shows only {size}: it was set back, or the bundle is old.',
    whatToDo: `Ask for a bundle of today. If the ledger cannot give one that continues what you have seen, it was rolled back. ${KEEP}`,
  },
  FORK: {
    message: 'You have seen another ledger of {size} entries under the same name: there are two histories.',
    whatToDo: `${KEEP} Your memory file holds the other signed checkpoint.`,
  },
  BATCH_ROLLBACK: {
    message: 'You have seen {kept} entries of this batch; this bundle shows only {size}.',
    whatToDo: KEEP,
  },
  BATCH_REWRITTEN: {
    message: 'The first {size} entries of this batch are not those that you have seen before.',
    whatToDo: KEEP,
  },
  HISTORY_NOT_LINKED: {
    message: 'You have seen {kept} entries of this ledger, and the bundle does not prove that it continues them.',
    whatToDo: 'Ask the ledger to export the bundle with --since {since}.',
  },
  TWO_HISTORIES: {
    message: 'These files come from two histories of one ledger: they differ in {what}. Its operator signed both.',
    whatToDo: `All of them together are the evidence. ${KEEP}`,
  },
  BUNDLES_NOT_LINKED: {
    message: 'Nothing proves that the bundle of {larger} entries continues the log of the one of {size} entries.',
    whatToDo: 'Ask the ledger to export the larger one with --since {size}.',
  },
  LOG_CHAIN: {
    message: 'Entry {g} of the log cannot stand where it stands: {detail}. The operator signed it all the same.',
    whatToDo: `Your copy of the log is the evidence, with the checkpoint in it. ${KEEP}`,
  },
  LOG_MAP: {
    message: 'The map that entry {g} signs is not that of the entries before it: it hides entries, or invents some.',
    whatToDo: `Your copy of the log is the evidence, with the checkpoint in it. ${KEEP}`,
  },
  LOG_FORK: {
    message:
      'Your copy of the log has other first {size} entries than the bundle was made of: there are two histories.',
    whatToDo: `The checkpoints of both are the evidence. ${KEEP}`,
  },
  LOG_SHORT: {
    message:
      'Your copy of the log ends at {kept} entries, and the bundle continues it to {size}: what lies between was not replayed.',
    whatToDo: 'Get a newer copy of the log.',
  },
  LOG_NOT_LINKED: {
    message: 'Your copy of the log ends at {kept} entries, and nothing proves that the bundle of {size} continues it.',
    whatToDo: 'Get a newer copy of the log, or ask the ledger to export the bundle with --since {kept}.',
  },

  WITNESS_SIGNATURE: {
    message: 'The cosignature of witness {witness} is false.',
    whatToDo: `Ask the witness. ${KEEP}`,
  },
  WITNESS_QUORUM: {
    message: '{found} of the {wanted} witnesses that your policy file asks for have cosigned this checkpoint.',
    whatToDo: 'Wait until the witnesses have signed and ask for the bundle again.',
  },
  RECORDED_BACKWARDS: { message: 'The ledger’s clock runs backwards at entry {g}.', whatToDo: KEEP },
  RECORDED_AHEAD: {
    message:
      'By the ledger’s clock entry {g} was recorded at {recorded}; by the clock of this computer it is {now} now. One of the two is wrong. What is recorded is proven all the same.',
    whatToDo:
      'Set the clock of this computer and verify again. If it is right, tell the ledger that its clock is ahead.',
  },
  RECORDED_AFTER_WITNESS: {
    message:
      'By the ledger’s clock entry {g} was recorded at {recorded}; by its own clock witness {witness} had cosigned it at {stamped}. One of the two is wrong. What is recorded is proven all the same.',
    whatToDo: 'Ask the ledger and the witness for the time on their clocks. Until then rely on no recorded time.',
  },
}
