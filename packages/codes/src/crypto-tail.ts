/**
 * The proof of origin on packs of Russia, Kazakhstan and Uzbekistan: AI (91) the number of a key, four characters, AI (92) a signature, 44
 * characters, behind a serial of 13. It is kept as it came: only the operator can verify it. Other goods have 88 characters.
 */
import { type Problem, problem, quote } from './fault.ts'
import type { AiValue } from './gs1-keys.ts'

export interface CryptoTail {
  /** AI (91). */
  readonly key: string
  /** AI (92). */
  readonly signature: string
}

const SERIAL = 13
const KEY = 4
const SIGNATURES: readonly number[] = [44, 88]

export interface CryptoReading {
  readonly tail?: CryptoTail
  readonly problems: readonly Problem[]
}

const NONE: CryptoReading = { problems: [] }

/** What AI (91) and (92) say behind a serial. Companies use both for other things too: only what has the shape of a tail is held to it. */
export function readCryptoTail(elements: readonly AiValue[]): CryptoReading {
  // Most codes end here: this runs for every scan.
  if (!elements.some((one) => one.ai === '91')) return NONE
  const value = (ai: string): string | undefined => elements.find((one) => one.ai === ai)?.value
  const [serial, key, signature] = [value('21'), value('91'), value('92')]
  if (serial === undefined || key === undefined) return NONE
  if (signature === undefined) return withoutSignature(serial, key)
  const problems: Problem[] = []
  const hasKey = key.length === KEY
  const hasSignature = SIGNATURES.includes(signature.length)
  if (!hasKey && !hasSignature) return NONE
  const check = (fits: boolean, ai: string, text: string, wanted: string): void => {
    if (fits) return
    const words = `AI (${ai}) of a code with a crypto tail has ${wanted} characters, ${quote(text)} has ${text.length}`
    problems.push(problem('warn', 'CRYPTO_LENGTH', `${words}: cut off, or a separator lost; scan again`, `ai(${ai})`))
  }
  check(serial.length === SERIAL, '21', serial, String(SERIAL))
  check(hasKey, '91', key, String(KEY))
  check(hasSignature, '92', signature, SIGNATURES.join(' or '))
  return { tail: { key, signature }, problems }
}

function withoutSignature(serial: string, key: string): CryptoReading {
  if (key.startsWith('92', KEY) && SIGNATURES.includes(key.length - KEY - 2)) {
    const words = 'AI (91) has swallowed the signature of AI (92): separator lost? scan again'
    return { problems: [problem('warn', 'SEPARATOR_LOST', words, 'ai(91)')] }
  }
  if (serial.length !== SERIAL || key.length !== KEY) return NONE
  const words = 'the signature of AI (92) is missing beside the key of AI (91): cut off? scan again'
  return { problems: [problem('warn', 'CRYPTO_LENGTH', words, 'ai(92)')] }
}
