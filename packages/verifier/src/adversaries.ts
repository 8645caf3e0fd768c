/** The adversary table with the numbers of the bundle at hand (docs/spec/00-overview.md#against-whom). */
import type { Axes } from './axes.ts'
import type { Proven } from './proven.ts'
import type { Replayed } from './replay.ts'
import type { LogCover } from './replay-log.ts'
import { type Said, say } from './said.ts'

export interface AdversaryRow {
  readonly adversary: 'F' | 'A' | 'O' | 'T'
  readonly holds: Said
  readonly refuted: Said
  readonly notRefuted: Said
}

export function adversaryTable(
  proven: Proven,
  axes: Axes,
  replayed: Replayed | undefined,
  cover?: LogCover,
): AdversaryRow[] {
  const { counts, manifests, newestSeen, keys } = proven
  const { entries, signatures, attested, afterSeen } = counts
  const withheld = Object.values(counts.withheld).reduce((sum, count) => sum + count, 0)
  const signed = signedClaims(proven)
  const ended = keys.all().flatMap(({ ended: end }) => (end === undefined ? [] : [end]))
  const revoked = ended.filter(({ kind }) => kind === 'revoke').length
  const contradictions = replayed?.findings.filter(({ severity }) => severity === 'error').length ?? 0
  return [
    {
      adversary: 'F',
      holds: say('F_HOLDS'),
      refuted: say('F_REFUTED', { entries, serials: manifests.serials, signatures }),
      notRefuted: say('F_NOT', { withheld, cosignatures: proven.checkpoint.cosignatures.length }),
    },
    {
      adversary: 'A',
      holds: say('A_HOLDS'),
      refuted: say('A_REFUTED', { signed }),
      notRefuted: say('A_NOT', { contradictions }),
    },
    {
      adversary: 'O',
      holds: say('O_HOLDS'),
      refuted:
        newestSeen === undefined
          ? say('O_REFUTED_UNSEEN', { signed })
          : say('O_REFUTED', { signed, seen: newestSeen.size }),
      notRefuted:
        cover?.state === 'whole'
          ? say('O_NOT_REPLAYED', { attested })
          : say('O_NOT', { after: afterSeen, attested, history: axes.history.state }),
    },
    {
      adversary: 'T',
      holds: say('T_HOLDS'),
      refuted: say('T_REFUTED', { revoked, retired: ended.length - revoked }),
      notRefuted: say('T_NOT', { suspect: counts.suspect }),
    },
  ]
}

/** Claims signed by actors other than the operator, whom it could not have made. */
function signedClaims({ events, keys, operator }: Proven): number {
  let count = 0
  for (let row = 0; row < events.size; row++) {
    const actor = keys.byNumber(events.signer(row))?.actor
    if (actor !== undefined && actor !== operator) count++
  }
  return count
}
