/** A sentence as code and values, so that it can be told in any language. */
import { fill, type Params } from './fill.ts'
import { SAYINGS, type Saying } from './sayings.ts'

export interface Said {
  readonly code: Saying
  readonly params: Params
  /** In English. */
  readonly text: string
}

export function say(code: Saying, params: Params = {}): Said {
  return { code, params, text: fill(SAYINGS[code], params) }
}
