/** Papers that acts owe, and what becomes of them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Act,
  DUTIES,
  dutiesOf,
  isMarketKnown,
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
  made.note(note('prepared'), ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense prepared'])
  made.note(note('sent'), ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense sent'])
  made.note(note('accepted'), ['09521234543213/A'])
  assert.equal(states(made), [])
  assert.equal(made.papers(), [
    { paper: 'eu-status', number: 'P1', state: 'accepted', items: 1, accepted: 1, refused: 0 },
  ])
})

book('of a paper that is partly rejected the rejected packs stay, with their codes', () => {
  const made = bookOf({ items: ['09521234543213/A', '09521234543213/B'] })
  made.note(note('prepared'), ['09521234543213/A', '09521234543213/B'])
  made.note(note('refused', '41020001'), ['09521234543213/B'])
  made.note(note('accepted'), ['09521234543213/A'])
  assert.equal(states(made), ['B eu-status dispense refused 41020001'])
  assert.is(made.papers()[0]?.state, 'partly-refused')
})

book('a pack that was refused and is prepared again forgets the old code', () => {
  const made = bookOf({})
  made.note(note('prepared'), ['09521234543213/A'])
  made.note(note('refused', 'X'), ['09521234543213/A'])
  made.note(note('prepared', undefined, 'P2'), ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense prepared'])
})

book('an answer to an older paper settles nothing of the newer one', () => {
  const made = bookOf({})
  made.note(note('prepared'), ['09521234543213/A'])
  made.note(note('prepared', undefined, 'P2'), ['09521234543213/A'])
  made.note(note('accepted'), ['09521234543213/A'])
  assert.equal(states(made), ['A eu-status dispense prepared'])
})

book('what was undone before anybody was told owes nothing', () => {
  assert.equal(states(bookOf({}, { type: 'undo', undoes: 'dispense' })), [])
  assert.equal(states(bookOf({}, { type: 'return' })), [])
})

book('what was told and is undone must be told again', () => {
  const made = bookOf({})
  made.note(note('prepared'), ['09521234543213/A'])
  made.note(note('accepted'), ['09521234543213/A'])
  made.act({ ...ACT, g: 9, type: 'undo', undoes: 'dispense' })
  assert.equal(states(made), ['A eu-status undo owed'])
})

book('to take back a shipment is nothing to report where shipments are not', () => {
  assert.equal(states(bookOf({ type: 'undo', undoes: 'ship' })), [])
})

book('an act that a correction cancels owes nothing, if nobody was told', () => {
  const made = bookOf({})
  made.cancel('c')
  assert.equal(states(made), [])
  const told = bookOf({})
  told.note(note('prepared'), ['09521234543213/A'])
  told.cancel('c')
  assert.equal(states(told), ['A eu-status dispense prepared'])
})

book.run()
