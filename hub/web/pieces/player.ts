import { type ReadonlySignal, signal } from '@preact/signals'
import { pieceSound } from '../api.ts'

/** What is heard here, apart from the rig: one piece at a time, rendered by the hub. */
export type Playing =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly id: string }
  | { readonly state: 'playing'; readonly id: string; readonly share: number }
  | { readonly state: 'failed'; readonly id: string }

export type Player = {
  readonly playing: ReadonlySignal<Playing>
  play(id: string): void
  stop(): void
}

/** The one `<audio>` of the page. Rendering takes a moment the first time, and the row says so. */
export function openPlayer(audio: HTMLAudioElement): Player {
  const playing = signal<Playing>({ state: 'idle' })
  const stop = (): void => {
    audio.pause()
    playing.value = { state: 'idle' }
  }
  const failed = (id: string): void => {
    if (playing.value.state !== 'idle' && playing.value.id === id)
      playing.value = { state: 'failed', id }
  }
  const moved = (): void => {
    const now = playing.value
    if (now.state !== 'playing' && now.state !== 'loading') return
    const share = audio.duration > 0 ? audio.currentTime / audio.duration : 0
    playing.value = { state: 'playing', id: now.id, share }
  }
  audio.addEventListener('playing', moved)
  audio.addEventListener('timeupdate', moved)
  audio.addEventListener('ended', stop)
  return {
    playing,
    play(id) {
      playing.value = { state: 'loading', id }
      audio.src = pieceSound(id)
      audio.play().catch(() => failed(id))
    },
    stop,
  }
}
