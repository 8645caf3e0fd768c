/** What `@packtrail/protocol` answers to the `in` of a vector. Bytes are lower-case hex everywhere. */
import { createPublicKey, verify } from 'node:crypto'
import {
  isLot,
  isProduct,
  isSerial,
  makeBatchId,
  makePackId,
  parseContainerId,
  parsePartyId,
  parsePlaceId,
} from '../../packages/codes/src/index.ts'
import {
  type Cbor,
  checkConsistency,
  claimLeaf,
  claimsRoot,
  cosignatureMessage,
  decode,
  decodeBundleFrame,
  decodeClaim,
  decodeEntry,
  decodeLogFrame,
  decodeReceiptFrame,
  decodeSubmission,
  decodeSubmissionFrame,
  ed25519Acceptable,
  encode,
  type FileKind,
  FormatError,
  fromHex,
  type Hash,
  hashClaim,
  hashEmpty,
  hashEntry,
  hashKeyId,
  hashLeaf,
  hashManifest,
  hashMapLeaf,
  hashMapNode,
  hashMapValue,
  hashNode,
  hashOpenClaim,
  hashSalted,
  hashSubmission,
  hashTime,
  keyIdOf,
  keyProofMessage,
  mapOf,
  mapProofFromCbor,
  openTallies,
  parseCheckpoint,
  parseVerifierKey,
  type Run,
  readClaim,
  readEvent,
  readFrames,
  rootFromInclusion,
  rootFromMapProof,
  rootFromSubset,
  type StreamName,
  serialSalt,
  slotSalt,
  splitCosignature,
  streamKey,
  streamOfParts,
  streamParts,
  streamsOfSubjects,
  talliesOf,
  tallySalt,
  tieKeeper,
  toHex,
  treeRoot,
  utf8,
} from '../../packages/protocol/src/index.ts'
import { exhaustive } from './exhaustive.ts'
import { sha256 } from './tiny-ledger.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Input = { readonly op: string } & { readonly [key: string]: Json }
export type Outcome = { readonly expect: Json } | { readonly error: string }

/** A wrong answer that is no FormatError of a decoder. */
class Wrong extends Error {
  readonly code: 'MISMATCH' | 'SIGNATURE' | 'VALUE'
  constructor(code: 'MISMATCH' | 'SIGNATURE' | 'VALUE') {
    super(code)
    this.code = code
  }
}

export async function run(input: Input): Promise<Outcome> {
  const op = OPS[input.op]
  if (op === undefined) throw new Error(`unknown op ${input.op}`)
  try {
    return { expect: await op(input) }
  } catch (error) {
    if (error instanceof FormatError || error instanceof Wrong) return { error: error.code }
    throw error
  }
}

const bytes = (value: Json | undefined): Uint8Array => fromHex(value as string) as Uint8Array
const list = (value: Json | undefined): readonly Json[] => value as readonly Json[]
const hashes = (value: Json | undefined): Hash[] => list(value).map(bytes)
const count = (value: Json | undefined): number => value as number
const runsOf = (value: Json | undefined): Run[] =>
  list(value).map((run) => ({ from: count(list(run)[0]), to: count(list(run)[1]) }))
const name = (value: Json | undefined): StreamName => {
  const found = streamOfParts(value as readonly string[])
  if (found === undefined) throw new Wrong('VALUE')
  return found
}

function same(found: Uint8Array | undefined, wanted: Json | undefined): true {
  if (found === undefined || toHex(found) !== wanted) throw new Wrong('MISMATCH')
  return true
}

/** Any value with its byte strings as hex, absent fields left out. */
export function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plain(item)]])),
    )
  }
  return value as Json
}

/** CBOR as JSON that keeps text and bytes apart. */
function diagnostic(value: Cbor): Json {
  if (value instanceof Uint8Array) return { bytes: toHex(value) }
  return Array.isArray(value) ? (value as readonly Cbor[]).map(diagnostic) : (value as Json)
}

async function good(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (!ed25519Acceptable({ publicKey, message, signature })) return false
  const x = Buffer.from(publicKey).toString('base64url')
  try {
    return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature)
  } catch {
    return false
  }
}

type Op = (input: Input) => Json | Promise<Json>

