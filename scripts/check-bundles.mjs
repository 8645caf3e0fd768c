// Judges every whole bundle of test/vectors/bundles from the pages of docs/spec alone: a second verifier, which imports nothing of
// Packtrail but check-vectors.mjs. It stops at the first thing that is wrong, and judges no goods.
// One file, so that it can be read and carried away as a whole.
// Usage: node scripts/check-bundles.mjs [FILE]
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as spec from './check-vectors.mjs'

const { byFirst, encode, hex, included, need, refuse, rises, root, salt, sha, using } = spec
const OPERATOR = new Set('party product key policy attempt'.split(' '))
const OWN = new Set('commission adopt close recall dispense'.split(' '))
const SCOPED = new Set('commission close recall'.split(' '))
const LETTERS = { header: 'h', checkpoint: 'c', genesis: 'g', link: 'l', map: 'm', stream: 's', submission: 'u' }
Object.assign(LETTERS, { entry: 'e', manifest: 'f', log: 't', end: 'z' })
const streamText = (name) => name.join('\u0000')
const isFull = (sizes, full) => sizes.every((size, i) => i === sizes.length - 1 || size === full)
const range = ([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)
const toRuns = (sorted) => {
  const runs = []
  for (const n of sorted) {
    if (runs.at(-1)?.[1] === n) runs.at(-1)[1] = n + 1
    else runs.push([n, n + 1])
  }
  return runs
}
const listed = (found, wanted, why) =>
  need(found.length === wanted.length && found.every((one, i) => one === wanted[i]), why)

/** Throws `Refused` when a check of 13-bundle.md#checks that refutes fails. */
function judge({ file, policy, memory }) {
  const frames = spec.readFile('bundle', file)
  const of = (kind) => frames.filter(([name]) => name === kind).map(([, ...rest]) => rest)
  need(/^hcgl*m+s+(?:u?ef*)*t+z$/.test(frames.map(([name]) => LETTERS[name]).join('')), 'order of frames')
  const serialCount = of('manifest').reduce((sum, [, , serials]) => sum + serials.length, 0)
  listed(of('end')[0], [of('entry').length, serialCount], 'counts')
  const [[, ledgerId, batch]] = of('header')
  need(batch[0] === 'batch' && hex(ledgerId) === policy.ledgerId, 'ledger')
  const ledger = { policy, ledgerId, batch, of, frames }
  ledger.checkpoint = checkCheckpoint(ledger)
  ledger.genesis = checkGenesis(ledger)
  ledger.links = checkLinks(ledger, memory?.ledgers?.[policy.origin])
  ledger.streams = checkStreams(ledger)
  readBody(ledger)
  checkEntries(ledger)
  checkClaims(ledger)
  checkAuthority(ledger)
  checkSubmissions(ledger)
  checkSerials(ledger)
  checkStays(ledger)
  checkTies(ledger)
  checkHeads(ledger, memory?.ledgers?.[policy.origin]?.batches?.[batch.slice(1).join('/')])
}

function checkCheckpoint({ of, policy, ledgerId }) {
  const [[note, epochBytes, path]] = of('checkpoint')
  const keys = [...policy.ledgerKeys, ...(policy.witnesses?.keys ?? [])].map(spec.verifierKey)
  const lines = note
    .toString()
    .split('\n\n')
    .at(-1)
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const { origin, size, root: rootHash, signers } = spec.readNote(note, keys)
  const ids = lines.map(([, name, data]) => [name, data, Buffer.from(data, 'base64')])
  const spelt = ids.map(([name, , bytes]) => {
    return `${name === origin ? 0 : 1} ${name} ${bytes.subarray(0, 4).toString('base64')} ${bytes.subarray(4).toString('base64')}`
  })
  need(rises(spelt), 'order of signature lines')
  const own = policy.ledgerKeys.map((key) => spec.verifierKey(key).name)
  need(origin === policy.origin && signers.some((signer) => own.includes(signer)), 'origin or signature')
  const epoch = spec.readEntry(epochBytes)
  need(epoch.kind === 'epoch' && epoch.g === size - 1 && epoch.ledgerId.equals(ledgerId), 'epoch')
  const found = using([...path].reverse(), (next) => included(size - 1, size, epoch.leaf, next))
  need(hex(found) === rootHash, 'path of the epoch')
  return { size, root: rootHash, epoch }
}

function checkGenesis({ of, ledgerId, policy }) {
  const [[bytes, claim]] = of('genesis')
  const entry = spec.readEntry(bytes)
  const { hash, shown } = spec.readClaim(claim)
  need(entry.leaf.equals(ledgerId) && entry.kind === 'genesis' && hash.equals(entry.claim), 'genesis')
  const { type, subjects } = spec.readEvent(shown)
  need(type === 'genesis' && subjects[0].origin === policy.origin, 'genesis of another ledger')
  return subjects[0]
}

function checkLinks({ of, checkpoint }, kept) {
  const links = of('link')
  need(rises(links, byFirst) && links.every(([size]) => size > 0 && size <= checkpoint.size), 'links')
  for (const [size, rootHash, proof] of links) {
    const climb = (next) => spec.consistent(size, checkpoint.size, rootHash, next)
    const [old, now] = using([...proof].reverse(), climb)
    need(old.equals(rootHash) && hex(now) === checkpoint.root, 'link')
  }
  const roots = new Map([...links.map(([size, hash]) => [size, hex(hash)]), [checkpoint.size, checkpoint.root]])
  need(kept === undefined || kept.size <= checkpoint.size, 'rollback')
  need(kept === undefined || (roots.get(kept.size) ?? kept.root) === kept.root, 'fork')
  return roots
}

function checkStreams({ of, ledgerId, checkpoint }) {
  const chunks = of('map').map(([items]) => items)
  need(
    isFull(
      chunks.map((items) => items.length),
      16_384,
    ),
    'map frames',
  )
  const heads = []
  need(spec.fromMapProof(chunks.flat(), heads).equals(checkpoint.epoch.claim), 'map')
  const shown = new Map(heads.map(([key, ...head]) => [hex(key), head]))
  const streams = of('stream').map(([name, runs, proof]) => {
    const key = hex(sha(5, encode([ledgerId, ...name])))
    const [size, rootHash, last] = shown.get(key) ?? refuse('a stream without head')
    const isWhole = name[0] !== 'container'
    need(
      runs.length > 0 &&
        (!isWhole || (proof.length === 0 && runs.length === 1 && runs[0][0] === 0 && runs[0][1] === size)),
      'runs',
    )
    return { name, text: streamText(name), key, size, root: rootHash, last, runs, proof, isWhole, entries: [] }
  })
  need(rises(streams.map(({ text }) => text)) && streams.length === shown.size, 'streams')
  return streams
}

/** Entries with their claims and submissions, as the frames pair them. */
function readBody(ledger) {
  const byKey = new Map(ledger.streams.map((stream) => [stream.key, stream]))
  ledger.entries = []
  ledger.submissions = new Map()
  ledger.claims = new Map()
  ledger.manifests = []
  let pending
  for (const [kind, ...parts] of ledger.frames) {
    if (kind === 'submission') {
      const hash = hex(sha(9, parts[0]))
      need(!ledger.submissions.has(hash), 'submission twice')
      pending = {
        hash,
        cose: parts[0],
        payload: spec.readSubmission(parts[0]),
        shown: parts.slice(1),
        opened: new Map(),
        entries: [],
      }
      ledger.submissions.set(hash, pending)
    } else if (kind === 'entry') {
      const [bytes, claim, index] = parts
      const entry = spec.readEntry(bytes)
      const stream =
        byKey.get(hex(entry.stream ?? refuse('an entry without stream'))) ?? refuse('an entry of no stream')
      Object.assign(entry, { stream, claim: hex(entry.claim), submission: hex(entry.submission) })
      need((claim === null) === (index === null), 'claim without index')
      need(
        pending === undefined || (claim !== null && pending.hash === entry.submission),
        'submission of another entry',
      )
      pending = undefined
      stream.entries.push(entry)
      ledger.entries.push(entry)
      ledger.submissions.get(entry.submission)?.entries.push(entry)
      if (claim !== null) openClaim(ledger, entry, claim, index)
    } else if (kind === 'manifest') ledger.manifests.push([ledger.entries.at(-1), ...parts])
  }
  for (const { payload } of ledger.submissions.values())
    need(payload.ledgerId.equals(ledger.ledgerId), 'submission of another ledger')
}

function openClaim(ledger, entry, claim, index) {
  const { hash, shown } = spec.readClaim(claim)
  need(hex(hash) === entry.claim && !ledger.claims.has(entry.claim), 'claim')
  const submission = ledger.submissions.get(entry.submission) ?? refuse('no submission')
  need(submission.shown[0].some(([from, to]) => index >= from && index < to) && !submission.opened.has(index), 'index')
  submission.opened.set(index, hash)
  const event = spec.readEvent(shown)
  ledger.claims.set(entry.claim, { event, entry, submission, slots: shown.length, entries: [] })
}

function checkEntries({ entries, streams, checkpoint, ledgerId }) {
  need(
    rises(entries, (a, b) => a.g - b.g) && entries.every(({ g }) => g > 0 && g < checkpoint.epoch.g),
    'order of entries',
  )
  need(
    rises([...entries, checkpoint.epoch], (a, b) => (a.recorded <= b.recorded ? -1 : 1)),
    'recorded',
  )
  need(
    entries.every((entry) => entry.ledgerId.equals(ledgerId)),
    'ledger id',
  )
  for (const { entries: own, runs, size, proof, root: rootHash, last } of streams) {
    listed(
      own.map(({ s }) => s),
      runs.flatMap(range),
      'entries of a stream',
    )
    const bySs = new Map(own.map((entry) => [entry.s, entry]))
    for (const { s, previous } of own) need(!bySs.has(s - 1) || bySs.get(s - 1).leaf.equals(previous), 'chain')
    need(spec.fromSubset(size, runs, (s) => bySs.get(s)?.leaf, proof).equals(rootHash), 'root of a stream')
    need(!bySs.has(size - 1) || bySs.get(size - 1).leaf.equals(last), 'last of a stream')
  }
}

const isOurs = ({ batch, serials }, subject) =>
  subject.kind === 'unplaced'
    ? subject.product === batch[1] && serials.has(subject.serial)
    : subject.kind === 'packs' &&
      subject.product === batch[1] &&
      subject.lot !== batch[2] &&
      subject.serials.some((one) => serials.has(one))

function checkClaims(ledger) {
  const { entries, claims, streams, batch } = ledger
  ledger.serials = new Set(ledger.manifests.flatMap(([, , , serials]) => serials))
  const byText = new Map(streams.map((stream) => [stream.text, stream]))
  for (const entry of entries) {
    const claim = claims.get(entry.claim)
    if (claim === undefined)
      need(entry.stream.name[0] === 'product' && entry.kind === 'loose', 'a claim that is not opened')
    else need(claim.submission.hash === entry.submission && claim.entries.push(entry), 'another submission')
  }
  for (const { event, entry, entries: own, slots } of claims.values()) {
    const named = event.subjects.map((subject) => [subject, streamText(spec.streamsOf([subject])[0] ?? [''])])
    for (const [subject, text] of named) {
      need(byText.has(text) || (subject.kind === 'packs' && subject.product === batch[1]), 'a stream that is not here')
    }
    const first = own.filter(({ kind }) => kind !== 'place')
    const whole = event.subjects.some(({ kind, product }) => kind === 'product' && product === batch[1])
    for (const { kind, stream } of first)
      need(kind === (stream.name[0] === 'product' && !whole ? 'loose' : 'claim'), 'kind of an entry')
    const beside = streamText(['product', batch[1]])
    const others =
      event.hiddenSubjects > 0 && event.subjects.some(({ kind, product }) => kind !== 'product' && product === batch[1])
    const wanted = [...new Set(named.map(([, text]) => text))].filter((text) => byText.has(text))
    if (entry.kind !== 'place')
      listed(
        first.map(({ stream }) => stream.text).filter((text) => !(others && text === beside && !wanted.includes(text))),
        wanted,
        'entries of a claim',
      )
    need(
      first.every(({ g }) => g - entry.g < 2 * slots),
      'entries of a claim lie apart',
    )
    const places = own.filter(({ kind }) => kind === 'place')
    const naming = event.subjects.filter((subject) => isOurs(ledger, subject))
    need(
      places.every(({ stream }) => stream.text === streamText(batch)),
      'place',
    )
    need(places.length === naming.length, 'places of a claim')
  }
}

/** Keys in the order of the log; who signed what, and whether he may. */
function checkAuthority(ledger) {
  const { claims, entries, genesis, ledgerId, policy, batch } = ledger
  const keys = new Map()
  const add = (actor, publicKey, g, products) => {
    const id = hex(sha(8, publicKey).subarray(0, 16))
    need(!keys.has(id), 'a key twice')
    keys.set(id, { actor, publicKey, g, products })
  }
  add(genesis.operator, genesis.publicKey, 0)
  const inUse = (actor) => [...keys.values()].some((key) => key.actor === actor && key.ended === undefined)
  ledger.actors = new Set([genesis.operator])
  for (const { event, entry, submission } of [...claims.values()]) {
    const { g } = entry
    const { type, who, trade, subjects } = event
    const key = keys.get(hex(submission.payload.keyId)) ?? refuse('unknown key')
    need(key.ended === undefined || entry.kind === 'place' || key.ended >= g, 'a key that was ended')
    submission.key = key
    ledger.actors.add(key.actor)
    const { toMarket: _, ...sides } = trade ?? {}
    for (const party of [...Object.values(who ?? {}), ...Object.values(sides)]) ledger.actors.add(party)
    const isBusiness = !OPERATOR.has(type) && type !== 'retire' && type !== 'revoke'
    if (submission.payload.attests && isBusiness) {
      need((policy.attesters ?? [genesis.operator]).includes(key.actor), 'attester')
      need(!(OWN.has(type) && who?.agent !== undefined && inUse(who.agent)), 'attested for a signer')
    } else if (!submission.payload.attests) {
      need(type === 'attempt' || who?.agent === undefined || who.agent === key.actor, 'agent')
      const isOutside = subjects.some(({ product }) => product !== undefined && !key.products?.includes(product))
      need(!(SCOPED.has(type) && key.products && isOutside), 'scope')
    }
    need(!OPERATOR.has(type) || key.actor === genesis.operator, 'not the operator')
    for (const subject of subjects) {
      if (
        subject.kind === 'manifest' &&
        type === 'commission' &&
        Object.hasOwn(policy.manufacturers ?? {}, subject.product)
      ) {
        need(policy.manufacturers[subject.product].includes(who?.agent ?? key.actor), 'manufacturer')
      }
      if (subject.kind === 'key') {
        const message = encode(['packtrail key', 0, ledgerId, subject.actor, subject.publicKey])
        need(spec.signed(subject.publicKey, message, subject.proof), 'proof of a key')
        add(subject.actor, subject.publicKey, g, subject.products)
      } else if (subject.kind === 'keyEnd') {
        const ended = keys.get(hex(subject.keyId)) ?? refuse('end of no key')
        need(
          ended.actor === subject.actor && !ended.revoked && (type === 'revoke' || ended.ended === undefined),
          'end of a key',
        )
        need(key.actor === subject.actor || key.actor === genesis.operator, 'who ended a key')
        Object.assign(ended, { ended: ended.ended ?? g, revoked: type === 'revoke' })
      }
    }
  }
  const known = new Set(ledger.streams.map(({ text }) => text))
  const needed = [
    batch,
    ['product', batch[1]],
    ['policy'],
    ...[...ledger.actors].map((actor) => ['authority', actor]),
  ].map(streamText)
  need(
    needed.every((text) => known.has(text)),
    'a stream that is missing',
  )
  for (const { name, text } of ledger.streams) {
    need(name[0] === 'container' || needed.includes(text), 'a stream too many')
  }
  need(entries.length > 0, 'nothing')
}

function checkSubmissions({ submissions, claims, links }) {
  for (const submission of submissions.values()) {
    const { payload, shown, opened, entries, cose, key } = submission
    const [runs, proof, tallies, refused] = shown
    spec.readSubmission(cose, key.publicKey)
    const { count, streams: tallyCount } = payload
    listed(
      [...opened.keys()].sort((a, b) => a - b),
      runs.flatMap(range),
      'claims of a submission',
    )
    const leaves = new Map([...opened].map(([index, claim]) => [index, sha(0, claim)]))
    const hashes = [...opened.values(), ...refused.map(([, claim]) => claim)].map(hex)
    need(new Set(hashes).size === hashes.length, 'a claim twice')
    for (const [index, claim] of refused)
      need(index < count && !leaves.has(index) && leaves.set(index, sha(0, claim)), 'refused')
    need(
      [...opened.keys()].every((index) => index < count),
      'index',
    )
    for (const [j, name, n, tallySalt] of tallies) leaves.set(count + j, sha(0, encode([name, n]), tallySalt))
    const places = toRuns([...leaves.keys()].sort((a, b) => a - b))
    const found = spec.fromSubset(count + tallyCount, places, (index) => leaves.get(index), proof)
    need(found.equals(payload.root), 'root of a submission')
    if (tallyCount > 0) checkTallies(submission, claims)
    const first = entries.find(({ kind }) => kind !== 'place')
    const numbers = payload.attests ? 'attested' : 'said'
    need(first === undefined || payload.seq > (key[numbers] ?? -1), 'seq')
    if (first !== undefined) key[numbers] = payload.seq
    if (payload.seen === undefined) continue
    const { size, root: rootHash } = payload.seen
    need(size <= entries[0].g && links.get(size) === hex(rootHash), 'seen')
  }
}

function checkTallies({ shown, entries }, claims) {
  const [, , tallies, refused] = shown
  const counts = new Map()
  const more = (text) => counts.set(text, (counts.get(text) ?? 0) + 1)
  for (const { kind, stream } of entries) if (kind !== 'place' && stream.isWhole) more(stream.text)
  for (const [, target] of refused) {
    const attempts = [...claims.values()].filter(
      ({ event }) => event.type === 'attempt' && event.detail.target?.equals(target),
    )
    need(attempts.length > 0, 'refused without attempt')
    const texts = new Set(
      attempts.flatMap(({ entries: own }) =>
        own.filter(({ kind, stream }) => kind !== 'place' && stream.isWhole).map(({ stream }) => stream.text),
      ),
    )
    for (const text of texts) more(text)
  }
  const shownTexts = tallies.map(([, name]) => streamText(name))
  need(new Set(shownTexts).size === tallies.length && tallies.every(([, [type]]) => type !== 'container'), 'tallies')
  for (const [, name, n] of tallies) need(counts.get(streamText(name)) === n, 'tally')
  for (const text of counts.keys()) need(shownTexts.includes(text), 'a tally that is missing')
}

function checkSerials({ claims, manifests, batch }) {
  for (const { event, entry } of claims.values()) {
    const subject = event.subjects.find(
      ({ kind, product, lot }) => kind === 'manifest' && product === batch[1] && lot === batch[2],
    )
    const own = manifests.filter(([after]) => after === entry)
    if (subject === undefined) {
      need(own.length === 0, 'a manifest of no claim')
      continue
    }
    const serials = own.flatMap(([, , , some]) => some)
    const seed = own[0]?.[2] ?? refuse('no manifest')
    need(
      own.every(([, claim, other]) => hex(claim) === entry.claim && other.equals(seed)),
      'frames of a manifest',
    )
    need(
      isFull(
        own.map(([, , , some]) => some.length),
        4096,
      ),
      'frames of a manifest',
    )
    need(
      rises(serials) && serials.every((one) => spec.serial(one, [0, batch[1]])) && serials.length === subject.count,
      'serials',
    )
    need(
      root(serials.map((one, i) => sha(0, encode([one]), salt(7, seed, i)))).equals(subject.root),
      'root of a manifest',
    )
  }
  need(
    manifests.every(([after]) => claims.get(after.claim)?.entry === after),
    'a manifest of no claim',
  )
}

function checkStays(ledger) {
  const { claims, streams, batch, serials } = ledger
  const inside = new Map()
  const stays = []
  const leave = (child, parent, at) => {
    if (!inside.get(parent)?.delete(child) || inside.get(parent).size > 0) return
    empty(parent, at)
  }
  const empty = (parent, at) => {
    if (!inside.delete(parent)) return
    stays.findLast((stay) => stay.container === parent).to = at
    for (const [outer, content] of [...inside]) if (content.has(parent)) leave(parent, outer, at)
  }
  for (const { event, entry } of [...claims.values()].sort((a, b) => a.entry.g - b.entry.g)) {
    const { type, subjects, hiddenSubjects } = event
    if (type !== 'aggregate' && type !== 'disaggregate') continue
    const links = subjects.flatMap((s) => {
      if (s.parent === undefined || (s.product !== undefined && s.product !== batch[1])) return []
      if (s.kind === 'container') return inside.has(s.container) ? [[s.container, s.parent]] : []
      return (s.serials ?? [s.serial]).filter((one) => serials.has(one)).map((one) => [`${s.product}/${one}`, s.parent])
    })
    const only =
      hiddenSubjects === 0 && subjects.length === 1 && subjects[0].role === 'parent' ? subjects[0].container : undefined
    if (type === 'disaggregate' && only !== undefined) empty(only, entry.g)
    else if (type === 'disaggregate') for (const [child, parent] of links) leave(child, parent, entry.g)
    const named = subjects.flatMap(({ container }) => container ?? [])
    for (const [child, parent] of type === 'aggregate' ? links : []) {
      if (!named.includes(parent)) continue
      if (!inside.has(parent)) stays.push({ container: parent, from: entry.g })
      inside.set(parent, (inside.get(parent) ?? new Set()).add(child))
    }
  }
  const shown = streams.filter(({ name }) => name[0] === 'container')
  for (const { name, runs, entries, size } of shown) {
    const own = stays.filter(({ container }) => container === name[1])
    const found = runs.map(([from, to]) => {
      const ats = entries.filter((one) => one.s >= from && one.s < to).map(({ claim }) => claims.get(claim).entry.g)
      return { first: ats[0], before: ats.at(-2) ?? -1, last: to === size ? Number.POSITIVE_INFINITY : ats.at(-1) }
    })
    need(own.length > 0 && found.every(({ first }) => own.some(({ from }) => from === first)), 'runs of a container')
    const ends = ({ before, last }) => own.some(({ to }) => to <= last && before < to)
    need(
      found.every((run) => run.last === Number.POSITIVE_INFINITY || ends(run)),
      'runs of a container end',
    )
    const covered = own.every(({ from, to = Number.POSITIVE_INFINITY }) => {
      const run = found.findLast(({ first }) => first <= from)
      return run !== undefined && run.last >= to
    })
    need(covered, 'a stay that is not shown')
  }
  need(
    stays.every(({ container }) => shown.some(({ name }) => name[1] === container)),
    'a container that is not shown',
  )
}

function checkTies({ streams, of, checkpoint, ledgerId }) {
  const sizes = [checkpoint.size, ...of('link').map(([size]) => size)]
  const ties = new Map([[0, ledgerId]])
  for (const { runs, entries } of streams) {
    for (const [from, to] of runs) {
      const run = entries.filter(({ s }) => s >= from && s < to)
      const last = sizes.flatMap((size) => run.filter(({ g }) => g < size).slice(-1))
      for (const { g, leaf } of last) ties.set(g, leaf)
    }
  }
  const wanted = [...ties.keys()].sort((a, b) => a - b)
  const chunks = of('log')
  const sizesOf = chunks.map(([runs]) => runs.flatMap(range).length)
  need(isFull(sizesOf, 4096), 'log frames')
  listed(
    chunks.flatMap(([runs]) => runs.flatMap(range)),
    wanted,
    'ties',
  )
  let at = 0
  for (const [i, [runs, proof]] of chunks.entries()) {
    need(JSON.stringify(runs) === JSON.stringify(toRuns(wanted.slice(at, at + sizesOf[i]))), 'runs of ties')
    need(hex(spec.fromSubset(checkpoint.size, runs, (g) => ties.get(g), proof)) === checkpoint.root, 'ties')
    at += sizesOf[i]
  }
}

function checkHeads({ streams, batch }, kept) {
  const { entries, size } = streams.find(({ text }) => text === streamText(batch))
  need(kept === undefined || size >= kept.size, 'batch set back')
  need(
    kept === undefined || hex(root(entries.slice(0, kept.size).map(({ leaf }) => leaf))) === kept.root,
    'batch rewritten',
  )
}

const file =
  process.argv.slice(2).find((arg) => !arg.startsWith('--')) ??
  fileURLToPath(new URL('../test/vectors/bundles/bundles.json', import.meta.url))
const vectors = JSON.parse(readFileSync(file, 'utf8'))
const wrong = vectors.filter(({ desc, in: { bytes, policy, memory }, refutes = false }) => {
  let why
  try {
    judge({ file: Buffer.from(bytes, 'base64'), policy, memory })
  } catch (error) {
    why = error instanceof spec.Refused ? error.message : error.stack
    if (!(error instanceof spec.Refused)) console.log(`«${desc}»: ${why}`)
    else if (process.argv.includes('--why')) console.log(`${desc}: ${why}`)
    if (!(error instanceof spec.Refused)) return true
  }
  if ((why !== undefined) !== refutes) console.log(`«${desc}»: ${why ?? 'accepted'}`)
  return (why !== undefined) !== refutes
})
console.log(
  `${vectors.length} bundles, ${vectors.filter(({ refutes }) => refutes).length} of them refuted, ${wrong.length} wrong`,
)
process.exitCode = wrong.length > 0 || vectors.length === 0 ? 1 : 0
