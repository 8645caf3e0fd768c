/** Signatures are checked in batches while the file is read on, so that workers on other cores have something to do. */
import type { Crypto, SignatureCheck } from '@packtrail/protocol'

const BATCH = 256
/** Batches on their way at a time; more would only fill memory. */
const IN_FLIGHT = 4

export interface SignatureQueue {
  readonly checked: number
  /** `onFalse` is called some time later if the signature is false. Wait for the promise before you push more. */
  push(check: SignatureCheck, onFalse: () => void): Promise<void> | undefined
  /** Resolves when all that was pushed is checked. */
  drain(): Promise<void>
}

export function signatureQueue(crypto: Crypto): SignatureQueue {
  let waiting: { readonly check: SignatureCheck; readonly onFalse: () => void }[] = []
  const running: Promise<void>[] = []
  let checked = 0
  const start = (): void => {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    const done = crypto.verifyEd25519(batch.map(({ check }) => check)).then((verdicts) => {
      batch.forEach(({ onFalse }, i) => {
        // Anything but a clear yes is a no.
        if (verdicts[i] !== true) onFalse()
      })
    })
    // A failure of the supplier is thrown where the queue is awaited; until then it must not count as unhandled.
    done.catch(() => undefined)
    running.push(done)
  }
  return {
    get checked() {
      return checked
    },
    push(check, onFalse) {
      checked++
      waiting.push({ check, onFalse })
      if (waiting.length < BATCH) return undefined
      start()
      return running.length > IN_FLIGHT ? running.shift() : undefined
    },
    async drain() {
      start()
      await Promise.all(running.splice(0))
    },
  }
}
