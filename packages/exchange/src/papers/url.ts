/** Parts of addresses. Serials and lots hold `/ + % & ? #`, which only escaping keeps apart from the address. */

/** All but the unreserved characters of RFC 3986, section 2.3, as `%XX`. */
export function escapePart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (ch) => `%${ch.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** `undefined` for escapes that are none. A plus sign is a plus sign: it stands for a blank in forms only. */
export function unescapePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The values of a query; names as they stand. `undefined` for one whose escapes are none, and for one that is given twice with different values. */
export function readQuery(query: string): ReadonlyMap<string, string | undefined> {
  const values = new Map<string, string | undefined>()
  for (const part of query.split('&', 100)) {
    const equals = part.indexOf('=')
    const name = unescapePart(equals < 0 ? part : part.slice(0, equals))
    if (name === undefined || name === '') continue
    const value = unescapePart(equals < 0 ? '' : part.slice(equals + 1))
    values.set(name, values.has(name) && values.get(name) !== value ? undefined : value)
  }
  return values
}
