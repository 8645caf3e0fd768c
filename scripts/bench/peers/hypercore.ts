/**
 * hypercore: an append-only feed with a signed Merkle tree, the nearest relative in this language. Bare append in groups, no
 * index, no rules. Durability class D0: it does not wait for the disk (10 fdatasync calls in a run of 20 groups were traced).
 */
import { peerRequire } from './install.ts'

interface Feed {
  ready(): Promise<void>
  append(blocks: readonly Uint8Array[]): Promise<unknown>
  close(): Promise<void>
  readonly length: number
}

export async function appendToHypercore(
  peers: string,
  folder: string,
  groups: readonly (readonly Uint8Array[])[],
): Promise<number> {
  const Hypercore = peerRequire(peers)('hypercore') as new (folder: string) => Feed
  const feed = new Hypercore(folder)
  await feed.ready()
  const started = process.hrtime.bigint()
  for (const group of groups) await feed.append(group)
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  const wanted = groups.reduce((sum, group) => sum + group.length, 0)
  if (feed.length !== wanted) throw new Error(`hypercore holds ${feed.length} blocks, not ${wanted}`)
  await feed.close()
  return seconds
}
