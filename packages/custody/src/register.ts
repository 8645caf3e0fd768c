/** Commission, adopt, close, and what is said of products, parties and batches as a whole. */
import type { CloseSubject, Event, ManifestSubject } from '@packtrail/protocol'
import type { Act } from './act.ts'
import { recalled } from './batch-at.ts'
import { reaches } from './force.ts'
import { inOrder, isMaker } from './hold.ts'
import { correctedTo } from './identity.ts'
import { keep, set } from './item.ts'
import { doers, holderAt, party, placeOf } from './parties.ts'
import { pick } from './pick.ts'
import { profileSubject } from './profiles.ts'
import { ENDED, NEW_CONTAINER } from './resolve.ts'
import type { BatchFacts, BatchState, ManifestState, ProductState, Recall } from './state.ts'
import type { Repeated } from './world.ts'

/** A batch of which nothing was said yet. */
export const NEW_BATCH: Omit<BatchState, 'product' | 'lot'> = {
  manifests: [],
  recalledIn: [],
  locked: false,
  corrections: [],
}

/** `repeated`: serials of this registration that an older manifest holds. */
export function commission(act: Act, repeated: Repeated | undefined): void {
  for (const subject of act.event.subjects) {
    if (subject.kind === 'manifest') register(act, subject, repeated)
    else if (subject.kind === 'container') begin(act, subject.container)
  }
}

function register(act: Act, subject: ManifestSubject, repeated: Repeated | undefined): void {
  const { world } = act
  const { product, lot, expiry } = subject
  const batch = batchOf(act, subject)
  if (repeated !== undefined && repeated.count > 0) {
    const first = `${product}/${repeated.serials[0] ?? '?'}`
    for (const serial of repeated.serials)
      act.find('REGISTERED_TWICE', `${product}/${serial}`, repeated.older ?? [], { count: repeated.count, item: first })
  }
  if (
    expiry !== undefined &&
    batch.expiry !== undefined &&
    expiry !== batch.expiry &&
    !correctedTo(batch, 'expiry', expiry)
  ) {
    act.find('BATCH_EXPIRY_CONFLICT', undefined, [batch.manifests[0]?.at ?? -1], {
      expiry: batch.expiry,
      other: expiry,
      product,
      lot,
    })
  }
  const commissioned = batch.manifests.reduce((sum, manifest) => sum + manifest.count, subject.count)
  if (batch.closed !== undefined && commissioned > batch.closed.commissioned) {
    act.find('COMMISSIONED_AFTER_CLOSE', undefined, [batch.closed.at], { product, lot })
  }
  const known = world.product(product) ?? { product, withdrawnIn: [] }
  if (known.registered !== true) world.putProduct({ ...known, registered: true })
  const facts: BatchFacts = {
    ...(batch.expiry === undefined ? pick('expiry', expiry) : {}),
    ...(batch.made === undefined ? pick('made', subject.made) : {}),
    ...(batch.units === undefined ? pick('units', subject.units) : {}),
    ...(batch.markets === undefined ? pick('markets', subject.markets) : {}),
  }
  const manifest = manifestState(act, subject)
  const isNews = Object.keys(facts).length > 0 || isNewMaker(batch, manifest)
  const manifests = [...batch.manifests, isNews ? { ...manifest, adds: facts } : manifest]
  world.putBatch({ ...batch, ...facts, manifests })
}

function isNewMaker(batch: BatchState, { adopted, agent, time, at }: ManifestState): boolean {
  if (batch.manifests.length === 0) return true
  return !adopted && agent !== undefined && !isMaker(batch, party(agent) as string, { time, at })
}

function manifestState(act: Act, subject: ManifestSubject): ManifestState {
  const { event, signer } = act
  return {
    at: act.at,
    time: act.time,
    count: subject.count,
    adopted: event.type === 'adopt',
    ...pick('owner', party(event.who?.owner)),
    ...pick('holder', holderAt(event) ?? party(event.who?.agent) ?? signer),
    ...pick('agent', event.who?.agent ?? signer),
    ...pick('place', placeOf(event, signer)),
  }
}

