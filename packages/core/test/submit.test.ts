import {
  decodeEntry,
  decodeReceiptFrame,
  type Event,
  equalBytes,
  hashEntry,
  parseCheckpoint,
  readFrames,
  rootFromSubset,
  type Signer,
  type SubmissionFrame,
  toHex,
} from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { generateKey, type Ledger, type SubmitReport } from '../src/index.ts'
import { sha256 } from '../src/node-crypto.ts'
import { type Act, type AuthorOptions, keySubject, registration, submissionFile } from './author.ts'
import {
  at,
  attestAll,
  commission,
  gather,
  LOT,
  lines,
  MAKER,
  newWorld,
  OPERATOR,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  WHOLESALER,
} from './world.ts'

const test = suite('submit')
test.after(removeFolders)

const serials = serialsOf(10).sort()
const first = serials[0] as string

interface Actors {
  readonly ledger: Ledger
  readonly maker: Signer
  readonly wholesaler: Signer
  submit(signer: Signer, seq: number, acts: readonly Act[], more?: Partial<AuthorOptions>): Promise<SubmitReport>
}

async function actors(): Promise<Actors> {
  const { ledger } = await newWorld()
  const maker = generateKey().signer
  const wholesaler = generateKey().signer
  const admit = async (actor: string, signer: Signer, products?: readonly string[]): Promise<void> => {
    const subject = await keySubject(ledger.ledgerId, actor, signer, products)
    assert.equal(lines(await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects: [subject] }])), [
      'appended',
    ])
  }
  await admit(MAKER, maker, [PRODUCT])
  await admit(WHOLESALER, wholesaler)
  return {
    ledger,
    maker,
    wholesaler,
    submit: async (signer, seq, acts, more = {}) =>
      ledger.submit([await submissionFile(acts, { ledgerId: ledger.ledgerId, signer, seq, ...more })]),
  }
}

const registered = (): Act =>
  registration({ type: 'commission', detail: {}, who: { agent: MAKER } }, PRODUCT, LOT, serials)
const act = (type: Event['type'], who: string, some: readonly string[], more: Partial<Event> = {}): Act => ({
  event: {
    type,
    detail: {},
    who: { agent: who },
    subjects: [{ kind: 'packs', product: PRODUCT, lot: LOT, serials: some }],
    ...more,
  },
})
const shipped = (): Act => act('ship', MAKER, serials, { trade: { fromHolder: MAKER, toHolder: WHOLESALER } })

function said(report: SubmitReport): string[] {
  return report.claims.map(({ outcome, findings }) => [outcome, ...findings.map(({ code }) => code)].join(' '))
}

function codes(report: SubmitReport): string[] {
  return [report.outcome, ...report.findings.map(({ code }) => code)]
}

