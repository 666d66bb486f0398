/**
 * Runs a script on a machine of its own: a virtual one with a real Linux kernel, its own ALSA
 * sequencer and a USB bus whose devices are ours to plug and to pull.
 *
 *   node tools/vm/run.ts [--deadline SECONDS] script.ts [words …]
 *
 * The script runs as root under the project's own Node, in the folder where you are. What it prints
 * comes out here as it is printed, and its exit code is ours (124: it did not end in time).
 * - It sees the project, /usr and Node under their own paths, read-only; /tmp, /root and /run are
 *   empty and its own; there is no network but 127.0.0.1, and nothing outlives the run.
 * - Plugging and pulling devices: test/vm/rig/. Its ports are /dev/ttyACM* and /dev/snd/*; nobody
 *   names them (there is no udev), so what a device is stands in /sys only.
 * - It is slow: about ten times slower than the host. Print order and completeness, never times.
 * - The first run gets QEMU and a kernel from Debian; later ones need no network.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { MissingPart } from './parts.ts'
import { tell } from './program.ts'
import { runScript } from './script.ts'

const usage = 'node tools/vm/run.ts [--deadline SECONDS] script.ts [words …]'

async function main(words: readonly string[]): Promise<number> {
  // What follows the script belongs to it.
  const at = words.findIndex((word) => /\.(?:ts|mjs|js)$/.test(word))
  const { values } = parseArgs({
    args: words.slice(0, at === -1 ? undefined : at),
    options: { deadline: { type: 'string', default: '600' } },
  })
  const script = words[at]
  if (script === undefined || !existsSync(script)) {
    tell(script === undefined ? usage : `there is no ${script}`)
    return 2
  }
  try {
    return await runScript(
      resolve(script),
      words.slice(at + 1),
      {
        out: (bytes) => process.stdout.write(bytes),
        err: (bytes) => process.stderr.write(bytes),
      },
      Number(values.deadline) * 1000,
    )
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error
    tell(error.message)
    return 1
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
