/** Vectors of docs/spec/01-encoding.md and 02-hashes.md. */
import { concatBytes, encode, fromHex, hashKeyId, hashTime, toHex, utf8 } from '../../packages/protocol/src/index.ts'
import { add, BASE, encodePoint, L, little, number, P, pointOf, scalarOf, sha512, times } from './edwards.ts'
import { type Family, family, type Input } from './family.ts'
import { sha256, testKey } from './tiny-ledger.ts'

const h = (word: string): Uint8Array => sha256(utf8(word))
const hex = (word: string): string => toHex(h(word))
const short = (word: string): string => hex(word).slice(0, 32)

export async function cborFamily(): Promise<Family> {
  const f = family('cbor')
  const spec = '01-encoding.md#the-subset'
  const value = { op: 'cbor' }
  await f.good('integers at the ends of every width, both signs', spec, {
    ...value,
    bytes: toHex(
      encode([
        0,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        4_294_967_295,
        4_294_967_296,
        2 ** 53 - 1,
        -1,
        -24,
        -25,
        -256,
        -257,
        1 - 2 ** 53,
      ]),
    ),
  })
  await f.good('text of all planes, empty strings, bytes, constants, nesting to depth 8', spec, {
    ...value,
    bytes: toHex(
      encode([
        '',
        'a',
        '药品',
        '\u{1f600}',
        '\ufeff',
        'e\u0301',
        new Uint8Array(0),
        h('x'),
        null,
        true,
        false,
        [[[[[[[]]]]]]],
      ]),
    ),
  })
  const bad: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'CBOR_TRUNCATED'],
    ['0 in two bytes', '1800', 'CBOR_NOT_CANONICAL'],
    ['23 in two bytes', '1817', 'CBOR_NOT_CANONICAL'],
    ['255 in three bytes', '1900ff', 'CBOR_NOT_CANONICAL'],
    ['65535 in five bytes', '1a0000ffff', 'CBOR_NOT_CANONICAL'],
    ['4294967295 in nine bytes', '1b00000000ffffffff', 'CBOR_NOT_CANONICAL'],
    ['-1 in two bytes', '3800', 'CBOR_NOT_CANONICAL'],
    ['a byte string with a long length', '580161', 'CBOR_NOT_CANONICAL'],
    ['a text with a long length', '780161', 'CBOR_NOT_CANONICAL'],
    ['an array with a long length', '980100', 'CBOR_NOT_CANONICAL'],
    ['2^53', '1b0020000000000000', 'CBOR_TOO_LARGE'],
    ['2^64 - 1', '1bffffffffffffffff', 'CBOR_TOO_LARGE'],
    ['-2^53', '3b001fffffffffffff', 'CBOR_TOO_LARGE'],
    ['an open byte string', '5f4100ff', 'CBOR_NOT_CANONICAL'],
    ['an open array', '9f00ff', 'CBOR_NOT_CANONICAL'],
    ['a reserved length', '1c', 'CBOR_NOT_CANONICAL'],
    ['a break', 'ff', 'CBOR_TYPE'],
    ['a map', 'a0', 'CBOR_TYPE'],
    ['a tag', 'c100', 'CBOR_TYPE'],
    ['a float of two bytes', 'f93c00', 'CBOR_TYPE'],
    ['a float of eight bytes', 'fb3ff0000000000000', 'CBOR_TYPE'],
    ['undefined', 'f7', 'CBOR_TYPE'],
    ['a simple value', 'f820', 'CBOR_TYPE'],
    ['a byte string that ends early', '4200', 'CBOR_TRUNCATED'],
    ['an array that ends early', '8200', 'CBOR_TRUNCATED'],
    ['a number that ends early', '1900', 'CBOR_TRUNCATED'],
    ['an array of 2^32 items in nine bytes', '9b0000000100000000', 'CBOR_TRUNCATED'],
    ['bytes after the item', '0000', 'CBOR_TRAILING'],
    ['text with an overlong form', '62c080', 'CBOR_TEXT'],
    ['text with half a surrogate pair', '63eda080', 'CBOR_TEXT'],
    ['text above U+10FFFF', '64f4908080', 'CBOR_TEXT'],
    ['text cut inside a character', '61c3', 'CBOR_TEXT'],
    ['depth 9', '81818181818181818100', 'CBOR_DEPTH'],
    ['depth 10,000', `${'81'.repeat(10_000)}00`, 'CBOR_DEPTH'],
  ]
  for (const [desc, bytes, code] of bad) await f.bad(desc, spec, { ...value, bytes }, code)
  return f
}

