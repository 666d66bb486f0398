import type { Route } from '../route.ts'
import { accompaniment } from './accompaniment.ts'
import { backup } from './backup.ts'
import { beds } from './beds.ts'
import { clock } from './clock.ts'
import { devices } from './devices.ts'
import { documents } from './documents.ts'
import { entry } from './entry.ts'
import { flows } from './flows.ts'
import { generate } from './generate.ts'
import { liveProcess } from './live-process.ts'
import { mappings } from './mappings.ts'
import { pieces } from './pieces.ts'
import { providers } from './providers.ts'
import { rig } from './rig.ts'
import { scenes } from './scenes.ts'
import { takes } from './takes.ts'
import { tokens } from './tokens.ts'
import { transport } from './transport.ts'

/** Every route of the hub, in the order the reference shows them. */
export const routes: readonly Route[] = [
  ...documents,
  ...entry,
  ...tokens,
  generate,
  ...pieces,
  ...takes,
  ...providers,
  ...beds,
  ...transport,
  ...accompaniment,
  ...clock,
  ...devices,
  ...mappings,
  ...scenes,
  ...rig,
  ...flows,
  ...backup,
  ...liveProcess,
]
