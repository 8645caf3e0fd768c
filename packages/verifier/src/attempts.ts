/**
 * Refused acts. The ledger's word for a refusal is not taken: the act is judged once more, on a copy of the world at that moment.
 * The second scan of a cloned pack is the evidence of the clone, though it was stopped.
 */
import {
  CATALOGUE,
  type CatalogueEntry,
  type ItemState,
  type Rules,
  type StepInput,
  step,
  type World,
} from '@packtrail/custody'
import type { Finding, SeenEvent } from '@packtrail/protocol'
import { clean } from './label.ts'

/** Findings that an `attempt` stands for. Call it before the fold goes on. */
export function judgeAttempt(world: World, input: StepInput, rules: Rules): Finding[] {
  const { type, detail, subjects } = input.event
  const { code, undoes } = detail
  if (type !== 'attempt' || code === undefined) return []
  const kind = Object.hasOwn(CATALOGUE, code) ? (CATALOGUE as Record<string, CatalogueEntry>)[code] : undefined
  const act: SeenEvent = { ...input.event, type: undoes ?? 'observe', detail: {} }
  const found = step(scratch(world), { ...input, event: act }, rules).findings.filter(
    (finding) => finding.code === code,
  )
  if (found.length > 0) return found.map((finding) => stopped(finding, kind))
  const items = subjects.flatMap(itemsOf)
  const params = { code: clean(code), act: act.type, stopped: 1 }
  const message = `Stopped by the ledger: ${act.type} (${params.code}).`
  const whatToDo = 'Ask the operator of the ledger what it saw.'
  const grade = { severity: 'info', class: kind?.class ?? 'process', proof: 'flag' } as const
  return [
    {
      code: 'ATTEMPT_REFUSED',
      ...grade,
      evidence: [input.at],
      items: items.slice(0, 100),
      count: items.length,
      message,
      whatToDo,
      params,
    },
  ]
}

/** Refusal and alarm are two answers: what was stopped is told, but only an alarm speaks against the goods. */
function stopped(finding: Finding, kind: CatalogueEntry | undefined): Finding {
  return {
    ...finding,
    severity: kind?.alarm === true ? finding.severity : 'info',
    message: `Stopped by the ledger: ${finding.message}`,
    params: { ...finding.params, stopped: 1 },
  }
}

function itemsOf(subject: SeenEvent['subjects'][number]): string[] {
  if (subject.kind === 'packs') return subject.serials.map((serial) => `${subject.product}/${serial}`)
  if (subject.kind === 'unplaced') return [`${subject.product}/${subject.serial}`]
  return subject.kind === 'container' ? [subject.container] : []
}

/** A world that reads what there is and keeps what is written to itself. */
function scratch(world: World): World {
  const items = new Map<string, ItemState>()
  const ignore = (): void => undefined
  return {
    item: (id) => items.get(id) ?? world.item(id),
    putItem: (id, state) => void items.set(id, state),
    children: (container) => world.children(container),
    member: (product, serial) => world.member(product, serial),
    batch: (product, lot) => world.batch(product, lot),
    putBatch: ignore,
    product: (product) => world.product(product),
    putProduct: ignore,
    party: (actor) => world.party(actor),
    putParty: ignore,
    eventOf: (claim) => world.eventOf(claim),
  }
}
