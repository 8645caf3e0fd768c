/** A file of vectors in the making: each is run at once, and must turn out as its author says. */
import { type Input, type Json, type Outcome, run } from './run.ts'

export type Vector = { readonly desc: string; readonly spec: string; readonly in: Input } & Outcome

export interface Family {
  readonly name: string
  readonly vectors: Vector[]
  /** A vector that is accepted. */
  good(desc: string, spec: string, input: Input): Promise<void>
  /** A vector that is refused, with this code if one is given. */
  bad(desc: string, spec: string, input: Input, code?: string): Promise<void>
}

export function family(name: string): Family {
  const vectors: Vector[] = []
  const inputs = new Set<string>()
  const add = async (desc: string, spec: string, input: Input): Promise<Outcome> => {
    const outcome = await run(input)
    vectors.push({ desc, spec, in: input, ...outcome })
    return outcome
  }
  return {
    name,
    vectors,
    async good(desc, spec, input) {
      inputs.add(JSON.stringify(input))
      const outcome = await add(desc, spec, input)
      if ('error' in outcome) throw new Error(`${name}: «${desc}» is refused: ${outcome.error}`)
    },
    async bad(desc, spec, input, code) {
      // A family of changes may come to one case by two ways.
      if (inputs.has(JSON.stringify(input))) return
      inputs.add(JSON.stringify(input))
      const outcome = await add(desc, spec, input)
      if (!('error' in outcome)) throw new Error(`${name}: «${desc}» is accepted: ${JSON.stringify(outcome.expect)}`)
      if (code !== undefined && outcome.error !== code) throw new Error(`${name}: «${desc}» is ${outcome.error}`)
    },
  }
}

/** One vector a line, so that a change shows as the lines it changes. */
export function toJson(vectors: readonly Vector[]): string {
  return `[\n${vectors.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`
}

export type { Input, Json }