test('what a party signs is recorded in its name, and its receipt proves where', async () => {
  const { ledger, maker, submit } = await actors()
  await ledger.seal()
  const report = await submit(maker, 1, [registered(), shipped()], {
    seen: ledger.checkpoint() ?? { size: 1, root: new Uint8Array(32) },
  })
  assert.equal(codes(report), ['accepted'])
  assert.is(report.actor, MAKER)
  assert.equal(said(report), ['appended', 'appended'])
  assert.is((await ledger.item(`${PRODUCT}/${first}`))?.state.transit?.to, WHOLESALER)
  const signers: (string | undefined)[] = []
  for await (const { event, signer } of ledger.events()) if (event.type === 'ship') signers.push(signer)
  assert.equal(signers, [MAKER])
  assert.is(ledger.receipt(report.submission as Uint8Array), undefined)
  await ledger.seal()
  await checkReceipt(ledger, report)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

async function checkReceipt(ledger: Ledger, report: SubmitReport): Promise<void> {
  const bytes = await gather(ledger.receipt(report.submission as Uint8Array) ?? [])
  const leaves = new Map<number, Uint8Array>()
  let note = new Uint8Array(0)
  let proved = false
  for await (const raw of readFrames('receipt', [bytes])) {
    const frame = decodeReceiptFrame(raw)
    if (frame.kind === 'receipt') {
      assert.is(toHex(frame.submission), toHex(report.submission as Uint8Array))
      note = frame.note as Uint8Array<ArrayBuffer>
    } else if (frame.kind === 'entry') {
      const entry = decodeEntry(frame.bytes)
      assert.is(toHex(entry.submission as Uint8Array), toHex(report.submission as Uint8Array))
      leaves.set(entry.g, hashEntry(sha256, frame.bytes))
    } else {
      const { size, root } = parseCheckpoint(note)
      proved = equalBytes(
        root,
        rootFromSubset(sha256, size, frame.runs, (i) => leaves.get(i), frame.proof),
      )
    }
  }
  assert.ok(proved)
  for (const { g, outcome } of report.claims) if (outcome === 'appended') assert.ok(leaves.has(g as number))
}

test('the same file again gets the same answer and adds nothing', async () => {
  const { ledger, maker } = await actors()
  const file = await submissionFile([registered(), shipped()], { ledgerId: ledger.ledgerId, signer: maker, seq: 4 })
  const one = await ledger.submit([file])
  const { entries } = ledger.stats()
  const two = await ledger.submit([file])
  assert.is(two.outcome, 'repeated')
  assert.equal(
    two.claims.map(({ g }) => g),
    one.claims.map(({ g }) => g),
  )
  assert.is(ledger.stats().entries, entries)
  await ledger.close()
})

test('submissions handed over together are recorded in that order, and the same one twice is recorded once', async () => {
  const { ledger, maker } = await actors()
  const file = (seq: number, acts: readonly Act[]): Promise<Uint8Array> =>
    submissionFile(acts, { ledgerId: ledger.ledgerId, signer: maker, seq })
  await ledger.submit([await file(1, [registered()])])
  // The first takes long, for its claims are hashed elsewhere; the others come while it is read, judged and written.
  const long = await file(
    2,
    Array.from({ length: 400 }, (_, i) => act('observe', MAKER, [serials[i % 10] as string])),
  )
  const short = await file(3, [act('dispense', MAKER, [first])])
  const reports = await Promise.all([long, short, short, long].map((bytes) => ledger.submit([bytes])))
  assert.equal(
    reports.map(({ outcome }) => outcome),
    ['accepted', 'accepted', 'repeated', 'repeated'],
  )
  assert.equal(said(reports[1] as SubmitReport), ['appended'])
  assert.equal(
    reports[3]?.claims.map(({ g, outcome }) => [g, outcome]),
    reports[0]?.claims.map(({ g, outcome }) => [g, outcome]),
  )
  assert.ok((reports[1]?.claims[0]?.g ?? 0) > Math.max(...(reports[0]?.claims ?? []).map(({ g }) => g ?? 0)))
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a submission is read from chunks of any size, and whoever gave one may write to it again', async () => {
  const { ledger, maker } = await actors()
  const acts = [registered(), ...Array.from({ length: 150 }, () => act('observe', MAKER, [first]))]
  const file = await submissionFile(acts, { ledgerId: ledger.ledgerId, signer: maker, seq: 1 })
  const lent = Buffer.alloc(97)
  const report = await ledger.submit(
    (async function* () {
      for (let at = 0; at < file.length; at += lent.length) {
        const part = file.subarray(at, at + lent.length)
        lent.set(part)
        yield lent.subarray(0, part.length)
        lent.fill(0xff)
      }
    })(),
  )
  assert.equal(codes(report), ['accepted'])
  assert.is(report.claims.filter(({ outcome }) => outcome === 'appended').length, 2)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

const NAME = 'Mueller'

test('what could be about a person is refused at a counter, whatever field it stands in, and no attempt repeats it', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  await submit(maker, 1, [registered(), shipped()])
  const one = [first]
  const other = [serials[1] as string]
  const acts: readonly (readonly [string, Act])[] = [
    ['reason', act('dispense', WHOLESALER, one, { detail: { reason: `for Hans ${NAME}, HIV` } })],
    ['reason', act('dispense', WHOLESALER, one, { detail: { reason: NAME.toLowerCase() } })],
    ['docs', act('dispense', WHOLESALER, one, { docs: [{ type: 'rx', id: `Hans-${NAME}` }] })],
    ['docs', act('return', WHOLESALER, one, { docs: [{ type: 'po', id: '110101195403071234' }] })],
    ['extra', act('dispense', WHOLESALER, one, { extra: [['disposition', `Hans ${NAME}`]] })],
    ['where', act('dispense', WHOLESALER, one, { where: { readPoint: `uri:mailto:${NAME}@example.com` } })],
    ['trade', act('dispense', WHOLESALER, one, { trade: { toHolder: `uri:urn:patient:${NAME}` } })],
    ['who', act('dispense', WHOLESALER, one, { who: { agent: WHOLESALER, owner: `cn-ent:${NAME}` } })],
    ['extra', act('ship', WHOLESALER, other, { extra: [['{http://x/}patientName', NAME]] })],
    ['reason', act('observe', WHOLESALER, other, { detail: { reason: `seen by ${NAME}` } })],
    ['before', act('correct', WHOLESALER, other, { detail: { before: NAME, target: new Uint8Array(32) } })],
    ['extra', act('correct', WHOLESALER, other, { extra: [['note', NAME]], detail: { target: new Uint8Array(32) } })],
  ]
  const report = await submit(
    wholesaler,
    1,
    acts.map(([, told]) => told),
  )
  report.claims.forEach(({ outcome, findings }, i) => {
    assert.equal([outcome, ...findings.map(({ code }) => code)], ['refused', 'PERSONAL_DATA'], acts[i]?.[0])
    assert.is(findings[0]?.params?.['fields'], acts[i]?.[0])
    assert.not.match(JSON.stringify(findings), NAME)
  })
  let attempts = 0
  for await (const { event } of ledger.events()) {
    assert.not.match(JSON.stringify(event), new RegExp(`${NAME}|110101`, 'i'))
    if (event.type === 'attempt') attempts++
  }
  assert.is(attempts, acts.length)
  await ledger.seal()
  await checkReceipt(ledger, report)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a correction is looked at as what it takes back', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  await submit(maker, 1, [registered(), shipped()])
  const sold = await submit(wholesaler, 1, [act('receive', WHOLESALER, serials), act('dispense', WHOLESALER, [first])])
  const back = (index: number): Act =>
    act('correct', WHOLESALER, index === 0 ? serials : [first], {
      detail: { reason: 'incorrect_data', target: sold.claims[index]?.claim as Uint8Array },
      extra: [['note', 'what was wrong']],
    })
  assert.equal(said(await submit(wholesaler, 2, [back(1), back(0)])), ['refused PERSONAL_DATA', 'appended'])
  await ledger.close()
})

test('what the operator enters in the name of others is looked at alike', async () => {
  const { ledger } = await newWorld()
  const draft = {
    type: 'dispense',
    packs: packs([first]),
    ...at(PHARMACY, 1),
    detail: { reason: `for ${NAME}` },
  } as const
  assert.equal(lines(await attestAll(ledger, [commission(serials), draft])), ['appended', 'refused PERSONAL_DATA'])
  for await (const { event } of ledger.events()) assert.not.match(JSON.stringify(event), NAME)
  await ledger.close()
})

test('a correction that leaves out a history in which the record stands is refused, whoever enters it', async () => {
  const { ledger } = await newWorld()
  const box = 'sscc:340123450000000017'
  const sent = { type: 'ship', packs: packs([first]), containers: [box], ...at(MAKER, 1) } as const
  const [, said1] = await attestAll(ledger, [commission(serials), sent])
  const target = Uint8Array.from(Buffer.from(said1?.claims[0] ?? '', 'hex'))
  const back = (more: object) => ({
    type: 'correct' as const,
    detail: { reason: 'did_not_occur', target },
    who: { agent: MAKER },
    ...more,
  })
  assert.equal(lines(await attestAll(ledger, [back({ packs: packs([first]) })])), ['refused CORRECTION_INCOMPLETE'])
  assert.equal(lines(await attestAll(ledger, [back({ packs: packs([first]), containers: [box] })])), ['appended'])
  await ledger.close()
})

test('only its author, or the operator in the name of the author, confirms a record', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  const sent = await submit(maker, 1, [registered(), shipped()])
  const target = sent.claims[1]?.claim as Uint8Array
  const confirm = (who: string): Act => act('observe', who, serials, { detail: { reason: 'reattest', target } })
  assert.equal(said(await submit(wholesaler, 1, [confirm(WHOLESALER)])), ['refused REATTEST_BY_OTHER'])
  assert.equal(said(await submit(maker, 2, [confirm(MAKER)])), ['appended'])
  const vouch = (agent: string) => ({
    type: 'observe' as const,
    detail: { reason: 'reattest', target },
    who: { agent },
    packs: packs([first]),
  })
  assert.equal(lines(await attestAll(ledger, [vouch(PHARMACY), vouch(OPERATOR), vouch(MAKER)])), [
    'refused REATTEST_BY_OTHER',
    'refused REATTEST_BY_OTHER',
    'appended',
  ])
  await ledger.close()
})

test('a number that was used is refused for another file, and one below the last comes too late', async () => {
  const { maker, submit, ledger } = await actors()
  assert.equal(codes(await submit(maker, 4, [registered()])), ['accepted'])
  assert.equal(codes(await submit(maker, 4, [shipped()])), ['refused', 'SEQ_REUSED'])
  assert.equal(codes(await submit(maker, 3, [shipped()])), ['refused', 'SEQ_BACKWARDS'])
  assert.equal(codes(await submit(maker, 9, [shipped()])), ['accepted'])
  await ledger.close()
})

test('claims are judged one by one: each refused one is attempted in every stream it named', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  await submit(maker, 1, [registered(), shipped()])
  const report = await submit(wholesaler, 1, [
    act('receive', WHOLESALER, serials, { trade: { fromHolder: MAKER, toHolder: WHOLESALER } }),
    act('dispense', WHOLESALER, [first]),
    act('dispense', WHOLESALER, [first], { extra: [['bizStep', 'retail_selling']] }),
    act('dispense', MAKER, [serials[1] as string]),
    act('dispense', WHOLESALER, [first]),
  ])
  assert.equal(said(report), [
    'appended',
    'appended',
    'refused SECOND_DISPENSE',
    'refused AGENT_NOT_SIGNER',
    'duplicate',
  ])
  const attempts: string[] = []
  for await (const { event } of ledger.events({ stream: { type: 'batch', product: PRODUCT, lot: LOT } })) {
    if (event.type === 'attempt') attempts.push(String(event.detail.code))
  }
  assert.equal(attempts, ['SECOND_DISPENSE', 'AGENT_NOT_SIGNER', 'DUPLICATE'])
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('one claim cannot stand twice in a submission', async () => {
  const { ledger, maker, submit } = await actors()
  const seen = act('observe', MAKER, [first])
  await submit(maker, 1, [registered()])
  const claimSeed = new Uint8Array(16).fill(5)
  assert.equal(codes(await submit(maker, 2, [seen, seen], { claimSeed })), ['refused', 'SUBMISSION_MALFORMED'])
  assert.equal(codes(await submit(maker, 2, [seen, seen])), ['accepted'])
  await ledger.close()
})

test('the attempt of a claim that named another lot names it too, and is only placed with the true batch', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  await submit(maker, 1, [registered(), shipped()])
  const subjects = [{ kind: 'packs', product: PRODUCT, lot: 'OTHER', serials: [first] }] as const
  const received = act('receive', WHOLESALER, serials, { trade: { fromHolder: MAKER, toHolder: WHOLESALER } })
  const report = await submit(wholesaler, 1, [
    received,
    act('dispense', WHOLESALER, [first]),
    act('dispense', WHOLESALER, [first], { subjects, extra: [['again', 'yes']] }),
  ])
  assert.is(report.claims[2]?.outcome, 'refused')
  for (const lot of [LOT, 'OTHER']) {
    const lots: unknown[] = []
    for await (const { event } of ledger.events({ stream: { type: 'batch', product: PRODUCT, lot } })) {
      if (event.type === 'attempt') lots.push(event.subjects.map((subject) => 'lot' in subject && subject.lot))
    }
    assert.equal(lots, [['OTHER']], lot)
  }
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('who has a key cannot be reported for, and whose key ended can no longer sign', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  await submit(maker, 1, [registered()])
  const [reported] = await attestAll(ledger, [{ type: 'dispense', ...at(WHOLESALER, 30), packs: packs([first]) }])
  assert.equal(
    reported?.findings.map(({ code }) => code),
    ['ATTESTED_FOR_SIGNER'],
  )
  const keyId = (await import('@packtrail/protocol')).keyIdOf(sha256, wholesaler.publicKey)
  const retire: Act = {
    event: {
      type: 'retire',
      detail: {},
      who: { agent: WHOLESALER },
      subjects: [{ kind: 'keyEnd', actor: WHOLESALER, keyId }],
    },
  }
  assert.equal(said(await submit(wholesaler, 1, [retire])), ['appended'])
  assert.equal(codes(await submit(wholesaler, 2, [act('observe', WHOLESALER, [first])])), ['refused', 'KEY_ENDED'])
  const [allowed] = await attestAll(ledger, [{ type: 'dispense', ...at(WHOLESALER, 30), packs: packs([first]) }])
  assert.is(allowed?.outcome, 'appended')
  await ledger.close()
})

test('the operator cannot take a key and then report for its owner; a new key of the owner signs again', async () => {
  const { ledger, maker, submit } = await actors()
  await submit(maker, 1, [registered()])
  const { keyIdOf } = await import('@packtrail/protocol')
  const ends = { kind: 'keyEnd', actor: MAKER, keyId: keyIdOf(sha256, maker.publicKey) } as const
  const report = async (): Promise<string[]> => lines(await attestAll(ledger, [commission(['NEW1', 'NEW2'])]))
  for (const type of ['retire', 'revoke'] as const) {
    assert.equal(lines(await attestAll(ledger, [{ type, who: { agent: OPERATOR }, subjects: [ends] }])), ['appended'])
    assert.equal(await report(), ['refused ATTESTED_FOR_SIGNER'])
  }
  const { signer } = generateKey()
  const subject = await keySubject(ledger.ledgerId, MAKER, signer)
  await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects: [subject] }])
  assert.equal(await report(), ['refused ATTESTED_FOR_SIGNER'])
  assert.equal(said(await submit(signer, 1, [act('dispense', MAKER, [first])])), ['appended'])
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a key is limited to its products, and acts of the operator are the operator’s', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  const other = registration({ type: 'commission', detail: {}, who: { agent: MAKER } }, '08712345678906', 'L', ['1'])
  const subject = await keySubject(ledger.ledgerId, PHARMACY, generateKey().signer)
  const admits: Act = { event: { type: 'key', detail: {}, who: { agent: MAKER }, subjects: [subject] } }
  assert.equal(said(await submit(maker, 1, [other, admits])), ['refused KEY_OUT_OF_SCOPE', 'refused OPERATOR_ONLY'])
  const forged = { ...subject, proof: new Uint8Array(64) }
  const [bad] = await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects: [forged] }])
  assert.equal(
    bad?.findings.map(({ code }) => code),
    ['KEY_PROOF_WRONG'],
  )
  const twice = await keySubject(ledger.ledgerId, PHARMACY, wholesaler)
  const [known] = await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects: [twice] }])
  assert.equal(
    known?.findings.map(({ code }) => code),
    ['KEY_EXISTS'],
  )
  await ledger.close()
})

