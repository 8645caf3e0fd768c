// Which files are tests, and what makes one of them pass without having tested anything.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type TestFile = {
  /** What runs in one process: a package's name, or `test` for the end-to-end tests. */
  readonly group: string
  /** Path from the repository's root, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** All test files of the repository, `*.long.test.ts` included. */
export function findTestFiles(root: string): readonly TestFile[] {
  const packages = readdirSync(join(root, 'packages')).sort()
  const folders = [
    ...packages.map((name) => ({ group: name, at: `packages/${name}/test` })),
    { group: 'test', at: 'test' },
  ]
  return folders.flatMap(({ group, at }) =>
    filesUnder(root, at)
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => ({ group, path, text: readFileSync(join(root, path), 'utf8') })),
  )
}

/** Reasons to refuse a file: uvu passes it although suites of it never ran. */
export function guardFaults({ path, text }: TestFile): readonly string[] {
  const faults: string[] = []
  if (!text.includes('.run()')) faults.push(`${path}: no suite is run; end the file with .run()`)
  for (const [, name = ''] of text.matchAll(/\b(?:const|let)\s+([\w$]+)\s*=\s*suite\b/g)) {
    if (!text.includes(`${name}.run()`)) faults.push(`${path}: the suite «${name}» is never run`)
  }
  if (/^\s*[\w$]+\.only\(/m.test(text)) faults.push(`${path}: .only(…) hides the other tests of its suite`)
  return faults
}

function filesUnder(root: string, folder: string): readonly string[] {
  let entries: readonly import('node:fs').Dirent[]
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return entries
    .filter(({ name }) => name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesUnder(root, path) : [path]
    })
}
