// Answers every vector of test/vectors again, from the pages of docs/spec alone: nothing of Packtrail is imported.
// Prints how many cases of each family it agrees with; fails when there is one it disagrees with or cannot answer.
// Usage: node scripts/check-vectors.mjs [FOLDER]
import { isUtf8 } from 'node:buffer'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

class Refused extends Error {}
const refuse = (why) => {
  throw new Refused(why)
}
const need = (condition, why) => condition || refuse(why)
const [hex, unhex] = [(bytes) => Buffer.from(bytes).toString('hex'), (text) => Buffer.from(text, 'hex')]
const words = (text) => text.split(/\s+/).filter((word) => word !== '')
const MAX = Number.MAX_SAFE_INTEGER
// ------------------------------------------------------------------ 01 encoding
const text = (bytes) => need(isUtf8(bytes), 'text') && bytes.toString('utf8')
function decode(bytes) {
  let [at, items] = [0, 0]
  const take = (size) => {
    at += need(size <= bytes.length - at, 'cut') && size
    return bytes.subarray(at - size, at)
  }
  const item = (depth, [first] = take(1)) => {
    const [major, low] = [first >> 5, first & 31]
    if (first > 243 && first < 247) return [false, true, null][first - 244]
    need(major < 5 && low < 28, 'type or length')
    const size = low < 24 ? 0 : 2 ** (low - 24)
    const n = size === 0 ? low : Number(BigInt(`0x${hex(take(size))}`))
    need(n >= { 0: 0, 1: 24, 2: 2 ** 8, 4: 2 ** 16, 8: 2 ** 32 }[size] && n <= MAX - (major === 1), 'number')
    if (major < 2) return major === 0 ? n : -1 - n
    if (major < 4) return major === 2 ? take(n) : text(take(n))
    items += n
    need(depth < 8 && items <= 262_144 && n <= bytes.length - at, 'depth, items or cut')
    return Array.from({ length: n }, () => item(depth + 1))
  }
  const value = item(0)
  return need(at === bytes.length, 'trailing') && value
}
function encode(value) {
  const number = (n, size) => unhex(n.toString(16).padStart(2 * size, '0'))
  const head = (major, n, ...rest) => {
    const size = n < 24 ? 0 : [1, 2, 4, 8].find((width) => n < 2 ** (8 * width))
    const first = number(major * 32 + (size === 0 ? n : 24 + Math.log2(size)), 1)
    return Buffer.concat([first, size === 0 ? Buffer.alloc(0) : number(n, size), ...rest])
  }
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return head(3, Buffer.byteLength(value), Buffer.from(value))
  if (Array.isArray(value)) return head(4, value.length, ...value.map(encode))
  return Buffer.isBuffer(value) ? head(2, value.length, value) : unhex({ null: 'f6', true: 'f5', false: 'f4' }[value])
}
const order = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const byFirst = (a, b) => (typeof a[0] === 'number' ? a[0] - b[0] : order(a[0], b[0]))
const rises = (v, compare = order) => v.every((item, i) => i === 0 || compare(v[i - 1], item) < 0)
// biome-ignore format: makers of checks; a check is (value, the array it stands in) → boolean
const [bytes, upTo, int, any, nullOr, list, sorted, array, fits, keyed] = [
  (size) => (v) => Buffer.isBuffer(v) && (size === undefined || v.length === size),
  (most) => (v) => typeof v === 'string' && v.length <= most,
  (most = MAX, least = 0) => (v) => typeof v === 'number' && v >= least && v <= most,
  (...checks) => (v, all) => checks.some((check) => check(v, all)), (check) => any((v) => v === null, check),
  (check, least = 0, most = MAX) => (v, all) => Array.isArray(v) && v.length >= least && v.length <= most && v.every((item) => check(item, all)),
  (check, compare, least, most) => (v, all) => list(check, least, most)(v, all) && rises(v, compare),
  (...checks) => (v) => Array.isArray(v) && v.length === checks.length && checks.every((check, i) => check(v[i], v)),
  (pattern) => (v) => typeof v === 'string' && new RegExp(`^(?:${pattern})$`, 's').test(v),
  (pattern, ...cut) => (v) => fits(pattern)(v) && [...v.slice(...cut)].reverse().reduce((sum, d, i) => sum + d * (i % 2 === 1 ? 3 : 1), 0) % 10 === 0,
]
const S82 = '[!"%&\'()*+,\\-./0-9:;<=>?A-Z_a-z]'
const SPACE = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
const CLEAN = '[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufeff]'
const weigh = (part, first, value) => [...part].reduce((sum, ch, i) => sum + value(ch) * (first + i), 0)
// biome-ignore format: a table, one identity a line
const [uri, ppn, product, serial, lot, party, place, container, origin, market, day, recorded, runs] = [
  (v) => upTo(1024)(v) && fits(`uri:[A-Za-z][A-Za-z0-9+.-]*:(?:(?![ <>"{}|\\\\^\`])${CLEAN})+`)(v),
  (v) => fits('ppn:11\\d{10}')(v) && weigh(v.slice(6, 13), 1, Number) % 11 === Number(v[13]) && weigh(v.slice(4, 14), 2, (ch) => ch.charCodeAt(0)) % 97 === Number(v.slice(14)),
  (v) => any(keyed('\\d{14}', 0), ppn, fits('cn:[A-Za-z0-9]{7}'))(v),
  (v, all) => fits(all[1].startsWith('cn:') ? '[!-~]{13}' : `${S82}{1,20}`)(v),
  (v, all) => all[1].startsWith('cn:') ? upTo(64)(v) && fits(`(?![${SPACE}])${CLEAN}+(?<![${SPACE}])`)(v) : fits(`${S82}{1,20}`)(v),
  (v) => any(keyed('gln:\\d{13}', 4), fits('cn-ent:[!-~]{1,64}'), uri)(v),
  (v) => party(v) || (keyed(`gln:\\d{13}/${S82}{1,20}`, 4, 17)(v) && v.slice(18) !== '0'),
  (v) => any(keyed('sscc:\\d{18}', 5), keyed(`sgtin:\\d{14}/${S82}{1,20}`, 6, 20), fits('cn:[A-Za-z0-9]{7}[!-~]{13}'), keyed(`grai:\\d{13}/${S82}{1,16}`, 5, 18), fits(`giai:\\d{6}${S82}{1,24}`))(v),
  fits(`[^${SPACE}+\\u0000-\\u001f\\u007f-\\u009f]{1,256}`),
  fits('[A-Z]{2}'),
  (v) => fits('\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])')(v) && new Date(`${v}T00:00Z`).toISOString().startsWith(v),
  int(253402300799999),
  sorted((run) => array(int(), int())(run) && run[0] < run[1], (a, b) => a[1] - b[0]),
]
// biome-ignore format: a table. Checks by the names that slots, payloads, entries and frames use for them.
const CHECKS = {
  uri, product, serial, lot, party, place, container, origin, market, day, recorded, runs, hash: bytes(32), short: bytes(16), proof: bytes(64), bytes: bytes(),
  n: int(), some: int(MAX, 1), million: int(1e6), zero: int(0), kind: int(4), role: int(2), status: int(1), claims: int(65536, 1), tallies: int(65536),
  t64: upTo(64), t256: upTo(256), t1024: upTo(1024), t65536: upTo(65536), time: int(253402300799999, -62135596800000), offset: int(840, -840),
  bool: (v) => typeof v === 'boolean', type: (v) => Object.hasOwn(TYPES, v), ofChild: (v, all) => all[2] === 2 && container(v),
  dayOnly: (v, [, ms, offset]) => v === false || (v === true && (ms + offset * 60000) % 86400000 === 0),
  serials: (v, all) => sorted(serial, order, 1, 32768)(v, all), markets: sorted(market, order, 1, 300), products: sorted(product, order, 1, 10000),
  docs: sorted(array(upTo(256), upTo(1024)), (a, b) => byFirst(a, b) || order(a[1], b[1]), 1), extra: sorted(array(upTo(256), upTo(2 ** 20)), byFirst, 1),
  licences: list(array(upTo(256), upTo(64), nullOr(recorded), nullOr(recorded))), seen: array(int(MAX, 1), bytes(32)),
  name: (v) => Array.isArray(v) && array((type) => Object.hasOwn(STREAMS, type), ...checksOf(STREAMS[v[0]] ?? ''))(v),
  claim: (v) => readClaim(v) !== undefined, whole: (v) => CHECKS.claim(v) && v[0] !== null, chunk: list(upTo(64), 1, 4096), slots: list(() => true, 2, 4096), hashes: list(bytes(32)),
  ties: (v) => runs(v) && int(4096, 1)(v.reduce((sum, [from, to]) => sum + to - from, 0)), items: (v) => list(isItem, 1, 16384)(v),
  tallyList: (v) => sorted(array(int(), CHECKS.name, int(MAX, 1), bytes(16)), byFirst)(v), refused: sorted(array(int(), bytes(32)), byFirst),
}
const parts = (line) => words(line).map((word) => /^(\w+)(?::(\w+))?(\?)?$/.exec(word).slice(1))
const checksOf = (line) => parts(line).map(([name, is, or]) => (or ? nullOr : (check) => check)(CHECKS[is ?? name]))
const shape = (v, line, ...first) => need(array(...first.map((f) => (x) => x === f), ...checksOf(line))(v), line) && v
const entriesOf = (line, values) => parts(line).flatMap(([name], i) => (values[i] === null ? [] : [[name, values[i]]]))
const named = (line, values) => Object.fromEntries(entriesOf(line, values))
const little = (bytes) => BigInt(`0x${hex(Buffer.from(bytes).reverse())}`)
// biome-ignore format: the field, the order, and y of the points of small order
const [P, L, ORDER8] = [2n ** 255n - 19n, 2n ** 252n + 27742317777372353535851937790883648493n, ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a']]
const SMALL = [0n, 1n, P - 1n, ...ORDER8.map((y) => little(unhex(y)))]
function signed(key, message, signature) {
  const y = (point) => little(point) % 2n ** 255n
  const canonical = (point) => y(point) < P && !(point[31] > 127 && [1n, P - 1n].includes(y(point)))
  if (key.length !== 32 || signature.length !== 64 || little(signature.subarray(32)) >= L) return false
  if (!canonical(key) || !canonical(signature.subarray(0, 32)) || SMALL.includes(y(key))) return false
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }
  return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature)
}
// ------------------------------------------------------------ 02 hashes, 08 trees
const join = (all) => Buffer.concat(all.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)))
const sha = (...all) => createHash('sha256').update(join(all)).digest()
const salt = (domain, seed, i) => sha(domain, seed, unhex(i.toString(16).padStart(16, '0'))).subarray(0, 16)
const same = (found, wanted) => need(hex(found) === wanted, 'mismatch')
const mapLeaf = ([key, ...head]) => sha(2, key, sha(4, encode(head)))
// biome-ignore format: a table, one preimage a line
const HASHES = {
  empty: () => sha(), leaf: (i) => sha(0, unhex(i.data)), node: (i) => sha(1, unhex(i.left), unhex(i.right)),
  salted: (i) => sha(0, unhex(i.data), unhex(i.salt)), mapLeaf: (i) => sha(2, unhex(i.key), unhex(i.value)), mapNode: (i) => sha(3, unhex(i.left), unhex(i.right)),
  mapValue: (i) => sha(4, encode([i.size, unhex(i.root), unhex(i.last)])), slotSalt: (i) => salt(6, unhex(i.seed), i.index),
  serialSalt: (i) => salt(7, unhex(i.seed), i.index), keyId: (i) => sha(8, unhex(i.publicKey)).subarray(0, 16), submission: (i) => sha(9, unhex(i.bytes)),
  time: (i) => sha(10, encode([i.ms, unhex(i.salt)])), tallySalt: (i) => salt(11, unhex(i.seed), i.index), claimLeaf: (i) => sha(0, unhex(i.claim)),
}
/** `climb(next)` takes the items of a proof in order, all of them in the end. */
function using(proof, climb) {
  const rest = [...proof].reverse()
  const found = climb(() => need(rest.length > 0, 'proof') && rest.pop())
  return need(rest.length === 0, 'proof') && found
}
// biome-ignore format: recursions. Roots; from the end of a proof, the root that PATH and both roots that SUBPROOF give; proofs.
const [split, halves, root, included, consistent, prove, subset] = [
  (n) => 2 ** Math.ceil(Math.log2(n) - 1),
  (l) => [l.slice(0, split(l.length)), l.slice(split(l.length))],
  (l) => (l.length < 2 ? (l[0] ?? sha()) : sha(1, ...halves(l).map(root))),
  (i, n, leaf, next, k = split(n), side = n > 1 && next()) => n === 1 ? leaf : i < k ? sha(1, included(i, k, leaf, next), side) : sha(1, side, included(i - k, n - k, leaf, next)),
  (m, n, known, next) => {
    if (m === n) return Array(2).fill(known ?? next())
    const [k, side] = [split(n), next()]
    const [old, now] = m <= k ? consistent(m, k, known, next) : consistent(m - k, n - k, undefined, next)
    return m <= k ? [old, sha(1, now, side)] : [sha(1, side, old), sha(1, side, now)]
  },
  (m, l, top, path, [left, right] = halves(l)) => {
    if (path ? l.length === 1 : m === l.length) return top ? [] : [root(l)]
    return m <= left.length ? [...prove(m, left, top, path), root(right)] : [...prove(m - left.length, right, path, path), root(left)]
  },
  (m, l, low = 0) => !l.some((_, n) => (low + n) % m === 0) ? [root(l)] : l.length === 1 ? [] : halves(l).flatMap((half, n) => subset(m, half, low + n * split(l.length))),
]
function fromSubset(size, shown, leaf, proof) {
  need(runs(shown) && (shown.at(-1)?.[1] ?? 0) <= size, 'runs')
  const walk = (low, high, next) => {
    if (!shown.some(([from, to]) => from < high && low < to)) return next()
    if (high - low === 1) return leaf(low) ?? refuse('leaf')
    const left = walk(low, low + split(high - low), next)
    return sha(1, left, walk(low + split(high - low), high, next))
  }
  return using(proof, (next) => (size === 0 ? sha() : walk(0, size, next)))
}
function exhaustive({ what, sizes }, rolling = Buffer.alloc(32)) {
  for (let size = 0; size <= sizes; size++) {
    const l = Array.from({ length: size }, (_, i) => sha(0, i >> 8, i & 255))
    const answer = (m) => (what === 'subset' ? subset(m, l) : prove(m, l, true, what === 'inclusion'))
    for (const all of what === 'roots' ? [[root(l)]] : l.map((_, i) => answer(i + 1))) rolling = sha(rolling, ...all)
  }
  return rolling
}
// ------------------------------------------------- 03 events, 04 claims, 05 to 07, 12, 13
const OF_GOODS = `aggregate disaggregate ship receive dispense return undo sample destroy export steal lose find lock unlock
  quarantine release decommission recall correct observe attempt`
