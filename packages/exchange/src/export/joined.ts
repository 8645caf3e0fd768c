/**
 * Drafts that were one event of their document, as one event again: a commissioning of packs and cases, or of more than a draft holds.
 * Reading it splits it in the same way.
 */
import type { DraftEvent } from '../draft.ts'

/** `undefined` where they do not differ in their things alone. */
export function joinedDraft(drafts: readonly DraftEvent[]): DraftEvent | undefined {
  const [first] = drafts
  if (first?.together === undefined || drafts.length < 2) return undefined
  // Of a long list the parts of its correction all repeat the same event.
  const originals = [...new Set(drafts.flatMap(({ original }) => original ?? []))]
  if (originals.length === 0) return joinedThings(drafts)
  const original = originals.length === 1 ? originals[0] : joinedThings(originals)
  return original === undefined ? undefined : { ...first, original }
}

function joinedThings(drafts: readonly DraftEvent[]): DraftEvent | undefined {
  const [first] = drafts
  if (first === undefined || !drafts.every((one) => one.type === first.type && one.parent === first.parent))
    return undefined
  const made = drafts.flatMap(({ commission }) => commission ?? [])
  const [begun] = made
  if (!made.every(({ lot, expiry }) => lot === begun?.lot && expiry === begun?.expiry)) return undefined
  // Two products of one lot are a commissioning each.
  if (!made.every(({ product }) => product === begun?.product)) return undefined
  const commission =
    begun === undefined ? {} : { commission: { ...begun, serials: made.flatMap(({ serials }) => serials) } }
  return {
    ...first,
    ...commission,
    packs: drafts.flatMap(({ packs }) => packs),
    containers: drafts.flatMap(({ containers }) => containers),
    batches: drafts.flatMap(({ batches }) => batches),
    products: drafts.flatMap(({ products }) => products),
  }
}
