import { useSignal } from '@preact/signals'
import type { TargetedKeyboardEvent, TargetedSubmitEvent } from 'preact'
import { useRef } from 'preact/hooks'
import { PieceCard } from '../pieces/piece-card.tsx'
import { ProblemBox } from '../shell/problem-box.tsx'
import { useStudio } from '../studio.ts'
import type { WordKey } from '../words/en.ts'
import { say } from '../words/say.ts'
import type { Pending } from './cards.ts'

const examples: readonly WordKey[] = ['play.example-1', 'play.example-2', 'play.example-3']

/** A sentence becomes a piece: the wish, the button, and the cards of what came of it. */
export function Composer() {
  const { cards } = useStudio()
  const prompt = useSignal('')
  const field = useRef<HTMLTextAreaElement>(null)

  const make = (): void => {
    const wish = prompt.value.trim() || say('play.placeholder')
    void cards.make(wish)
  }
  const submit = (submitted: TargetedSubmitEvent<HTMLFormElement>): void => {
    submitted.preventDefault()
    make()
  }
  const entered = (pressed: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (pressed.key !== 'Enter' || pressed.shiftKey) return
    pressed.preventDefault()
    make()
  }

  return (
    <aside class="composer">
      <form class="panel wish" onSubmit={submit}>
        <label class="field">
          <span class="field-title">{say('play.prompt')}</span>
          <textarea
            ref={field}
            class="input wish-text"
            rows={2}
            maxLength={2000}
            placeholder={say('play.placeholder')}
            value={prompt.value}
            onInput={({ currentTarget }) => {
              prompt.value = currentTarget.value
            }}
            onKeyDown={entered}
          />
        </label>
        <ul class="examples" aria-label={say('play.examples')}>
          {examples.map((key) => (
            <li key={key}>
              <button
                class="chip"
                type="button"
                onClick={() => {
                  prompt.value = say(key)
                  field.current?.focus()
                }}
              >
                {say(key)}
              </button>
            </li>
          ))}
        </ul>
        <button class="button button-main generate" type="submit">
          {say('play.generate')}
        </button>
      </form>
      <Recent />
    </aside>
  )
}

function Recent() {
  const { cards } = useStudio()
  const recent = cards.recent.value
  const problem = cards.problem.value
  const pending = cards.pending.value
  return (
    <section class="recent" aria-label={say('play.recent')}>
      <div class="recent-head">
        <h2>{say('play.recent')}</h2>
        <a class="link" href="/pieces">
          {say('play.recent-all')}
        </a>
      </div>
      <ul class="cards">
        {pending.map((card) => (
          <li key={`pending-${card.n}`}>
            <PendingCard card={card} />
          </li>
        ))}
        {recent?.map((piece) => (
          <li key={piece.id}>
            <PieceCard piece={piece} />
          </li>
        ))}
      </ul>
      {recent?.length === 0 && pending.length === 0 && (
        <p class="quiet">{say('play.recent-empty')}</p>
      )}
      {!recent && !problem && <div class="skeleton card-skeleton" aria-hidden="true" />}
      {problem && <ProblemBox problem={problem} again={() => void cards.refresh()} />}
    </section>
  )
}

function PendingCard({ card }: { readonly card: Pending }) {
  const { cards } = useStudio()
  const { problem, prompt, n } = card
  const again = (): void => {
    cards.drop(n)
    void cards.make(prompt)
  }
  return (
    <article class="panel card card-pending">
      <p class="card-title">{prompt}</p>
      {problem ? (
        <>
          <ProblemBox problem={problem} again={again} />
          <button class="button button-quiet" type="button" onClick={() => cards.drop(n)}>
            {say('card.close')}
          </button>
        </>
      ) : (
        <p class="card-state" role="status">
          {say('card.composing')}
        </p>
      )}
    </article>
  )
}