test('a large registration is taken with its serials, and a forged list of them is not', async () => {
  const { ledger, maker, submit } = await actors()
  const many = Array.from({ length: 9000 }, (_, i) => `L${String(i).padStart(5, '0')}`)
  const large = registration({ type: 'commission', detail: {}, who: { agent: MAKER } }, PRODUCT, LOT, many)
  const cut = (frames: SubmissionFrame[]): SubmissionFrame[] =>
    frames.map((frame, i) =>
      frame.kind === 'manifest' && i === 3 ? { ...frame, serials: frame.serials.slice(1) } : frame,
    )
  const counted = (frames: SubmissionFrame[]): SubmissionFrame[] =>
    cut(frames).map((frame) => (frame.kind === 'end' ? { ...frame, serials: 8999 } : frame))
  assert.equal(codes(await submit(maker, 1, [large], { forge: counted })), ['refused', 'SUBMISSION_DIFFERS'])
  assert.is(await ledger.item(`${PRODUCT}/L00001`), undefined)
  assert.equal(said(await submit(maker, 1, [large])), ['appended'])
  assert.is((await ledger.item(`${PRODUCT}/L00001`))?.member?.lot, LOT)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a file that is not what was signed is refused as a whole', async () => {
  const { ledger, maker, wholesaler, submit } = await actors()
  const acts = [act('observe', MAKER, [first]), act('observe', MAKER, [serials[1] as string])]
  const drop = (frames: SubmissionFrame[]): SubmissionFrame[] =>
    frames.filter((_, i) => i !== 2).map((frame) => (frame.kind === 'end' ? { ...frame, claims: 1 } : frame))
  const swap = ([head, a, b, end]: SubmissionFrame[]): SubmissionFrame[] => [head, b, a, end] as SubmissionFrame[]
  const later = ([head, ...rest]: SubmissionFrame[]): SubmissionFrame[] => [
    { ...(head as SubmissionFrame & { kind: 'submission' }), ms: 5 },
    ...rest,
  ]
  const open = (frames: SubmissionFrame[]): SubmissionFrame[] => frames.slice(0, -1)
  const doubled = (frames: SubmissionFrame[]): SubmissionFrame[] => [...frames, ...frames.slice(-1)]
  for (const [forge, code] of [
    [drop, 'SUBMISSION_DIFFERS'],
    [swap, 'SUBMISSION_DIFFERS'],
    [later, 'SUBMISSION_DIFFERS'],
    [open, 'SUBMISSION_MALFORMED'],
    [doubled, 'SUBMISSION_MALFORMED'],
  ] as const) {
    assert.equal(codes(await submit(maker, 1, acts, { forge })), ['refused', code])
  }
  const other = new Uint8Array(32).fill(1)
  assert.equal(codes(await submit(maker, 1, acts, { ledgerId: other })), ['refused', 'OTHER_LEDGER'])
  assert.equal(codes(await submit(generateKey().signer, 1, acts)), ['refused', 'KEY_UNKNOWN'])
  const asMaker: Signer = { publicKey: maker.publicKey, sign: (message) => wholesaler.sign(message) }
  assert.equal(codes(await submit(asMaker, 1, acts)), ['refused', 'SIGNATURE_WRONG'])
  const seen = { size: 2, root: new Uint8Array(32) }
  assert.equal(codes(await submit(maker, 1, acts, { seen })), ['refused', 'SEEN_UNKNOWN'])
  assert.equal(codes(await submit(maker, 1, acts, { seen: { ...seen, size: 9999 } })), ['refused', 'SEEN_UNKNOWN'])
  assert.is(ledger.batch(PRODUCT, LOT), undefined)
  await ledger.close()
})

