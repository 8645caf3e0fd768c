/** Words of verification messaging. */
import type { CommandWords } from './en-help.ts'

export const vrs = {
  whichBase: 'say where the responder is asked',
  whichBaseHint: '--base https://vrs.example.com (the address without /verify)',
  noGtin: 'only a pack with a GTIN and a serial can be verified',
  lotAndExpiry: 'a request names lot and expiry as they are printed',
  lotAndExpiryHint: 'scan the whole code, or say --lot and --expiry',
  whichGln: 'say who asks or answers, by a GLN',
  whichGlnHint: '--as gln:9521234000082',
  badPolicy: (text: string): string => `«${text}» is no policy`,
  policyHint:
    'B1 or B2, a comma, C1 or C2: B1 verifies what is recalled or expired and says so, B2 does not verify it; C1 names what is suspect, C2 does not',
  differs: (option: string, given: string, printed: string): string => `--${option} says ${given}, the code ${printed}`,
  differsHint: 'a pack whose print contradicts itself is suspect: look at it again',
  old: (time: string): string => `The reply was made at ${time}: a verdict holds for the moment, ask again.\n`,
  refused: (status: number, message: string): string => `${status}: ${message}\n`,
  notARequest: 'this is no address of a verify request',
  notARequestHint: 'give the address that packtrail vrs ask printed, in quotes',
  notAReply: (name: string): string => `${name} is no reply to this request`,
  reply: (verified: boolean, pack: string, reason: string, info: string): string =>
    `${verified ? 'VERIFIED    ' : 'NOT VERIFIED'}  ${pack}${reason === '' ? '' : `  ${reason}`}${info === '' ? '' : `  (${info})`}\n`,
}

export const vrsHelp: Readonly<Record<string, CommandWords>> = {
  'vrs ask': {
    summary: 'the address at which a manufacturer is asked about a returned pack',
    about: [
      'Prints the request of GS1 lightweight verification messaging (GS1 US guideline R1.3): what you GET to have a pack verified before it is sold on. Packtrail uses no network; your connection fetches it. That a pack matches is not that it is fit for sale: the reply says both.',
    ],
    options: {
      lot: 'the printed lot, where the code does not hold it',
      expiry: 'the printed expiry, where the code does not hold it',
      as: 'who asks: a GLN',
    },
    examples: [
      [
        'packtrail vrs ask --base https://vrs.example.com --as gln:9521234000082 "(01)09521234543213(21)A7K3M9QX(10)L24A(17)280630"',
        'one scanned pack',
      ],
      [
        'packtrail vrs ask --base https://vrs.example.com --as gln:9521234000082 --lot L24A --expiry 2028-06-30 09521234543213/A7K3M9QX',
        'typed',
      ],
    ],
  },
  'vrs answer': {
    summary: 'answer such a request from the ledger',
    about: [
      'Prints the reply to a verify or checkConnectivity request: whether the four elements match what was commissioned here, and, as a second thing, whether the pack is fit. A product that was never registered here is status 404 and no verdict. Changes nothing.',
    ],
    options: { as: 'who answers: a GLN' },
    examples: [
      [
        'packtrail vrs answer --as gln:9521234000013 "/verify/gtin/09521234543213/lot/L24A/ser/A7K3M9QX?exp=280630&linkType=verificationService&context=dscsaSaleableReturn&reqGLN=9521234000082&corrUUID=0f8fad5b-d9cb-469f-a165-70867728950e"',
        'as the manufacturer',
      ],
      ['packtrail vrs answer --as gln:9521234000013 --vrs-policy B2,C2 "$ADDRESS"', 'recalled packs are not verified'],
    ],
  },
  'vrs read': {
    summary: 'what a reply to a verify request says, and what to do',
    about: [
      'Reads the body of a reply (status 200) and holds it against the request: another corrUUID is another pack’s reply.',
    ],
    examples: [
      ['packtrail vrs read reply.json "$ADDRESS"', 'the address that vrs ask printed'],
      ['packtrail vrs read --json reply.json "$ADDRESS"', 'the same for a program'],
    ],
  },
}
