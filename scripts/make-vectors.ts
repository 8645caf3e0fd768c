// Writes test/vectors/*.json and the hex blocks of docs/spec, the same bytes in every run.
//
//   node --conditions=packtrail:source --import tsx scripts/make-vectors.ts [--check | --bundles]
//
// `--check` writes nothing and fails when a file would change. `--bundles` writes test/vectors/bundles: whole bundles, which stay
// as they are until the format changes, though the forgers behind them may not.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pageBlocks } from './vectors/example.ts'
import { families } from './vectors/families.ts'
import { toJson } from './vectors/family.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const FENCE = /^```(hex|text|json) (\S+)\n(?:.*\n)*?```$/gm

/** Every file that is made, with its content. */
export async function makeFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const { name, vectors } of await families()) files.set(`test/vectors/${name}.json`, toJson(vectors))
  const blocks = await pageBlocks()
  const used = new Set<string>()
  for (const page of readdirSync(`${root}docs/spec`).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(`${root}docs/spec/${page}`, 'utf8')
    const filled = text.replace(FENCE, (_, language: string, name: string) => {
      const block = blocks[name]
      if (block === undefined) throw new Error(`docs/spec/${page} asks for a block ${name} that nobody makes`)
      used.add(name)
      return `\`\`\`${language} ${name}\n${block}\n\`\`\``
    })
    files.set(`docs/spec/${page}`, filled)
  }
  const unused = Object.keys(blocks).filter((name) => !used.has(name))
  if (unused.length > 0) throw new Error(`no page of docs/spec shows ${unused.join(', ')}`)
  return files
}

/** Files whose content is not what is made, one sentence each. */
export async function changedFiles(): Promise<readonly string[]> {
  const files = await makeFiles()
  const changed = [...files].filter(
    ([path, text]) => !existsSync(root + path) || readFileSync(root + path, 'utf8') !== text,
  )
  const stray = readdirSync(`${root}test/vectors`).filter(
    (name) => name.endsWith('.json') && !files.has(`test/vectors/${name}`),
  )
  return [...changed.map(([path]) => path), ...stray.map((name) => `test/vectors/${name} is made by nobody`)]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const changed = await changedFiles()
    for (const path of changed) console.log(`would change: ${path}`)
    process.exitCode = changed.length > 0 ? 1 : 0
  } else if (process.argv.includes('--bundles')) {
    const { bundleVectors } = await import('./vectors/bundle-vectors.ts')
    const { togetherVectors } = await import('./vectors/together-vectors.ts')
    const write = (name: string, vectors: readonly unknown[]): void => {
      const lines = vectors.map((vector) => JSON.stringify(vector))
      writeFileSync(`${root}test/vectors/bundles/${name}.json`, `[\n${lines.join(',\n')}\n]\n`)
    }
    write('bundles', await bundleVectors())
    write('together', await togetherVectors())
  } else {
    for (const [path, text] of await makeFiles()) writeFileSync(root + path, text)
  }
}