test('any damage to a file is a refusal with a code, never an error, and changes nothing', async () => {
  const { ledger, maker } = await actors()
  const file = await submissionFile([registered(), shipped()], { ledgerId: ledger.ledgerId, signer: maker, seq: 1 })
  const before = ledger.stats()
  await fc.assert(
    fc.asyncProperty(
      fc.nat(file.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at0, change, cut) => {
        const bad = new Uint8Array(cut ? file.subarray(0, at0) : file)
        if (!cut) bad[at0] = (bad[at0] as number) ^ change
        const report = await ledger.submit([bad])
        assert.is(report.outcome, 'refused')
        assert.is(report.findings.length, 1)
      },
    ),
    { numRuns: 150 },
  )
  assert.equal(ledger.stats(), before)
  assert.equal(codes(await ledger.submit([file])), ['accepted'])
  await ledger.close()
})

test('a twin of what was reported is not recorded twice', async () => {
  const { ledger, maker, submit } = await actors()
  await submit(maker, 1, [registered()])
  const event = { type: 'observe', ...at(WHOLESALER, 2) } as const
  await attestAll(ledger, [{ ...event, packs: packs([first]) }])
  const signed: Act = {
    event: { ...event, detail: {}, subjects: [{ kind: 'unplaced', product: PRODUCT, serial: first }] },
  }
  const { wholesaler } = { wholesaler: generateKey().signer }
  const subject = await keySubject(ledger.ledgerId, WHOLESALER, wholesaler)
  await attestAll(ledger, [{ type: 'key', who: { agent: OPERATOR }, subjects: [subject] }])
  assert.equal(said(await submit(wholesaler, 1, [signed])), ['duplicate'])
  await ledger.close()
})

test('the registration of a document and that of a signature are two, and the second is refused', async () => {
  const { ledger, maker, submit } = await actors()
  await attestAll(ledger, [{ ...commission(serials), who: { owner: MAKER } }])
  assert.equal(said(await submit(maker, 1, [registered()])), ['refused REGISTERED_TWICE'])
  await ledger.close()
})

test.run()