export async function hashFamily(): Promise<Family> {
  const f = family('hashes')
  const spec = '02-hashes.md'
  const [a, b, seed] = [hex('a'), hex('b'), short('seed')]
  const sha = (...parts: readonly string[]): string => toHex(sha256(fromHex(parts.join('')) as Uint8Array))
  const index = (n: number): string => n.toString(16).padStart(16, '0')
  const little = (n: number): string => Buffer.from(index(n), 'hex').reverse().toString('hex')
  const one = async (
    desc: string,
    input: Omit<Input, 'op'>,
    right: string,
    wrong: readonly (readonly [string, string])[],
  ): Promise<void> => {
    const full = { op: 'hash', ...input } as Input
    await f.good(desc, spec, { ...full, is: right })
    for (const [what, is] of wrong) await f.bad(`${desc}: ${what}`, spec, { ...full, is }, 'MISMATCH')
  }
  const data = toHex(utf8('some data'))
  await one('leaf', { of: 'leaf', data }, sha('00', data), [
    ['no first byte', sha(data)],
    ['the first byte of a node', sha('01', data)],
    ['the first byte behind', sha(data, '00')],
    ['hashed twice', sha('00', sha('00', data))],
    ['cut to 16 bytes', sha('00', data).slice(0, 32)],
  ])
  await one('node', { of: 'node', left: a, right: b }, sha('01', a, b), [
    ['halves swapped', sha('01', b, a)],
    ['no first byte', sha(a, b)],
    ['the first byte of a leaf', sha('00', a, b)],
    ['the first byte of a map node', sha('03', a, b)],
    ['the left half only', sha('01', a)],
  ])
  await one('salted leaf', { of: 'salted', data, salt: seed }, sha('00', data, seed), [
    ['salt in front', sha('00', seed, data)],
    ['no salt', sha('00', data)],
    ['no first byte', sha(data, seed)],
    ['another salt', sha('00', data, short('other'))],
    ['salt twice', sha('00', data, seed, seed)],
  ])
  await one('leaf of the map', { of: 'mapLeaf', key: a, value: b }, sha('02', a, b), [
    ['key and value swapped', sha('02', b, a)],
    ['the first byte of a leaf', sha('00', a, b)],
    ['the first byte of a map node', sha('03', a, b)],
    ['no first byte', sha(a, b)],
    ['the value only', sha('02', b)],
  ])
  await one('node of the map', { of: 'mapNode', left: a, right: '00'.repeat(32) }, sha('03', a, '00'.repeat(32)), [
    ['the empty half left out', sha('03', a)],
    ['halves swapped', sha('03', '00'.repeat(32), a)],
    ['the lone half carried up', a],
    ['the first byte of a node', sha('01', a, '00'.repeat(32))],
    ['the empty half hashed', sha('03', a, sha(''))],
  ])
  const head = toHex(encode([300, h('a'), h('b')]))
  await one('map value', { of: 'mapValue', size: 300, root: a, last: b }, sha('04', head), [
    ['no first byte', sha(head)],
    ['root and last swapped', sha('04', toHex(encode([300, h('b'), h('a')])))],
    ['another size', sha('04', toHex(encode([301, h('a'), h('b')])))],
    ['without last', sha('04', toHex(encode([300, h('a')])))],
    ['size as eight bytes', sha('04', '831b000000000000012c5820', a, '5820', b)],
  ])
  for (const [of, domain] of [
    ['slotSalt', '06'],
    ['serialSalt', '07'],
    ['tallySalt', '0b'],
  ] as const) {
    const salt = (...parts: readonly string[]): string => sha(...parts).slice(0, 32)
    await one(of, { of, seed, index: 258 }, salt(domain, seed, index(258)), [
      ['index little-endian', salt(domain, seed, little(258))],
      ['index as four bytes', salt(domain, seed, index(258).slice(8))],
      ['index in front', salt(domain, index(258), seed)],
      ['the whole hash', sha(domain, seed, index(258))],
      ['the last 16 bytes', sha(domain, seed, index(258)).slice(32)],
      ['the domain of a leaf', salt('00', seed, index(258))],
    ])
  }
  const large = 2 ** 40 + 1
  await one('slotSalt above 2^32', { of: 'slotSalt', seed, index: large }, sha('06', seed, index(large)).slice(0, 32), [
    ['upper half lost', sha('06', seed, index(1)).slice(0, 32)],
    ['halves swapped', sha('06', seed, '0000000100000100').slice(0, 32)],
    ['one less', sha('06', seed, index(large - 1)).slice(0, 32)],
    ['as a float', sha('06', seed, '4270000000001000').slice(0, 32)],
    ['as CBOR', sha('06', seed, toHex(encode(large))).slice(0, 32)],
  ])
  const key = toHex(testKey('vectors').publicKey)
  await one('key id', { of: 'keyId', publicKey: key }, toHex(hashKeyId(sha256, fromHex(key) as Uint8Array)), [
    ['no first byte', sha(key).slice(0, 32)],
    ['the first byte of a leaf', sha('00', key).slice(0, 32)],
    ['the whole hash', sha('08', key)],
    ['8 bytes', sha('08', key).slice(0, 16)],
    ['the key itself', key.slice(0, 32)],
  ])
  await one('submission', { of: 'submission', bytes: `d284${data}` }, sha('09', 'd284', data), [
    ['no first byte', sha('d284', data)],
    ['without its first byte', sha('09', '84', data)],
    ['the first byte of a leaf', sha('00', 'd284', data)],
    ['without its last byte', sha('09', 'd284', data.slice(0, -2))],
    ['as a byte string', sha('09', toHex(encode(fromHex(`d284${data}`) as Uint8Array)))],
  ])
  const ms = 1_800_000_000_000
  const salt = fromHex(seed) as Uint8Array
  await one('time commitment', { of: 'time', ms, salt: seed }, toHex(hashTime(sha256, ms, salt)), [
    ['in seconds', sha('0a', toHex(encode([ms / 1000, salt])))],
    ['no salt', sha('0a', toHex(encode([ms])))],
    ['salt in front', sha('0a', toHex(encode([salt, ms])))],
    ['no first byte', sha(toHex(encode([ms, salt])))],
    ['bare', sha('0a', toHex(encode(ms)), seed)],
  ])
  await one('leaf of a claim in its submission', { of: 'claimLeaf', claim: a }, sha('00', a), [
    ['the claim hash itself', a],
    ['no first byte', sha(a)],
    ['as a byte string', sha('00', '5820', a)],
    ['the first byte of a node', sha('01', a)],
    ['hashed twice', sha('00', sha('00', a))],
  ])
  await one('root of no leaves', { of: 'empty' }, sha(''), [
    ['32 zero bytes', '00'.repeat(32)],
    ['hash of a zero byte', sha('00')],
    ['hash of a one byte', sha('01')],
    ['nothing', ''],
    ['hash of the empty array', sha('80')],
  ])
  return f
}

