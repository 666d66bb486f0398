import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { PieceLine, Search } from '../api.ts'
import { told, useStudio } from '../studio.ts'
import { say } from '../words/say.ts'
import { Empty, ShelfHead, ShelfProblem, Skeletons } from './library-parts.tsx'
import { PieceRow } from './piece-row.tsx'
import { openShelfList } from './shelf-list.ts'
import { VirtualList } from './virtual-list.tsx'

/** Everything that was composed here, newest first, found by word and tag. */
export function PiecesScreen() {
  const studio = useStudio()
  const text = useSignal('')
  const tag = useSignal<string | undefined>(undefined)
  const list = useMemo(
    () =>
      openShelfList<Search, PieceLine>({
        fetch: (search, cursor) => studio.api.pieces(search, { cursor }),
        search: () => {
          studio.pieceNews.value
          return { text: text.value, tag: tag.value }
        },
        told,
      }),
    [studio],
  )
  useEffect(() => list.close, [list])

  const pieces = list.entries.value
  const searching = text.value !== '' || tag.value !== undefined
  const clear = (): void => {
    text.value = ''
    tag.value = undefined
  }

  return (
    <div class="library">
      <ShelfHead here="/pieces" text={text} label={say('pieces.search')}>
        <TagChoice pieces={pieces ?? []} tag={tag} />
      </ShelfHead>
      <ShelfProblem list={list} />
      {!pieces && !list.problem.value && <Skeletons />}
      {pieces?.length === 0 &&
        (searching ? (
          <Empty
            title={say('pieces.none', { text: tag.value ?? text.value })}
            action={say('pieces.clear')}
            onAction={clear}
          />
        ) : (
          <Empty
            title={say('pieces.empty-title')}
            says={say('pieces.empty-says')}
            action={say('pieces.empty-do')}
            href="/play"
          />
        ))}
      {pieces && pieces.length > 0 && (
        <VirtualList
          entries={pieces}
          keyOf={(piece) => piece.id}
          label={say('pieces.title')}
          onEnd={list.more}
          row={(piece) => <PieceRow piece={piece} />}
        />
      )}
    </div>
  )
}

const mostTags = 8

type TagProps = {
  readonly pieces: readonly PieceLine[]
  readonly tag: Signal<string | undefined>
}

/** The tags of what is shown; one press narrows the list, another widens it again. */
function TagChoice({ pieces, tag }: TagProps) {
  const tags = [...new Set([...(tag.value ? [tag.value] : []), ...pieces.flatMap((p) => p.tags)])]
  if (tags.length === 0) return null
  return (
    <ul class="tag-choice" aria-label={say('pieces.tags')}>
      {tags.slice(0, mostTags).map((word) => (
        <li key={word}>
          <button
            class={word === tag.value ? 'chip chip-on' : 'chip'}
            type="button"
            aria-pressed={word === tag.value}
            onClick={() => {
              tag.value = word === tag.value ? undefined : word
            }}
          >
            {word}
          </button>
        </li>
      ))}
    </ul>
  )
}