// biome-ignore format: tables, one shape a line
const [TYPES, SUBJECTS, FIELDS, STREAMS, FRAMES] = [{
  ...Object.fromEntries(words(OF_GOODS).map((type) => [type, 'packs batch unplaced product container'])), commission: 'manifest container', adopt: 'manifest container', close: 'close',
  genesis: 'genesis', party: 'party', product: 'product', key: 'key', retire: 'keyEnd', revoke: 'keyEnd', policy: 'policy',
}, {
  10: ['packs', 'batch', 'product lot serials parent:container? expiry:day?'], 11: ['batch', 'batch', 'product lot'],
  12: ['manifest', 'batch', 'product lot expiry:day? made:day? root:hash count:some units:million? markets?'],
  13: ['close', 'batch', 'product lot allocated:n commissioned:n wasted:n unused:n'],
  14: ['unplaced', 'product', 'product serial lot? expiry:day? parent:container?'], 15: ['product', 'product', 'product name:t1024? units:million?'],
  16: ['container', 'container', 'container role parent:ofChild?'], 17: ['party', 'authority', 'actor:party name:t1024? status licences'],
  18: ['key', 'authority', 'actor:party publicKey:hash proof products?'], 19: ['keyEnd', 'authority', 'actor:party keyId:short compromisedSince:n?'],
  20: ['policy', 'policy', 'key:t256 value:t65536'], 21: ['genesis', '', 'origin operator:party publicKey:hash'],
}, [
  ['when', 'ms:time offset precision:dayOnly'], ['who', 'agent:party? owner:party? holder:party?'], ['where', 'readPoint:place? bizLocation:place?'],
  ['trade', 'fromOwner:party? fromHolder:party? toOwner:party? toHolder:party? toMarket:market?'], ['docs', 'docs'], ['extra', 'extra'],
], { batch: 'product lot', container: 'container', product: 'product', authority: 'actor:party', policy: '' }, {
  bundle: {
    1: 'header zero hash name', 2: 'checkpoint bytes bytes hashes', 3: 'genesis bytes whole', 4: 'link n hash hashes', 5: 'map items', 6: 'stream name runs hashes',
    7: 'submission bytes runs hashes tallyList refused', 8: 'entry bytes claim? n?', 9: 'manifest hash short chunk', 10: 'end n n', 11: 'log ties hashes',
  },
  submission: { 1: 'submission bytes time short short?', 2: 'claim whole', 3: 'manifest hash short chunk', 4: 'end n n' },
  receipt: { 1: 'receipt hash hash bytes', 2: 'entry bytes', 3: 'proof runs hashes' },
}]
const DETAIL = 'reason:t64? units:n? undoes:type? target:hash? market? before:t64? after:t64? code:t64?'
const PAYLOAD = 'ledgerId:hash keyId:short seq:n count:claims streams:tallies root:hash seen? time:hash attests:bool'
const ENTRY = 'ledgerId:hash g:n stream:hash? s:n previous:hash? recorded kind claim:hash submission:hash?'
// biome-ignore format: a table. What JSON calls what is a number or an array in a slot.
const JSON_OF = {
  precision: (v) => (v ? 'day' : 'ms'), role: (v) => ['self', 'parent', 'child'][v], status: (v) => ['active', 'suspended'][v],
  licences: (v) => v.map((licence) => named('id role from to', licence)), docs: (v) => v.map((doc) => named('type id', doc)),
}
function record(slot, tag, line) {
  const entries = entriesOf(line, shape(slot, line, tag).slice(1)).map(([name, v]) => [name, JSON_OF[name]?.(v) ?? v])
  return need(entries.length > 0, 'says nothing') && Object.fromEntries(entries)
}
function readEvent(slots) {
  const head = decode(slots[0] ?? refuse('head hidden'))
  need(array(int(0), CHECKS.type, array(...checksOf(DETAIL)), int(63), int(4096, 1))(head), 'head')
  const [, type, detail, mask, count] = head
  const fields = FIELDS.map((field, i) => [i + 1, ...field]).filter(([tag]) => (mask >> (tag - 1)) & 1)
  need(slots.length === 1 + fields.length + count && slots.length <= 4096, 'slots')
  const event = { type, detail: named(DETAIL, detail), withheld: [] }
  for (const [i, [tag, name, line]] of fields.entries()) {
    const values = slots[1 + i] && record(decode(slots[1 + i]), tag, line)
    if (values) event[name] = values[name] ?? values
    else event.withheld.push(name)
  }
  const shown = slots.slice(1 + fields.length).filter((slot) => slot !== undefined)
  need(rises(shown), 'order of subjects')
  event.subjects = shown.map(decode).map((slot) => {
    const [kind, , line] = SUBJECTS[slot?.[0]] ?? refuse('subject')
    return need(words(TYPES[type]).includes(kind), 'type') && { kind, ...record(slot, slot[0], line) }
  })
  const once = event.subjects.filter((s) => !/unplaced|genesis/.test(s.kind)).map((s) => JSON.stringify(streamsOf([s])))
  need(new Set(once).size === once.length && (type !== 'genesis' || count === 1), 'a stream twice, or genesis')
  const isPack = ({ kind }) => (type === 'attempt' ? kind === 'unplaced' : kind !== 'product')
  const whole = event.subjects.filter(({ kind }) => kind === 'product').map(({ product }) => product)
  need(!event.subjects.some((s) => isPack(s) && whole.includes(s.product)), 'a product beside packs of it')
  return { ...event, hiddenSubjects: count - shown.length }
}
const slotRoot = (slots, seed) => root(slots.map((slot, i) => sha(0, slot, salt(6, seed, i))))
function readClaim(claim) {
  const [seed, slots] = need(array(nullOr(bytes(16)), CHECKS.slots)(claim), 'claim') && claim
  const isOpen = seed ? bytes() : array(bytes(16), bytes())
  need(slots.every(any(isOpen, (v) => !seed && bytes(32)(v))) && (seed || !slots.every(isOpen)), 'slots')
  const shown = slots.map((v) => (seed ? v : isOpen(v) ? v[1] : undefined))
  const sizes = shown.map((slot) => slot?.length ?? 0)
  need(sizes.every((size) => size <= 2 ** 20) && sizes.reduce((sum, size) => sum + size) <= 2 ** 22, 'size')
  return { shown, hash: seed ? slotRoot(slots, seed) : root(slots.map((v) => (isOpen(v) ? sha(0, v[1], v[0]) : v))) }
}
const streamTypes = Object.fromEntries(Object.values(SUBJECTS))
function streamsOf(subjects) {
  const nameOf = (s) => [streamTypes[s.kind], ...parts(STREAMS[streamTypes[s.kind]]).map(([part]) => s[part])]
  return [...new Map(subjects.map(nameOf).map((name) => [JSON.stringify(name), name])).values()]
}
// ---------------------------------------------------------- 09 map, 11 checkpoints, 12 files
const isItem = (v) => v === null || v === true || isHead(v) || (bytes(32)(v) && v.some((byte) => byte !== 0))
const isHead = array(bytes(32), int(MAX, 1), bytes(32), bytes(32))
const keyBit = (key, depth) => (key[depth >> 3] >> (7 - (depth & 7))) & 1
// biome-ignore format: one line
const mapRoot = (items, depth = 0) => items.length < 2 ? (items[0] ? mapLeaf(items[0]) : Buffer.alloc(32)) : sha(3, ...[0, 1].map((bit) => mapRoot(items.filter(([key]) => keyBit(key, depth) === bit), depth + 1)))
function fromMapProof(items, shown) {
  const visit = (path, next) => {
    const v = next()
    if (v === null || Buffer.isBuffer(v)) return [v ?? Buffer.alloc(32), v === null ? 'empty' : 'inner']
    if (v !== true)
      return (
        need(
          [...path].every((bit, i) => keyBit(v[0], i) === Number(bit)),
          'place',
        ) &&
        shown.push(v) && [mapLeaf(v), 'leaf']
      )
    const before = need(path.length < 256, 'deep') && shown.length
    const [[left, a], [right, b]] = [visit(`${path}0`, next), visit(`${path}1`, next)]
    need(shown.length > before && (a === 'inner' || b === 'inner' || (a === 'leaf' && b === 'leaf')), 'not shortest')
    return [sha(3, left, right), 'inner']
  }
  return need(list(isItem)(items), 'items') && using(items, (next) => visit('', next))[0]
}
const base64 = (t, found = Buffer.from(t, 'base64')) => need(found.toString('base64') === t, 'base64') && found
function verifierKey(value) {
  const [, name, keyId, data] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(value) ?? refuse('key')
  const key = base64(data)
  need(origin(name) && key.length === 33 && (key[0] === 1 || key[0] === 4), 'key')
  same(sha(Buffer.from(`${name}\n`), key).subarray(0, 4), keyId)
  return { name, keyId, publicKey: hex(key.subarray(1)), kind: key[0] === 1 ? 'ledger' : 'witness' }
}
function readNote(raw, keys) {
  const note = need(raw.length <= 65_536, 'size') && text(raw)
  const [, body, lines] = /^(.*\n)\n((?:— [^ \n]+ [A-Za-z0-9+/=]+\n){1,64})$/s.exec(note) ?? refuse('note')
  const [, name, size, data] = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/.exec(body) ?? refuse('text')
  const rootHash = base64(data)
  need(origin(name) && Number(size) <= MAX && rootHash.length === 32, 'text')
  const signers = []
  for (const [, signer, value] of lines.matchAll(/— ([^ ]+) (.+)\n/g)) {
    const line = base64(value)
    need(origin(signer) && line.length > 4, 'line')
    const key = keys.find((known) => known.name === signer && known.keyId === hex(line.subarray(0, 4)))
    if (key === undefined) continue
    const cut = key.kind === 'witness' ? 12 : 4
    const seconds = BigInt(`0x0${hex(line.subarray(4, cut))}`)
    const message = Buffer.from(cut === 12 ? `cosignature/v1\ntime ${seconds}\n${body}` : body)
    need(seconds < 253402300800n && signed(unhex(key.publicKey), message, line.subarray(cut)), 'signature')
    signers.push(cut === 12 ? `${signer} at ${seconds}` : signer)
  }
  return need(signers.length > 0, 'no signer') && { origin: name, size: Number(size), root: hex(rootHash), signers }
}
function readFile(kind, file) {
  const start = Buffer.from(`packtrail-${kind}/0\n`)
  const frames = need(file.subarray(0, start.length).equals(start), 'first line') && []
  for (let at = start.length, size = 0; at < file.length; at += 4 + size) {
    size = need(at + 4 <= file.length, 'cut') && file.readUInt32BE(at)
    need(size > 0 && size <= 2 ** 23 && at + 4 + size <= file.length, 'length')
    const frame = decode(file.subarray(at + 4, at + 4 + size))
    const [name, ...line] = words(FRAMES[kind][frame?.[0]] ?? refuse('tag'))
    frames.push([name, ...shape(frame, line.join(' '), frame[0]).slice(1)])
  }
  return frames
}
// biome-ignore format: long conditions
function readSubmission(cose, key) {
  need(cose.length > 73 && hex(cose.subarray(0, 7)) === 'd28443a10132a0' && hex(cose.subarray(-66, -64)) === '5840', 'envelope')
  const payload = decode(cose.subarray(7, -66))
  const { seen, ...rest } = named(PAYLOAD, shape(decode(payload), PAYLOAD, 0).slice(1))
  need(key === undefined || signed(key, encode(['Signature1', unhex('a10132'), Buffer.alloc(0), payload]), cose.subarray(-64)), 'signature')
  return (key === undefined || same(sha(8, key).subarray(0, 16), hex(rest.keyId))) && (seen ? { ...rest, seen: { size: seen[0], root: seen[1] } } : rest)
}
// biome-ignore format: long conditions
function readEntry(raw) {
  const e = named(ENTRY, shape(decode(raw), ENTRY, 0).slice(1))
  need((e.kind > 1) === (e.stream !== undefined) && (e.kind > 1) === (e.submission !== undefined) && (e.s === 0) === (e.previous === undefined), 'parts')
  need(new Set([e.kind === 0, e.g === 0, e.ledgerId.every((byte) => byte === 0)]).size === 1 && !(e.kind === 0 && e.s > 0) && e.s <= e.g, 'genesis')
  return { ...e, kind: ['genesis', 'epoch', 'claim', 'place', 'loose'][e.kind], leaf: sha(0, raw) }
}
// -------------------------------------------------------------------------- operations
const json = (v, of = hex) => JSON.parse(JSON.stringify(v, (_, x) => (x?.type === 'Buffer' ? of(x.data) : x)))
const all = (texts) => texts.map((t) => (t === null ? undefined : unhex(t)))
const backwards = (texts) => all(texts).reverse()
// biome-ignore format: a table, one operation a line
const OPS = {
  cbor: (i) => json(decode(unhex(i.bytes)), (v) => ({ bytes: hex(v) })), hash: (i) => same(HASHES[i.of](i), i.is),
  identity: (i) => need(CHECKS[i.as](i.text, [0, i.product ?? '']), 'identity'),
  ed25519: (i) => need(signed(...all([i.publicKey, i.message, i.signature])), 'signature'),
  event: (i) => json(readEvent(all(i.slots))), routing: (i) => streamsOf(readEvent(all(i.slots)).subjects),
  claimHash: (i) => same(slotRoot(all(i.slots), unhex(i.seed)), i.is),
  claimsRoot: (i) => same(root([...all(i.claims).map((claim) => sha(0, claim)), ...i.tallies.map((tally, j) => sha(0, encode(tally), salt(11, unhex(i.seed), j)))]), i.is),
  keyProof: (i) => need(signed(unhex(i.publicKey), encode(['packtrail key', 0, unhex(i.ledgerId), i.actor, unhex(i.publicKey)]), unhex(i.proof)), 'signature'),
  streamKey: (i) => need(CHECKS.name(i.name), 'name') && same(sha(5, encode([unhex(i.ledgerId), ...i.name])), i.is),
  root: (i) => same(root(all(i.leaves)), i.is), exhaustive: (i) => same(exhaustive(i), i.is),
  inclusion: (i) => need(i.index < i.size, 'index') && same(using(backwards(i.proof), (next) => included(i.index, i.size, unhex(i.leaf), next)), i.root),
  subset: (i) => same(fromSubset(i.size, i.runs, (n) => i.leaves[n] && unhex(i.leaves[n]), all(i.proof)), i.root),
  mapRoot: (i) => same(mapRoot(i.items.map(([key, size, ...rest]) => [unhex(key), size, ...all(rest)])), i.is),
  verifierKey: (i) => verifierKey(i.key), file: (i) => readFile(i.kind, unhex(i.bytes)).map(([name]) => name),
  note: (i) => readNote(i.bytes ? unhex(i.bytes) : Buffer.from(i.note), i.keys.map(verifierKey)),
  map: (i, shown = []) => same(fromMapProof(decode(unhex(i.proof)), shown), i.root) && shown.map((head) => json(named('key size root last', head))),
  manifest: (i) => need(sorted(serial, order)(i.serials, [0, i.product]) && i.serials.length === i.count, 'serials') && same(root(i.serials.map((one, n) => sha(0, encode([one]), salt(7, unhex(i.seed), n)))), i.root),
  consistency(i) {
    if (i.first === 0) return need(i.proof.length === 0, 'proof') && same(sha(), i.firstRoot)
    const [old, now] = need(i.first <= i.second, 'sizes') && using(backwards(i.proof), (next) => consistent(i.first, i.second, unhex(i.firstRoot), next))
    return same(old, i.firstRoot) && same(now, i.secondRoot)
  },
  claim(i) {
    const { shown, hash } = readClaim(decode(unhex(i.bytes)))
    const { type, withheld, hiddenSubjects } = same(hash, i.hash) && readEvent(shown)
    return { type, whole: !shown.includes(undefined), withheld, hiddenSubjects }
  },
  submission: (i) => json(readSubmission(unhex(i.bytes), unhex(i.publicKey))),
  entry: (i) => json(readEntry(unhex(i.bytes))),
  tallies(i) {
    const claims = i.claims.map((slots) => streamsOf(readEvent(all(slots)).subjects).map((name) => hex(encode(name))))
    return [...new Set(claims.flat())].sort().map((name) => [decode(unhex(name)), claims.filter((names) => names.includes(name)).length])
  },
  ties(i) {
    const found = [0, ...i.runs.flatMap((run) => [MAX, ...i.links].map((size) => run.filter((g) => g < size).at(-1) ?? 0))]
    return need(isDeepStrictEqual(i.is, [...new Set(found)].sort((a, b) => a - b)), 'ties')
  },
}

