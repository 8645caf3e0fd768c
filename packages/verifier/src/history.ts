/** The checkpoint against older ones: those the auditor kept, and those that authors of submissions had seen (docs/spec/13-bundle.md). */
import { checkConsistency, equalBytes, type Hash, type Seen, type Sha256 } from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import { clean } from './label.ts'
import type { LogCopy } from './log-copy.ts'
import type { LedgerMemory } from './memory.ts'

export interface Link {
  readonly size: number
  readonly root: Hash
  readonly sound: boolean
}

export interface Links {
  add(size: number, root: Hash, proof: readonly Hash[]): void
  find(size: number): Link | undefined
  sizes(): number[]
  all(): readonly Link[]
  /** Root of so many entries by the auditor's own copy of the log, where that is of the checkpoint's. */
  fromLog(size: number): Link | undefined
}

export function links(
  sha256: Sha256,
  findings: Findings,
  checkpoint: { readonly size: number; readonly root: Hash },
  log?: Pick<LogCopy, 'rootAt'>,
): Links {
  const list: Link[] = []
  const bySize = new Map<number, Link>()
  return {
    add(size, root, proof) {
      const last = list.at(-1)?.size ?? 0
      if (size <= last || size > checkpoint.size) findings.add('LINK_ORDER', { params: { size } })
      const sound = checkConsistency(sha256, size, checkpoint.size, root, checkpoint.root, proof)
      if (!sound) findings.add('LINK_PROOF', { params: { size } })
      const link = { size, root: copyOf(root), sound }
      list.push(link)
      if (!bySize.has(size)) bySize.set(size, link)
    },
    find: (size) => bySize.get(size),
    sizes: () => list.map(({ size }) => size),
    all: () => list,
    fromLog(size) {
      const own = log?.rootAt(checkpoint.size)
      if (own === undefined || !equalBytes(own, checkpoint.root) || size > checkpoint.size) return undefined
      const root = log?.rootAt(size)
      return root && { size, root, sound: true }
    },
  }
}

export interface NewestSeen extends Seen {
  readonly actor: string
  /** Log position at which the author says it. */
  readonly at: number
}

export interface SeenTracker {
  add(seen: Seen | undefined, actor: string, at: number): void
  newest(): NewestSeen | undefined
  /** How many submissions named a checkpoint. */
  readonly count: number
}

export function seenTracker(
  findings: Findings,
  known: Links,
  checkpoint: { readonly size: number; readonly root: Hash },
): SeenTracker {
  let newest: NewestSeen | undefined
  /** Sizes without a link, each told once. */
  const unlinked = new Set<number>()
  let count = 0
  return {
    get count() {
      return count
    },
    add(seen, actor, at) {
      if (seen === undefined || seen.size === 0) return
      count++
      const params = { actor: clean(actor), size: seen.size, g: at }
      if (seen.size > at) return findings.add('SEEN_AHEAD', { params, evidence: [at] })
      const link = seen.size === checkpoint.size ? checkpoint : known.find(seen.size)
      // Each one, not the newest alone: a later look, which the operator may have signed itself, is no answer to an earlier one.
      if (link !== undefined) {
        if (!equalBytes(link.root, seen.root)) findings.add('SEEN_MISMATCH', { params, evidence: [at] })
      } else if (!unlinked.has(seen.size)) {
        unlinked.add(seen.size)
        findings.add('LINK_MISSING', { params, evidence: [at] })
      }
      if (newest === undefined || seen.size > newest.size) newest = { ...seen, actor, at }
    },
    newest: () => newest,
  }
}

export type Linked = 'linked' | 'not linked' | 'first look' | 'contradicted'

/** The auditor's own memory of this ledger. */
export function checkMemory(
  kept: LedgerMemory | undefined,
  checkpoint: { readonly size: number; readonly root: Hash },
  known: Links,
  findings: Findings,
): Linked {
  if (kept === undefined) return 'first look'
  const { size } = checkpoint
  if (size < kept.size) {
    findings.add('ROLLBACK', { params: { kept: kept.size, size } })
    return 'contradicted'
  }
  const link =
    size === kept.size ? { root: checkpoint.root, sound: true } : (known.find(kept.size) ?? known.fromLog(kept.size))
  if (link === undefined) {
    findings.add('HISTORY_NOT_LINKED', { params: { kept: kept.size, since: String(kept.size) } })
    return 'not linked'
  }
  if (equalBytes(link.root, kept.root)) return link.sound ? 'linked' : 'contradicted'
  findings.add('FORK', { params: { size: kept.size } })
  return 'contradicted'
}
