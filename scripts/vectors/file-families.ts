/** Vectors of docs/spec/11-checkpoints.md, 12-files.md and the frames and ties of 13-bundle.md. */
import {
  type Cbor,
  checkpointText,
  concatBytes,
  cosignatureMessage,
  decode,
  encode,
  encodeBundleFrame,
  encodeFrame,
  encodeReceiptFrame,
  encodeSubmissionFrame,
  fileStart,
  formatVerifierKey,
  type Hash,
  hashSubmission,
  joinCosignature,
  noteKeyId,
  runsOf,
  type Signer,
  signatureLine,
  subsetProof,
  subtreeOf,
  toBase64,
  toHex,
  utf8,
} from '../../packages/protocol/src/index.ts'
import { bundleBytes, makeStory } from './example.ts'
import { type Family, family, type Input } from './family.ts'
import { sha256, testKey } from './tiny-ledger.ts'

const h = (word: string): Hash => sha256(utf8(word))
const ORIGIN = 'ledger.example/packtrail'

export async function noteFamily(): Promise<Family> {
  const f = family('notes')
  const spec = '11-checkpoints.md#checkpoints'
  const ledger = testKey('example ledger')
  const witness = testKey('example witness')
  const keys = [
    formatVerifierKey(sha256, ORIGIN, ledger.publicKey, 'ledger'),
    formatVerifierKey(sha256, 'witness.example', witness.publicKey, 'witness'),
  ]
  const text = checkpointText({ origin: ORIGIN, size: 11, root: h('root') })
  const line = async (body: string, signer: Signer = ledger): Promise<string> =>
    signatureLine(ORIGIN, noteKeyId(sha256, ORIGIN, signer.publicKey, 'ledger'), await signer.sign(utf8(body)))
  const cosign = async (body: string, seconds: number): Promise<string> => {
    const signature = await witness.sign(cosignatureMessage(body, seconds))
    return signatureLine(
      'witness.example',
      noteKeyId(sha256, 'witness.example', witness.publicKey, 'witness'),
      joinCosignature(seconds, signature),
    )
  }
  const read = (note: string, known: readonly string[] = keys): Input => ({ op: 'note', note, keys: known })
  const own = await line(text)
  await f.good('a checkpoint', spec, read(`${text}\n${own}`))
  await f.good(
    'with a witness and a line of an unknown key',
    spec,
    read(`${text}\n${own}${await cosign(text, 1_800_000_000)}— other.example AAAAAAAA\n`),
  )
  const bad = (desc: string, note: string, code?: string): Promise<void> => f.bad(desc, spec, read(note), code)
  const signed = async (body: string): Promise<string> => `${body}\n${await line(body)}`
  const [, , root] = text.split('\n') as [string, string, string]
  for (const [desc, body] of [
    ['two lines', `${ORIGIN}\n11\n`],
    ['an extension line', `${text}extension\n`],
    ['no origin', `\n11\n${root}\n`],
    ['an origin with a space', `a b\n11\n${root}\n`],
    ['an origin with a plus', `a+b\n11\n${root}\n`],
    ['an origin with a tab', `a\tb\n11\n${root}\n`],
    ['a size with a leading zero', `${ORIGIN}\n011\n${root}\n`],
    ['a size with a sign', `${ORIGIN}\n+11\n${root}\n`],
    ['a negative size', `${ORIGIN}\n-1\n${root}\n`],
    ['a size in full-width digits', `${ORIGIN}\n１１\n${root}\n`],
    ['a size of 2^53', `${ORIGIN}\n9007199254740992\n${root}\n`],
    ['a root of 31 bytes', `${ORIGIN}\n11\n${toBase64(h('x').subarray(1))}\n`],
    ['a root without padding', `${ORIGIN}\n11\n${root.replace('=', '')}\n`],
    ['a root in base64url', `${ORIGIN}\n11\n${toBase64(new Uint8Array(32).fill(255)).replaceAll('/', '_')}\n`],
    ['a root with unused bits', `${ORIGIN}\n11\n${toBase64(new Uint8Array(32)).replace('A=', 'B=')}\n`],
    ['a carriage return', text.replaceAll('\n', '\r\n')],
  ] as const) {
    await bad(desc, await signed(body), 'NOTE')
  }
  await bad('no empty line', `${text}${own}`, 'NOTE')
  await bad('no signature line', `${text}\n`, 'NOTE')
  await bad('no line end at the end', `${text}\n${own}`.slice(0, -1), 'NOTE')
  await bad('an empty line at the end', `${text}\n${own}\n`, 'NOTE')
  await bad('a hyphen for the dash', `${text}\n${own.replace('—', '-')}`, 'NOTE')
  await bad('two spaces', `${text}\n${own.replace('— ', '—  ')}`, 'NOTE')
  await bad('a word behind', `${text}\n${own.replace('\n', ' x\n')}`, 'NOTE')
  await bad('a signature of 4 bytes', `${text}\n— ${ORIGIN} AAAAAA==\n`, 'NOTE')
  await bad('65 lines', `${text}\n${own.repeat(65)}`, 'NOTE')
  await bad('above 64 KiB', `${text}\n${own}— x ${'A'.repeat(65_536)}\n`, 'NOTE')
  await f.bad(
    'not UTF-8',
    spec,
    { op: 'note', bytes: toHex(concatBytes(utf8(text), Uint8Array.of(0xff), utf8(`\n${own}`))), keys },
    'NOTE',
  )
  await bad(
    'a signature of another text',
    `${checkpointText({ origin: ORIGIN, size: 12, root: h('root') })}\n${own}`,
    'SIGNATURE',
  )
  await bad(
    'a false witness beside a good ledger',
    `${text}\n${own}${(await cosign(text, 1_800_000_000)).replace('A', 'B')}`,
    'SIGNATURE',
  )
  await bad(
    'a witness who signed another time',
    `${text}\n${own}${signatureLine('witness.example', noteKeyId(sha256, 'witness.example', witness.publicKey, 'witness'), joinCosignature(1_800_000_001, await witness.sign(cosignatureMessage(text, 1_800_000_000))))}`,
    'SIGNATURE',
  )
  await bad(
    'a witness who signed the bare text',
    `${text}\n${own}${signatureLine('witness.example', noteKeyId(sha256, 'witness.example', witness.publicKey, 'witness'), joinCosignature(1_800_000_000, await witness.sign(utf8(text))))}`,
    'SIGNATURE',
  )
  await bad('a witness of the year 10000', `${text}\n${own}${await cosign(text, 253_402_300_800)}`, 'SIGNATURE')
  await f.bad('no key that is known', spec, read(`${text}\n${own}`, []), 'SIGNATURE')
  await keyVectors(f, ledger)
  return f
}

