import type { PieceLine } from '../api.ts'
import { Icon } from '../shell/icon.tsx'
import { useStudio } from '../studio.ts'
import { lengthOf, say } from '../words/say.ts'
import { MiniRoll } from './mini-roll.tsx'
import { ShareBar } from './share-bar.tsx'

/** A piece beside the keys: what it is, how it looks, play and stop. */
export function PieceCard({ piece }: { readonly piece: PieceLine }) {
  const studio = useStudio()
  const { title, key, bpm, seconds, id } = piece
  const playing = isOnRig(studio, id)
  return (
    <article class={playing ? 'panel card card-playing' : 'panel card'}>
      <button
        class="button button-icon card-play"
        type="button"
        aria-label={say(playing ? 'piece.here-stop' : 'piece.rig-says', { title })}
        onClick={() => void (playing ? studio.stop() : studio.play(id))}
      >
        <Icon name={playing ? 'stop' : 'play'} />
      </button>
      <div class="card-words">
        <p class="card-title">{title}</p>
        <p class="card-line">{say('piece.line', { key, bpm, length: lengthOf(seconds * 1000) })}</p>
      </div>
      <MiniRoll piece={piece} />
      <ShareBar share={piece.humanShare.notes} />
    </article>
  )
}

/** Whether the rig plays this piece now. */
export function isOnRig({ transport }: ReturnType<typeof useStudio>, id: string): boolean {
  const said = transport.value?.value
  return said?.playing === true && said.piece === id
}
