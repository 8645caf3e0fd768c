/** All commands, in the order of the help. */
import type { CommandSpec } from './command.ts'
import { CHECKPOINT } from './commands/checkpoint.ts'
import { EXPORT } from './commands/export.ts'
import { INIT } from './commands/init.ts'
import { KEYS_ADD, KEYS_NEW } from './commands/keys.ts'
import { PARSE } from './commands/parse.ts'
import { PARTY } from './commands/party.ts'
import { POLICY_SET, POLICY_SHOW } from './commands/policy.ts'
import { PRODUCT } from './commands/product.ts'
import { RECEIPT_CHECK } from './commands/receipt-check.ts'
import { SITE } from './commands/site.ts'
import { SUBMIT } from './commands/submit.ts'

export const COMMANDS: readonly CommandSpec[] = [
  PARSE,
  EXPORT,
  SUBMIT,
  RECEIPT_CHECK,
  CHECKPOINT,
  INIT,
  KEYS_NEW,
  KEYS_ADD,
  PARTY,
  SITE,
  PRODUCT,
  POLICY_SHOW,
  POLICY_SET,
]