async function keyVectors(f: Family, ledger: Signer): Promise<void> {
  const spec = '11-checkpoints.md#keys-of-notes'
  const key = formatVerifierKey(sha256, ORIGIN, ledger.publicKey, 'ledger')
  const read = (text: string): Input => ({ op: 'verifierKey', key: text })
  await f.good('a key of a ledger', spec, read(key))
  await f.good('a key of a witness', spec, read(formatVerifierKey(sha256, 'w', ledger.publicKey, 'witness')))
  const [name, id, data] = [
    key.slice(0, key.indexOf('+')),
    key.split('+')[1] as string,
    key.split('+').slice(2).join('+'),
  ]
  const typed = (type: number): string => toBase64(concatBytes(Uint8Array.of(type), ledger.publicKey))
  const idOf = (type: number): string =>
    toHex(sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), ledger.publicKey)).subarray(0, 4))
  for (const [desc, text] of [
    ['nothing', ''],
    ['no key', `${name}+${id}`],
    ['another name', `x${key}`],
    ['no name', `+${id}+${data}`],
    ['a name with a space', `a b+${id}+${data}`],
    ['another id', `${name}+00000000+${data}`],
    ['an id in capitals', `${name}+${id.toUpperCase()}+${data}`],
    ['the type of a witness', `${name}+${id}+${typed(4)}`],
    ['an unknown type', `${name}+${idOf(2)}+${typed(2)}`],
    ['a key of 31 bytes', `${name}+${id}+${toBase64(concatBytes(Uint8Array.of(1), ledger.publicKey.subarray(1)))}`],
    ['a space behind', `${key} `],
  ] as const) {
    await f.bad(`verifier key: ${desc}`, spec, read(text), 'NOTE')
  }
}

