import { realpathSync, statSync } from 'node:fs'
import type { PresentPort } from '#core/rig/present-port.ts'
import type { Found } from '../presence.ts'
import type { Plugged } from './find.ts'

/**
 * Finds ports by their path, also those that are on no list: a pseudo-terminal, a link to one, a name
 * in /dev/serial/by-id. That the file exists is what counts.
 */
export function pathFinder(): (path: string, plugged: readonly Plugged[]) => Found {
  const seen = new Map<string, { node: string; plug: number }>()
  let plugs = 0
  return (path, plugged) => {
    const now = nodeAt(path)
    if (!now) {
      seen.delete(path)
      return { found: 'absent' }
    }
    const listed = plugged.find(({ port }) => [path, now.path].includes(port.path ?? ''))
    if (listed) return { found: 'here', port: listed.port, plug: listed.plug }
    const before = seen.get(path)
    if (before?.node !== now.node) {
      // Below nought, so that it is no plug number of the list.
      plugs -= 1
      seen.set(path, { node: now.node, plug: plugs })
    }
    const port: PresentPort = { name: path, kind: 'serial', title: path, path: now.path }
    return { found: 'here', port, plug: seen.get(path)!.plug }
  }
}

/** The file that is there now, told from one that had its name before. */
function nodeAt(path: string): { path: string; node: string } | undefined {
  try {
    const real = realpathSync(path)
    // A pseudo-terminal that is made anew can get the number of the old one, and with it its inode.
    const { dev, ino, rdev, ctimeNs } = statSync(real, { bigint: true })
    return { path: real, node: `${real} ${dev} ${ino} ${rdev} ${ctimeNs}` }
  } catch {
    return undefined
  }
}
