/**
 * Opens a bundle, proves it, replays it, reports (docs/spec/13-bundle.md). Pure: no clock, no disk, no network; the same in a
 * browser.
 */
import { examine } from './examine.ts'
import type { Report } from './report.ts'
import type { VerifyOptions } from './verify-options.ts'

export async function verifyBundle(chunks: AsyncIterable<Uint8Array>, options: VerifyOptions): Promise<Report> {
  return (await examine(chunks, options)).report
}