export async function fileFamily(): Promise<Family> {
  const f = family('files')
  const story = await makeStory()
  const bundle = bundleBytes(story.frames)
  const file = (kind: string, bytes: Uint8Array): Input => ({ op: 'file', kind, bytes: toHex(bytes) })
  await f.good('the bundle of the example', '13-bundle.md#frames', file('bundle', bundle))
  const { bytes, claims, ms, salt, seed } = story.dispense
  const frames = [
    encodeSubmissionFrame({ kind: 'submission', bytes, ms, salt, seed }),
    ...claims.map((claim) => encodeSubmissionFrame({ kind: 'claim', claim })),
    encodeSubmissionFrame({ kind: 'end', claims: 1, serials: 0 }),
  ]
  await f.good(
    'the submission file of the example',
    '12-files.md#submission',
    file('submission', concatBytes(fileStart('submission'), ...frames)),
  )
  const { ledger } = story
  const { note } = ledger.epochs[1] as (typeof ledger.epochs)[0]
  const runs = runsOf([9])
  const receipt = concatBytes(
    fileStart('receipt'),
    encodeReceiptFrame({ kind: 'receipt', ledgerId: ledger.ledgerId, submission: hashSubmission(sha256, bytes), note }),
    encodeReceiptFrame({ kind: 'entry', bytes: ledger.log[9]?.bytes as Uint8Array }),
    encodeReceiptFrame({
      kind: 'proof',
      runs,
      proof: subsetProof(
        11,
        runs,
        subtreeOf(
          sha256,
          ledger.log.map(({ leaf }) => leaf),
        ),
      ),
    }),
  )
  await f.good('the receipt for it', '12-files.md#receipt', file('receipt', receipt))
  const spec = '12-files.md'
  const start = fileStart('bundle')
  const one = encodeFrame([10, 0, 0])
  const bad = (desc: string, content: Uint8Array, code?: string): Promise<void> =>
    f.bad(desc, spec, file('bundle', content), code)
  await bad('an empty file', new Uint8Array(0), 'NOTE')
  await bad('another kind of file', concatBytes(fileStart('receipt'), one), 'NOTE')
  await bad('version 1', concatBytes(utf8('packtrail-bundle/1\n'), one), 'NOTE')
  await bad('no line end', concatBytes(utf8('packtrail-bundle/0'), one), 'NOTE')
  await bad('a byte order mark', concatBytes(utf8('\ufeff'), start, one), 'NOTE')
  await bad('cut in the first line', start.subarray(0, 9), 'NOTE')
  await bad('cut in a length', concatBytes(start, one.subarray(0, 3)), 'CBOR_TRUNCATED')
  await bad('cut in a frame', concatBytes(start, one.subarray(0, 6)), 'CBOR_TRUNCATED')
  await bad('a length of 8 MiB and a byte', concatBytes(start, Uint8Array.of(0, 0x80, 0, 1)), 'CBOR_TOO_LARGE')
  await bad('a length of 0', concatBytes(start, new Uint8Array(4)), 'SHAPE')
  await bad('a length one too small', concatBytes(start, Uint8Array.of(0, 0, 0, 3), one.subarray(4)))
  await bad('a length little-endian', concatBytes(start, Uint8Array.of(4, 0, 0, 0), one.subarray(4)))
  await bad('a frame that is no array', concatBytes(start, Uint8Array.of(0, 0, 0, 1, 0)), 'SHAPE')
  await bad(
    'a frame with a byte behind',
    concatBytes(start, Uint8Array.of(0, 0, 0, 5), one.subarray(4), Uint8Array.of(0)),
    'CBOR_TRAILING',
  )
  await frameVectors(f, story.frames.map(encodeBundleFrame), frames, file)
  return f
}