// biome-ignore format: for check-bundles.mjs
export { base64, byFirst, consistent, decode, encode, fromMapProof, fromSubset, hex, included, need, order, Refused, readClaim, readEntry, readEvent, readFile, readNote, readSubmission, refuse, rises, root, salt, serial, sha, signed, streamsOf, unhex, using, verifierKey }

const [isMain, folder = fileURLToPath(new URL('../test/vectors', import.meta.url))] = process.argv.slice(1)
const files = isMain.endsWith('check-vectors.mjs') ? readdirSync(folder).filter((file) => file.endsWith('.json')) : []
for (const name of files) {
  const vectors = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
  const wrong = vectors.filter(({ desc, in: input, expect }) => {
    let answer
    try {
      answer = OPS[input.op](input)
    } catch (error) {
      if (!(error instanceof Refused)) answer = error.stack
    }
    if (!isDeepStrictEqual(answer, expect)) console.log(`${name}: «${desc}»: ${JSON.stringify(answer)}`)
    return !isDeepStrictEqual(answer, expect)
  })
  const good = vectors.filter((vector) => 'expect' in vector).length
  console.log(`${name}: ${good} accepted, ${vectors.length - good} refused, ${wrong.length} wrong`)
  if (wrong.length > 0 || vectors.length === 0) process.exitCode = 1
}
