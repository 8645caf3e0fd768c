/**
 * Direct children of each container: all that were ever put in, of which those count whose parent it still is. One number a
 * packing, where lists that can be cut in the middle would take two a pack.
 */
export function childLists(parentOf: (item: number) => number): {
  add(parent: number, child: number): void
  list(parent: number): number[]
} {
  const lists = new Map<number, { items: Uint32Array; size: number }>()
  return {
    add(parent, child) {
      const list = lists.get(parent) ?? { items: new Uint32Array(8), size: 0 }
      lists.set(parent, list)
      if (list.size === list.items.length) {
        const bigger = new Uint32Array(Math.ceil(list.size * 1.5))
        bigger.set(list.items)
        list.items = bigger
      }
      list.items[list.size++] = child
    },
    list(parent) {
      const list = lists.get(parent)
      if (list === undefined) return []
      const inside = list.items.subarray(0, list.size).filter((child) => parentOf(child) === parent)
      // What was taken out and put in again stands there twice.
      return [...new Set(inside)]
    },
  }
}
