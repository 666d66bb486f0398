import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Transport } from '#core/rig/transports.ts'
import { simulatorConsole } from './console.ts'
import { openLead } from './lead.ts'

/** `rigsong simulate replay FILE [fast]`: the device of a recording, as it was or as fast as it goes. */
type About = {
  readonly device: string
  readonly transport: Transport
  readonly description: string
}
type Piece = { readonly ms: number; readonly to: 'hub' | 'device'; readonly hex: string }

const [file, pace] = process.argv.slice(2)
if (file === undefined) throw new Error('Say which recording: rigsong simulate replay FILE.')
const [about, ...pieces] = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line)) as [About, ...Piece[]]
/** A hub that does not ask what it asked when this was recorded gets the answer all the same. */
const patienceMs = 2000

let heardBytes = 0
let turn = 0
const lead = openLead(about.device, (bytes) => {
  heardBytes += bytes.length
})

async function play(): Promise<void> {
  const mine = ++turn
  let lastMs = 0
  let wantedBytes = 0
  heardBytes = 0
  for (const { ms, to, hex } of pieces) {
    if (mine !== turn) return
    if (to === 'device') {
      wantedBytes += hex.length / 2
      await heard(wantedBytes)
    } else {
      if (pace !== 'fast') await sleep(Math.max(0, ms - lastMs))
      lead.write(Buffer.from(hex, 'hex'))
    }
    lastMs = ms
  }
  console.heard('the end')
}

async function heard(wantedBytes: number): Promise<void> {
  for (let waitedMs = 0; heardBytes < wantedBytes && waitedMs < patienceMs; waitedMs += 5)
    await sleep(5)
}

const console = simulatorConsole({
  ready: {
    transport: about.transport,
    port: lead.path,
    description: about.description,
    says: 'play, stop, unplug, plug, quit',
  },
  commands: {
    play: { words: 'play', do: () => void play() },
    stop: {
      words: 'stop',
      do() {
        turn += 1
      },
    },
    unplug: { words: 'unplug', do: lead.unplug },
    plug: { words: 'plug', do: lead.plug },
  },
  close() {
    turn += 1
    lead.close()
  },
})
await console.ended
process.exit(0)
