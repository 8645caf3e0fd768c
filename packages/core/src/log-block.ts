/** A block of the log as it fills up: its rows are written entry by entry, so that nothing is kept of an entry but its bytes. */
import { BLOCK, type ClaimRef, writeClaimRef } from './log-rows.ts'
import { RowWriter } from './row-bytes.ts'
import { numberKey } from './row-key.ts'
import type { StoreBatch } from './store.ts'

export class LogBlock {
  #number = 0
  #size = 0
  readonly #entries = new RowWriter()
  readonly #claims = new RowWriter()

  /** Begin block `number`. */
  start(number: number): this {
    this.#number = number
    this.#size = 0
    this.#entries.start()
    this.#claims.start()
    return this
  }

  get size(): number {
    return this.#size
  }

  get full(): boolean {
    return this.#size === BLOCK
  }

  push(entry: Uint8Array, claim: ClaimRef): void {
    this.#entries.blob(entry)
    writeClaimRef(this.#claims, claim)
    this.#size++
  }

  write(batch: StoreBatch): void {
    const key = numberKey('e', this.#number)
    batch.put(key, this.#entries.row(key))
    const claimKey = numberKey('d', this.#number)
    batch.put(claimKey, this.#claims.row(claimKey))
  }
}