function begin(act: Act, container: string): void {
  const state = act.world.item(container) ?? NEW_CONTAINER
  if (state.status !== 'unknown') {
    // A returnable one begins anew when it is empty. With goods inside it is one label on two cases.
    if (ENDED.has(state.status) || state.children > 0) {
      act.find('REGISTERED_TWICE', container, [state.statusAt], { count: 1, item: container })
      return
    }
  }
  const { event, signer } = act
  keep(act, container, state, {
    ...set(act, 'active', placeOf(event, signer) ?? state.statusPlace),
    holder: state.holder ?? holderAt(event) ?? party(event.who?.agent) ?? signer,
  })
}

export function close(act: Act): void {
  for (const subject of act.event.subjects) if (subject.kind === 'close') closeBatch(act, subject)
}

function closeBatch(act: Act, subject: CloseSubject): void {
  const { product, lot, allocated, commissioned, wasted, unused } = subject
  const batch = batchOf(act, subject)
  const count = batch.manifests.reduce((sum, manifest) => sum + manifest.count, 0)
  if (count !== commissioned)
    act.find('CLOSE_TOTALS_DIFFER', undefined, [], { stated: commissioned, count, product, lot })
  const sum = commissioned + wasted + unused
  if (allocated !== sum) act.find('CLOSE_UNBALANCED', undefined, [], { allocated, sum, product, lot })
  act.world.putBatch({ ...batch, closed: { at: act.at, time: act.time, allocated, commissioned, wasted, unused } })
}

/** Recall of packs is theirs; of a batch or product it is kept there, per market. */
export function recall(act: Act): void {
  const { world, at, time, event } = act
  const market = event.detail.market ?? '*'
  for (const subject of event.subjects) {
    if (subject.kind === 'batch') {
      const batch = registeredBatch(act, subject)
      world.putBatch({
        ...batch,
        ...recalled(inOrder(batch.recalls, { market, at, time }, sameMarket)),
      })
    } else if (subject.kind === 'product') {
      const product = world.product(subject.product) ?? { product: subject.product, withdrawnIn: [] }
      if (product.registered !== true) findNothing(act, subject.product)
      world.putProduct({
        ...product,
        ...withdrawn(inOrder(product.withdrawals, { market, at, time }, sameMarket)),
      })
    }
  }
}

function withdrawn(
  withdrawals: readonly Recall[],
): Pick<ProductState, 'withdrawals' | 'withdrawnIn' | 'withdrawnAt' | 'withdrawnTime'> {
  const { at, time } = withdrawals[0] as Recall
  return { withdrawals, withdrawnIn: marketsOf(withdrawals), withdrawnAt: at, withdrawnTime: time }
}

function sameMarket(a: Recall, b: Recall): boolean {
  return a.market === b.market
}

function marketsOf(recalls: readonly Recall[]): readonly string[] {
  return [...new Set(recalls.map(({ market }) => market))]
}

function batchOf({ world }: Act, { product, lot }: { readonly product: string; readonly lot: string }): BatchState {
  return world.batch(product, lot) ?? { product, lot, ...NEW_BATCH }
}

/** A batch that something is done to as a whole: of one that nobody registered, a typing error is likelier than anything else. */
export function registeredBatch(act: Act, subject: { readonly product: string; readonly lot: string }): BatchState {
  const batch = batchOf(act, subject)
  if (batch.manifests.length === 0) findNothing(act, `${subject.product}/${subject.lot}`)
  return batch
}

function findNothing(act: Act, what: string): void {
  act.find('NOTHING_REGISTERED', undefined, [], { what, act: act.event.type })
}

