import type { Payload } from '#core/bus/topics.ts'

/** Whose hands are on the keys until somebody says a name. */
export const somebody = 'player'

/** The sitting at the rig that this start of live is. */
export function openSitting(
  begun: Pick<Payload<'session'>, 'session' | 'startedAt' | 'player'>,
  say: (state: Payload<'session'>) => void,
) {
  let state: Payload<'session'> = { ...begun, phrases: 0 }
  const become = (next: Payload<'session'>): void => {
    state = next
    say(state)
  }
  say(state)
  return {
    id: begun.session,
    player: (): string => state.player,
    rename: (player: string) => become({ ...state, player }),
    phrase: () => become({ ...state, phrases: state.phrases + 1 }),
  }
}