async function frameVectors(
  f: Family,
  bundle: readonly Uint8Array[],
  submission: readonly Uint8Array[],
  file: (kind: string, bytes: Uint8Array) => Input,
): Promise<void> {
  const value = (bytes: Uint8Array): readonly Cbor[] => decode(bytes.subarray(4)) as readonly Cbor[]
  const ofTag = (tag: number): readonly Cbor[] => bundle.map(value).find((parts) => parts[0] === tag) as readonly Cbor[]
  const single = (kind: 'bundle' | 'submission' | 'receipt', parts: readonly Cbor[]): Input =>
    file(kind, concatBytes(fileStart(kind), encodeFrame(parts)))
  const spec = '13-bundle.md#frames'
  const names = [
    '',
    'header',
    'checkpoint',
    'genesis',
    'link',
    'map',
    'stream',
    'submission',
    'entry',
    'manifest',
    'end',
    'log',
  ]
  for (let tag = 1; tag <= 11; tag++) {
    await f.bad(`${names[tag]}: an item more`, spec, single('bundle', [...ofTag(tag), null]), 'SHAPE')
    await f.bad(`${names[tag]}: an item less`, spec, single('bundle', ofTag(tag).slice(0, -1)), 'SHAPE')
  }
  const salt = h('salt').subarray(0, 16)
  const cases: readonly (readonly [string, number, number, Cbor])[] = [
    ['header: version 1', 1, 1, 1],
    ['header: a ledger id of 31 bytes', 1, 2, h('x').subarray(1)],
    ['header: a batch without lot', 1, 3, ['batch', '04012345678901']],
    ['checkpoint: a path hash of 31 bytes', 2, 3, [h('x').subarray(1)]],
    ['genesis: its claim in part', 3, 2, [null, [h('x'), h('y')]]],
    ['link: size -1', 4, 1, -1],
    ['map: no items', 5, 1, []],
    ['map: 16,385 items', 5, 1, new Array<null>(16_385).fill(null)],
    ['stream: a name that is none', 6, 1, ['stream']],
    [
      'stream: runs that touch',
      6,
      2,
      [
        [0, 1],
        [1, 2],
      ],
    ],
    ['stream: an empty run', 6, 2, [[1, 1]]],
    [
      'stream: runs that fall',
      6,
      2,
      [
        [4, 5],
        [0, 1],
      ],
    ],
    [
      'submission: runs that overlap',
      7,
      2,
      [
        [0, 2],
        [1, 3],
      ],
    ],
    ['submission: a tally of nothing', 7, 4, [[0, ['policy'], 0, salt]]],
    ['submission: a tally with a salt of 15 bytes', 7, 4, [[0, ['policy'], 1, salt.subarray(1)]]],
    [
      'submission: tallies out of order',
      7,
      4,
      [
        [1, ['policy'], 1, salt],
        [0, ['product', '04012345678901'], 1, salt],
      ],
    ],
    [
      'submission: one tally twice',
      7,
      4,
      [
        [0, ['policy'], 1, salt],
        [0, ['policy'], 1, salt],
      ],
    ],
    [
      'submission: refused claims out of order',
      7,
      5,
      [
        [1, h('x')],
        [0, h('y')],
      ],
    ],
    ['submission: a refused claim without hash', 7, 5, [[1]]],
    ['entry: index -1', 8, 3, -1],
    ['entry: a claim that is none', 8, 2, [null, []]],
    ['manifest: no serials', 9, 3, []],
    ['manifest: 4,097 serials', 9, 3, Array.from({ length: 4097 }, (_, i) => String(i))],
    ['manifest: a serial as number', 9, 3, [1]],
    ['end: -1 entries', 10, 1, -1],
    ['log: no ties', 11, 1, []],
    ['log: 4,097 ties', 11, 1, [[0, 4097]]],
    ['a tag that is none', 10, 0, 12],
    ['a tag as text', 10, 0, 'end'],
  ]
  for (const [desc, tag, index, item] of cases) await f.bad(desc, spec, single('bundle', ofTag(tag).with(index, item)))
  const first = value(submission[0] as Uint8Array)
  const files = '12-files.md#submission'
  await f.bad(
    'submission file: a time in the year 10000',
    files,
    single('submission', first.with(2, 253_402_300_800_000)),
  )
  await f.bad('submission file: a salt of 15 bytes', files, single('submission', first.with(3, salt.subarray(1))))
  await f.bad('submission file: a seed of 15 bytes', files, single('submission', first.with(4, salt.subarray(1))))
  await f.bad('submission file: a claim in part', files, single('submission', [2, [null, [h('x'), [salt, encode(1)]]]]))
  await f.bad('submission file: tag 5', files, single('submission', [5]))
  await f.bad('receipt: tag 4', '12-files.md#receipt', single('receipt', [4]))
  await f.bad(
    'receipt: a submission hash of 31 bytes',
    '12-files.md#receipt',
    single('receipt', [1, h('x'), h('y').subarray(1), h('z')]),
  )
  await f.bad(
    'receipt: runs that touch',
    '12-files.md#receipt',
    single('receipt', [
      3,
      [
        [0, 1],
        [1, 2],
      ],
      [],
    ]),
  )
}

