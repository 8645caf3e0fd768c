/** One forger for each way in which evidence can be false. */
import { ACTOR_FORGERS } from './forgers-actor.ts'
import { FILE_FORGERS } from './forgers-file.ts'
import { OPERATOR_FORGERS } from './forgers-operator.ts'
import type { Forger } from './forgery.ts'

export const FORGERS: readonly Forger[] = [...FILE_FORGERS, ...OPERATOR_FORGERS, ...ACTOR_FORGERS]
