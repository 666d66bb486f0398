import { clock } from './kinds/clock.ts'
import { debounce } from './kinds/debounce.ts'
import { deviceIn } from './kinds/device-in.ts'
import { deviceOut } from './kinds/device-out.ts'
import { generate } from './kinds/generate.ts'
import { gesture } from './kinds/gesture.ts'
import { hours } from './kinds/hours.ts'
import { intentIn } from './kinds/intent-in.ts'
import { keep } from './kinds/keep.ts'
import { macro } from './kinds/macro.ts'
import { macroIn } from './kinds/macro-in.ts'
import { map } from './kinds/map.ts'
import { notesIn } from './kinds/notes-in.ts'
import { panic } from './kinds/panic.ts'
import { phraseIn } from './kinds/phrase-in.ts'
import { pieceIn } from './kinds/piece-in.ts'
import { play } from './kinds/play.ts'
import { presence } from './kinds/presence.ts'
import { press } from './kinds/press.ts'
import { publish } from './kinds/publish.ts'
import { quantise } from './kinds/quantise.ts'
import { say } from './kinds/say.ts'
import { scene } from './kinds/scene.ts'
import { set } from './kinds/set.ts'
import { threshold } from './kinds/threshold.ts'
import { transport } from './kinds/transport.ts'
import { turns } from './kinds/turns.ts'
import { vehicle } from './kinds/vehicle.ts'
import { votes } from './kinds/votes.ts'
import type { NodeKind } from './node-kind.ts'

/** Every node of the palette, in the order it shows them. */
export const kinds: readonly NodeKind[] = [
  ...[deviceIn, notesIn, phraseIn, macroIn, intentIn, pieceIn, transport, clock],
  ...[generate, play, keep, set, macro, scene, deviceOut, say, publish, panic],
  ...[threshold, map, quantise, debounce, press, gesture, presence, hours],
  ...[vehicle, votes, turns],
]
