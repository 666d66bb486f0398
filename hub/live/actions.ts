import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { HubError, reportOf } from '#core/errors.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { Log } from '#runtime/log.ts'
import type { Commands } from './commands.ts'
import type { Conversation } from './conversation.ts'
import type { Actions } from './mapping/press-actions.ts'

/** What a control can do, done by the same hands that do the commands. */
export type ControlActions = Omit<Actions, 'macro' | 'note'> & {
  /** A piece came to be: it is what plays when nothing has played yet. */
  newest(piece: string): void
}

/** @param bus the hub, where there is one: it composes */
export function controlActions({
  commands,
  transport,
  conversation,
  clock,
  log,
  newId,
  bus,
}: {
  commands: Commands
  transport: Transport
  conversation: Conversation
  clock: Clock
  log: Log
  newId: () => string
  bus: () => Bus | undefined
}): ControlActions {
  let newest: string | undefined

  /** A pad has nobody to tell but the log. */
  function does(what: string, done: Promise<unknown>): void {
    done.catch((cause: unknown) => log.warn('control did nothing', { what, ...reportOf(cause) }))
  }

  function play(): void {
    const piece = commands.lastPiece() ?? newest
    if (commands.playing()) commands.stop()
    else if (piece !== undefined) does('play', commands.play({ id: newId(), piece }))
  }

  async function generate(prompt: string | undefined): Promise<void> {
    const hub = bus()
    if (!hub)
      throw new HubError('hub-unreachable', 'there is no hub to compose', {
        hint: 'It comes back within seconds; press again.',
      })
    const { piece } = await hub.ask('generate', prompt === undefined ? {} : { prompt })
    await commands.play({ id: newId(), piece })
  }

  return {
    play,
    stop: () => void commands.stop(),
    panic: () => void commands.panic(),
    tempo: (bpm) => transport.setTempo(bpm, 'command', clock.now()),
    generate: (prompt) => does('generate', generate(prompt)),
    keep: (lastMs) =>
      does('keep', commands.keep({ id: newId(), ...(lastMs !== undefined && { lastMs }) })),
    answering: (on) =>
      void commands.set({ id: newId(), answering: on ?? !conversation.answering() }),
    accompany: (accompaniment) => void commands.set({ id: newId(), accompaniment }),
    newest(piece) {
      newest = piece
    },
  }
}
