/** The heavy packages, loaded when a command needs them: an answer at the counter must not wait for what it does not use. */
import type { Crypto } from '@packtrail/protocol'

export async function nodeCryptography(): Promise<Crypto> {
  const { nodeCrypto } = await import('@packtrail/core')
  return nodeCrypto()
}
