import { setTimeout as sleep } from 'node:timers/promises'
import { simulatorConsole } from './console.ts'
import { dinKeyboard } from './din-keyboard.ts'
import { openLead } from './lead.ts'

/** `rigsong simulate keyboard`: a keyboard with a DIN plug that a person, a test or itself plays. */
const lead = openLead('keyboard', hear)
const keys = dinKeyboard((bytes) => lead.write(Uint8Array.from(bytes)), { runningStatus: true })
const tune = [60, 64, 67, 72]
const noteMs = 500
let playing = false

const pitchOf = (word: string | undefined): number => Number(word)

async function play(): Promise<void> {
  playing = true
  while (playing) {
    for (const pitch of tune) {
      if (!playing) return
      await keys.press(pitch)
      await sleep(noteMs * 0.8)
      await keys.lift(pitch)
      await sleep(noteMs * 0.2)
    }
    // Long enough for a phrase to end and be answered.
    await sleep(noteMs * 16)
  }
}

/** What the hub plays on us, a note a line. */
function hear(bytes: Uint8Array): void {
  for (let at = 0; at + 2 < bytes.length; at++) {
    const sounds = (bytes[at]! & 0xf0) === 0x90 && bytes[at + 2]! > 0
    if (sounds) console.heard(`note ${bytes[at + 1]}`)
  }
}

const console = simulatorConsole({
  ready: {
    transport: 'din',
    port: lead.path,
    description: 'generic-din',
    says: 'press 60, lift 60, pedal 1, play, rest, unplug, plug, quit',
  },
  commands: {
    press: {
      words: 'press <0..127> [1..127]',
      do: ([pitch, velocity]) => keys.press(pitchOf(pitch), Number(velocity ?? 96)),
    },
    lift: { words: 'lift <0..127>', do: ([pitch]) => keys.lift(pitchOf(pitch)) },
    pedal: { words: 'pedal <0..1>', do: ([down]) => keys.pedal(down !== '0') },
    play: { words: 'play', do: () => void play() },
    rest: {
      words: 'rest',
      do() {
        playing = false
      },
    },
    unplug: { words: 'unplug', do: lead.unplug },
    plug: { words: 'plug', do: lead.plug },
  },
  close() {
    playing = false
    lead.close()
  },
})
await console.ended
process.exit(0)
