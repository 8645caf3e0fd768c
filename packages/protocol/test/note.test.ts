import { readFileSync } from 'node:fs'
import { testCrypto, testKey, testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  checkpointText,
  concatBytes,
  cosignatureMessage,
  formatVerifierKey,
  isOrigin,
  joinCosignature,
  MAX_NOTE_SIZE,
  noteKeyId,
  parseCheckpoint,
  parseVerifierKey,
  signatureLine,
  signCheckpoint,
  splitCosignature,
  toBase64,
  toHex,
  utf8,
} from '../src/index.ts'
import { parseNote } from '../src/note.ts'
import { attempt, flipBit, hashOf, refused, sameBytes, sha256 } from './support.ts'

const test = suite('note')
const crypto = testCrypto()
const ledger = testKey('ledger')
const witness = testKey('witness')
const checkpoint = { origin: 'example.com/ledger', size: 12_345, root: hashOf('root') }
const signed = await signCheckpoint(sha256, ledger, checkpoint)
const text = new TextDecoder().decode(signed)
const [, , , , line] = text.split('\n') as [string, string, string, string, string]
const reads = (value: string): boolean => attempt(() => parseCheckpoint(utf8(value))) !== undefined

test('a checkpoint comes back with its signature', async () => {
  const read = parseCheckpoint(signed)
  assert.is(read.origin, checkpoint.origin)
  assert.is(read.size, checkpoint.size)
  sameBytes(read.root, checkpoint.root)
  assert.is(read.text, checkpointText(checkpoint))
  assert.is(read.signatures.length, 1)
  const [signature] = read.signatures
  sameBytes(signature?.keyId, noteKeyId(sha256, checkpoint.origin, ledger.publicKey, 'ledger'))
  const check = { publicKey: ledger.publicKey, message: utf8(read.text), signature: signature?.signature as Uint8Array }
  assert.equal(await crypto.verifyEd25519([check]), [true])
})

test('a witness signs time and text, and its line is read like any other', async () => {
  const signature = await witness.sign(cosignatureMessage(checkpointText(checkpoint), 1_800_000_000))
  const keyId = noteKeyId(sha256, 'w.example', witness.publicKey, 'witness')
  const bytes = concatBytes(signed, utf8(signatureLine('w.example', keyId, joinCosignature(1_800_000_000, signature))))
  const found = parseCheckpoint(bytes).signatures[1]
  assert.is(found?.name, 'w.example')
  const split = splitCosignature(found?.signature as Uint8Array)
  assert.is(split?.seconds, 1_800_000_000)
  const message = utf8(`cosignature/v1\ntime 1800000000\n${checkpointText(checkpoint)}`)
  assert.equal(
    await crypto.verifyEd25519([{ publicKey: witness.publicKey, message, signature: split?.signature as Uint8Array }]),
    [true],
  )
})

test('a cosignature of another length or from after the year 9999 is none', () => {
  assert.is(splitCosignature(new Uint8Array(71)), undefined)
  assert.is(splitCosignature(new Uint8Array(64)), undefined)
  assert.is(splitCosignature(joinCosignature(253_402_300_799, new Uint8Array(64)))?.seconds, 253_402_300_799)
  assert.is(splitCosignature(joinCosignature(253_402_300_800, new Uint8Array(64))), undefined)
  assert.is(splitCosignature(new Uint8Array(72).fill(255)), undefined)
})

test('the text of a checkpoint has three lines, each in its one form', () => {
  const root = toBase64(checkpoint.root)
  const make = (...lines: readonly string[]): string => `${lines.join('\n')}\n\n${line}\n`
  assert.ok(reads(make('example.com/ledger', '12345', root)))
  assert.ok(reads(make('example.com/ledger', '0', root)))
  const bad = [
    make('example.com/ledger', '12345'),
    make('example.com/ledger', '12345', root, 'extension'),
    make('', '12345', root),
    make('a b', '12345', root),
    make('a+b', '12345', root),
    make('example.com/ledger', '012345', root),
    make('example.com/ledger', '+1', root),
    make('example.com/ledger', '-1', root),
    make('example.com/ledger', '1e3', root),
    make('example.com/ledger', '', root),
    make('example.com/ledger', ' 1', root),
    make('example.com/ledger', '9007199254740992', root),
    make('example.com/ledger', '99999999999999999999', root),
    make('example.com/ledger', '１', root),
    make('example.com/ledger', '12345', root.slice(0, -4)),
    make('example.com/ledger', '12345', `${root} `),
    make(
      'example.com/ledger',
      '12345',
      root.replace(/.=$/, (end) => (end[0] === 'B' ? 'C=' : 'B=')),
    ),
    make('example.com/ledger\r', '12345', root),
    text.replace('\n\n', '\n'),
    text.slice(0, -1),
    `${text}\n`,
    ` ${text}`,
  ]
  for (const value of bad) assert.not(reads(value), JSON.stringify(value))
})

