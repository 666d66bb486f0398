import type { Route } from '../route.ts'

/** What people may be, and processes of the hub by name. */
export const roles = ['owner', 'player', 'viewer', 'kiosk'] as const
export type PersonRole = (typeof roles)[number]
export type Role = PersonRole | 'live'

/** Who asks. `cookie` says that a browser sent the key by itself, so that Origin must prove the page. */
export type Asker = {
  readonly role: Role | 'nobody'
  readonly name: string
  readonly id: string
  readonly by: 'cookie' | 'token' | 'nothing'
}

export const nobody: Asker = { role: 'nobody', name: '', id: '', by: 'nothing' }

const rank: Readonly<Record<string, number>> = { viewer: 1, player: 2, owner: 3 }

/** Whether this role may ask for this: owner over player over viewer, and who the line names beside. */
export function mayAsk(
  role: Asker['role'],
  { role: least, also }: Pick<Route, 'role' | 'also'>,
): boolean {
  if (least === 'anyone' || role === least) return true
  if (role !== 'nobody' && also?.includes(role)) return true
  return (rank[role] ?? 0) >= (rank[least] ?? Number.POSITIVE_INFINITY)
}

/** Whether this role may play notes. */
export const mayPlay = (role: Asker['role']): boolean =>
  role === 'owner' || role === 'player' || role === 'kiosk'
