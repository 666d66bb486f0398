import { number } from '../field.ts'
import { presence as watch } from '../logic/presence.ts'
import { nodeKind } from '../node-kind.ts'
import type { Message } from '../red.ts'
import { isOn } from '../words.ts'

export const presence = nodeKind({
  type: 'rigsong-presence',
  label: 'presence',
  group: 'shape',
  icon: 'fa-male',
  says: 'Whether somebody is there, from a sensor that blinks.',
  takes: '`msg.payload`: true or 0.5 and more where somebody is seen.',
  gives: [
    { label: 'there', says: 'once when somebody came, `msg.payload` is true' },
    { label: 'gone', says: 'once when nobody is left, `msg.payload` is false' },
  ],
  example:
    'There after 500 ms, gone after 30000 ms: the museum room begins to play when somebody stays, and falls silent half a minute after the last one left.',
  fields: {
    arriveMs: number({
      label: 'There after',
      fallback: 500,
      least: 0,
      most: 3_600_000,
      unit: 'ms',
    }),
    leaveMs: number({
      label: 'Gone after',
      fallback: 30_000,
      least: 0,
      most: 86_400_000,
      unit: 'ms',
    }),
  },
  needsHub: false,
  start(stage) {
    const watching = watch(stage.values)
    let looking: Disposable | undefined

    function settle(
      { changed, lookAgainMs }: ReturnType<typeof watching.look>,
      message: Message,
    ): void {
      looking?.[Symbol.dispose]()
      looking =
        lookAgainMs === undefined
          ? undefined
          : stage.after(lookAgainMs, () => settle(watching.look(stage.clock.now()), message))
      if (changed === undefined) return
      stage.tell(changed ? 'fine' : 'waiting', changed ? 'somebody is there' : 'nobody is there')
      const told = { ...message, payload: changed }
      stage.emit(changed ? [told, null] : [null, told])
    }

    return (message) => settle(watching.see(isOn(message), stage.clock.now()), message)
  },
})
