/** Papers that acts owe, and what becomes of them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Act,
  DUTIES,
  dutiesOf,
  isMarketKnown,
  isPaperNote,
  makePaperBook,
  type OpenItem,
  PAPER_KINDS,
  PAPER_STEPS,
  type PaperBook,
  type PaperNote,
  paperDetail,
  paperDoc,
  paperNote,
} from '../src/index.ts'

const duties = suite('duties of a market')

const papersOf = (market: string, type: Act['type'], day: string): string[] =>
  dutiesOf(market, type, day).map(({ paper }) => paper)

duties('a pack handed out in Germany is owed to the national system', () => {
  assert.equal(papersOf('DE', 'dispense', '2026-11-23'), ['eu-status'])
})

duties('a pack handed out in China is owed to the platform and to the insurance', () => {
  assert.equal(papersOf('CN', 'dispense', '2026-11-23'), ['cn-use', 'nhsa-sale'])
})

duties('nobody is told before the rule is in force', () => {
  assert.equal(papersOf('IT', 'dispense', '2025-02-08'), [])
  assert.equal(papersOf('IT', 'dispense', '2025-02-09'), ['eu-status'])
})

duties('a shipment in the EU owes nothing: the rule knows no hands', () => {
  assert.equal(papersOf('DE', 'ship', '2026-11-23'), [])
})

duties(
  'a dispense in the United States owes nothing, and that is known; of an unlisted market nothing is known',
  () => {
    assert.equal(papersOf('US', 'dispense', '2026-11-23'), [])
    assert.is(isMarketKnown('US'), true)
    assert.is(isMarketKnown('AR'), false)
  },
)

duties('every act on a pack is owed where every movement is told', () => {
  for (const type of ['commission', 'ship', 'receive', 'dispense', 'destroy', 'export', 'aggregate'] as const)
    for (const market of ['RU', 'UZ', 'KZ'])
      assert.is(papersOf(market, type, '2026-11-23').length, 1, `${market} ${type}`)
  for (const type of ['commission', 'ship', 'receive', 'destroy', 'export'] as const)
    for (const market of ['TR', 'SA', 'AE'])
      assert.is(papersOf(market, type, '2026-11-23').length, 1, `${market} ${type}`)
})

duties('theft and recall are told in the EU, and changes of stock in China', () => {
  assert.equal(papersOf('IT', 'steal', '2026-11-23'), ['eu-status'])
  assert.equal(papersOf('DE', 'recall', '2026-11-23'), ['eu-recall'])
  for (const type of ['lose', 'find', 'export', 'decommission'] as const)
    assert.equal(papersOf('CN', type, '2026-11-23'), ['cn-bill'])
})

duties('every row names its source, a day and countries of two letters', () => {
  for (const { markets, source, from, paper } of DUTIES) {
    assert.ok(source.length > 5, paper)
    assert.match(from, /^\d{4}-\d{2}-\d{2}$/)
    for (const market of markets) assert.match(market, /^[A-Z]{2}$/)
    assert.ok(PAPER_KINDS.some(({ kind }) => kind === paper))
  }
})

duties.run()

const notes = suite('notes of papers in the log')

notes('what is written is read again, for every kind and step', () => {
  for (const { kind } of PAPER_KINDS) {
    for (const step of PAPER_STEPS) {
      const note: PaperNote = { kind, paper: 'P-1', step, ...(step === 'refused' ? { code: 'A3' } : {}) }
      assert.equal(paperNote({ type: 'observe', detail: paperDetail(note), docs: [paperDoc(note)] }), note)
    }
  }
})

notes('no other observation is taken for one', () => {
  const note: PaperNote = { kind: 'eu-status', paper: 'P-1', step: 'sent' }
  const docs = [paperDoc(note)]
  assert.is(paperNote({ type: 'ship', detail: paperDetail(note), docs }), undefined)
  assert.is(isPaperNote({ detail: { reason: 'count' }, docs }), true)
  assert.is(isPaperNote({ detail: { reason: 'paper-accepted' } }), true)
  assert.is(isPaperNote({ detail: { reason: 'count' }, docs: [{ type: 'po', id: '1' }] }), false)
  assert.is(paperNote({ type: 'observe', detail: { reason: 'count' }, docs }), undefined)
  assert.is(paperNote({ type: 'observe', detail: paperDetail(note), docs: [{ type: 'po', id: 'P-1' }] }), undefined)
  assert.is(paperNote({ type: 'observe', detail: paperDetail(note) }), undefined)
  const strange = [{ type: 'urn:packtrail:paper:mars', id: '1' }]
  assert.is(paperNote({ type: 'observe', detail: paperDetail(note), docs: strange }), undefined)
})

notes.run()

const book = suite('the book of papers')

const ACT: Act = {
  g: 1,
  claim: 'c',
  type: 'dispense',
  market: 'DE',
  day: '2026-11-23',
  time: 0,
  what: 'pack',
  items: ['09521234543213/A'],
}

function bookOf(...acts: Partial<Act>[]): PaperBook {
  const made = makePaperBook()
  for (const [g, act] of acts.entries()) made.act({ ...ACT, g, ...act })
  return made
}

const states = (made: PaperBook): string[] =>
  [...made.open()].map(({ item, paper, act, state, code }: OpenItem) =>
    [item.slice(15), paper, act, state, ...(code === undefined ? [] : [code])].join(' '),
  )

const note = (step: PaperNote['step'], code?: string, paper = 'P1'): PaperNote => ({
  kind: 'eu-status',
  paper,
  step,
  ...(code === undefined ? {} : { code }),
})

book('a dispense is owed until the authority accepted it', () => {
  const made = bookOf({})
  assert.equal(states(made), ['A eu-status dispense owed'])
  made.note(note('prepared'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense prepared'])
  made.note(note('sent'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense sent'])
  made.note(note('accepted'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), [])
  assert.equal(made.papers(), [
    { paper: 'eu-status', number: 'P1', state: 'accepted', items: 1, accepted: 1, refused: 0, closed: 0 },
  ])
})

book('of a paper that is partly rejected the rejected packs stay, with their codes', () => {
  const made = bookOf({ items: ['09521234543213/A', '09521234543213/B'] })
  made.note(note('prepared'), 'pack', ['09521234543213/A', '09521234543213/B'])
  made.note(note('refused', '41020001'), 'pack', ['09521234543213/B'])
  made.note(note('accepted'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), ['B eu-status dispense refused 41020001'])
  assert.is(made.papers()[0]?.state, 'partly-refused')
})

book('a pack that was refused and is prepared again forgets the old code', () => {
  const made = bookOf({})
  made.note(note('prepared'), 'pack', ['09521234543213/A'])
  made.note(note('refused', 'X'), 'pack', ['09521234543213/A'])
  made.note(note('prepared', undefined, 'P2'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense prepared'])
})

book('an answer to an older paper settles nothing of the newer one', () => {
  const made = bookOf({})
  made.note(note('prepared'), 'pack', ['09521234543213/A'])
  made.note(note('prepared', undefined, 'P2'), 'pack', ['09521234543213/A'])
  made.note(note('accepted'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense prepared'])
})

book('what was undone before anybody was told owes nothing', () => {
  assert.equal(states(bookOf({}, { type: 'undo', undoes: 'dispense' })), [])
  assert.equal(states(bookOf({ market: 'CN' }, { market: 'CN', type: 'return' })), [])
})

book('in the EU a pack that was supplied to the public and comes back is no reactivation', () => {
  assert.equal(papersOf('DE', 'return', '2026-11-23'), [])
  assert.equal(states(bookOf({}, { type: 'return' })), ['A eu-status dispense owed'])
})

book('every act owes its own paper: shipped and received are two', () => {
  const china = { market: 'CN' } as const
  assert.equal(states(bookOf({ ...china, type: 'receive' }, { ...china, type: 'ship' })), [
    'A cn-bill receive owed',
    'A cn-bill ship owed',
  ])
})

book('what was brought back and handed out again owes both, in their order', () => {
  const made = bookOf({})
  for (const step of ['prepared', 'accepted'] as const) made.note(note(step), 'pack', ['09521234543213/A'])
  made.act({ ...ACT, g: 5, market: 'CN', type: 'return' })
  made.act({ ...ACT, g: 6, market: 'CN' })
  assert.equal(
    states(made).filter((line) => line.includes('nhsa')),
    ['A nhsa-sale return owed', 'A nhsa-sale dispense owed'],
  )
  made.note({ kind: 'nhsa-sale', paper: 'N1', step: 'prepared' }, 'pack', ['09521234543213/A'])
  assert.equal(
    states(made).filter((line) => line.includes('nhsa')),
    ['A nhsa-sale return prepared', 'A nhsa-sale dispense owed'],
  )
})

book('the parts of a pack are each sold to the insurance, and told once to those who switch codes off', () => {
  const china = { market: 'CN' } as const
  assert.equal(states(bookOf({ ...china, units: 6 }, { ...china, units: 4 })), [
    'A cn-use dispense owed',
    'A nhsa-sale dispense owed',
    'A nhsa-sale dispense owed',
  ])
  const made = bookOf({ units: 6 })
  for (const step of ['prepared', 'accepted'] as const) made.note(note(step), 'pack', ['09521234543213/A'])
  made.act({ ...ACT, g: 7, units: 4 })
  assert.equal(states(made), [])
  // An undo takes back all that was handed out of it.
  made.act({ ...ACT, g: 8, type: 'undo', undoes: 'dispense' })
  assert.equal(states(made), ['A eu-status undo owed'])
})

book('the acts of two parties on one pack are two', () => {
  const one = { market: 'CN', agent: 'cn-ent:1' } as const
  const other = { market: 'CN', agent: 'cn-ent:2' } as const
  const made = bookOf({ ...one, type: 'ship' }, { ...other, type: 'receive' })
  assert.is(states(made).length, 2)
  const bill: PaperNote = { kind: 'cn-bill', paper: 'B1', step: 'prepared' }
  made.note(bill, 'pack', ['09521234543213/A'], (agent) => agent === 'cn-ent:2')
  assert.equal(states(made), ['A cn-bill ship owed', 'A cn-bill receive prepared'])
})

book('a note about one party’s act on a pack is no stranger’s word about the other’s', () => {
  const made = bookOf(
    { market: 'CN', agent: 'cn-ent:1', type: 'ship' },
    { market: 'CN', agent: 'cn-ent:2', type: 'receive' },
  )
  const bill: PaperNote = { kind: 'cn-bill', paper: 'B1', step: 'prepared' }
  assert.is(
    made.note(bill, 'pack', ['09521234543213/A'], (agent) => agent === 'cn-ent:2'),
    0,
  )
  assert.is(
    made.note({ ...bill, paper: 'B2' }, 'pack', ['09521234543213/A'], () => false),
    1,
  )
})

book('what another party takes back is still owed by the first', () => {
  const one = { agent: 'gln:9521234000082' } as const
  const other = { agent: 'gln:9521234000020', type: 'undo', undoes: 'dispense' } as const
  assert.equal(states(bookOf(one, other)), ['A eu-status dispense owed', 'A eu-status undo owed'])
})

book('a paper that was sent can be answered after its act was undone', () => {
  const made = bookOf({})
  for (const step of ['prepared', 'sent'] as const) made.note(note(step), 'pack', ['09521234543213/A'])
  made.act({ ...ACT, g: 9, type: 'undo', undoes: 'dispense' })
  assert.equal(states(made), ['A eu-status dispense sent', 'A eu-status undo owed'])
  made.note(note('refused', '41020001'), 'pack', ['09521234543213/A'])
  assert.is(made.papers()[0]?.state, 'refused')
  // The authority never took the dispense: there is nothing to take back.
  assert.equal(states(made), [])
})

book('a note by who does not owe the paper changes nothing and is counted', () => {
  const made = bookOf({ agent: 'gln:9521234000082' })
  assert.is(
    made.note(note('closed'), 'pack', ['09521234543213/A'], () => false),
    1,
  )
  assert.equal(states(made), ['A eu-status dispense owed'])
  assert.equal(made.papers(), [])
})

book('what was settled by hand is owed no more', () => {
  const made = bookOf({ market: 'RU' })
  made.note({ kind: 'ru-mdlp', paper: 'R1', step: 'closed' }, 'pack', ['09521234543213/A'])
  assert.equal(states(made), [])
  assert.is(made.papers()[0]?.state, 'closed')
})

book('a paper of which a part is answered says so, and the same answer twice counts once', () => {
  const made = bookOf({ items: ['09521234543213/A', '09521234543213/B'] })
  made.note(note('prepared'), 'pack', ['09521234543213/A', '09521234543213/B'])
  for (let i = 0; i < 2; i++) made.note(note('refused', 'X'), 'pack', ['09521234543213/A'])
  assert.is(made.papers()[0]?.refused, 1)
  assert.is(made.papers()[0]?.state, 'partly-answered')
  // What was rejected is not sent by saying so.
  made.note(note('sent'), 'pack', ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense refused X', 'B eu-status dispense prepared'])
})

book('a batch and a pack that are spelt alike are two', () => {
  const made = bookOf({ market: 'RU' }, { market: 'RU', type: 'commission', what: 'batch' })
  assert.is(states(made).length, 2)
})

book('what was told and is undone must be told again', () => {
  const made = bookOf({})
  made.note(note('prepared'), 'pack', ['09521234543213/A'])
  made.note(note('accepted'), 'pack', ['09521234543213/A'])
  made.act({ ...ACT, g: 9, type: 'undo', undoes: 'dispense' })
  assert.equal(states(made), ['A eu-status undo owed'])
})

book('to take back a shipment is nothing to report where shipments are not', () => {
  assert.equal(states(bookOf({ type: 'undo', undoes: 'ship' })), [])
})

const BY = { g: 20, claim: 'd', day: '2026-11-24', time: 1 } as const

book('an act that did not happen owes nothing, if nobody was told', () => {
  const made = bookOf({})
  made.correct({ ...ACT, g: 0 }, BY)
  assert.equal(states(made), [])
  const undone = bookOf({}, { type: 'undo', undoes: 'dispense' })
  undone.correct({ ...ACT, g: 0 }, BY)
  assert.equal(states(undone), [])
})

book('an act that did not happen and was told is owed as taken back', () => {
  const told = bookOf({})
  told.note(note('prepared'), 'pack', ['09521234543213/A'])
  told.correct({ ...ACT, g: 0 }, BY)
  assert.equal(states(told), ['A eu-status dispense prepared', 'A eu-status undo owed'])
  told.note(note('accepted'), 'pack', ['09521234543213/A'])
  assert.equal(states(told), ['A eu-status undo owed'])
  const accepted = bookOf({})
  for (const step of ['prepared', 'accepted'] as const) accepted.note(note(step), 'pack', ['09521234543213/A'])
  accepted.correct({ ...ACT, g: 0 }, BY)
  assert.equal(states(accepted), ['A eu-status undo owed'])
})

book('a correction that was itself taken back leaves the act owed', () => {
  const made = bookOf({})
  made.correct({ ...ACT, g: 0 }, BY)
  made.reinstate({ ...ACT, g: 0 }, BY.g, { ...BY, g: 21 })
  assert.equal(states(made), ['A eu-status dispense owed'])
  const told = bookOf({})
  for (const step of ['prepared', 'accepted'] as const) told.note(note(step), 'pack', ['09521234543213/A'])
  told.correct({ ...ACT, g: 0 }, BY)
  told.reinstate({ ...ACT, g: 0 }, BY.g, { ...BY, g: 21 })
  assert.equal(states(told), [])
})

book.run()
