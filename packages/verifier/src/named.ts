/** Whom the records of a bundle name, and what they keep to themselves. */
import type { SeenEvent } from '@packtrail/protocol'

export interface Named {
  /** Parties of the events, and those whose keys signed. */
  readonly actors: ReadonlySet<string>
  /** By field, in how many events it is withheld. */
  readonly withheld: Readonly<Record<string, number>>
  readonly hiddenSubjects: number
  /** @param signer Owner of the key that signed, where it is known. */
  note(event: SeenEvent, signer: string | undefined): void
}

export function named(): Named {
  const actors = new Set<string>()
  const withheld: Record<string, number> = {}
  let hiddenSubjects = 0
  let lastWho: SeenEvent['who'] | undefined
  let lastSigner: string | undefined
  const add = (...ids: readonly (string | undefined)[]): void => {
    for (const id of ids) if (id !== undefined) actors.add(id)
  }
  return {
    actors,
    withheld,
    get hiddenSubjects() {
      return hiddenSubjects
    },
    note({ who, trade, withheld: fields, hiddenSubjects: hidden }, signer) {
      for (const field of fields) withheld[field] = (withheld[field] ?? 0) + 1
      hiddenSubjects += hidden
      // Equal slots are one object, so most events name nobody new.
      if (who !== lastWho || signer !== lastSigner) {
        lastWho = who
        lastSigner = signer
        add(signer, who?.agent, who?.owner, who?.holder)
      }
      if (trade !== undefined) add(trade.fromOwner, trade.fromHolder, trade.toOwner, trade.toHolder)
    },
  }
}
