import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { type TakeLine, takeFile } from '../api.ts'
import { told, useStudio } from '../studio.ts'
import { dateOf, lengthOf, say } from '../words/say.ts'
import { Empty, ShelfHead, ShelfProblem, Skeletons } from './library-parts.tsx'
import { openShelfList } from './shelf-list.ts'
import { sayOfTakes } from './takes-words.ts'
import { VirtualList } from './virtual-list.tsx'

/** Everything that was kept of what hands played. */
export function TakesScreen() {
  const studio = useStudio()
  const text = useSignal('')
  const list = useMemo(
    () =>
      openShelfList<string, TakeLine>({
        fetch: (words, cursor) => studio.api.takes(words, { cursor }),
        search: () => {
          studio.takeNews.value
          return text.value
        },
        told,
      }),
    [studio],
  )
  useEffect(() => list.close, [list])
  const takes = list.entries.value

  return (
    <div class="library">
      <ShelfHead here="/takes" text={text} label={say('pieces.search-takes')} />
      <ShelfProblem list={list} />
      {!takes && !list.problem.value && <Skeletons />}
      {takes?.length === 0 &&
        (text.value !== '' ? (
          <Empty
            title={sayOfTakes('none', { text: text.value })}
            action={say('pieces.clear')}
            onAction={() => {
              text.value = ''
            }}
          />
        ) : (
          <Empty
            title={sayOfTakes('empty-title')}
            says={sayOfTakes('empty-says')}
            action={sayOfTakes('empty-do')}
            href="/play"
          />
        ))}
      {takes && takes.length > 0 && (
        <VirtualList
          entries={takes}
          keyOf={(take) => take.id}
          label={say('pieces.tab-takes')}
          onEnd={list.more}
          row={(take) => <TakeRow take={take} />}
        />
      )}
    </div>
  )
}

function TakeRow({ take }: { readonly take: TakeLine }) {
  const { id, title, notes, lengthMs, createdAt } = take
  return (
    <article class="panel take-row">
      <div class="piece-words">
        <h2 class="card-title">{title}</h2>
        <p class="card-line">
          {sayOfTakes('line', { n: notes, length: lengthOf(lengthMs), date: dateOf(createdAt) })}
        </p>
      </div>
      <a class="button" href={takeFile(id)} download>
        {say('piece.midi')}
      </a>
    </article>
  )
}
