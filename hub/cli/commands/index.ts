import type { CliCommand } from '../cli.ts'
import { brokerAcl } from './broker-acl.ts'
import { devicesAdd, devicesList, devicesPorts, devicesRemove } from './devices.ts'
import { doctor } from './doctor.ts'
import { generate } from './generate.ts'
import { keep } from './keep.ts'
import { monitor } from './monitor.ts'
import { pieces } from './pieces.ts'
import { panic, play, stop } from './play.ts'
import { status } from './status.ts'
import { token } from './token.ts'
import { understandLines } from './understand.ts'

/** Every word of `rigsong`, one line each. */
export const commands: readonly CliCommand[] = [
  generate,
  pieces,
  play,
  stop,
  panic,
  keep,
  monitor,
  status,
  doctor,
  devicesList,
  devicesAdd,
  devicesRemove,
  devicesPorts,
  token,
  brokerAcl,
  understandLines,
]
