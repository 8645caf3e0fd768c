/**
 * The header of an XML document but for its master data: standard business document header and whatever else stands there. It is kept
 * until it ends and then given to the mapper.
 */
import { XmlNode } from '../xml/node.ts'
import type { Attributes } from '../xml/parser.ts'
import type { Mapper } from './mapper.ts'
import type { Path } from './tree.ts'
import { lineInEvent, shapeOfHeader } from './xml-shape.ts'

/** Characters of names and texts; what is beyond is left out. */
const MAX_HEADER: number = 1 << 20

const ROOTS: ReadonlySet<string> = new Set(['EPCISHeader', 'StandardBusinessDocumentHeader'])

export interface HeaderKeeper {
  /** @param top Directly inside of the document. */
  open(name: string, local: string, attributes: Attributes, line: number, top: boolean): void
  text(text: string): void
  close(): void
}

const NOBODY: HeaderKeeper = { open: () => undefined, text: () => undefined, close: () => undefined }

export function makeHeaderKeeper(mapper: Mapper): HeaderKeeper {
  if (mapper.header === undefined) return NOBODY
  /** The elements that are open, from one of the roots inwards. */
  const nodes: XmlNode[] = []
  let size = 0
  return {
    open(name, local, attributes, line, top) {
      if (nodes.length === 0 && !ROOTS.has(local) && !(top && name.startsWith('{'))) return
      const node = new XmlNode(name, line, attributes)
      size += name.length
      for (const key in attributes) size += key.length + (attributes[key]?.length ?? 0)
      const parent = nodes[nodes.length - 1]
      // What is too much hangs on nothing, and is gone when it closes.
      if (parent !== undefined && size <= MAX_HEADER) {
        if (parent.children === undefined) parent.children = [node]
        else parent.children.push(node)
      }
      nodes.push(node)
    },
    text(text) {
      const node = nodes[nodes.length - 1]
      if (node === undefined) return
      size += text.length
      if (size <= MAX_HEADER && (node.children === undefined || text.trim() !== '')) node.text += text
    },
    close() {
      const node = nodes.pop()
      if (node === undefined || nodes.length > 0) return
      const root = new XmlNode('', node.line, undefined)
      root.children = [node]
      mapper.header?.(shapeOfHeader(root), {
        line: node.line,
        path: 'header',
        lineOf: (path: Path) => lineInEvent(root, path),
        expand: (name) => name,
        masterNamespace: undefined,
      })
    },
  }
}
