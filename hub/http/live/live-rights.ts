import { covers } from '#hub/broker/topic-filter.ts'
import type { Asker } from '../access/roles.ts'

/** What each role may hear on /live, below `rigsong/{hub}/`. */
const heardBy: Readonly<Record<Asker['role'], readonly string[]>> = {
  owner: ['event/#', 'state/#'],
  player: ['event/#', 'state/#'],
  viewer: ['event/#', 'state/#'],
  // A kiosk plays: it hears notes and the beat, and nothing of the library or the machine.
  kiosk: [
    'event/midi/+',
    'event/phrase/+',
    'event/yielded/+',
    'event/coming/+',
    'state/transport',
    'state/session',
    'state/engine',
    'state/device/+',
  ],
  live: [],
  nobody: [],
}

export const mayHear = (role: Asker['role'], topic: string): boolean =>
  heardBy[role].some((pattern) => covers(pattern, topic))
