import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Ready, ServiceReady } from '#simulators/console.ts'

/** A simulator process as a person drives it. */
export type Simulator<R = Ready> = AsyncDisposable & {
  readonly ready: R
  /** Says a line and waits until it is done; throws where the simulator cannot. */
  say(line: string): Promise<void>
  /** Waits until the simulator has heard this of the hub, now or before. */
  hears(fits: (says: string) => boolean): Promise<string>
  heard(): readonly string[]
  /** Ends its process at once, as a power cut would. */
  kill(): Promise<void>
}

type Told = {
  told: 'ready' | 'done' | 'failed' | 'heard'
  why?: string
  says?: string
}

/** @example await using keys = await startSimulator('keyboard'); await keys.say('press 60') */
export async function startSimulator<R extends Ready | ServiceReady = Ready>(
  name: string,
  ...words: readonly string[]
): Promise<Simulator<R>> {
  const program = new URL(`../../simulators/${name}-process.ts`, import.meta.url)
  const child = spawn(process.execPath, ['--no-warnings', program.pathname, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const told = new EventEmitter()
  told.setMaxListeners(0)
  const heard: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const word = JSON.parse(line) as Told
    if (word.told === 'heard') heard.push(word.says!)
    told.emit(word.told === 'failed' ? 'done' : word.told, word)
  })
  const [ready] = (await once(told, 'ready')) as [R]

  return {
    ready,
    async say(line) {
      const answered = once(told, 'done') as Promise<[Told]>
      child.stdin.write(`${line}\n`)
      const [answer] = await answered
      if (answer.told === 'failed') throw new Error(answer.why)
    },
    async hears(fits) {
      for (;;) {
        const found = heard.find(fits)
        if (found !== undefined) return found
        await once(told, 'heard')
      }
    },
    heard: () => heard,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.stdin.end('quit\n')
      await gone
    },
  }
}
