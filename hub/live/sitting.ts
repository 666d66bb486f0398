import type { Payload } from '#core/bus/topics.ts'

/** Whose hands are on the keys until somebody says a name. */
export const somebody = 'player'

/** The sitting at the rig that this start of live is. */
export function openSitting(
  session: string,
  startedAt: string,
  say: (state: Payload<'session'>) => void,
) {
  let state: Payload<'session'> = { session, startedAt, player: somebody, phrases: 0 }
  const become = (next: Payload<'session'>): void => {
    state = next
    say(state)
  }
  say(state)
  return {
    id: session,
    player: (): string => state.player,
    rename: (player: string) => become({ ...state, player }),
    phrase: () => become({ ...state, phrases: state.phrases + 1 }),
  }
}
