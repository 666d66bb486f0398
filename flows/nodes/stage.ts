import type { Bus, Heard } from '#core/bus/bus.ts'
import type { Answer, Ask, CommandName, TopicName, TopicWords } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError, reportOf } from '#core/errors.ts'
import type { Typed } from './field.ts'
import type { HubLink } from './hub-link.ts'
import type { Message, Red, RedNode, Sent, Status } from './red.ts'

/** How a node is: fine, at work, waiting for something, in trouble. */
export type Mood = 'fine' | 'working' | 'waiting' | 'trouble'

/** What a node stands on while it is deployed. All that is opened on it goes with it. */
export type Stage<V = unknown> = {
  readonly values: V
  readonly clock: Clock
  /** Whether the hub's clock is ours. */
  readonly sameMachine: boolean
  /** A few words under the node. */
  tell(mood: Mood, words: string): void
  /** Sends what comes of itself, not of a message. */
  emit(sent: Sent): void
  /** Calls once, after so many ms, unless the node is gone or it is disposed of before. */
  after(delayMs: number, then: () => void): Disposable
  /** Hears a topic from now on; a refusal shows under the node. */
  hear<N extends TopicName>(name: N, hear: (heard: Heard<N>) => void, words?: TopicWords): void
  /** Asks once, shows how it goes, and throws the refusal. */
  ask<N extends CommandName>(name: N, command: Ask<N>): Promise<Answer<N>>
  /** What a typed field stands for, with this message. */
  read(typed: Typed, message: Message): Promise<unknown>
}

const looks: Readonly<Record<Mood, Pick<Status, 'fill' | 'shape'>>> = {
  fine: { fill: 'green', shape: 'dot' },
  working: { fill: 'blue', shape: 'ring' },
  waiting: { fill: 'grey', shape: 'ring' },
  trouble: { fill: 'red', shape: 'ring' },
}

/** Five seconds of a busy pad; more, and a hub that is back would be asked what nobody wants any more. */
const mostUnanswered = 250

/** A status goes to every open editor: a knob must not send hundreds of them. */
const statusEveryMs = 250

export function openStage<V>(
  { red, node, link }: { readonly red: Red; readonly node: RedNode; readonly link: HubLink },
  values: V,
): Stage<V> & Disposable {
  const open = new Set<Disposable>()
  const timers = openTimers()
  const status = statusOf(node, timers.after)
  let gone = false
  let unanswered = 0

  const tell = (mood: Mood, words: string): void => {
    // The one that was deployed after it has the same place for its words.
    if (!gone) status({ ...looks[mood], text: words })
  }
  const trouble = (cause: unknown): void => {
    const { code, message, hint } = reportOf(cause)
    tell('trouble', code)
    node.error(`${message}. ${hint}`)
  }
  const hearOn = async (listen: (bus: Bus) => Promise<Disposable>): Promise<void> => {
    const subscription = await listen(await link.bus())
    if (gone) subscription[Symbol.dispose]()
    else open.add(subscription)
  }
  open.add(
    link.onConnection((up) => tell(up ? 'fine' : 'trouble', up ? 'hub is there' : 'hub is away')),
  )

  return {
    values,
    clock: link.clock,
    sameMachine: link.sameMachine,
    tell,
    emit: (sent) => {
      if (!gone) node.send(sent)
    },
    after: timers.after,
    hear: (name, hear, words) => {
      hearOn((bus) => bus.subscribe(name, (heard) => !gone && hear(heard), words)).catch(
        (cause) => !gone && trouble(cause),
      )
    },
    async ask(name, command) {
      if (unanswered >= mostUnanswered) throw tooFast(name)
      tell('working', `${name} …`)
      unanswered += 1
      const asking = link.bus().then((bus) => (gone ? undefined : bus.ask(name, command)))
      const answer = await asking
        .catch((cause) => {
          if (!gone) throw cause
        })
        .finally(() => {
          unanswered -= 1
        })
      if (gone || answer === undefined) return forgotten()
      tell('fine', name)
      return answer
    },
    read: ({ value, type }, message) =>
      new Promise((resolve, reject) => {
        red.util.evaluateNodeProperty(value, type, node, message, (error, found) =>
          error ? reject(error) : resolve(found),
        )
      }),
    [Symbol.dispose]() {
      gone = true
      timers.clear()
      for (const one of open) one[Symbol.dispose]()
    },
  }
}

/** What came of a question of a node that is gone: nobody acts on it any more. */
const forgotten = (): Promise<never> => new Promise(() => {})

const tooFast = (name: CommandName): HubError =>
  new HubError('limit-exceeded', `${name} is asked faster than it is answered`, {
    hint: 'Put a debounce node before this one.',
  })

type After = Stage['after']

/** Shows the newest within a moment, however many come. */
function statusOf(node: RedNode, after: After): (status: Status) => void {
  let waiting: Status | undefined
  let resting = false
  const show = (status: Status): void => {
    node.status(status)
    resting = true
    after(statusEveryMs, () => {
      resting = false
      const next = waiting
      waiting = undefined
      if (next) show(next)
    })
  }
  return (status) => {
    if (resting) waiting = status
    else show(status)
  }
}

/** Timers that end with the stage. */
function openTimers(): { readonly after: After; clear(): void } {
  const running = new Set<NodeJS.Timeout>()
  const end = (timer: NodeJS.Timeout): void => {
    running.delete(timer)
    clearTimeout(timer)
  }
  return {
    after(delayMs, then) {
      const fire = (): void => {
        running.delete(timer)
        then()
      }
      // Beyond that, setTimeout would fire at once.
      const timer = setTimeout(fire, Math.min(Math.max(0, delayMs), 2 ** 31 - 1))
      running.add(timer)
      return { [Symbol.dispose]: () => end(timer) }
    },
    clear() {
      for (const timer of running) end(timer)
    },
  }
}
