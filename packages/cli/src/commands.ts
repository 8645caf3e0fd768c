/** All commands, in the order of the help. */
import type { CommandSpec } from './command.ts'
import { DESTROY, EVENT, PACK, RECALL, RECEIVE, RETURN, SHIP, UNPACK } from './commands/act.ts'
import { BATCH } from './commands/batch.ts'
import { CALIBRATE } from './commands/calibrate.ts'
import { CHECK } from './commands/check.ts'
import { CHECKPOINT } from './commands/checkpoint.ts'
import { COMPLETION } from './commands/completion.ts'
import { CONVERT } from './commands/convert.ts'
import { CORRECT } from './commands/correct.ts'
import { COUNT } from './commands/count.ts'
import { DEMO } from './commands/demo.ts'
import { DISPENSE, UNDO } from './commands/dispense.ts'
import { EXPORT } from './commands/export.ts'
import { FSCK } from './commands/fsck.ts'
import { HASH } from './commands/hash.ts'
import { HISTORY } from './commands/history.ts'
import { IMPORT } from './commands/import.ts'
import { INIT } from './commands/init.ts'
import { KEYS_ADD, KEYS_LIST, KEYS_NEW, KEYS_RETIRE, KEYS_REVOKE } from './commands/keys.ts'
import { KEYS_REATTEST, KEYS_SUSPECTS } from './commands/keys-suspect.ts'
import { PAPER_LIST, PAPER_OWED } from './commands/paper.ts'
import { PAPER_PREPARE, PAPER_WRITE } from './commands/paper-prepare.ts'
import { PAPER_ANSWER, PAPER_CLOSE, PAPER_SENT } from './commands/paper-step.ts'
import { PARSE } from './commands/parse.ts'
import { PARTY } from './commands/party.ts'
import { POLICY_SET, POLICY_SHOW } from './commands/policy.ts'
import { PRODUCT } from './commands/product.ts'
import { RECEIPT_CHECK } from './commands/receipt-check.ts'
import { RECEIPT_WRITE } from './commands/receipt-write.ts'
import { ADOPT, CLOSE, REGISTER } from './commands/register.ts'
import { REPORT } from './commands/report.ts'
import { SCAN } from './commands/scan.ts'
import { SITE } from './commands/site.ts'
import { SUBMIT } from './commands/submit.ts'
import { VERIFY } from './commands/verify.ts'
import { VRS_ANSWER, VRS_ASK, VRS_READ } from './commands/vrs.ts'

export const COMMANDS: readonly CommandSpec[] = [
  SCAN,
  DISPENSE,
  UNDO,
  COUNT,
  PARSE,
  CALIBRATE,
  PACK,
  UNPACK,
  SHIP,
  RECEIVE,
  RETURN,
  REGISTER,
  CLOSE,
  ADOPT,
  RECALL,
  DESTROY,
  CORRECT,
  EVENT,
  HISTORY,
  BATCH,
  IMPORT,
  EXPORT,
  CHECK,
  CONVERT,
  HASH,
  SUBMIT,
  RECEIPT_WRITE,
  RECEIPT_CHECK,
  PAPER_OWED,
  PAPER_PREPARE,
  PAPER_WRITE,
  PAPER_SENT,
  PAPER_ANSWER,
  PAPER_CLOSE,
  PAPER_LIST,
  REPORT,
  VRS_ASK,
  VRS_ANSWER,
  VRS_READ,
  CHECKPOINT,
  VERIFY,
  INIT,
  KEYS_NEW,
  KEYS_ADD,
  KEYS_LIST,
  KEYS_RETIRE,
  KEYS_REVOKE,
  KEYS_SUSPECTS,
  KEYS_REATTEST,
  PARTY,
  SITE,
  PRODUCT,
  POLICY_SHOW,
  POLICY_SET,
  FSCK,
  DEMO,
  COMPLETION,
]
