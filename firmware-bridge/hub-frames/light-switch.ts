/** The lights of a board as one mask, said no oftener than the line likes. */
export type LightSwitch = {
  /** Sets one light, from 0; what is on is remembered while the board is away. */
  set(light: number, on: boolean): void
  /** Says the lights as they are, now: after the opening, and every while in case it was lost. */
  repeat(): void
  /** The board is going: nothing is said later. */
  stop(): void
}

/** A hundred times a second; a SET has 9 bytes of the 25,000 a second there is room for. */
const everyMs = 10

/** @param say is called only after `repeat` and before `stop` */
export function lightSwitch(say: (lights: number) => void): LightSwitch {
  let lights = 0
  let said = 0
  let state: 'away' | 'ready' | 'resting' = 'away'
  let resting: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(resting)
    said = lights
    say(lights)
    state = 'resting'
    resting = setTimeout(() => {
      state = 'ready'
      if (lights !== said) flush()
    }, everyMs)
  }

  return {
    set(light, on) {
      lights = on ? lights | (1 << light) : lights & ~(1 << light)
      if (state === 'ready' && lights !== said) flush()
    },
    repeat: flush,
    stop() {
      clearTimeout(resting)
      state = 'away'
    },
  }
}
