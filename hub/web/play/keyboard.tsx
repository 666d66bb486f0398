import { useSignal } from '@preact/signals'
import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { pitchName } from '#core/music/pitch.ts'
import { type SoundName, soundNames, sounds } from '#core/score/sounds.ts'
import { computerKeys, whitesFor } from '../elements/key-geometry.ts'
import { defineElement, RsKeys } from '../elements/rs-keys.ts'
import { Icon } from '../shell/icon.tsx'
import { type Studio, useStudio } from '../studio.ts'
import { say } from '../words/say.ts'
import { playOrStop } from './play-or-stop.ts'
import { Toggle } from './toggle.tsx'

const typedVelocity = 92
const lowestC = 24
const highestC = 84

/** The first controller: keys for fingers, mouse and the computer's own keyboard. */
export function Keyboard() {
  const studio = useStudio()
  const element = useRef<RsKeys>(null)
  const whites = useSignal(0)
  const octaveC = useSignal(octaveOf(studio.memory.get('octave')))
  const typed = useSignal(typedAtFirst(studio.memory.get('keys-play')))
  defineElement('rs-keys', RsKeys)

  const move = (octaves: number): void => {
    const next = octaveC.value + 12 * octaves
    if (next < lowestC || next > highestC) return
    octaveC.value = next
    studio.memory.set('octave', String(next))
  }
  const turn = (on: boolean): void => {
    typed.value = on
    studio.memory.set('keys-play', on ? 'on' : 'off')
  }

  useEffect(() => {
    const keys = element.current
    if (!keys) return
    keys.player = studio.hands
    const sized = new ResizeObserver(([entry]) => {
      whites.value = whitesFor(entry?.contentRect.width ?? 0)
    })
    sized.observe(keys)
    const ended = studio.frames.add(lightOf(studio, keys))
    return () => {
      sized.disconnect()
      ended()
      keys.releaseAll()
    }
  }, [studio])

  useEffect(() => {
    if (whites.value > 0)
      element.current?.show(octaveC.value, whites.value, lettersFrom(octaveC.value, typed.value))
  }, [whites.value, octaveC.value, typed.value])

  useEffect(() => {
    if (typed.value) return listenToLetters({ studio, lowest: () => octaveC.value, move })
  }, [typed.value])

  return (
    <section class="panel keys-panel" aria-label={say('play.keys')}>
      <div class="keys-bar">
        <Toggle on={typed.value} says={say('play.keys-typed-says')} turn={turn}>
          {say('play.keys-typed')}
        </Toggle>
        <div class="octaves">
          <button
            class="button button-icon"
            type="button"
            aria-label={say('play.octave-down')}
            disabled={octaveC.value <= lowestC}
            onClick={() => move(-1)}
          >
            <Icon name="left" />
          </button>
          <output class="octave">{pitchName(octaveC.value)}</output>
          <button
            class="button button-icon"
            type="button"
            aria-label={say('play.octave-up')}
            disabled={octaveC.value >= highestC}
            onClick={() => move(1)}
          >
            <Icon name="right" />
          </button>
        </div>
        <SoundChoice />
      </div>
      {h('rs-keys', { ref: element, class: 'keys', role: 'group', 'aria-label': say('play.keys') })}
    </section>
  )
}

function SoundChoice() {
  const { keySound } = useStudio()
  return (
    <select
      class="input sound-choice"
      aria-label={say('play.sound')}
      value={keySound.value}
      onChange={({ currentTarget }) => {
        keySound.value = currentTarget.value
      }}
    >
      {soundNames
        .filter((name) => sounds[name].role !== 'drums')
        .map((name: SoundName) => (
          <option key={name} value={name}>
            {sounds[name].label}
          </option>
        ))}
    </select>
  )
}

/** Lights what sounds now; asks for frames only while the machine has notes in sight. */
function lightOf({ trail, transport }: Studio, keys: RsKeys): (nowMs: number) => boolean {
  return (nowMs) => {
    const you = new Set<number>()
    const machine = new Set<number>()
    let coming = false
    for (const { by, drum, pitch, startMs, endMs } of trail.notes()) {
      if (drum || (endMs ?? nowMs) < nowMs) continue
      if (startMs > nowMs) coming = true
      else (by === 'you' ? you : machine).add(pitch)
    }
    keys.light(you, machine)
    return coming || machine.size > 0 || you.size > 0 || transport.peek()?.value.playing === true
  }
}

function lettersFrom(lowest: number, typed: boolean): ReadonlyMap<number, string> {
  if (!typed) return new Map()
  return new Map(Object.entries(computerKeys).map(([code, up]) => [lowest + up, code.slice(3)]))
}

const octaveOf = (kept: string | undefined): number => {
  const c = Number(kept)
  return Number.isInteger(c) && c % 12 === 0 && c >= lowestC && c <= highestC ? c : 60
}

/** On where a computer keyboard is likely: a mouse and no touch. */
const typedAtFirst = (kept: string | undefined): boolean =>
  kept === undefined
    ? window.matchMedia('(hover: hover) and (pointer: fine)').matches
    : kept === 'on'

type Letters = {
  readonly studio: Studio
  readonly lowest: () => number
  readonly move: (octaves: number) => void
}

/** Letters play, Z and X change the octave, Space plays and stops; never while somebody is writing. */
function listenToLetters({ studio, lowest, move }: Letters): () => void {
  const down = new Map<string, number>()
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
    if (event.code === 'Space' && !isPressable(event.target)) {
      event.preventDefault()
      if (!event.repeat) void playOrStop(studio)
    }
    if (event.repeat || down.has(event.code)) return
    if (event.code === 'KeyZ') move(-1)
    if (event.code === 'KeyX') move(1)
    const up = computerKeys[event.code]
    if (up === undefined) return
    down.set(event.code, lowest() + up)
    studio.hands.press(lowest() + up, typedVelocity)
  }
  const lifted = (event: KeyboardEvent): void => {
    const pitch = down.get(event.code)
    down.delete(event.code)
    if (pitch !== undefined) studio.hands.release(pitch)
  }
  const letAllGo = (): void => {
    for (const pitch of down.values()) studio.hands.release(pitch)
    down.clear()
  }
  window.addEventListener('keydown', pressed)
  window.addEventListener('keyup', lifted)
  window.addEventListener('blur', letAllGo)
  return () => {
    letAllGo()
    window.removeEventListener('keydown', pressed)
    window.removeEventListener('keyup', lifted)
    window.removeEventListener('blur', letAllGo)
  }
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select') !== null
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, summary') !== null
