import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { HubError, reportOf } from '#core/errors.ts'
import { didYouMean } from '#core/nearest-word.ts'
import { RigDevice } from '#core/rig/rig.ts'
import { v } from '#core/schema.ts'
import type { Cli, CliCommand } from '../cli.ts'
import type { HubClient } from '../hub-client.ts'
import { sweepRig, takeBack, unlinkPort } from '../left-behind.ts'
import { seatOnBroker } from '../seat-on-broker.ts'

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
  'midi-clock': {
    program: 'midi-clock-process.ts',
    says: 'a drum machine that sends MIDI clock, as badly as you want',
  },
  link: { program: 'link-peer-process.ts', says: 'somebody in an Ableton Link session' },
  replay: { program: 'replay-process.ts', says: 'what was recorded of a port' },
  provider: {
    program: 'provider-process.ts',
    says: 'a provider of plans or beds: openai, anthropic, gemini or lyria',
  },
}

const ServiceReady = v.object({
  told: v.literal('ready'),
  service: v.string(),
  url: v.string(),
  says: v.string(),
})
const Ready = v.object({
  told: v.literal('ready'),
  transport: RigDevice.entries.transport,
  port: RigDevice.entries.port,
  description: v.string(),
  says: v.string(),
})
type Ready = v.InferOutput<typeof Ready>
type ServiceReady = v.InferOutput<typeof ServiceReady>
/** Somebody who is met and not opened, such as a peer on the network. */
const PeerReady = v.object({ told: v.literal('ready'), says: v.string() })
const AnyReady = v.union([Ready, ServiceReady, PeerReady])
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
  passesOptions: true,
  async run(cli, [name = '', ...words]) {
    const program = await programOf(name)
    await using seat = name === 'mqtt-sensor' ? await seatOnBroker(cli) : undefined
    const sim = await started(name, program, [...(seat?.words ?? []), ...words], cli)
    const { ready, child } = sim
    const isDevice = 'port' in ready
    const hub = isDevice
      ? await cli.hub().catch((error: unknown) => withoutHub(cli, error, ready))
      : 'service' in ready
        ? tellService(cli, ready)
        : undefined
    try {
      await using _added = isDevice && hub ? await addTo(cli, hub, ready, name) : undefined
      cli.err(`Type: ${ready.says}\n`)
      void drive(cli, child)
      for await (const line of { [Symbol.asyncIterator]: () => sim.lines }) say(cli, line)
      await sim.gone
      // Its port is not there for whoever opens what has its number next.
      if (isDevice) await unlinkPort(ready.port)
    } finally {
      child.stdin!.end()
    }
    if (child.signalCode) cli.err(`${name} was ended from outside (${child.signalCode})\n`)
    return child.exitCode === 0 ? 0 : 1
  },
}

/** The program of a simulator; throws HubError 'simulator-missing' with what there is. */
async function programOf(name: string): Promise<string> {
  const known = Object.hasOwn(simulators, name) ? simulators[name] : undefined
  if (!known) {
    const names = Object.keys(simulators)
    throw new HubError('simulator-missing', `there is no simulator ${name}`, {
      hint: `${didYouMean(name, names)}There are: ${names.join(', ')}.`,
    })
  }
  const program = fileURLToPath(new URL(`../../../simulators/${known.program}`, import.meta.url))
  await access(program).catch((cause: unknown) => {
    throw new HubError('simulator-missing', `${name} is not part of this installation`, {
      hint: 'Simulators come with the source of Rigsong.',
      cause,
    })
  })
  return program
}

/** Starts it and waits for its first line; throws HubError 'simulator-missing' with what it misses. */
async function started(name: string, program: string, words: readonly string[], cli: Cli) {
  const child = spawn(process.execPath, ['--no-warnings', program, ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const gone = once(child, 'close')
  // Whoever went away hears nothing any more; that it did is told by its end.
  child.stdin.on('error', () => {})
  cli.signal.addEventListener('abort', () => child.stdin.end(), { once: true })
  let complaint = ''
  let complain = (text: string): void => {
    complaint += text
  }
  child.stderr.on('data', (text: Buffer) => complain(text.toString()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value, done } = await lines.next()
  const found = done ? undefined : v.safeParse(AnyReady, JSON.parse(value))
  if (found?.success) {
    complain = cli.err
    return { child, lines, gone, ready: found.output }
  }
  child.stdin.end()
  await gone
  throw new HubError('simulator-missing', `${name} did not start`, {
    hint: /^\w*Error[^:]*: (.*)$/m.exec(complaint)?.[1] ?? (complaint.trim() || 'It said nothing.'),
  })
}

function withoutHub(cli: Cli, error: unknown, { transport, port }: Ready): undefined {
  cli.err(`${reportOf(error).message}; it plays for whoever opens its port.\n`)
  cli.err(`Add it with: rigsong devices add --transport ${transport} --port ${port} --simulated\n`)
}

/** A service is no device: a hub finds it by its address. */
function tellService(cli: Cli, { service, url }: ServiceReady): undefined {
  cli.err(`Start a hub with RIGSONG_${service.toUpperCase()}_URL=${url} to use it.\n`)
}

/** Puts it into the rig for as long as it is played. */
async function addTo(
  cli: Cli,
  hub: HubClient,
  ready: Ready,
  simulator: string,
): Promise<AsyncDisposable> {
  const { transport, port, description } = ready
  // What is read as one of many is called what is played; all others are called what they are.
  const name = description.startsWith('generic-') && titled(simulator)
  await sweepRig(cli, hub)
  const { id } = await hub.call<{ id: string }>('POST', '/api/v1/devices', {
    ...{ transport, port, description, simulated: true, player: 'simulator' },
    ...(name && { name }),
  })
  cli.err(`${id} is in the rig, at ${port}\n`)
  return {
    [Symbol.asyncDispose]: () =>
      takeBack(
        cli,
        `/api/v1/devices/${id}`,
        `${id} stays in the rig: rigsong devices remove ${id}`,
      ),
  }
}

/** What is typed goes to the simulator, which ends with whoever types; a script may leave it alone. */
async function drive(cli: Cli, child: ChildProcess): Promise<void> {
  for await (const line of cli.lines()) child.stdin!.write(`${line}\n`)
  if (cli.attended) child.stdin!.end()
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

/** 'midi-clock' is 'Midi clock'. */
const titled = (word: string): string =>
  `${word[0]?.toUpperCase()}${word.slice(1).replaceAll('-', ' ')}`
