/** Codes with level, parent and place in the file, as columns: what a relation file says before anybody judges it. */
import { type CodeTable, roomFor } from './code-table.ts'

const NO_PARENT = -1

export interface Tree {
  /** Codes that stand in the file or are named as parent. */
  readonly size: number
  /** `false` when the code was already declared; then nothing changes. */
  add(code: string, layer: number, parent: string, flag: string, line: number): boolean
  code(index: number): string
  /** 药品标识码 of a code. */
  prefix(index: number): string
  /** What follows it. */
  rest(index: number): string
  /** 0 for a parent that does not stand in the file itself. */
  layer(index: number): number
  /** -1 for none. */
  parent(index: number): number
  /** A character code; 0 when the file says none. */
  flag(index: number): number
  line(index: number): number
  /** How many codes were declared before it; of a parent that the file does not declare, nothing. */
  place(index: number): number
  compare(a: number, b: number): number
  /** The link to the parent is wrong: it is told no further. */
  unlink(index: number): void
  childCount(index: number): number
  childrenOf(index: number): Int32Array
  /** Codes that hold others, from the inside out. */
  parents(): Generator<number>
  containers(): Int32Array
  /** By 药品标识码. */
  packsByProduct(): Map<string, Int32Array>
}

export function makeTree(codes: CodeTable): Tree {
  let layers = new Uint8Array(1024)
  let flags = new Uint8Array(1024)
  let parents = new Int32Array(1024)
  let lines = new Int32Array(1024)
  let places = new Int32Array(1024)
  let declared = 0
  let index: ChildIndex | undefined
  let lastParent = ''
  let lastAbove = NO_PARENT

  const room = (): void => {
    if (codes.size < layers.length) return
    const size = roomFor(codes.size)
    layers = grown(layers, new Uint8Array(size))
    flags = grown(flags, new Uint8Array(size))
    parents = grown(parents, new Int32Array(size))
    lines = grown(lines, new Int32Array(size))
    places = grown(places, new Int32Array(size))
  }
  const indexOf = (code: string, line: number): number => {
    room()
    const before = codes.size
    const found = codes.add(code)
    if (found === before) {
      parents[found] = NO_PARENT
      lines[found] = line
    }
    return found
  }
  const childIndex = (): ChildIndex => {
    index ??= indexChildren(parents, codes.size)
    return index
  }
  const select = (test: (index: number) => boolean): Int32Array => {
    const found = new Int32Array(codes.size)
    let count = 0
    for (let i = 0; i < codes.size; i++) if (test(i)) found[count++] = i
    return found.slice(0, count)
  }
  return {
    get size() {
      return codes.size
    },
    add(code, layer, parent, flag, line) {
      const at = indexOf(code, line)
      if (layers[at] !== 0) return false
      layers[at] = layer
      flags[at] = flag === '' ? 0 : flag.charCodeAt(0) & 0xff
      lines[at] = line
      places[at] = declared++
      if (parent !== '') {
        if (parent !== lastParent) {
          lastAbove = indexOf(parent, line)
          lastParent = parent
        }
        parents[at] = lastAbove
      }
      return true
    },
    code: (i) => codes.code(i),
    prefix: (i) => codes.prefix(i),
    rest: (i) => codes.rest(i),
    layer: (i) => layers[i] as number,
    parent: (i) => parents[i] as number,
    flag: (i) => flags[i] as number,
    line: (i) => lines[i] as number,
    place: (i) => places[i] as number,
    compare: (a, b) => codes.compare(a, b),
    unlink(i) {
      parents[i] = NO_PARENT
      index = undefined
    },
    childCount(i) {
      const { starts } = childIndex()
      return (starts[i + 1] as number) - (starts[i] as number)
    },
    childrenOf(i) {
      const { starts, children } = childIndex()
      return children.subarray(starts[i], starts[i + 1])
    },
    *parents() {
      const { starts } = childIndex()
      // A parent that the file does not declare has no level: it is outermost.
      for (let layer = 2; layer <= 10; layer++) {
        for (let i = 0; i < codes.size; i++) {
          if ((layers[i] === 0 ? 10 : layers[i]) === layer && starts[i] !== starts[i + 1]) yield i
        }
      }
    },
    containers: () => select((i) => (layers[i] as number) > 1),
    packsByProduct() {
      const products = new Map<string, Int32Array>()
      const packs = select((i) => layers[i] === 1)
      for (const i of packs) {
        const product = codes.prefix(i)
        if (!products.has(product)) products.set(product, packs)
      }
      if (products.size < 2) return products
      for (const prefix of products.keys()) {
        products.set(
          prefix,
          packs.filter((i) => codes.prefix(i) === prefix),
        )
      }
      return products
    },
  }
}

export function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** The children of `i` are `children[starts[i]..starts[i+1])`, in the order of the file. */
export interface ChildIndex {
  readonly starts: Int32Array
  readonly children: Int32Array
}

export function indexChildren(parents: Int32Array, size: number): ChildIndex {
  const starts = new Int32Array(size + 2)
  for (let i = 0; i < size; i++) {
    const parent = parents[i] as number
    if (parent !== NO_PARENT) starts[parent + 2] = (starts[parent + 2] as number) + 1
  }
  for (let i = 2; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number)
  const children = new Int32Array(starts[size + 1] as number)
  for (let i = 0; i < size; i++) {
    const parent = parents[i] as number
    if (parent === NO_PARENT) continue
    const at = starts[parent + 1] as number
    children[at] = i
    starts[parent + 1] = at + 1
  }
  return { starts, children }
}
