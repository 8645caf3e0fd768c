/**
 * How many packages of suspect product a US dispenser must verify: three, or a tenth, whichever is more; all where there are fewer than three
 * (FD&C Act, section 582(d)(4)(A)(ii)).
 */
export function packsToVerify(count: number): number {
  return Math.min(count, Math.max(3, Math.ceil(count / 10)))
}
