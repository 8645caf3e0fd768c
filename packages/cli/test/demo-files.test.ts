import { type DraftEvent, importDocument } from '@packtrail/exchange'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Act, deliveryActs, intakeActs, lineActs, shipActs } from '../src/demo/acts.ts'
import { epcis12Xml, epcisJson } from '../src/demo/epcis.ts'
import { makeScenario } from '../src/demo/scenario.ts'

const files = suite('the files of the demo')
const scenario = makeScenario({ packs: 500 })

async function read(
  name: string,
  text: string,
): Promise<{ readonly events: DraftEvent[]; readonly faults: unknown[] }> {
  const events: DraftEvent[] = []
  const faults: unknown[] = []
  for await (const items of importDocument(oneChunk(text), { file: name })) {
    for (const item of items) {
      if (item.kind === 'event') events.push(item.event)
      if (item.kind === 'fault') faults.push(item.fault)
    }
  }
  return { events, faults }
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** What must come back of an act, whatever the format. */
function named(act: Act): object {
  return {
    type: act.type,
    packs: act.serials?.length ?? 0,
    containers: act.containers?.length ?? 0,
    parent: act.parent,
    agent: act.agent,
  }
}

function said(event: DraftEvent): object {
  const { type, packs, commission, containers, parent, who, where, trade } = event
  const agent = who?.agent ?? who?.holder ?? where?.bizLocation ?? trade?.fromHolder
  return { type, packs: packs.length + (commission?.serials.length ?? 0), containers: containers.length, parent, agent }
}

for (const [name, acts] of [
  ['commissioning', lineActs(scenario).commission],
  ['packing', lineActs(scenario).pack],
  ['shipping', shipActs(scenario)],
  ['goods in', intakeActs(scenario)],
  ['deliveries', deliveryActs(scenario)],
] as const) {
  files(`${name}: EPCIS 2.0 is read without a fault`, async () => {
    const { events, faults } = await read('x.jsonld', epcisJson(acts, scenario.start))
    assert.equal(faults, [])
    assert.equal(events.map(said), acts.map(named))
  })
  files(`${name}: EPCIS 1.2 gives the same events`, async () => {
    if (name === 'commissioning') return
    const { events, faults } = await read('x.xml', epcis12Xml(acts, scenario.start))
    assert.equal(faults, [])
    assert.equal(events.map(said), acts.map(named))
  })
}

files.run()