export async function identityFamily(): Promise<Family> {
  const f = family('identities')
  const spec = '01-encoding.md#identities'
  const cn = 'cn:8100003'
  const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    [
      'product',
      '',
      ['04012345678901', 'ppn:110375286414', cn],
      [
        '4012345678901',
        '04012345678902',
        '0401234567890',
        '04012345678901 ',
        '０4012345678901',
        'ppn:110375286415',
        'ppn:110375286514',
        'ppn:1103752864',
        'PPN:110375286414',
        'cn:810000',
        'cn:81000031',
        'cn:81000é3',
        'CN:8100003',
        '',
        'gtin:04012345678901',
        'ppn:120375286414',
      ],
    ],
    [
      'serial',
      '04012345678901',
      ['S1', `!"%&'()*+,-./:;<=>?_`.slice(0, 20), 'x'.repeat(20)],
      ['', 'x'.repeat(21), 'a b', 'a#b', 'a$b', 'a@b', 'a[b', 'a^b', 'a`b', 'a{b', 'a~b', 'é', 'a\u0000', '１', 'a\n'],
    ],
    [
      'serial',
      cn,
      ['1234567890123', '#$@~^`{|}[]\\_'],
      [
        '123456789012',
        '12345678901234',
        '123456789012 ',
        '123456789012é',
        '',
        '12345678901\t3',
        '123456789012\u007f',
        '１234567890123',
        '12345 7890123',
        '1234567890123\n',
      ],
    ],
    [
      'lot',
      '04012345678901',
      ['A1', 'A/1', '0'],
      ['', 'x'.repeat(21), 'A 1', 'A#1', '批号', 'A\u0000B', 'A\\B', 'A|B', '１', 'a~', ' A', 'A ', '^', '{', '`'],
    ],
    [
      'lot',
      cn,
      ['国药 20261101', 'x'.repeat(64), '\u{1f600}'.repeat(32)],
      [
        '',
        'x'.repeat(65),
        '\u{1f600}'.repeat(33),
        ' A',
        'A ',
        'A\u3000',
        '\u00a0A',
        '\ufeffA',
        'A\u2028B',
        'A\u0085B',
        'A\tB',
        'A\u007fB',
        'A\u2009',
        '\u202fA',
        'A\u1680',
        '\u205fA',
      ],
    ],
    [
      'container',
      '',
      [
        'sscc:340123450000000017',
        'sgtin:04012345678901/A/1',
        'cn:81000031234567890123',
        'grai:4012345000009/x',
        'giai:4012345ABC',
      ],
      [
        '340123450000000017',
        'sscc:340123450000000018',
        'sscc:34012345000000001',
        'SSCC:340123450000000017',
        'sgtin:04012345678901',
        'sgtin:04012345678901/',
        'sgtin:4012345678901/A',
        'sgtin:04012345678901/A B',
        'cn:8100003123456789012',
        'cn:8100003123456789012é',
        'cn:81-0003123456789012x',
        'grai:4012345000008/x',
        'grai:4012345000009',
        'grai:4012345000009/',
        `grai:4012345000009/${'x'.repeat(17)}`,
        'giai:401234',
        'giai:40123AB',
        `giai:401234${'x'.repeat(25)}`,
        'gln:4012345000009',
        '',
        'sscc:',
        'uri:urn:x:y',
        'sgtin:04012345678901/é',
        'giai:4012345 B',
        'sgtin:04012345678902/A',
      ],
    ],
    [
      'party',
      '',
      ['gln:4012345000009', 'cn-ent:91110000100000000X', 'uri:https://example.org/药店'],
      [
        '4012345000009',
        'gln:4012345000008',
        'gln:401234500000',
        'gln:4012345000009/1',
        'gln:4012345000009/0',
        'gln:4012345000009/',
        'GLN:4012345000009',
        'cn-ent:',
        'cn-ent:a b',
        `cn-ent:${'x'.repeat(65)}`,
        'cn-ent:药',
        'uri:',
        'uri:x',
        'uri:a:',
        'uri:1a:b',
        'uri:a_b:c',
        'uri::a',
        'uri:a:b c',
        'uri:a:<b>',
        'uri:a:"',
        'uri:a:{b}',
        'uri:a:b\\c',
        'uri:a:b^',
        'uri:a:b`',
        'uri:a:b\u0000',
        'uri:a:b\u2028',
        `uri:a:${'x'.repeat(1019)}`,
        '',
        'https://example.org',
      ],
    ],
    [
      'place',
      '',
      ['gln:4012345000009/POS-2', `uri:a:${'x'.repeat(1018)}`],
      [
        'gln:4012345000009/0',
        'gln:4012345000009/',
        `gln:4012345000009/${'x'.repeat(21)}`,
        'gln:4012345000009/a b',
        'gln:4012345000008/1',
        'gln:4012345000009-1',
        'gln:40123450000091',
        'geo:1,2',
        '',
        'gln:4012345000009/é',
      ],
    ],
  ]
  for (const [as, product, good, bad] of cases) {
    const input = { op: 'identity', as, ...(product === '' ? {} : { product }) }
    const kind = product === cn ? `${as} of a Chinese product` : as
    for (const text of good) await f.good(`${kind} ${JSON.stringify(text.slice(0, 30))}`, spec, { ...input, text })
    for (const text of bad)
      await f.bad(`no ${kind}: ${JSON.stringify(text.slice(0, 30))}`, spec, { ...input, text }, 'VALUE')
  }
  return f
}

