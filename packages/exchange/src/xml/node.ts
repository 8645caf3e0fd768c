/** One element of an event, kept whole until the event is complete. */
export class XmlNode {
  /** `{namespace}local`, or `local` in the vocabulary's own namespaces. */
  readonly name: string
  readonly line: number
  readonly attributes: Readonly<Record<string, string>> | undefined
  text = ''
  children: XmlNode[] | undefined = undefined

  constructor(name: string, line: number, attributes: Readonly<Record<string, string>> | undefined) {
    this.name = name
    this.line = line
    this.attributes = attributes
  }
}
