/** All families of vectors, in the order of the pages. */
import { cborFamily, ed25519Family, hashFamily, identityFamily } from './bytes-families.ts'
import { claimFamily, eventFamily, submissionFamily } from './claim-families.ts'
import type { Family } from './family.ts'
import { fileFamily, noteFamily, tieFamily } from './file-families.ts'
import { entryFamily, manifestFamily, mapFamily, streamFamily, subsetFamily, treeFamily } from './log-families.ts'

export async function families(): Promise<readonly Family[]> {
  const made: Family[] = []
  for (const make of [
    cborFamily,
    identityFamily,
    ed25519Family,
    hashFamily,
    eventFamily,
    claimFamily,
    submissionFamily,
    entryFamily,
    streamFamily,
    treeFamily,
    subsetFamily,
    mapFamily,
    manifestFamily,
    noteFamily,
    fileFamily,
    tieFamily,
  ]) {
    made.push(await make())
  }
  return made
}
