/** One claim as several bundles show it: each opens the parts that concern its batch (docs/spec/16-several.md#one-history). */
import type { SeenEvent, Subject } from '@packtrail/protocol'

/** Parts of an event that a bundle may withhold. */
const PARTS = ['when', 'who', 'where', 'trade'] as const

/** What is shown in any of them; at least one. */
export function unite(views: readonly SeenEvent[]): SeenEvent {
  const [first] = views as readonly [SeenEvent, ...SeenEvent[]]
  if (views.length === 1) return first
  const subjects = new Map<string, Subject>()
  for (const view of views) for (const subject of view.subjects) subjects.set(subjectKey(subject), subject)
  // Every view tells of all slots, shown or hidden.
  const slots = Math.max(...views.map((view) => view.subjects.length + view.hiddenSubjects))
  const withheld = first.withheld.filter((field) => views.every((view) => view.withheld.includes(field)))
  const parts = PARTS.flatMap((part) => {
    const shown = views.find((view) => view[part] !== undefined)
    return shown === undefined ? [] : [[part, shown[part]] as const]
  })
  return {
    type: first.type,
    detail: first.detail,
    ...Object.fromEntries(parts),
    subjects: [...subjects.values()],
    withheld,
    hiddenSubjects: Math.max(0, slots - subjects.size),
  }
}

export function subjectKey(subject: Subject): string {
  return JSON.stringify(subject, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value))
}

/**
 * What an act says, apart from how a ledger entered it: two ledgers may have been told of one act. `undefined` when it cannot be
 * compared, for lack of a time or because something is hidden. Serials of a commissioning are compared by the caller.
 */
export function actKey(event: SeenEvent, signer: string | undefined): string | undefined {
  const { type, when, who, where, trade, detail, subjects, withheld, hiddenSubjects } = event
  if (hiddenSubjects > 0 || when?.precision !== 'ms') return undefined
  if (PARTS.some((part) => withheld.includes(part))) return undefined
  const agent = who?.agent ?? signer
  const target = detail.target && [...detail.target]
  const goods = subjects.flatMap(goodsOf).sort()
  if (goods.length === 0) return undefined
  return JSON.stringify([type, when.ms, agent, who?.owner, who?.holder, where, trade, { ...detail, target }, goods])
}

function goodsOf(subject: Subject): string[] {
  switch (subject.kind) {
    case 'packs':
      return subject.serials.map((serial) => `${subject.product}/${serial} in ${subject.parent ?? ''}`)
    case 'unplaced':
      return [`${subject.product}/${subject.serial} in ${subject.parent ?? ''}`]
    case 'container':
      return [`${subject.role} ${subject.container} in ${subject.parent ?? ''}`]
    case 'manifest':
      return [`manifest ${subject.product}/${subject.lot} ${subject.count} ${subject.expiry ?? ''}`]
    default:
      return []
  }
}
