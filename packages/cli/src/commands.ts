/** All commands, in the order of the help. */
import type { CommandSpec } from './command.ts'
import { PARSE } from './commands/parse.ts'

export const COMMANDS: readonly CommandSpec[] = [PARSE]
