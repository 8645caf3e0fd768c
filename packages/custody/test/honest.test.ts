/**
 * Honest trade at random: goods are packed, sent, received, opened, handed out, brought back, locked and freed as they really could
 * be, by parties whose clocks differ and who do not report every receipt or opening. There must be no finding.
 */
import type { Detail, EventType, Subject } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { custodyOf } from '../src/index.ts'
import { container, DAY, HOUR, id, into, MAKER, MINUTE, packs, packsInto, registered, said, serials } from './story.ts'

const test = suite('honest trade')

const PARTIES = [MAKER, ...Array.from({ length: 4 }, (_, i) => `gln:${4098765000003 + i}`)]
/** Minutes by which the clocks are wrong: never more than ten apart. */
const CLOCKS = [0, 5, -5, 3, -2]
const PACKS = serials(8)

interface Thing {
  holder: string
  parent?: string
  status: 'active' | 'dispensed'
  /** Shipped to its holder, who has not said so yet. */
  untold?: true
}

class Trade {
  readonly told = registered(PACKS.length)
  readonly things: Map<string, Thing> = new Map(PACKS.map((serial) => [serial, { holder: MAKER, status: 'active' }]))
  clock = HOUR
  boxes = 0
  /** Choices still to be made use of. */
  readonly choices: number[]

  constructor(choices: readonly number[]) {
    this.choices = [...choices]
  }

  pick(below: number): number {
    return (this.choices.shift() ?? 0) % below
  }

  choose<T>(list: readonly T[]): T | undefined {
    return list[this.pick(Math.max(1, list.length))]
  }

  say(type: EventType, by: string, subjects: readonly Subject[], rest: { trade?: object; detail?: Detail } = {}): void {
    const wrong = (CLOCKS[PARTIES.indexOf(by)] as number) * MINUTE
    this.told.tell({ type, t: this.clock + wrong, by, at: by, subjects, ...rest })
  }

  subject(name: string): Subject {
    return name.startsWith('sscc:') ? container(name) : packs([name])
  }

  roots(where: (thing: Thing) => boolean): string[] {
    return [...this.things]
      .filter(([, one]) => one.parent === undefined && one.status === 'active' && where(one))
      .map(([name]) => name)
  }

  content(box: string): string[] {
    return [...this.things].filter(([, one]) => one.parent === box).map(([name]) => name)
  }

  root(name: string): Thing {
    const thing = this.things.get(name) as Thing
    return thing.parent === undefined ? thing : this.root(thing.parent)
  }

  into(box: string, list: readonly string[]): Subject[] {
    const inner = list.filter((name) => name.startsWith('sscc:'))
    const loose = list.filter((name) => !name.startsWith('sscc:')).sort()
    return loose.length === 0 ? into(box, ...inner) : [...packsInto(box, loose), ...into(box, ...inner).slice(1)]
  }

  pack(): void {
    const holder = this.choose(PARTIES) as string
    const here = this.roots((one) => one.holder === holder)
    const list = here.slice(0, 1 + this.pick(3)).filter((name) => this.depth(name) < 3)
    if (list.length === 0) return
    const box = `sscc:${String(++this.boxes).padStart(18, '0')}`
    this.say('aggregate', holder, this.into(box, list))
    // What is packed though its receipt was never told is in good hands all the same.
    const untold = list.some((name) => this.things.get(name)?.untold === true)
    this.things.set(box, { holder, status: 'active', ...(untold ? { untold } : {}) })
    for (const name of list) (this.things.get(name) as Thing).parent = box
  }

  depth(name: string): number {
    return 1 + Math.max(0, ...this.content(name).map((one) => this.depth(one)))
  }

  send(): void {
    const name = this.choose(this.roots(() => true))
    const to = this.choose(PARTIES)
    if (name === undefined || to === undefined) return
    const thing = this.things.get(name) as Thing
    if (thing.holder === to) return
    const buys = this.pick(2) === 0
    this.say('ship', thing.holder, [this.subject(name)], {
      trade: { fromHolder: thing.holder, toHolder: to, ...(buys ? { fromOwner: thing.holder, toOwner: to } : {}) },
    })
    const atOnce = this.pick(2) === 0
    this.clock += atOnce ? MINUTE : DAY
    thing.holder = to
    // Within the error of the clocks a receipt of single content cannot be told from one of goods nobody sent.
    const how = this.pick(atOnce ? 2 : 4)
    if (how === 0) this.things.set(name, { ...thing, untold: true })
    else this.bookIn(name, how)
  }

