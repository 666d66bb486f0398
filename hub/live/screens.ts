import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { type MidiStreamParser, midiStreamParser } from '#core/midi/stream-parser.ts'
import type { Author } from '#core/score/author.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { Router } from './router.ts'

/** Keyboards of pages and programs: devices that come with their first byte. */
export type Screens = {
  hear(device: string, bytes: Uint8Array): void
  authorOf(device: string): Author | undefined
  /** The hub is away, and whoever played through it: their notes are released. */
  loseAll(): void
  /** Whose hands the pages are from now on. */
  rename(player: string): void
}

type Screen = { readonly parser: MidiStreamParser; heardMs: number }

/** Nobody plays on a page that said nothing for this long. */
const idleMs = 600_000

/** What the hub sends for a page whose socket closed: all notes off, channel 1. */
const isFarewell = (bytes: Uint8Array): boolean =>
  bytes.length === 3 && bytes[0] === 0xb0 && bytes[1] === 123 && bytes[2] === 0

export function openScreens({
  router,
  clock,
  player,
  say,
  forget,
  moved,
  lost,
}: {
  router: Router
  clock: Clock
  player: string
  say: (state: Payload<'device'>) => void
  forget: (device: string) => void
  /** A controller of the page moved. */
  moved: (event: ControlEvent) => void
  /** It is gone, and what its controls held by mappings. */
  lost: (device: string) => void
}): Screens {
  const screens = new Map<string, Screen>()
  let hands = player

  function appear(device: string): Screen {
    const parser = midiStreamParser({
      onMessage(message, bytes) {
        const atMs = clock.now()
        router.hear(device, message, bytes, atMs)
        if (message.type === 'control-change') moved(knobOf(device, message, atMs))
      },
    })
    const screen = { parser, heardMs: clock.now() }
    screens.set(device, screen)
    tell(device, 'live')
    return screen
  }

  function tell(device: string, status: 'live' | 'absent'): void {
    const hint = status === 'absent' ? { hint: 'The page was closed.' } : {}
    say({ device, name: 'Screen keys', transport: 'screen', status, player: hands, ...hint })
  }

  function lose(device: string): void {
    lost(device)
    router.lose(device, clock.now())
    screens.delete(device)
    tell(device, 'absent')
    forget(device)
  }

  function loseIdle(): void {
    for (const [device, { heardMs }] of [...screens])
      if (clock.now() - heardMs > idleMs) lose(device)
  }

  return {
    hear(device, bytes) {
      const known = screens.get(device)
      if (isFarewell(bytes)) {
        if (known) lose(device)
        return
      }
      if (!known) loseIdle()
      const screen = known ?? appear(device)
      screen.heardMs = clock.now()
      screen.parser.push(bytes)
    },
    authorOf: (device) =>
      screens.has(device) ? { kind: 'human', player: hands, device } : undefined,
    loseAll() {
      for (const device of [...screens.keys()]) lose(device)
    },
    rename(next) {
      hands = next
      for (const device of screens.keys()) tell(device, 'live')
    },
  }
}

type ControlChange = Extract<MidiMessage, { type: 'control-change' }>

const knobOf = (
  device: string,
  { controller, value: raw }: ControlChange,
  atMs: number,
): ControlEvent => ({
  ...{ device, control: `cc-${controller}`, kind: 'continuous', value: raw / 127, raw, atMs },
})