/** Hashes of 02-hashes.md by the name of their preimage. */
const HASHES: { readonly [of: string]: (input: Input) => Uint8Array } = {
  empty: () => hashEmpty(sha256),
  leaf: (i) => hashLeaf(sha256, bytes(i['data'])),
  node: (i) => hashNode(sha256, bytes(i['left']), bytes(i['right'])),
  salted: (i) => hashSalted(sha256, bytes(i['data']), bytes(i['salt'])),
  mapLeaf: (i) => hashMapLeaf(sha256, bytes(i['key']), bytes(i['value'])),
  mapNode: (i) => hashMapNode(sha256, bytes(i['left']), bytes(i['right'])),
  mapValue: (i) => hashMapValue(sha256, encode([count(i['size']), bytes(i['root']), bytes(i['last'])])),
  slotSalt: (i) => slotSalt(sha256, bytes(i['seed']), count(i['index'])),
  serialSalt: (i) => serialSalt(sha256, bytes(i['seed']), count(i['index'])),
  tallySalt: (i) => tallySalt(sha256, bytes(i['seed']), count(i['index'])),
  keyId: (i) => hashKeyId(sha256, bytes(i['publicKey'])),
  submission: (i) => hashSubmission(sha256, bytes(i['bytes'])),
  time: (i) => hashTime(sha256, count(i['ms']), bytes(i['salt'])),
  claimLeaf: (i) => claimLeaf(sha256, bytes(i['claim'])),
}

const IDENTITIES: { readonly [as: string]: (text: string, product: string) => boolean } = {
  product: (text) => isProduct(text),
  serial: (text, product) => (product.startsWith('cn:') ? makePackId(product, text).ok : isSerial(text)),
  lot: (text, product) => (product.startsWith('cn:') ? makeBatchId(product, text).ok : isLot(text)),
  container: (text) => parseContainerId(text).ok,
  place: (text) => parsePlaceId(text).ok,
  party: (text) => {
    const parsed = parsePartyId(text)
    return parsed.ok && parsed.value === text
  },
}