test('signature lines have a dash, a name, base64 of more than four bytes, and a line end', () => {
  const body = checkpointText(checkpoint)
  assert.ok(reads(`${body}\n${line}\n${line}\n`))
  const bad = [
    `${body}\n`,
    `${body}\n\n`,
    `${body}\n${line}`,
    `${body}\n${line}\n\n${line}\n`.replace('\n\n', '\n \n'),
    `${body}\n${line.replace('—', '-')}\n`,
    `${body}\n${line.replace('— ', '—')}\n`,
    `${body}\n${line.replace('— ', '—  ')}\n`,
    `${body}\n${line} \n`,
    `${body}\n${line} x\n`,
    `${body}\n${line}\r\n`,
    `${body}\n— example.com/ledger AAAAAA==\n`,
    `${body}\n— example.com/ledger AAAAAAB=\n`,
    `${body}\n— example.com/ledger A\n`,
    `${body}\n— a+b ${line.split(' ')[2]}\n`,
    `${body}\n—  ${line.split(' ')[2]}\n`,
    `${body}\n${`${line}\n`.repeat(65)}`,
  ]
  for (const value of bad) assert.not(reads(value), JSON.stringify(value.slice(body.length)))
  assert.ok(reads(`${body}\n${`${line}\n`.repeat(64)}`))
})

test('a note above 64 KiB or that is not UTF-8 is not looked at', () => {
  refused(() => parseCheckpoint(new Uint8Array(MAX_NOTE_SIZE + 1).fill(10)), 'NOTE')
  refused(() => parseCheckpoint(Uint8Array.of(0xff, 10, 10)), 'NOTE')
  refused(() => parseCheckpoint(new Uint8Array(0)), 'NOTE')
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\n', '—', ' ', 'a', '=', '+', '1'), maxLength: 60 }),
      (value) => void reads(value),
    ),
  )
})

test('one flipped bit anywhere is refused, or is signed by nobody', async () => {
  const checks = []
  for (let bit = 0; bit < signed.length * 8; bit++) {
    const read = attempt(() => parseCheckpoint(flipBit(signed, bit)))
    const ours = read?.signatures.find(({ name, keyId }) => name === checkpoint.origin && toHex(keyId) === keyIdHex)
    if (read === undefined || ours === undefined) continue
    checks.push({ publicKey: ledger.publicKey, message: utf8(read.text), signature: ours.signature })
  }
  assert.not((await crypto.verifyEd25519(checks)).includes(true))
})
const keyIdHex = toHex(noteKeyId(sha256, checkpoint.origin, ledger.publicKey, 'ledger'))

test('a verifier key comes back, with its kind', () => {
  for (const kind of ['ledger', 'witness'] as const) {
    const key = formatVerifierKey(sha256, 'example.com/ledger', ledger.publicKey, kind)
    const read = parseVerifierKey(sha256, key)
    assert.is(read.kind, kind)
    assert.is(read.name, 'example.com/ledger')
    sameBytes(read.publicKey, ledger.publicKey)
  }
})

test('a verifier key with another hash, type, length or name is refused', () => {
  const key = formatVerifierKey(sha256, 'example.com/ledger', ledger.publicKey, 'ledger')
  const [name, hash, data] = [key.split('+')[0], key.split('+')[1], key.split('+').slice(2).join('+')] as [
    string,
    string,
    string,
  ]
  const other = (type: number): string => toBase64(Uint8Array.of(type, ...ledger.publicKey))
  const bad = [
    '',
    '+',
    '++',
    name,
    `${name}+${hash}`,
    `x+${hash}+${data}`,
    `${name}+00000000+${data}`,
    `${name}+${hash.toUpperCase()}+${data}`,
    `${name}+${hash}+${data.slice(4)}`,
    `${name}+${hash}+${data} `,
    `${name}+${hash}+${other(4)}`,
    `${name}+${toHex(sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(2), ledger.publicKey)).subarray(0, 4))}+${other(2)}`,
    `+${hash}+${data}`,
    `a b+${hash}+${data}`,
  ]
  for (const value of bad) refused(() => parseVerifierKey(sha256, value), 'NOTE', value)
})

test('an origin can be the name of a key', () => {
  for (const origin of ['example.com/x', 'a', 'log.example/药']) assert.ok(isOrigin(origin), origin)
  for (const origin of ['', ' ', 'a b', 'a+b', 'a\tb', 'a\u3000b', 'a\u0085b', 'a\u2028b', 'x'.repeat(257)]) {
    assert.not(isOrigin(origin), JSON.stringify(origin))
  }
})

testWithShared(test, 'the published signed note', 'tlog/rfc6962-and-signed-note.json', async (path) => {
  const published = JSON.parse(readFileSync(path, 'utf8')) as { signedNote: { vkey: string; note: string } }
  const key = parseVerifierKey(sha256, published.signedNote.vkey)
  const read = parseNote(utf8(published.signedNote.note))
  const [found] = read.signatures
  assert.is(found?.name, key.name)
  sameBytes(found?.keyId, key.keyId)
  const check = { publicKey: key.publicKey, message: utf8(read.text), signature: found?.signature as Uint8Array }
  assert.equal(await crypto.verifyEd25519([check, { ...check, message: utf8(`${read.text}\n`) }]), [true, false])
})

test.run()
