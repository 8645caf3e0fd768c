/** The entries of the bundle in the log itself: a few of them tie all others to what the checkpoint signs (docs/spec/13-bundle.md#ties). */
import {
  equalBytes,
  FormatError,
  type Hash,
  type Run,
  rootFromSubset,
  runsOf,
  type Sha256,
  sizesBetween,
  TIE_CHUNK,
  type Tie,
  tieKeeper,
} from '@packtrail/protocol'
import type { Findings } from './findings.ts'
import { clean } from './label.ts'

export interface LogTies {
  see(run: number, g: number, leaf: Hash): void
  frame(runs: readonly Run[], proof: readonly Hash[]): void
  /** After the last frame. */
  finish(): void
}

export function logTies(
  sha256: Sha256,
  findings: Findings,
  checkpoint: { readonly size: number; readonly root: Hash },
  links: readonly number[],
  ledgerId: Hash,
): LogTies {
  const keeper = tieKeeper(links, ledgerId)
  const separates = sizesBetween(links)
  let ties: Tie[] | undefined
  let next = 0
  const last = new Map<number, { g: number; leaf: Hash }>()
  const gather = (): Tie[] => {
    for (const [run, { g, leaf }] of last) keeper.see(run, g, leaf)
    return keeper.finish()
  }
  const fail = (detail: string, g: number): void => findings.add('LOG_PROOF', { params: { detail, g }, evidence: [g] })

  const prove = (chunk: readonly Tie[], runs: readonly Run[], proof: readonly Hash[]): void => {
    const g = chunk[0]?.g ?? 0
    const wanted = runsOf(chunk.map((tie) => tie.g))
    const same =
      wanted.length === runs.length && wanted.every((run, i) => run.from === runs[i]?.from && run.to === runs[i]?.to)
    let at = 0
    try {
      if (!same) throw new FormatError('PROOF_SHAPE', 'they are not those that tie this bundle')
      const root = rootFromSubset(sha256, checkpoint.size, runs, () => chunk[at++]?.leaf, proof)
      if (!equalBytes(root, checkpoint.root)) fail('the log has others at their places', g)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      fail(clean(error.message), g)
    }
  }

  return {
    see(run, g, leaf) {
      const before = last.get(run)
      if (before === undefined) {
        last.set(run, { g, leaf })
        return
      }
      // The keeper only needs to hear of an entry where a linked size lies before it, and of the last one.
      if (separates(before.g, g)) {
        keeper.see(run, before.g, before.leaf)
        keeper.see(run, g, leaf)
      }
      before.g = g
      before.leaf = leaf
    },
    frame(runs, proof) {
      ties ??= gather()
      prove(ties.slice(next, next + TIE_CHUNK), runs, proof)
      next += TIE_CHUNK
    },
    finish() {
      ties ??= gather()
      if (next < ties.length) fail('some are left out', (ties[next] as Tie).g)
    },
  }
}
