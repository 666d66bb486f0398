import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Path } from '../paths.ts'
import { Icon } from '../shell/icon.tsx'
import { ProblemBox } from '../shell/problem-box.tsx'
import type { WordKey } from '../words/en.ts'
import { say } from '../words/say.ts'
import type { ShelfList } from './shelf-list.ts'

const tabs: readonly { readonly path: Path; readonly word: WordKey }[] = [
  { path: '/pieces', word: 'pieces.tab-pieces' },
  { path: '/takes', word: 'pieces.tab-takes' },
]

type HeadProps = {
  readonly here: Path
  readonly text: Signal<string>
  readonly label: string
  readonly children?: ComponentChildren
}

/** The head of both lists: what they are, and the search. */
export function ShelfHead({ here, text, label, children }: HeadProps) {
  return (
    <div class="shelf-head">
      <h1 class="said">{say(here === '/takes' ? 'pieces.tab-takes' : 'pieces.title')}</h1>
      <nav class="tabs" aria-label={say('pieces.title')}>
        {tabs.map(({ path, word }) => (
          <a key={path} class="tab" href={path} aria-current={path === here ? 'page' : undefined}>
            {say(word)}
          </a>
        ))}
      </nav>
      <SearchField text={text} label={label} />
      {children}
    </div>
  )
}

const restMs = 200

/** Looks once the fingers rest, not at every letter. */
function SearchField({ text, label }: { readonly text: Signal<string>; readonly label: string }) {
  const typed = useSignal(text.value)
  useEffect(() => {
    const timer = setTimeout(() => {
      text.value = typed.value.trim()
    }, restMs)
    return () => clearTimeout(timer)
  }, [typed.value])
  useEffect(() => {
    if (text.value === '') typed.value = ''
  }, [text.value])
  return (
    <label class="search">
      <Icon name="search" />
      <input
        class="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value
        }}
      />
    </label>
  )
}

export function ShelfProblem<T>({ list }: { readonly list: ShelfList<T> }) {
  const problem = list.problem.value
  return problem ? <ProblemBox problem={problem} again={list.again} /> : null
}

export function Skeletons() {
  return (
    <div class="rows" aria-hidden="true">
      {[0, 1, 2, 3].map((n) => (
        <div key={n} class="skeleton row-skeleton" />
      ))}
    </div>
  )
}

type EmptyProps = {
  readonly title: string
  readonly says?: string
  readonly action: string
  readonly href?: Path
  readonly onAction?: () => void
}

export function Empty({ title, says, action, href, onAction }: EmptyProps) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {says && <p>{says}</p>}
      {href ? (
        <a class="button button-main" href={href}>
          {action}
        </a>
      ) : (
        <button class="button" type="button" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  )
}