  /** The receiver reports the thing, its content piece by piece, or the thing with its content listed. */
  bookIn(name: string, how: number): void {
    const thing = this.things.get(name) as Thing
    delete thing.untold
    const inside = this.content(name)
    if (inside.length === 0 || how === 1) this.say('receive', thing.holder, [this.subject(name)])
    else if (how === 2) this.say('receive', thing.holder, this.into(name, inside))
    else {
      for (const one of inside) {
        this.say('receive', thing.holder, [this.subject(one)])
        this.things.set(one, { ...(this.things.get(one) as Thing), holder: thing.holder })
        delete (this.things.get(one) as Thing).parent
      }
    }
    if (how === 3 && name.startsWith('sscc:')) this.things.delete(name)
  }

  bookInLate(): void {
    const name = this.choose(this.roots((one) => one.untold === true))
    if (name !== undefined) this.bookIn(name, 1)
  }

  open(): void {
    const box = this.choose(this.roots(() => true).filter((name) => this.content(name).length > 0))
    if (box === undefined) return
    const { holder } = this.things.get(box) as Thing
    const inside = this.content(box)
    this.say('disaggregate', holder, this.pick(2) === 0 ? into(box) : this.into(box, inside))
    for (const name of inside) {
      const { status } = this.things.get(name) as Thing
      this.things.set(name, { holder, status })
    }
    this.things.delete(box)
  }

  /** Out of a closed case too, and undone or brought back now and then. */
  handOut(): void {
    const active = [...this.things].filter(([name, one]) => !name.startsWith('sscc:') && one.status === 'active')
    const name = this.choose(active)?.[0]
    if (name === undefined) return
    const { holder } = this.root(name)
    const { parent } = this.things.get(name) as Thing
    this.say('dispense', holder, [packs([name])])
    delete (this.things.get(name) as Thing).parent
    this.discard(parent)
    this.clock += HOUR
    const after = this.pick(3)
    if (after > 0)
      this.say(
        after === 1 ? 'return' : 'undo',
        holder,
        [packs([name])],
        after === 1 ? {} : { detail: { undoes: 'dispense' } },
      )
    this.things.set(name, { holder, status: after > 0 ? 'active' : 'dispensed' })
  }

  /** An empty box is thrown away, and the one that held nothing else. */
  discard(box: string | undefined): void {
    if (box === undefined || this.content(box).length > 0) return
    const { parent } = this.things.get(box) as Thing
    this.things.delete(box)
    this.discard(parent)
  }

  hold(): void {
    const name = this.choose([...this.things].filter(([, one]) => one.status === 'active'))?.[0]
    if (name === undefined) return
    const [on, off] = this.choose([
      ['lock', 'unlock'],
      ['quarantine', 'release'],
    ] as const) ?? ['lock', 'unlock']
    this.say(on, MAKER, [this.subject(name)])
    this.clock += HOUR
    this.say(off, MAKER, [this.subject(name)])
  }

  run(): void {
    const acts = [this.pack, this.send, this.send, this.open, this.handOut, this.hold, this.bookInLate]
    while (this.choices.length > 0) {
      this.clock += 2 * HOUR
      ;(acts[this.pick(acts.length)] as () => void).call(this)
    }
  }
}

test('whatever honest parties do, nothing is found, and everything is where it is', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 20, maxLength: 160 }), (choices) => {
      const trade = new Trade(choices)
      trade.run()
      const { findings, world } = trade.told.fold()
      const story = trade.told.inputs.map(({ event, at }) => {
        const names = event.subjects.map((one) =>
          'container' in one
            ? `${one.role} ${one.container.slice(-2)}`
            : 'serials' in one
              ? one.serials.join()
              : one.kind,
        )
        return `${at} ${event.type} by ${event.who?.agent?.slice(-2)} to ${event.trade?.toHolder?.slice(-2)}: ${names.join(' ')}`
      })
      assert.is(said(findings), 'nothing', `${said(findings)}\n${story.join('\n')}`)
      for (const [name, thing] of trade.things) {
        const item = name.startsWith('sscc:') ? name : id(name)
        const state = world.item(item)
        if (state === undefined) continue
        const { status, holder, transit } = custodyOf(world, item, state)
        const { holder: where } = trade.root(name)
        const detail = `${name} is at ${where}\n${story.join('\n')}`
        assert.is(status === 'dispensed', thing.status === 'dispensed', detail)
        if (thing.status === 'active') assert.is(transit?.to ?? holder, where, detail)
        assert.is(state.parent?.replace(/.*\//, ''), thing.parent, detail)
      }
    }),
    { numRuns: 500, includeErrorInReport: true },
  )
})

test.run()
