import { chanceOf } from './chance.ts'
import { simulatorConsole } from './console.ts'
import { openLead } from './lead.ts'
import { clockSource } from './midi-clock/source.ts'

/** `rigsong simulate midi-clock`: a drum machine that sends MIDI clock, as badly as one wants. */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
const lead = openLead('midi-clock', hear)
const source = clockSource(chanceOf(1), nowMs())
let ticked = 0
let timer: NodeJS.Timeout

function turn(): void {
  const { bytes, nextMs } = source.due(nowMs())
  if (bytes.length > 0) lead.write(Uint8Array.from(bytes))
  timer = setTimeout(turn, Math.max(0, nextMs - nowMs()))
}

const namesOfBytes: Readonly<Record<number, string>> = {
  250: 'start',
  251: 'continue',
  252: 'stop',
}

/** What the hub sends us: notes, and where its transport is; of its ticks every 24th. */
function hear(bytes: Uint8Array): void {
  for (const [at, byte] of bytes.entries()) {
    const name = namesOfBytes[byte]
    if (name) console.heard(name)
    if (byte === 0xf8 && ticked++ % 24 === 0) console.heard(`beat ${Math.floor(ticked / 24)}`)
    if ((byte & 0xf0) === 0x90 && bytes[at + 2]! > 0) console.heard(`note ${bytes[at + 1]}`)
  }
}

const console = simulatorConsole({
  ready: {
    transport: 'din',
    port: lead.path,
    description: 'generic-din',
    says: 'start, stop, continue, tempo 126, ramp 140 16, jitter 10, drop 4, missing 0.01, doubled 0.01, position 64, where, unplug, plug, quit',
  },
  commands: {
    start: { words: 'start', do: source.start },
    stop: { words: 'stop', do: source.stop },
    continue: { words: 'continue', do: source.resume },
    position: {
      words: 'position <0..16383>',
      do: ([sixteenths]) => source.locate(Number(sixteenths)),
    },
    tempo: { words: 'tempo <20..300>', do: ([bpm]) => source.tempo(Number(bpm)) },
    ramp: {
      words: 'ramp <20..300> <1..1000>',
      do: ([bpm, beats]) => source.ramp(Number(bpm), Number(beats)),
    },
    jitter: { words: 'jitter <0..50>', do: ([ms]) => source.spoil({ jitterMs: Number(ms) }) },
    missing: { words: 'missing <0..1>', do: ([share]) => source.spoil({ missing: Number(share) }) },
    doubled: { words: 'doubled <0..1>', do: ([share]) => source.spoil({ doubled: Number(share) }) },
    drop: { words: 'drop <0..1000>', do: ([beats]) => source.dropOut(Number(beats)) },
    where: {
      words: 'where',
      do() {
        const atMs = nowMs()
        console.heard(`at ${atMs} ${source.beatAt(atMs)}`)
      },
    },
    unplug: { words: 'unplug', do: lead.unplug },
    plug: { words: 'plug', do: lead.plug },
  },
  close() {
    clearTimeout(timer)
    lead.close()
  },
})
turn()
await console.ended
process.exit(0)
