/** Sentences of the report that are not findings: why an axis stands as it does, the adversary table, what was not checked. */

export const SAYINGS = {
  // Axes
  BYTES_PASS:
    'Every byte follows the format, and all of it hangs on a checkpoint of {size} entries that the ledger signed.',
  AUTHORSHIP_PASS: 'All {signatures} signatures are good, by keys that were valid at their place in the log.',
  AUTHORSHIP_ATTESTED:
    'Statements that their authors have not signed, and for which the operator of the ledger vouches: {attested}. All {signatures} signatures are good.',
  AUTHORSHIP_WITHHELD: 'Of {count} statements the author is withheld: whether he is who signed them cannot be judged.',
  AUTHORSHIP_SUSPECT: '{count} statements were signed with keys in a time in which these may have been stolen.',
  AUTHORSHIP_REATTESTED:
    '{count} statements from a time in which a key may have been stolen were confirmed by their author with another key.',
  COMPLETENESS_PASS:
    'All {entries} entries and all {serials} serial numbers of the batch as of this checkpoint are here, and there is no second history of it.',
  COMPLETENESS_UNTALLIED:
    '{count} submissions do not say how many of their statements concern this batch, so that one of them could be missing.',
  HISTORY_REPLAYED:
    'Your copy of the log ({kept} entries) was replayed: its first {size} give this checkpoint, and the length of every stream in it.',
  HISTORY_LINKED: 'This ledger continues the one of {kept} entries that you have seen before.',
  HISTORY_SAME: 'It is the checkpoint of {kept} entries that you have seen before.',
  HISTORY_FIRST: 'Your memory file does not know this ledger yet: this is the first look.',
  HISTORY_NO_MEMORY: 'You keep no memory file, so that a ledger set back or told twice would go unnoticed.',
  HISTORY_UNLINKED:
    'You have seen {kept} entries of this ledger, and the bundle does not prove that it continues them.',
  WITNESSES_PASS: '{found} of your {keys} witnesses have cosigned this checkpoint; your policy asks for {wanted}.',
  WITNESSES_FEW: '{found} of your {keys} witnesses have cosigned this checkpoint; your policy asks for {wanted}.',
  WITNESSES_NONE: 'Your policy names no witnesses.',
  TIME_PASS: 'All of it existed by {until}: a witness signed then. Recorded times never run backwards.',
  TIME_OWN:
    'Recorded times are by the ledger’s own clock ({from} to {until}), and never run backwards. Nobody outside confirms them.',
  TIME_CLOCKS:
    'Two clocks contradict each other ({codes}): of the recorded times only their order is proven. No byte of the file is in doubt for that.',
  AXIS_FAIL: 'Against it: {codes} ({count} in all).',
  AXIS_UNREAD: 'The file could not be read to its end.',

  // Adversaries (docs/spec/00-overview.md#against-whom)
  F_HOLDS: 'files, but no key',
  F_REFUTED:
    'Everything: {entries} entries, {serials} serial numbers and {signatures} signatures hang on one signed checkpoint.',
  F_NOT:
    'Withholding who, where, when or another field of any statement ({withheld} are withheld), and taking cosignatures away ({cosignatures} are here). It takes no key; this report counts both.',
  A_HOLDS: 'an actor’s own key',
  A_REFUTED:
    'Statements in another’s name, outside its licence or after its key was revoked, where the operator does not help; taking back what it signed ({signed} statements are signed).',
  A_NOT:
    'Lies that are well signed. They show only where another record contradicts them ({contradictions} findings about the goods). In whose name it spoke, where the author is withheld: then authorship is not proven.',
  O_HOLDS: 'the ledger’s key and all its files',
  O_REFUTED:
    'Altered or invented statements of those who sign ({signed}); one statement cut out of a submission; serial numbers cut from a list; a change of what stood below entry {seen} at the newest checkpoint that an author had seen.',
  O_REFUTED_UNSEEN:
    'Altered or invented statements of those who sign ({signed}); one statement cut out of a submission; serial numbers cut from a list.',
  O_NOT:
    'Without memory, receipt, witness or replay of the log: the {after} events after that, their positions and recorded times included; whole submissions left out, {attested} attested statements, a second history ({history}).',
  O_NOT_REPLAYED:
    'Against your copy of the log: whole submissions that were never entered, {attested} attested statements, positions and recorded times that no author had seen when the copy was made.',
  T_HOLDS: 'a stolen actor key',
  T_REFUTED:
    'Use after the key was revoked, where the operator does not help ({revoked} keys are revoked, {retired} retired).',
  T_NOT:
    'Use before it was revoked. Within a declared window it is suspect ({suspect} statements). With the operator’s help, use after it: he writes the positions of what no author has seen in a checkpoint.',

  // Not checked
  NOT_TRUTH: 'Whether a statement is true. A lie that is well signed shows only where another record contradicts it.',
  NOT_SUBMITTED: 'Whatever was never recorded.',
  NOT_OTHER_BATCHES: 'Whether a serial number also stands in another batch: only the bundle of that batch can show it.',
  NOT_UNOPENED:
    '{count} entries about packs whose batch was not named are shown without content; none of them was entered with this batch.',
  NOT_HIDDEN: '{count} parts of opened statements concern other goods and are hidden.',
  NOT_WITHHELD: '{count} times «{field}» is withheld; rules that need it could not be judged.',
  NOT_JUDGED: 'Rule {rule} could not be judged {count} times, because something is withheld.',
  NOT_MAKER:
    'Whether {party} may make this product: your policy file names no manufacturer of {product}, and the ledger holds no licence of {party}. Anybody could have registered these packs.',
  NOT_ATTESTED: 'Statements that rest on the word of the operator, who says that others reported them: {count}.',
  NOT_ATTEMPTS: 'Refused attempts, which rest on the word of the operator: {count}.',
  NOT_HISTORY:
    'Whether the ledger was set back or shows others another history: there is no memory of it to compare with.',
  NOT_WITNESSED: 'Whether others were shown the same ledger: no witness has cosigned this checkpoint.',
  NOT_REPLAYED: 'What happened to the goods: the evidence is not sound.',
  NOT_PROFILE:
    'What the profile «{name}» asks of {of}, which the ledger set from entry {since} on: your policy or this program does not have it, so «{judgedBy}» was used.',
  NOT_RULES: 'Market rules beyond the profile «{rules}».',
} as const

export type Saying = keyof typeof SAYINGS
