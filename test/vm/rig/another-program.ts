import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { constants, openSync } from 'node:fs'
import type { MidiMessage } from '#core/midi/message.ts'
import {
  openSequencerInput,
  type SequencerOutput,
  sequencerOutput,
} from '#firmware-bridge/transports/alsa.ts'
import { systemClock } from '#runtime/clock.ts'

type Ask =
  | { readonly ask: 'hear' | 'connect'; readonly name: string }
  | { readonly ask: 'play'; readonly bytes: readonly number[] }
  | { readonly ask: 'hold'; readonly path: string }
type Told =
  | { readonly told: 'done' }
  | { readonly told: 'failed'; readonly why: string }
  | { readonly told: 'heard'; readonly bytes: number[] }

/** Another program of this machine that uses MIDI, in a process of its own. */
export type AnotherProgram = AsyncDisposable & {
  readonly pid: number
  /** Everything that it heard. */
  heard(): readonly number[]
  /** Hears a port of the sequencer. */
  hear(name: string): Promise<void>
  /** Plays to a port of the sequencer from now on. */
  connect(name: string): Promise<void>
  play(bytes: readonly number[]): Promise<void>
  /** Takes the output of a card for itself. */
  hold(path: string): Promise<void>
}

export async function openAnotherProgram(): Promise<AnotherProgram> {
  const child: ChildProcess = fork(import.meta.filename, { stdio: 'inherit' })
  const heard: number[] = []
  const asked: PromiseWithResolvers<void>[] = []
  child.on('message', (word: Told) => {
    if (word.told === 'heard') heard.push(...word.bytes)
    else if (word.told === 'done') asked.shift()?.resolve()
    else asked.shift()?.reject(new Error(word.why))
  })
  await once(child, 'spawn')
  const ask = (question: Ask): Promise<void> => {
    const answer = Promise.withResolvers<void>()
    asked.push(answer)
    child.send(question)
    return answer.promise
  }
  return {
    pid: child.pid!,
    heard: () => heard,
    hear: (name) => ask({ ask: 'hear', name }),
    connect: (name) => ask({ ask: 'connect', name }),
    play: (bytes) => ask({ ask: 'play', bytes }),
    hold: (path) => ask({ ask: 'hold', path }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

const tell = (told: Told): void => void process.send!(told)

function run(): void {
  let output: SequencerOutput | undefined

  function answer(question: Ask): void {
    switch (question.ask) {
      case 'hear': {
        const hear = (_message: MidiMessage, bytes: Uint8Array): void =>
          tell({ told: 'heard', bytes: [...bytes] })
        openSequencerInput(question.name, { hear }, { clock: systemClock })
        return
      }
      case 'connect':
        output = sequencerOutput({ name: question.name, at: 'program' })
        return
      case 'play':
        output!.write(Uint8Array.from(question.bytes), 0, question.bytes.length)
        return
      case 'hold':
        openSync(question.path, constants.O_WRONLY | constants.O_NONBLOCK)
    }
  }

  process.on('message', (question: Ask) => {
    try {
      answer(question)
      tell({ told: 'done' })
    } catch (error) {
      tell({ told: 'failed', why: String(error) })
    }
  })
}

if (import.meta.main) run()
