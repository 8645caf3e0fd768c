/** What happens to the goods of a scenario, step by step, in words that every file format and the ledger's own events can be made from. */
import {
  CASES_ON_PALLET,
  type Case,
  type Delivery,
  type Goods,
  type Pallet,
  type Party,
  type Scenario,
} from './scenario.ts'

export interface Act {
  readonly type: 'commission' | 'aggregate' | 'disaggregate' | 'ship' | 'receive' | 'dispense'
  /** Claimed time, milliseconds since 1970. */
  readonly time: number
  /** Party id of who acts; it is also the place. */
  readonly agent: string
  readonly goods: Goods
  /** Serials of the batch. */
  readonly serials?: readonly string[]
  readonly containers?: readonly string[]
  /** What the serials or containers are put into or taken out of. */
  readonly parent?: string
  readonly from?: string
  readonly to?: string
  /** Number of the despatch advice. */
  readonly advice?: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The line: every case is commissioned and packed, then every pallet built. */
export function lineActs(scenario: Scenario): { commission: Act[]; pack: Act[] } {
  const by = actor(scenario, scenario.manufacturer)
  const cases = scenario.pallets.flatMap((pallet) => pallet.cases)
  const at = (i: number): number => scenario.start + i * 2 * MINUTE
  const commission = scenario.commissionings.map(
    (serials, i): Act => ({ type: 'commission', time: at(i), ...by, serials }),
  )
  const packCases = cases.map(
    (one, i): Act => ({
      type: 'aggregate',
      time: at(i) + MINUTE,
      ...by,
      parent: one.id,
      serials: one.serials,
    }),
  )
  const packPallets = scenario.pallets.map(
    (pallet, i): Act => ({
      type: 'aggregate',
      time: at((i + 1) * CASES_ON_PALLET) + 10 * MINUTE,
      ...by,
      parent: pallet.id,
      containers: pallet.cases.map(({ id }) => id),
    }),
  )
  return { commission, pack: [...packCases, ...packPallets] }
}

/** When the line has done its work, rounded up to the next day. */
function packed(scenario: Scenario): number {
  return scenario.start + Math.ceil((scenario.commissionings.length * 2 * MINUTE + HOUR) / DAY) * DAY
}

export function shipActs(scenario: Scenario): Act[] {
  const { manufacturer, wholesaler } = scenario
  return scenario.pallets.map(
    (pallet, i): Act => ({
      type: 'ship',
      time: packed(scenario) + 2 * HOUR + i * 10 * MINUTE,
      ...actor(scenario, manufacturer),
      containers: [pallet.id],
      from: manufacturer.id,
      to: wholesaler.id,
      advice: pallet.number,
    }),
  )
}

/** The wholesaler takes each pallet in and opens it. */
export function intakeActs(scenario: Scenario): Act[] {
  const { manufacturer, wholesaler } = scenario
  const by = actor(scenario, wholesaler)
  return scenario.pallets.flatMap((pallet: Pallet, i): Act[] => {
    const time = packed(scenario) + DAY + 3 * HOUR + i * 20 * MINUTE
    return [
      {
        type: 'receive',
        time,
        ...by,
        containers: [pallet.id],
        from: manufacturer.id,
        to: wholesaler.id,
        advice: pallet.number,
      },
      {
        type: 'disaggregate',
        time: time + 10 * MINUTE,
        ...by,
        parent: pallet.id,
        containers: pallet.cases.map(({ id }) => id),
      },
    ]
  })
}

export function deliveryActs(scenario: Scenario): Act[] {
  const { wholesaler, deliveries } = scenario
  return deliveries.map(
    (delivery, i): Act => ({
      type: 'ship',
      time: sent(scenario, i),
      ...actor(scenario, wholesaler),
      containers: delivery.cases.map(({ id }) => id),
      from: wholesaler.id,
      to: delivery.to.id,
      advice: delivery.number,
    }),
  )
}

function sent(scenario: Scenario, delivery: number): number {
  const day = Math.floor(delivery / 40)
  return packed(scenario) + (3 + day) * DAY + (delivery % 40) * 10 * MINUTE
}

/** What one pharmacy does with its deliveries: takes them in, opens the cases, hands the packs out one by one for weeks. */
export function pharmacyActs(scenario: Scenario, pharmacy: Party): { intake: Act[]; dispense: Act[] } {
  const by = actor(scenario, pharmacy)
  const intake: Act[] = []
  const shelf: { serial: string; from: number }[] = []
  scenario.deliveries.forEach((delivery: Delivery, i) => {
    if (delivery.to.id !== pharmacy.id) return
    const time = sent(scenario, i) + DAY
    intake.push({
      type: 'receive',
      time,
      ...by,
      containers: delivery.cases.map(({ id }) => id),
      from: scenario.wholesaler.id,
      to: pharmacy.id,
      advice: delivery.number,
    })
    delivery.cases.forEach((one: Case, k) => {
      const opened = time + (k + 1) * MINUTE
      intake.push({ type: 'disaggregate', time: opened, ...by, parent: one.id, serials: one.serials })
      for (const serial of one.serials) shelf.push({ serial, from: opened })
    })
  })
  const dispense = shelf.map(
    ({ serial, from }, i): Act => ({
      type: 'dispense',
      time: from + 2 * HOUR + (i % 12) * 25 * MINUTE + Math.floor(i / 12) * DAY,
      ...by,
      serials: [serial],
    }),
  )
  return { intake: byTime(intake), dispense: byTime(dispense) }
}

function byTime(acts: readonly Act[]): Act[] {
  return [...acts].sort((a, b) => a.time - b.time)
}

function actor(goods: Goods, party: Party): { agent: string; goods: Goods } {
  return { agent: party.id, goods }
}