export async function ed25519Family(): Promise<Family> {
  const f = family('ed25519')
  const spec = '01-encoding.md#ed25519'
  const signer = testKey('vectors')
  const message = utf8('a message')
  const signature = await signer.sign(message)
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
  const vector = (publicKey: Uint8Array, sig: Uint8Array, text = message): Input => {
    return { op: 'ed25519', publicKey: toHex(publicKey), message: toHex(text), signature: toHex(sig) }
  }
  await f.good('an honest signature', spec, vector(signer.publicKey, signature))
  const bad = (desc: string, key: Uint8Array, sig: Uint8Array, text = message): Promise<void> =>
    f.bad(desc, spec, vector(key, sig, text), 'SIGNATURE')
  await bad('another message', signer.publicKey, signature, utf8('b message'))
  await bad('another key', testKey('other').publicKey, signature)
  await bad('S + L: the same signature in another spelling', signer.publicKey, concatBytes(r, little(number(s) + L)))
  await bad('S = L', signer.publicKey, concatBytes(r, little(L)))
  await bad('one bit of R', signer.publicKey, concatBytes(r.with(0, (r[0] as number) ^ 1), s))
  await bad('one bit of S', signer.publicKey, concatBytes(r, s.with(0, (s[0] as number) ^ 1)))
  await bad('63 bytes', signer.publicKey, signature.subarray(0, 63))
  await bad('65 bytes', signer.publicKey, concatBytes(signature, Uint8Array.of(0)))
  await bad('a key of 31 bytes', signer.publicKey.subarray(0, 31), signature)
  // With A of small order, R = identity and S = 0 satisfy the equation for many messages.
  const identity = little(1n)
  for (const [order, y] of [
    ['1', 1n],
    ['2', P - 1n],
    ['4', 0n],
  ] as const) {
    await bad(`a key of order ${order}, R and S zero`, little(y), concatBytes(identity, new Uint8Array(32)))
  }
  const torsion = pointOf(
    number(fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05') as Uint8Array),
  )
  await bad('a key of order 8', encodePoint(torsion), concatBytes(identity, new Uint8Array(32)))
  await bad('the point 1 as p + 1', little(P + 1n), concatBytes(identity, new Uint8Array(32)))
  await bad('the point 1 with a sign', little(1n + 2n ** 255n), concatBytes(identity, new Uint8Array(32)))
  await bad('R as p + 1, which is the identity in another spelling', signer.publicKey, concatBytes(little(P + 1n), s))
  await bad('a y that is on no point', little(2n), signature)
  // A key with a small part: cofactored rules accept this signature, the rule here does not.
  const scalar = scalarOf(sha256(utf8('mixed')))
  const mixed = encodePoint(add(times(scalar, BASE), torsion))
  const nonce = number(sha256(utf8('nonce'))) % L
  const commitment = encodePoint(times(nonce, BASE))
  for (let n = 0; ; n++) {
    const text = utf8(`mixed order ${n}`)
    const k = number(sha512(commitment, mixed, text)) % L
    const sig = concatBytes(commitment, little((nonce + k * scalar) % L))
    if (k % 8n === 0n) {
      await f.good('a key with a small part, in a message where that part falls away', spec, vector(mixed, sig, text))
      break
    }
    if (n < 3) await bad(`a key with a small part, accepted only with the cofactor (${n})`, mixed, sig, text)
  }
  // The same with k as it is and k modulo L in different classes modulo 8: without the remainder the answers change places.
  const unlike = fromHex('8416d90f8fef130f007ca3bebc7cb71836d3b58dd1108b0b147ee8348e498a39') as Uint8Array
  const signed = (hex: string): Uint8Array => fromHex(hex) as Uint8Array
  await f.good(
    'a key with a small part that falls away only for k modulo L',
    spec,
    vector(
      unlike,
      signed(
        '1df504fdb5b4b1eade34336d07513c1fc123ce83eda7394d4fb30c41426424cc01be7eeab74de3aebaf1f004076f051d0c66f46494b88d277a01d281d8311e08',
      ),
      utf8('packtrail 1'),
    ),
  )
  await bad(
    'a key with a small part that falls away only for k without the remainder',
    unlike,
    signed(
      'd9f9098c1061116b6bca7a6225120f99de8560c57f2270f919c50bd94e562fc7af0658830e315368b1184db7a37a48ec08aa2b21220c350761617bb35517a00d',
    ),
    utf8('packtrail 5'),
  )
  const own = scalarOf(sha256(utf8('packtrail test key vectors')))
  const small = concatBytes(identity, little((number(sha512(identity, signer.publicKey, message)) * own) % L))
  await f.good('R of small order, which is allowed', spec, vector(signer.publicKey, small))
  return f
}