export function describe(act: Act): void {
  const { world } = act
  for (const subject of act.event.subjects) {
    if (subject.kind === 'product') {
      const known = world.product(subject.product) ?? { product: subject.product, withdrawnIn: [] }
      world.putProduct({
        ...known,
        ...pick('name', subject.name ?? known.name),
        ...pick('units', subject.units ?? known.units),
      })
    } else if (subject.kind === 'party') {
      const known = world.party(subject.actor)
      const { actor, name, status, licences } = subject
      world.putParty({
        actor,
        status,
        licences,
        history: [...(known?.history ?? []), { at: act.at, status, licences }],
        ...pick('name', name ?? known?.name),
        ...pick('receives', known?.receives),
        ...pick('profiles', known?.profiles),
      })
    }
  }
}

/** Profiles of batches and of parties that are on record; a setting of anybody else says nothing. */
export function setProfiles(act: Act): void {
  const { world, at } = act
  for (const subject of act.event.subjects) {
    const of = subject.kind === 'policy' ? profileSubject(subject.key) : undefined
    if (subject.kind !== 'policy' || of === undefined) continue
    const setting = { at, name: subject.value }
    if ('party' in of) {
      const state = world.party(of.party)
      if (state !== undefined) world.putParty({ ...state, profiles: [...(state.profiles ?? []), setting] })
    } else {
      const state = batchOf(act, of)
      world.putBatch({ ...state, profiles: [...(state.profiles ?? []), setting] })
    }
  }
}

/** A correction of the printed expiry or lot of a batch; both values are kept. */
export function correct(act: Act): void {
  const { event, world, at, time } = act
  const { target, reason, before, after } = event.detail
  if (target !== undefined) {
    checkTarget(act, target)
    return
  }
  if ((reason !== 'expiry' && reason !== 'lot') || before === undefined || after === undefined) return
  for (const subject of event.subjects) {
    if (subject.kind !== 'batch') continue
    const batch = batchOf(act, subject)
    const [first] = batch.manifests
    if (first === undefined) {
      // Nobody can correct what was not said yet, nor take the maker's place by claiming an earlier time.
      act.find('CORRECTION_TARGET_UNKNOWN', undefined, [], { product: subject.product, lot: subject.lot })
      continue
    }
    if (!reaches(act, undefined, first.at)) continue
    const maker = party(first.agent)
    const by = doers(event, act.signer)
    if (maker !== undefined && by.length > 0 && !by.includes(maker)) {
      act.find('CORRECTION_BY_OTHER', undefined, [first.at], {
        owner: maker,
        party: by[0] as string,
      })
      continue
    }
    world.putBatch({
      ...batch,
      ...(reason === 'expiry' ? { expiry: after } : {}),
      corrections: [...batch.corrections, { what: reason, before, after, at, time }],
    })
  }
}

function checkTarget(act: Act, target: Uint8Array): void {
  let hex = ''
  for (const byte of target) hex += byte.toString(16).padStart(2, '0')
  const found = act.world.eventOf(hex)
  if (found === undefined) {
    act.find('CORRECTION_TARGET_UNKNOWN', undefined, [])
    return
  }
  if (!sameAuthor(found.event.who?.agent ?? found.signer, act.event.who?.agent ?? act.signer)) {
    const owner = found.event.who?.agent ?? found.signer ?? '?'
    act.find('CORRECTION_BY_OTHER', undefined, [found.at], { owner, party: act.event.who?.agent ?? act.signer ?? '?' })
    return
  }
  if (!reaches(act, undefined, found.at)) return
  if (isLasting(found.event)) act.find('CORRECTION_IMPOSSIBLE', undefined, [found.at], { first: found.at })
}

const LASTING: ReadonlySet<string> = new Set(['genesis', 'party', 'key', 'retire', 'revoke', 'policy', 'attempt'])

/**
 * Whether no correction takes it back: a serial has its manifest for ever, and what is said of parties and keys holds by its
 * place in the log until it is said otherwise.
 */
export function isLasting({ type, subjects }: Event): boolean {
  return LASTING.has(type) || subjects.some(({ kind }) => kind === 'manifest')
}

/** Whether the author of a correction may correct; where one side names nobody, nobody can judge. */
export function sameAuthor(of: string | undefined, by: string | undefined): boolean {
  return of === undefined || by === undefined || party(of) === party(by)
}
