/**
 * Refused acts. The ledger's word for a refusal is not taken where the records can show it: the act is judged once more, on a copy of
 * the world at that moment. The second scan of a cloned pack is the evidence of the clone, though it was stopped. What was printed on
 * a label, or how many units were asked for, stands in no record of a refusal: there the code is all there is, and still an alarm.
 */
import {
  CATALOGUE,
  type CatalogueEntry,
  type ItemState,
  type Rules,
  reportedMessage,
  type StepInput,
  step,
  stoppedWords,
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
  if (found.length > 0) return found.map((finding) => stopped(finding, kind, act.type))
  const items = subjects.flatMap(itemsOf)
  const about = { evidence: [input.at], items: items.slice(0, 100), count: Math.max(items.length, 1) }
  const message = reportedMessage(code)
  if (message !== undefined && kind !== undefined) return [{ ...about, ...reported(world, input, code, kind, message) }]
  const params = { code: clean(code), act: act.type, stopped: 1 }
  return [
    {
      code: 'ATTEMPT_REFUSED',
      severity: 'info',
      class: kind?.class ?? 'process',
      proof: 'flag',
      ...about,
      message: `Stopped by the ledger: ${act.type} (${params.code}).`,
      whatToDo: 'Ask the operator of the ledger what it saw.',
      params,
    },
  ]
}

/**
 * Refusal and alarm are two answers: what was stopped is told, but only an alarm speaks against the goods. Of the chain of hands it is
 * a reason to look: whoever forgot to record a receipt, and was stopped, has sold nothing.
 */
function stopped(finding: Finding, kind: CatalogueEntry | undefined, act: string): Finding {
  const { message = finding.message, whatToDo = finding.whatToDo } = stoppedWords(finding.code, finding.params)
  const params = 'act' in finding.params ? { ...finding.params, act } : finding.params
  return {
    ...finding,
    severity: kind?.alarm !== true ? 'info' : finding.class === 'falsification' ? finding.severity : 'warn',
    message: `Stopped by the ledger: ${message}`,
    whatToDo,
    params: { ...params, stopped: 1 },
  }
}

/** The ledger saw it, and nothing here contradicts that. */
function reported(
  world: World,
  { event }: StepInput,
  code: string,
  kind: CatalogueEntry,
  message: string,
): Omit<Finding, 'evidence' | 'items' | 'count'> {
  const { class: of, whatToDo, alarm } = kind
  // Who registers a list a second time, most likely by mistake, puts nothing into the world.
  const own = code === 'REGISTERED_TWICE' && isMakers(world, event)
  return {
    code,
    severity: own ? 'warn' : alarm ? kind.severity : 'info',
    class: of,
    proof: 'flag',
    message: `Stopped by the ledger: ${message}`,
    whatToDo: stoppedWords(code, {}).whatToDo ?? whatToDo,
    params: { stopped: 1, reported: 1 },
  }
}

function isMakers(world: World, { who, subjects }: SeenEvent): boolean {
  return subjects.some((subject) => {
    if (subject.kind !== 'batch' && subject.kind !== 'packs') return false
    const manifests = world.batch(subject.product, subject.lot)?.manifests ?? []
    return who?.agent !== undefined && manifests.some(({ agent }) => agent === who.agent)
  })
}

/** A label that a later correction of the batch makes right was no false one. Call it when the fold is done. */
export function withCorrections(world: World, refused: readonly Finding[]): Finding[] {
  return refused.map((finding) => {
    const what =
      finding.code === 'EXPIRY_DIFFERS' ? 'expiry' : finding.code === 'SERIAL_OF_OTHER_BATCH' ? 'lot' : undefined
    const isOpen = finding.params['reported'] === 1 && what !== undefined
    return isOpen && finding.items.every((id) => wasCorrected(world, id, what))
      ? { ...finding, severity: 'info' }
      : finding
  })
}

function wasCorrected(world: World, id: string, what: 'expiry' | 'lot'): boolean {
  const slash = id.indexOf('/')
  const member = slash < 0 ? undefined : world.member(id.slice(0, slash), id.slice(slash + 1))
  const batch = member && world.batch(member.product, member.lot)
  return batch?.corrections.some((one) => one.what === what) === true
}

function itemsOf(subject: SeenEvent['subjects'][number]): string[] {
  if (subject.kind === 'packs') return subject.serials.map((serial) => `${subject.product}/${serial}`)
  if (subject.kind === 'unplaced') return [`${subject.product}/${subject.serial}`]
  if (subject.kind === 'batch') return [`${subject.product}/${subject.lot}`]
  return subject.kind === 'container' ? [subject.container] : []
}

/** A world that reads what there is and keeps what is written to itself. */
export function scratch(world: World): World {
  const items = new Map<string, ItemState>()
  const ignore = (): void => undefined
  const { force, ledgerOf } = world
  return {
    ...(force === undefined ? {} : { force }),
    ...(ledgerOf === undefined ? {} : { ledgerOf }),
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
