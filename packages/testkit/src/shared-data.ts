import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Callback, Test } from 'uvu'

/** Public sample data (EPCIS examples, GS1 syntax dictionary, …) that lies beside the repository on some machines, and is no part of it. */
const sharedRoot = new URL('../../../../shared/data/', import.meta.url)

/**
 * Where a sample lies, as a path for `node:fs`, or `undefined` if this machine does not have it.
 * @param relative Path under `shared/data`, with forward slashes: `epcis/examples`.
 */
export function sharedData(relative: string): string | undefined {
  const path = fileURLToPath(new URL(relative, sharedRoot))
  return existsSync(path) ? path : undefined
}

/** Why a test that needs `relative` did not run, in the words of the summary. */
export function skipReason(relative: string): string {
  return `../shared/data/${relative} is not on this machine`
}

/**
 * Skip a test, with the reason: the runner counts it and prints the line in its summary.
 * A bare `suite.skip(name)` is counted too, but leaves the reader of the summary without an answer.
 */
export function skipTest<T>(suite: Test<T>, name: string, reason: string): void {
  suite.skip(name)
  console.log(`\n# SKIP ${name}: ${reason}`)
}

/** A test on sample data: it gets the path, or is skipped with the reason where the data is absent. */
export function testWithShared<T>(
  suite: Test<T>,
  name: string,
  relative: string,
  test: (path: string, context: Parameters<Callback<T>>[0]) => Promise<void> | void,
): void {
  const path = sharedData(relative)
  if (path === undefined) skipTest(suite, name, skipReason(relative))
  else suite(name, (context) => test(path, context))
}
