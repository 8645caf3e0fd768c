/** What repeating cannot mend: a pack that already is in another state there. Somebody must look, and say so (`paper close`). */
import type { OpenItem } from '@packtrail/regimes'

export async function byHand({ paper, state, code }: Pick<OpenItem, 'paper' | 'state' | 'code'>): Promise<boolean> {
  if (paper !== 'eu-status' || state !== 'refused' || code === undefined) return false
  const { euReturnCode } = await import('@packtrail/exchange')
  return euReturnCode(code).cause === 'state'
}
