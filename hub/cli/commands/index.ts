import type { CliCommand } from '../cli.ts'
import { accompany } from './accompany.ts'
import { backup, restore } from './backup.ts'
import { bed } from './bed.ts'
import { brokerAcl } from './broker-acl.ts'
import { clock, clockLink, clockMidi, clockOwn, clockSend } from './clock.ts'
import {
  devicesAdd,
  devicesChange,
  devicesCheck,
  devicesFlash,
  devicesKnown,
  devicesList,
  devicesPorts,
  devicesRecord,
  devicesRemove,
} from './devices.ts'
import { doctor } from './doctor.ts'
import { explainPiece } from './explain.ts'
import {
  flowsAdd,
  flowsAllow,
  flowsExport,
  flowsForbid,
  flowsImport,
  flowsLibrary,
  flowsRestore,
  flowsStatus,
  flowsVersions,
} from './flows.ts'
import { generate } from './generate.ts'
import { keep } from './keep.ts'
import { learn } from './learn.ts'
import { macro } from './macro.ts'
import { mapAdd, mapList, mapRemove, mapReset } from './map.ts'
import { monitor } from './monitor.ts'
import { pieces } from './pieces.ts'
import { panic, play, stop } from './play.ts'
import { providerCap, providerKey, providerList, providerModel, providerUse } from './provider.ts'
import { remake } from './remake.ts'
import { rigExport, rigOpen, rigShow } from './rig.ts'
import { bind, rolesList } from './roles.ts'
import { sceneList, sceneOpen, sceneRemove, sceneSave } from './scene.ts'
import { simulate } from './simulate.ts'
import { status } from './status.ts'
import { store } from './store.ts'
import { token } from './token.ts'
import { understandLines } from './understand.ts'
import { why } from './why.ts'

/** Every word of `rigsong`, one line each. */
export const commands: readonly CliCommand[] = [
  generate,
  remake,
  explainPiece,
  pieces,
  play,
  stop,
  panic,
  keep,
  accompany,
  why,
  monitor,
  status,
  doctor,
  devicesList,
  devicesAdd,
  devicesChange,
  devicesRemove,
  devicesPorts,
  devicesKnown,
  devicesCheck,
  devicesFlash,
  devicesRecord,
  clock,
  clockOwn,
  clockMidi,
  clockLink,
  clockSend,
  simulate,
  mapList,
  mapAdd,
  mapRemove,
  mapReset,
  learn,
  rolesList,
  bind,
  sceneList,
  sceneOpen,
  sceneSave,
  sceneRemove,
  macro,
  store,
  rigShow,
  rigExport,
  rigOpen,
  providerList,
  providerKey,
  providerUse,
  providerModel,
  providerCap,
  bed,
  flowsStatus,
  flowsLibrary,
  flowsAdd,
  flowsAllow,
  flowsForbid,
  flowsExport,
  flowsImport,
  flowsVersions,
  flowsRestore,
  backup,
  restore,
  token,
  brokerAcl,
  understandLines,
]

/** What the words that only hold others together are about, by their name. */
export const groups: Readonly<Record<string, string>> = {
  devices: 'what is in the rig, what is plugged in, and what is known of it',
  map: 'which control does what',
  scene: 'how everything stands, to come back to',
  rig: 'devices, roles, mappings and scenes as a whole, to keep or to take to another hub',
  provider: 'language models that plan pieces',
  broker: 'for a broker of your own in place of ours',
}
