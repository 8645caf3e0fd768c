/** What a line about packs asks for and the acts do not say: lot, expiry and day of making, as the batch was registered. */
import type { Ledger } from '@packtrail/core'
import type { DraftEvent, DraftPack } from '@packtrail/exchange'

/** What the document says itself stays as it is. */
export async function* withFacts(ledger: Ledger, drafts: AsyncIterable<DraftEvent>): AsyncGenerator<DraftEvent> {
  for await (const draft of drafts) {
    const packs: DraftPack[] = []
    for (const pack of draft.packs) packs.push({ ...(await factsOf(ledger, pack)), ...pack })
    yield { ...draft, packs }
  }
}

async function factsOf(
  ledger: Ledger,
  { product, serial, lot }: DraftPack,
): Promise<Pick<DraftPack, 'lot' | 'expiry' | 'made'>> {
  const { member } = (await ledger.item(`${product}/${serial}`)) ?? {}
  // A pack that is said to be of another lot than the one it was registered for: nobody knows which is right.
  if (member === undefined || (lot !== undefined && lot !== member.lot)) return {}
  const { expiry, made } = member.batch ?? {}
  return { lot: member.lot, ...(expiry === undefined ? {} : { expiry }), ...(made === undefined ? {} : { made }) }
}
