import { pitchName } from '#core/music/pitch.ts'
import { type KeyShape, keyAt, keyboardFrom, velocityAt } from './key-geometry.ts'

/** What the keyboard plays. */
export type KeysPlayer = {
  press(pitch: number, velocity: number): void
  release(pitch: number): void
}

/** Velocity of a key pressed with Enter or Space: no finger says how hard. */
const keyVelocity = 90

/**
 * The on-screen keyboard. Every finger plays: pointer events, sliding from key to key, velocity from
 * where the finger lands. With the keyboard's own arrows it is played by keys alone.
 */
export class RsKeys extends HTMLElement {
  #player: KeysPlayer | undefined
  #keys: readonly KeyShape[] = []
  #buttons = new Map<number, HTMLButtonElement>()
  #fingers = new Map<number, { pitch: number | undefined; box: DOMRect }>()
  #typed = new Set<number>()
  #cursor = 60

  set player(player: KeysPlayer) {
    this.#player = player
  }

  /** Draws `whites` white keys from `lowest` up; `letters` says which computer key plays a pitch. */
  show(lowest: number, whites: number, letters: ReadonlyMap<number, string>): void {
    this.releaseAll()
    this.#keys = keyboardFrom(lowest, whites)
    this.#buttons.clear()
    const pitches = this.#keys.map(({ pitch }) => pitch)
    if (!pitches.includes(this.#cursor)) this.#cursor = lowest
    this.replaceChildren(...this.#keys.map((key) => this.#button(key, letters.get(key.pitch))))
  }

  /** Lights the keys that sound: `you` solid, `machine` hatched. */
  light(you: ReadonlySet<number>, machine: ReadonlySet<number>): void {
    for (const [pitch, button] of this.#buttons) {
      button.classList.toggle('key-you', you.has(pitch))
      button.classList.toggle('key-machine', machine.has(pitch) && !you.has(pitch))
    }
  }

  releaseAll(): void {
    for (const { pitch } of this.#fingers.values()) this.#release(pitch)
    for (const pitch of this.#typed) this.#release(pitch)
    this.#fingers.clear()
    this.#typed.clear()
  }

  connectedCallback(): void {
    this.addEventListener('pointerdown', this.#down)
    this.addEventListener('pointermove', this.#move)
    this.addEventListener('pointerup', this.#up)
    this.addEventListener('pointercancel', this.#up)
    this.addEventListener('lostpointercapture', this.#up)
    this.addEventListener('keydown', this.#typedDown)
    this.addEventListener('keyup', this.#typedUp)
    this.addEventListener('focusout', this.#left)
    // A long press must stay a note, not become a menu.
    this.addEventListener('contextmenu', prevent)
  }

  disconnectedCallback(): void {
    this.releaseAll()
  }

  #button({ pitch, black, left, width }: KeyShape, letter: string | undefined): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = black ? 'key key-black' : 'key key-white'
    button.tabIndex = pitch === this.#cursor ? 0 : -1
    button.setAttribute('aria-label', pitchName(pitch))
    button.style.left = `${left * 100}%`
    button.style.width = `${width * 100}%`
    if (letter) button.dataset.letter = letter
    if (pitch % 12 === 0) button.dataset.name = pitchName(pitch)
    this.#buttons.set(pitch, button)
    return button
  }

  #down = (event: PointerEvent): void => {
    if (event.button !== 0) return
    this.setPointerCapture(event.pointerId)
    this.#fingers.set(event.pointerId, { pitch: undefined, box: this.getBoundingClientRect() })
    this.#slide(event)
  }

  #move = (event: PointerEvent): void => {
    if (this.#fingers.has(event.pointerId)) this.#slide(event)
  }

  #slide(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId)
    if (!finger) return
    const { box } = finger
    const x = (event.clientX - box.left) / box.width
    const y = (event.clientY - box.top) / box.height
    const key = keyAt(this.#keys, x, y)
    if (key?.pitch === finger.pitch) return
    this.#release(finger.pitch)
    finger.pitch = key?.pitch
    if (key) this.#player?.press(key.pitch, velocityAt(key, y))
  }

  #up = (event: PointerEvent): void => {
    const finger = this.#fingers.get(event.pointerId)
    this.#fingers.delete(event.pointerId)
    this.#release(finger?.pitch)
  }

  #typedDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 12, ArrowDown: -12 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      this.#point(this.#cursor + step)
    }
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    event.stopPropagation()
    if (event.repeat || this.#typed.has(this.#cursor)) return
    this.#typed.add(this.#cursor)
    this.#player?.press(this.#cursor, keyVelocity)
  }

  #typedUp = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    this.#left()
  }

  #left = (): void => {
    for (const pitch of this.#typed) this.#release(pitch)
    this.#typed.clear()
  }

  /** Moves the keyboard cursor, as far as there are keys. */
  #point(pitch: number): void {
    const button = this.#buttons.get(pitch)
    if (!button) return
    const before = this.#buttons.get(this.#cursor)
    if (before) before.tabIndex = -1
    this.#cursor = pitch
    button.tabIndex = 0
    button.focus()
  }

  #release(pitch: number | undefined): void {
    if (pitch !== undefined) this.#player?.release(pitch)
  }
}

const prevent = (event: Event): void => event.preventDefault()

/** Makes `<rs-keys>` and `<rs-roll>` known, once. */
export function defineElement(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element)
}
