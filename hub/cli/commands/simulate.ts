import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { HubError, reportOf } from '#core/errors.ts'
import { RigDevice } from '#core/rig/rig.ts'
import { v } from '#core/schema.ts'
import type { Cli, CliCommand } from '../cli.ts'
import type { HubClient } from '../hub-client.ts'

/** Every simulator and its program in simulators/, one line each. */
export const simulators: Readonly<
  Record<string, { readonly program: string; readonly says: string }>
> = {
  keyboard: { program: 'keyboard-process.ts', says: 'a keyboard with a DIN plug' },
  'knob-box': {
    program: 'knob-box-process.ts',
    says: 'our knob box: its real firmware on a simulated chip',
  },
  'hub-frame-box': {
    program: 'hub-frame-box-process.ts',
    says: 'a box that speaks hub frames, without a chip',
  },
  'blank-uno': {
    program: 'blank-uno-process.ts',
    says: 'an Uno with a bootloader and no program',
  },
  arduino: { program: 'arduino-process.ts', says: 'an Arduino Uno with StandardFirmata' },
  car: { program: 'car-process.ts', says: 'a car with an ELM327 adapter' },
  gps: { program: 'gps-process.ts', says: 'a GPS on a drive' },
  'mqtt-sensor': {
    program: 'mqtt-sensor-process.ts',
    says: 'WiFi sensors: ESPHome, Tasmota, Home Assistant',
  },
  'osc-surface': { program: 'osc-surface-process.ts', says: 'a phone with faders over OSC' },
  replay: { program: 'replay-process.ts', says: 'what was recorded of a port' },
}

const Ready = v.object({
  told: v.literal('ready'),
  transport: RigDevice.entries.transport,
  port: RigDevice.entries.port,
  description: v.string(),
  says: v.string(),
})
type Ready = v.InferOutput<typeof Ready>
const Told = v.looseObject({
  told: v.string(),
  why: v.optional(v.string()),
  says: v.optional(v.string()),
})

/** `rigsong simulate knob-box`: plays the device until Ctrl-C; what is typed drives it. */
export const simulate: CliCommand = {
  words: 'simulate',
  args: '<device> [words...]',
  says: `play a device that is not there: ${Object.keys(simulators).join(', ')}`,
  async run(cli, [name = '', ...words]) {
    const seat = name === 'mqtt-sensor' ? await seatOnBroker(cli) : undefined
    await using _user = seat
    const child = await started(name, [...(seat?.words ?? []), ...words])
    const gone = once(child, 'exit')
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    cli.signal.addEventListener('abort', () => child.stdin!.end(), { once: true })
    const ready = await readyOf(lines, name)
    const hub = await cli.hub().catch((error: unknown) => withoutHub(cli, error, ready))
    const device = hub && (await addTo(hub, ready))
    try {
      if (device) cli.err(`${device} is in the rig, at ${ready.port}\n`)
      cli.err(`Type: ${ready.says}\n`)
      void drive(cli, child)
      for await (const line of { [Symbol.asyncIterator]: () => lines }) say(cli, line)
      await gone
    } finally {
      if (hub && device) await hub.call('DELETE', `/api/v1/devices/${device}`)
    }
    return child.exitCode === 0 ? 0 : 1
  },
}

/** A user of the broker for as long as a sensor is played: its secret stands in a file of its own. */
async function seatOnBroker(cli: Cli): Promise<AsyncDisposable & { words: readonly string[] }> {
  const hub = await cli.hub()
  const user = `room-${process.pid}`
  const made = await hub.call<{ id: string; name: string; secret: string }>(
    'POST',
    '/api/v1/tokens',
    { kind: 'mqtt', name: user, scope: 'sensor' },
  )
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-sensor-'))
  const file = join(folder, 'password')
  await writeFile(file, made.secret, { mode: 0o600 })
  return {
    words: [
      ...(hub.broker ? ['--broker', hub.broker] : []),
      ...['--user', made.name, '--password-file', file],
    ],
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true })
      await hub.call('DELETE', `/api/v1/tokens/mqtt/${made.id}`)
    },
  }
}

async function started(name: string, words: readonly string[]): Promise<ChildProcess> {
  const known = Object.hasOwn(simulators, name) ? simulators[name] : undefined
  if (!known)
    throw new HubError('simulator-missing', `there is no simulator ${name}`, {
      hint: `There are: ${Object.keys(simulators).join(', ')}.`,
    })
  const program = fileURLToPath(new URL(`../../../simulators/${known.program}`, import.meta.url))
  await access(program).catch((cause: unknown) => {
    throw new HubError('simulator-missing', `${name} is not part of this installation`, {
      hint: 'Simulators come with the source of Rigsong.',
      cause,
    })
  })
  return spawn(process.execPath, ['--no-warnings', program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

async function readyOf(lines: AsyncIterator<string>, name: string): Promise<Ready> {
  const { value, done } = await lines.next()
  const found = done ? undefined : v.safeParse(Ready, JSON.parse(value))
  if (found?.success) return found.output
  throw new HubError('simulator-missing', `${name} did not start`, {
    hint: 'It says above what it misses.',
  })
}

function withoutHub(cli: Cli, error: unknown, { transport, port }: Ready): undefined {
  cli.err(`${reportOf(error).message}; it plays for whoever opens its port.\n`)
  cli.err(`Add it with: rigsong devices add --transport ${transport} --port ${port} --simulated\n`)
}

async function addTo(hub: HubClient, { transport, port, description }: Ready): Promise<string> {
  const added = await hub.call<{ id: string }>('POST', '/api/v1/devices', {
    ...{ transport, port, description, simulated: true, player: 'simulator' },
  })
  return added.id
}

/** What is typed goes to the simulator; the end of typing is no end where a script started it. */
async function drive(cli: Cli, child: ChildProcess): Promise<void> {
  for await (const line of cli.lines()) child.stdin!.write(`${line}\n`)
}

function say(cli: Cli, line: string): void {
  if (cli.json) {
    cli.out(`${line}\n`)
    return
  }
  const told = v.safeParse(Told, JSON.parse(line))
  if (!told.success || told.output.told === 'done') return
  cli.out(`${told.output.why ?? told.output.says ?? line}\n`)
}
