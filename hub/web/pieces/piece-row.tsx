import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type PieceLine, pieceFile } from '../api.ts'
import { Icon } from '../shell/icon.tsx'
import { useStudio } from '../studio.ts'
import { lengthOf, say } from '../words/say.ts'
import { Menu } from './menu.tsx'
import { MiniRoll } from './mini-roll.tsx'
import { isOnRig } from './piece-card.tsx'
import { ShareBar } from './share-bar.tsx'

type Writing = 'title' | 'tags' | undefined

/** One piece of the library: heard here, played on the rig, taken along, named, tagged, thrown away. */
export function PieceRow({ piece }: { readonly piece: PieceLine }) {
  const studio = useStudio()
  const writing = useSignal<Writing>(undefined)
  const { id, title, key, bpm, seconds, tags } = piece
  const onRig = isOnRig(studio, id)

  const write = async (words: string): Promise<void> => {
    const change = writing.value === 'title' ? { title: words.trim() } : { tags: tagsFrom(words) }
    writing.value = undefined
    if ('title' in change && change.title === '') return
    if (studio.heed(await studio.api.changePiece(id, change))) studio.piecesChanged()
  }
  const remove = async (): Promise<void> => {
    if (!studio.heed(await studio.api.removePiece(id))) return
    studio.piecesChanged()
    const undo = async (): Promise<void> => {
      if (studio.heed(await studio.api.restorePiece(id))) studio.piecesChanged()
    }
    studio.notices.say(
      {
        text: say('piece.deleted', { title }),
        action: { label: say('piece.undo'), do: () => void undo() },
      },
      15_000,
    )
  }

  return (
    <article class={onRig ? 'panel piece-row card-playing' : 'panel piece-row'}>
      <PlayHere piece={piece} />
      {writing.value ? (
        <WordsForm
          label={say(writing.value === 'title' ? 'piece.new-title' : 'piece.new-tags')}
          words={writing.value === 'title' ? title : tags.join(', ')}
          save={(words) => void write(words)}
          cancel={() => {
            writing.value = undefined
          }}
        />
      ) : (
        <div class="piece-words">
          <h2 class="card-title">{title}</h2>
          <p class="card-line">
            {say('piece.line', { key, bpm, length: lengthOf(seconds * 1000) })}
          </p>
          <Tags tags={tags} />
        </div>
      )}
      <div class="piece-picture">
        <MiniRoll piece={piece} />
        <ShareBar share={piece.humanShare.notes} />
      </div>
      <div class="piece-does">
        <button
          class="button"
          type="button"
          aria-label={say(onRig ? 'piece.rig-stop-says' : 'piece.rig-says', { title })}
          onClick={() => void (onRig ? studio.stop() : studio.play(id))}
        >
          <Icon name={onRig ? 'stop' : 'rig'} />
          <span>{say(onRig ? 'piece.rig-stop' : 'piece.rig')}</span>
        </button>
        <Menu title={title}>
          <a class="menu-line" href={pieceFile(id, 'mid')} download>
            {say('piece.midi')}
          </a>
          <a class="menu-line" href={pieceFile(id, 'wav')} download>
            {say('piece.wav')}
          </a>
          <button
            class="menu-line"
            type="button"
            onClick={() => {
              writing.value = 'title'
            }}
          >
            {say('piece.rename')}
          </button>
          <button
            class="menu-line"
            type="button"
            onClick={() => {
              writing.value = 'tags'
            }}
          >
            {say('piece.tag')}
          </button>
          <button class="menu-line menu-line-bad" type="button" onClick={() => void remove()}>
            {say('piece.delete')}
          </button>
        </Menu>
      </div>
    </article>
  )
}

function PlayHere({ piece: { id, title } }: { readonly piece: PieceLine }) {
  const { player } = useStudio()
  const now = player.playing.value
  const mine = now.state !== 'idle' && now.id === id && now.state !== 'failed'
  return (
    <div class="here">
      <button
        class="here-button"
        type="button"
        aria-label={say(mine ? 'piece.here-stop' : 'piece.here', { title })}
        onClick={() => (mine ? player.stop() : player.play(id))}
      >
        <Icon name={mine ? 'stop' : 'play'} />
      </button>
      {mine && now.state === 'loading' && (
        <span class="here-state" role="status">
          {say('piece.rendering')}
        </span>
      )}
      {mine && now.state === 'playing' && (
        <progress class="here-progress" value={now.share} aria-label={title} />
      )}
    </div>
  )
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <ul class="tags" aria-label={say('pieces.tags')}>
      {tags.map((tag) => (
        <li key={tag} class="tag">
          {tag}
        </li>
      ))}
    </ul>
  )
}

type FormProps = {
  readonly label: string
  readonly words: string
  readonly save: (words: string) => void
  readonly cancel: () => void
}

function WordsForm({ label, words, save, cancel }: FormProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  const submit = (submitted: TargetedSubmitEvent<HTMLFormElement>): void => {
    submitted.preventDefault()
    save(field.current?.value ?? words)
  }
  return (
    <form
      class="words-form"
      onSubmit={submit}
      onKeyDown={(pressed) => {
        if (pressed.key !== 'Escape') return
        pressed.preventDefault()
        cancel()
      }}
    >
      <input
        ref={field}
        class="input"
        aria-label={label}
        placeholder={label}
        defaultValue={words}
      />
      <button class="button" type="submit">
        {say('piece.save')}
      </button>
      <button class="button button-quiet" type="button" onClick={cancel}>
        {say('piece.cancel')}
      </button>
    </form>
  )
}

const tagsFrom = (words: string): readonly string[] =>
  words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
