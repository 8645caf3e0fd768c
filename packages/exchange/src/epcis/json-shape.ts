/**
 * What the objects of a document look like: a tree of member names in the order in which they came, kept from event to event. Who
 * follows it knows a name by its bytes, and knows that no name stood before in the same object.
 */

/** A member, behind those that came before it in its object. */
export class Shape {
  readonly name: string
  /** The name as it stands in the document, quotes included. */
  readonly quoted: Uint8Array
  /** The member that came behind this one the last time. */
  next: Shape | undefined = undefined
  /** All that ever came behind this one. */
  followers: Map<string, Shape> | undefined = undefined
  /** The beginning of the object that is its value, or an item of its value. */
  inner: Shape | undefined = undefined
  /** The text without escapes that was its value the last time, and where it stands, with its closing quote, in which bytes. */
  text = ''
  start = 0
  end = 0
  epoch = -1

  constructor(name: string, quoted: Uint8Array) {
    this.name = name
    this.quoted = quoted
  }
}

const NO_BYTES = new Uint8Array(0)

/** Before the first member of an object. */
export function makeShape(): Shape {
  return new Shape('', NO_BYTES)
}
