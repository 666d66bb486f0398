import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { Author } from '#core/score/author.ts'
import type { ForeignBus } from '#runtime/bus/transport.ts'
import type { Log } from '#runtime/log.ts'
import type { Commands } from './commands.ts'
import type { Herald } from './herald.ts'
import type { Journal } from './journal/journal.ts'
import type { RigKeeper } from './rig-keeper.ts'
import type { Screens } from './screens.ts'
import type { Stage } from './stage.ts'

/** The bus as live needs it: one that also says when it comes and goes. */
export type LiveBus = Bus &
  Partial<ForeignBus> & { onConnection?(fn: (up: boolean) => void): Disposable }

export type JoinParts = {
  readonly herald: Herald
  readonly screens: Pick<Screens, 'hear' | 'loseAll'>
  readonly journal: Pick<Journal, 'push'>
  readonly foreign: { join(bus: ForeignBus): void }
  readonly commands: Pick<Commands, 'own' | 'takeOver'>
  readonly stage: Pick<Stage, 'own' | 'authorOf'>
  readonly rigs: Pick<RigKeeper, 'follow'>
  /** Whose hand plays on it; undefined where there is no such device. */
  readonly authorOf: (device: string) => Author | undefined
  /** A piece was made. */
  readonly newest: (piece: string) => void
  /** Who plans pieces, in the order they are asked. */
  readonly chained: (chain: Payload<'providers'>['chain']) => void
  readonly log: Log
}

/** Says everything to this bus from now on, does what it commands, and hears what concerns live. */
export async function joinBus(bus: LiveBus, parts: JoinParts): Promise<void> {
  const { herald, screens, journal, foreign, commands, stage, rigs, authorOf, log } = parts
  herald.join(bus)
  bus.onConnection?.((up) => {
    // Who played through the hub is gone with it; the devices here play on.
    if (!up) return screens.loseAll()
    herald.repeat()
    journal.push()
  })
  if (bus.listen && bus.say) foreign.join({ listen: bus.listen, say: bus.say })
  await commands.own(bus)
  await stage.own(bus)
  await bus.subscribe('piece', ({ payload }) => {
    if (payload.change !== 'added') return
    parts.newest(payload.piece)
    if (payload.upgrades === undefined) return
    commands
      .takeOver(payload.piece, payload.upgrades)
      .catch((cause: unknown) => log.warn('better piece not taken', { cause }))
  })
  await bus.subscribe('command-midi', ({ payload, words }) => {
    // The name of a device of the rig would sign these notes with another's hand.
    if (words.device && !stage.authorOf(words.device)) screens.hear(words.device, payload)
  })
  await bus.subscribe('device', ({ payload: { device }, retained }) => {
    // Kept by the broker from a live or a connection that ended without a word.
    if (retained && !authorOf(device)) herald.forget('device', { device })
  })
  await bus.subscribe('rig', ({ payload }) => rigs.follow(payload))
  await bus.subscribe('providers', ({ payload }) => parts.chained(payload.chain))
}