export async function tieFamily(): Promise<Family> {
  const f = family('ties')
  const spec = '13-bundle.md#ties'
  const cases: readonly (readonly [string, readonly number[], readonly (readonly number[])[], readonly number[]])[] = [
    ['no links', [], [[1, 4, 9], [2, 3], [5]], [0, 3, 5, 9]],
    [
      'one link',
      [5],
      [
        [1, 4, 9],
        [2, 3],
        [5, 6],
      ],
      [0, 3, 4, 6, 9],
    ],
    ['a link at an entry', [9], [[1, 4, 9]], [0, 4, 9]],
    ['a link right behind an entry', [10], [[1, 4, 9]], [0, 9]],
    ['three links', [2, 5, 6], [[1, 4, 9]], [0, 1, 4, 9]],
    ['a link below every entry', [1], [[1, 4, 9]], [0, 9]],
  ]
  for (const [desc, links, runs, is] of cases) {
    const input = { op: 'ties', links, runs }
    await f.good(desc, spec, { ...input, is })
    const all = [0, ...runs.flat()].sort((a, b) => a - b)
    const wrong: readonly (readonly [string, readonly number[]])[] = [
      ['genesis missing', is.slice(1)],
      ['the last one missing', is.slice(0, -1)],
      ['one too many', [...is, (is.at(-1) as number) + 1]],
      ['the first entry of each run', [...new Set([0, ...runs.map(([g]) => g as number)])].sort((a, b) => a - b)],
      ['all entries', all],
      ['only those at or above the first link', [0, ...all.filter((g) => g >= (links[0] ?? 99))]],
      ['one twice', [...is, ...is.slice(-1)]],
    ]
    const seen = new Set([JSON.stringify(is)])
    for (const [what, list] of wrong) {
      if (seen.has(JSON.stringify(list))) continue
      seen.add(JSON.stringify(list))
      await f.bad(`${desc}: ${what}`, spec, { ...input, is: list }, 'MISMATCH')
    }
  }
  return f
}
