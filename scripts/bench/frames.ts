/** Lists of byte strings in a file, so that every peer gets the same bytes: a length of four bytes, then the bytes. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

export interface FrameFile {
  write(bytes: Uint8Array): void
  close(): void
}

export function frameFile(name: string): FrameFile {
  const fd = openSync(name, 'w')
  let parts: Uint8Array[] = []
  let size = 0
  const flush = (): void => {
    writeSync(fd, Buffer.concat(parts))
    parts = []
    size = 0
  }
  return {
    write(bytes) {
      const length = new Uint8Array(4)
      new DataView(length.buffer).setUint32(0, bytes.length)
      parts.push(length, bytes.slice())
      size += 4 + bytes.length
      if (size > 1 << 20) flush()
    },
    close() {
      flush()
      closeSync(fd)
    },
  }
}

export function readFrameFile(name: string): Uint8Array[] {
  const bytes = readFileSync(name)
  const out: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    out.push(bytes.subarray(at + 4, at + 4 + size))
    at += 4 + size
  }
  return out
}

export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = []
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size))
  return out
}
