import { chanceOf } from '../chance.ts'
import type { CarState } from '../vehicle/vehicle.ts'

/** What is wrong with a cheap adapter. */
export const elmDefects = ['drop-bytes', 'liar', 'stopped'] as const
export type ElmDefect = (typeof elmDefects)[number]

/** An ELM327 in the socket of a car, as its data sheet and its clones behave. */
export type Elm327 = {
  /** What the other end wrote. */
  hear(bytes: Uint8Array): void
  /**
   * - drop-bytes: loses one byte in about 40 of what it says
   * - liar: says it is a v2.1, knows no ATS0 and claims every PID
   * - stopped: ends every fifth request with STOPPED
   */
  defect(which: ElmDefect, on: boolean): void
  close(): void
}

export type Elm327Parts = {
  readonly car: () => CarState
  readonly say: (bytes: Uint8Array) => void
  /** What was asked, for whoever watches. */
  readonly asked?: (word: string) => void
  readonly seed?: number
  /** Calls back after so long. */
  readonly later: (act: () => void, ms: number) => { cancel(): void }
}

/** What each PID of mode 01 says of the car, as the bytes of SAE J1979. */
const values: Readonly<Record<string, (car: CarState) => readonly number[]>> = {
  '04': (car) => [eighth(car.loadPercent * 2.55)],
  '05': (car) => [eighth(car.coolantC + 40)],
  '0C': (car) => [eighth((car.engineRpm * 4) / 256, Math.floor), (car.engineRpm * 4) & 255],
  '0D': (car) => [eighth(car.speedKmh)],
  '0F': (car) => [eighth(car.intakeAirC + 40)],
  '11': (car) => [eighth(car.throttlePercent * 2.55)],
  '2F': (car) => [eighth(car.fuelPercent * 2.55)],
}

const eighth = (value: number, round = Math.round): number =>
  Math.max(0, Math.min(255, round(value)))

const hex = (bytes: readonly number[], gap: string): string =>
  bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(gap)

/** What an adapter does about a request. */
type Work = { readonly ms: number; readonly lines: () => readonly string[] }

const resetMs = 840
const settingMs = 15
const searchMs = 1400

export function elm327({ car, say, asked, seed = 1, later }: Elm327Parts): Elm327 {
  const chance = chanceOf(seed)
  const defects = new Set<ElmDefect>()
  let echo = true
  let spaces = true
  let feeds = false
  let searched = false
  let line = ''
  let last = ''
  let requests = 0
  let working: { cancel(): void } | undefined

  function out(text: string): void {
    const kept = [...text].filter(() => !defects.has('drop-bytes') || chance() >= 1 / 40)
    if (kept.length > 0) say(Buffer.from(kept.join(''), 'latin1'))
  }

  const newLine = (): string => (feeds ? '\r\n' : '\r')
  const answer = (...lines: readonly string[]): void => {
    working = undefined
    out(`${lines.map((one) => one + newLine()).join('')}${newLine()}>`)
  }
  function obey(word: string): void {
    asked?.(word)
    const { ms, lines } = workOf(word)
    working = later(() => answer(...lines()), ms)
  }

  /** How long it takes, and what is answered then. */
  function workOf(word: string): Work {
    if (word === 'ATZ') return { ms: resetMs, lines: reset }
    if (word.startsWith('AT')) return { ms: settingMs, lines: () => [set(word.slice(2))] }
    if (/^01[0-9A-F]{2}1?$/.test(word)) return ask(word.slice(2, 4))
    return { ms: settingMs, lines: () => ['?'] }
  }

  function reset(): readonly string[] {
    echo = true
    spaces = true
    feeds = false
    searched = false
    return ['', '', banner()]
  }

  const banner = (): string => (defects.has('liar') ? 'ELM327 v2.1' : 'ELM327 v1.5')

  function set(word: string): string {
    if (word === 'I') return banner()
    if (word === 'E0' || word === 'E1') echo = word === 'E1'
    else if (word === 'L0' || word === 'L1') feeds = word === 'L1'
    else if (word === 'S0' || word === 'S1') {
      if (defects.has('liar')) return '?'
      spaces = word === 'S1'
    } else if (word === 'SP0') searched = false
    else if (word === 'RV') return '12.6V'
    else if (word === 'DPN') return 'A6'
    else if (word !== 'H0') return '?'
    return 'OK'
  }

  function ask(pid: string): Work {
    requests += 1
    if (defects.has('stopped') && requests % 5 === 0)
      return { ms: settingMs, lines: () => ['STOPPED'] }
    const { ignition } = car()
    if (!searched) {
      out(`SEARCHING...${newLine()}`)
      return { ms: searchMs, lines: () => (ignition ? found(pid) : ['UNABLE TO CONNECT']) }
    }
    if (!ignition) return { ms: 200, lines: () => ['NO DATA'] }
    return { ms: 30 + chance() * 170, lines: () => found(pid) }
  }

  function found(pid: string): readonly string[] {
    searched = true
    const bytes = said(pid)
    return bytes
      ? [hex([0x41, Number.parseInt(pid, 16), ...bytes], spaces ? ' ' : '')]
      : ['NO DATA']
  }

  function said(pid: string): readonly number[] | undefined {
    const number = Number.parseInt(pid, 16)
    if (number % 32 === 0) return bitmap(number)
    return values[pid]?.(car())
  }

  /** The PIDs of the 32 that follow, the first in the highest bit; the last says whether there are more. */
  function bitmap(base: number): readonly number[] | undefined {
    if (base > 0x40) return undefined
    if (defects.has('liar')) return [255, 255, 255, 255]
    const bytes = [0, 0, 0, 0]
    for (let i = 0; i < 32; i++) {
      const pid = base + 1 + i
      const name = hex([pid], '')
      if (name in values || (pid % 32 === 0 && pid <= 0x20)) bytes[i >> 3]! |= 0x80 >> (i & 7)
    }
    return bytes
  }

  function take(char: string): void {
    if (working) {
      // Any byte stops what it is doing, and is lost.
      working.cancel()
      answer('STOPPED')
      return
    }
    if (echo) out(char === '\r' ? newLine() : char)
    if (char === '\n' || char === ' ' || char === '\0') return
    if (char !== '\r') {
      line += char.toUpperCase()
      return
    }
    const word = line === '' ? last : line
    line = ''
    last = word
    if (word !== '') obey(word)
  }

  return {
    hear(bytes) {
      for (const char of Buffer.from(bytes).toString('latin1')) take(char)
    },
    defect(which, on) {
      if (on) defects.add(which)
      else defects.delete(which)
    },
    close: () => working?.cancel(),
  }
}
