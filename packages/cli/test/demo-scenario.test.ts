import { createHash } from 'node:crypto'
import { isGtin14, isSerial, parseContainerId, parsePartyId, parseProduct } from '@packtrail/codes'
import { defaultRules, foldAll, memoryWorld, type StepInput } from '@packtrail/custody'
import type { Event } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Act, deliveryActs, intakeActs, lineActs, pharmacyActs, shipActs } from '../src/demo/acts.ts'
import { billXml, makeChina, relationXml } from '../src/demo/china.ts'
import { epcis12Xml, epcisJson } from '../src/demo/epcis.ts'
import { eventOf } from '../src/demo/events.ts'
import { makeScenario, type Scenario } from '../src/demo/scenario.ts'

const b10k = suite('the scenario of the demo')

function allActs(scenario: Scenario): ReturnType<typeof shipActs> {
  const line = lineActs(scenario)
  const shops = scenario.pharmacies.flatMap((shop) => {
    const { intake, dispense } = pharmacyActs(scenario, shop)
    return [...intake, ...dispense]
  })
  return [
    ...line.commission,
    ...line.pack,
    ...shipActs(scenario),
    ...intakeActs(scenario),
    ...deliveryActs(scenario),
    ...shops,
  ]
}

b10k('has 10,344 events and 100,000 pack-touches', () => {
  const scenario = makeScenario()
  const acts = allActs(scenario)
  assert.is(acts.length, 10_344)
  assert.is(scenario.events, 10_344)
  assert.is(scenario.touches, 100_000)
  const dispensed = acts.filter(({ type }) => type === 'dispense').flatMap(({ serials }) => serials ?? [])
  assert.is(new Set(dispensed).size, 10_000)
})

b10k('grows to 100,000 packs with the same shape', () => {
  const scenario = makeScenario({ packs: 100_000 })
  assert.is(allActs(scenario).length, scenario.events)
  assert.is(scenario.pharmacies.length, 20)
})

b10k('names everything with valid check digits and characters', () => {
  const scenario = makeScenario({ packs: 500 })
  assert.ok(isGtin14(scenario.product) && parseProduct(scenario.product).ok)
  for (const { id } of [scenario.operator, scenario.manufacturer, scenario.wholesaler, ...scenario.pharmacies]) {
    assert.ok(parsePartyId(id).ok, id)
  }
  for (const pallet of scenario.pallets) {
    assert.ok(parseContainerId(pallet.id).ok, pallet.id)
    for (const one of pallet.cases) assert.ok(parseContainerId(one.id).ok, one.id)
  }
  for (const serials of scenario.commissionings)
    for (const serial of serials) assert.ok(isSerial(serial) && serial.length >= 12)
})

b10k('is the same on every run and every machine', () => {
  const scenario = makeScenario()
  const bytes = createHash('sha256')
  bytes.update(epcisJson(lineActs(scenario).commission, scenario.start))
  bytes.update(epcis12Xml(intakeActs(scenario), scenario.start))
  const china = makeChina(scenario.start)
  bytes.update(relationXml(china)).update(billXml(china, 'out')).update(billXml(china, 'in'))
  assert.is(bytes.digest('hex').slice(0, 16), 'deb6d38a00d75ebb')
})

b10k('lets nobody act on goods before they came', () => {
  const scenario = makeScenario({ packs: 1_000 })
  const seen = new Map<string, number>()
  for (const act of [...allActs(scenario)].sort((a, b) => a.time - b.time)) {
    const order = ['commission', 'aggregate', 'ship', 'receive', 'disaggregate', 'dispense']
    for (const serial of act.serials ?? []) {
      assert.ok((seen.get(serial) ?? -1) < order.indexOf(act.type), `${serial} ${act.type}`)
      seen.set(serial, order.indexOf(act.type))
    }
  }
  assert.is(seen.size, 1_000)
})

b10k('is clean: the rules of custody find nothing in it', () => {
  const scenario = makeScenario()
  const world = memoryWorld()
  const { product, lot } = scenario
  const inputs = allActs(scenario).map((act, at): StepInput => {
    const event: Event = act.type === 'commission' ? commissionOf(act, at) : eventOf(act)
    if (act.type === 'commission') {
      for (const serial of act.serials ?? []) world.addMember(product, serial, { product, lot, at })
    }
    const seen = { ...event, withheld: [], hiddenSubjects: 0 }
    return { event: seen, claim: String(at), at, recorded: NOW + at, signer: act.agent }
  })
  const { findings, cannotJudge } = foldAll(world, inputs, defaultRules)
  assert.equal(findings, [])
  assert.equal(cannotJudge, [])
})

const NOW = Date.UTC(2026, 10, 23)

function commissionOf({ goods, serials, time, agent }: Act, at: number): Event {
  const { product, lot, expiry } = goods
  const root = new Uint8Array(32).fill(at % 256)
  return {
    type: 'commission',
    detail: {},
    when: { ms: time, offset: 0, precision: 'ms' },
    who: { agent },
    where: { readPoint: agent, bizLocation: agent },
    subjects: [{ kind: 'manifest', product, lot, expiry, root, count: serials?.length ?? 0 }],
  }
}

b10k.run()
