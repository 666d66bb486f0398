/** What is in an archive of the "newc" kind: mode and content by path, as the kernel reads it. */
export function readCpio(archive: Buffer): ReadonlyMap<string, { mode: number; content: string }> {
  const found = new Map<string, { mode: number; content: string }>()
  for (let at = 0; at < archive.length; ) {
    if (archive.toString('latin1', at, at + 6) !== '070701') throw new Error(`no header at ${at}`)
    const field = (index: number): number =>
      Number.parseInt(archive.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16)
    const [mode, size, nameSize] = [field(1), field(6), field(11)]
    const path = archive.toString('utf8', at + headerBytes, at + headerBytes + nameSize - 1)
    const from = aligned(at + headerBytes + nameSize)
    found.set(path, { mode, content: archive.toString('utf8', from, from + size) })
    at = aligned(from + size)
  }
  return found
}

const headerBytes = 110
const aligned = (at: number): number => Math.ceil(at / 4) * 4
