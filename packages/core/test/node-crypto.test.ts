import { hashClaim } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeCrypto } from '../src/node-crypto.ts'

const test = suite('node crypto')

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
const publicKey = hex('8416d90f8fef130f007ca3bebc7cb71836d3b58dd1108b0b147ee8348e498a39')
const GOOD = {
  publicKey,
  message: hex('7061636b747261696c2031'),
  signature: hex(
    '1df504fdb5b4b1eade34336d07513c1fc123ce83eda7394d4fb30c41426424cc01be7eeab74de3aebaf1f004076f051d0c66f46494b88d277a01d281d8311e08',
  ),
}
const BAD = {
  publicKey,
  message: hex('7061636b747261696c2035'),
  signature: hex(
    'd9f9098c1061116b6bca7a6225120f99de8560c57f2270f919c50bd94e562fc7af0658830e315368b1184db7a37a48ec08aa2b21220c350761617bb35517a00d',
  ),
}

test('the hash in a signature is taken modulo the order (docs/spec/01-encoding.md#ed25519)', async () => {
  assert.equal(await nodeCrypto().verifyEd25519([GOOD, BAD]), [true, false])
})

test('signatures in numbers, which go to other threads, are judged the same', async () => {
  const pairs = Array.from({ length: 40 }, () => [GOOD, BAD]).flat()
  const expected = Array.from({ length: 40 }, () => [true, false]).flat()
  assert.equal(await nodeCrypto().verifyEd25519(pairs), expected)
})

test('the fast hash of a claim is the hash of a claim', () => {
  const crypto = nodeCrypto()
  for (let slots = 2; slots < 40; slots++) {
    const list = Array.from({ length: slots }, (_, i) => crypto.random(1 + ((i * 37) % 200)))
    const seed = crypto.random(16)
    assert.equal(crypto.hashClaim?.(list, seed), hashClaim(crypto.sha256, list, seed))
  }
})

test.run()