const OPS: { readonly [op: string]: Op } = {
  cbor: (i) => diagnostic(decode(bytes(i['bytes']))),
  hash: (i) => same((HASHES[i['of'] as string] as (input: Input) => Uint8Array)(i), i['is']),
  identity: (i) => {
    const valid = (IDENTITIES[i['as'] as string] as (typeof IDENTITIES)[string])(
      i['text'] as string,
      (i['product'] as string) ?? '',
    )
    if (!valid) throw new Wrong('VALUE')
    return true
  },
  ed25519: async (i) => {
    if (!(await good(bytes(i['publicKey']), bytes(i['message']), bytes(i['signature'])))) throw new Wrong('SIGNATURE')
    return true
  },
  event: (i) => plain(readEvent(list(i['slots']).map((slot) => (slot === null ? undefined : bytes(slot))))),
  claim: (i) => {
    const claim = decodeClaim(bytes(i['bytes']))
    same(hashOpenClaim(sha256, claim), i['hash'])
    const { type, withheld, hiddenSubjects } = readClaim(claim)
    return { type, whole: claim.seed !== undefined, withheld, hiddenSubjects }
  },
  claimHash: (i) => same(hashClaim(sha256, hashes(i['slots']), bytes(i['seed'])), i['is']),
  submission: async (i) => {
    const { bytes: _, signed, signature, ...payload } = decodeSubmission(bytes(i['bytes']))
    const publicKey = bytes(i['publicKey'])
    same(keyIdOf(sha256, publicKey), toHex(payload.keyId))
    if (!(await good(publicKey, signed, signature))) throw new Wrong('SIGNATURE')
    return plain(payload)
  },
  tallies: (i) => {
    const claims = list(i['claims']).map((slots) => readEvent(hashes(slots)).subjects)
    return talliesOf(claims).map(({ stream, claims: n }) => [streamParts(stream), n])
  },
  claimsRoot: (i) => {
    const tallies = list(i['tallies']).map((tally) => ({ stream: name(list(tally)[0]), claims: count(list(tally)[1]) }))
    return same(claimsRoot(sha256, hashes(i['claims']), openTallies(sha256, tallies, bytes(i['seed']))), i['is'])
  },
  keyProof: async (i) => {
    const publicKey = bytes(i['publicKey'])
    const message = keyProofMessage(bytes(i['ledgerId']), i['actor'] as string, publicKey)
    if (!(await good(publicKey, message, bytes(i['proof'])))) throw new Wrong('SIGNATURE')
    return true
  },
  entry: (i) => {
    const entry = bytes(i['bytes'])
    return { ...(plain(decodeEntry(entry)) as { [key: string]: Json }), leaf: toHex(hashEntry(sha256, entry)) }
  },
  streamKey: (i) => same(streamKey(sha256, bytes(i['ledgerId']), name(i['name'])), i['is']),
  routing: (i) => streamsOfSubjects(readEvent(hashes(i['slots'])).subjects).map(streamParts),
  root: (i) => same(treeRoot(sha256, hashes(i['leaves'])), i['is']),
  inclusion: (i) =>
    same(
      rootFromInclusion(sha256, count(i['index']), count(i['size']), bytes(i['leaf']), hashes(i['proof'])),
      i['root'],
    ),
  consistency: (i) => {
    const [first, second] = [bytes(i['firstRoot']), bytes(i['secondRoot'])]
    if (!checkConsistency(sha256, count(i['first']), count(i['second']), first, second, hashes(i['proof']))) {
      throw new Wrong('MISMATCH')
    }
    return true
  },
  subset: (i) => {
    const leaves = i['leaves'] as { readonly [index: string]: Json }
    const leaf = (index: number): Hash | undefined => (leaves[index] === undefined ? undefined : bytes(leaves[index]))
    return same(rootFromSubset(sha256, count(i['size']), runsOf(i['runs']), leaf, hashes(i['proof'])), i['root'])
  },
  exhaustive: (i) => same(exhaustive(i['what'] as string, count(i['sizes'])), i['is']),
  map: (i) => {
    const { root, shown } = rootFromMapProof(sha256, mapProofFromCbor(decode(bytes(i['proof']))))
    same(root, i['root'])
    return plain(shown)
  },
  mapRoot: (i) => {
    const items = list(i['items']).map((item) => {
      const [key, size, root, last] = list(item)
      return { key: bytes(key), size: count(size), root: bytes(root), last: bytes(last) }
    })
    return same(mapOf(sha256, items).root, i['is'])
  },
  manifest: (i) => {
    const serials = i['serials'] as readonly string[]
    const valid = IDENTITIES['serial'] as (typeof IDENTITIES)[string]
    if (!serials.every((serial) => valid(serial, i['product'] as string))) throw new Wrong('VALUE')
    const found = hashManifest(sha256, bytes(i['seed']), serials)
    if (found.count !== i['count']) throw new Wrong('MISMATCH')
    return same(found.root, i['root'])
  },
  verifierKey: (i) => plain(parseVerifierKey(sha256, i['key'] as string)),
  note: async (i) => {
    const checkpoint = parseCheckpoint(typeof i['bytes'] === 'string' ? bytes(i['bytes']) : utf8(i['note'] as string))
    const keys = (i['keys'] as readonly string[]).map((key) => parseVerifierKey(sha256, key))
    const signers: string[] = []
    for (const { name: signer, keyId, signature } of checkpoint.signatures) {
      const key = keys.find((known) => known.name === signer && toHex(known.keyId) === toHex(keyId))
      if (key === undefined) continue
      const split = key.kind === 'witness' ? splitCosignature(signature) : { seconds: 0, signature }
      if (split === undefined) throw new Wrong('SIGNATURE')
      const message =
        key.kind === 'witness' ? cosignatureMessage(checkpoint.text, split.seconds) : utf8(checkpoint.text)
      if (!(await good(key.publicKey, message, split.signature))) throw new Wrong('SIGNATURE')
      signers.push(key.kind === 'witness' ? `${signer} at ${split.seconds}` : signer)
    }
    if (signers.length === 0) throw new Wrong('SIGNATURE')
    return { origin: checkpoint.origin, size: checkpoint.size, root: toHex(checkpoint.root), signers }
  },
  file: async (i) => {
    const kind = i['kind'] as FileKind
    const kinds: string[] = []
    const read = {
      bundle: decodeBundleFrame,
      submission: decodeSubmissionFrame,
      receipt: decodeReceiptFrame,
      log: decodeLogFrame,
    }[kind]
    for await (const frame of readFrames(kind, [bytes(i['bytes'])])) kinds.push(read(frame).kind)
    return kinds
  },
  ties: (i) => {
    const keeper = tieKeeper(i['links'] as readonly number[], sha256(utf8('genesis')))
    const seen = list(i['runs']).flatMap((run, n) => (run as readonly number[]).map((g) => ({ n, g })))
    for (const { n, g } of seen.sort((a, b) => a.g - b.g)) keeper.see(n, g, sha256(utf8(String(g))))
    if (JSON.stringify(keeper.finish().map(({ g }) => g)) !== JSON.stringify(i['is'])) throw new Wrong('MISMATCH')
    return true
  },
}
