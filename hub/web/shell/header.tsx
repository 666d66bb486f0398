import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Path } from '../paths.ts'
import { useStudio } from '../studio.ts'
import type { WordKey } from '../words/en.ts'
import { ageOf, say } from '../words/say.ts'
import { Icon, type IconName, Mark } from './icon.tsx'
import type { Theme, ThemeSwitch } from './theme.ts'

const places: readonly {
  readonly path: Path
  readonly icon: IconName
  readonly word: WordKey
  readonly also?: Path
}[] = [
  { path: '/play', icon: 'keys', word: 'nav.play' },
  { path: '/pieces', icon: 'notes', word: 'nav.pieces', also: '/takes' },
  { path: '/my-flows', icon: 'wires', word: 'nav.flows' },
]

type HeaderProps = { readonly path: Path; readonly theme: ThemeSwitch }

export function Header({ path, theme }: HeaderProps) {
  const { panic } = useStudio()
  return (
    <header class="top">
      <a class="brand" href="/play">
        <Mark />
        <span>{say('app.name')}</span>
      </a>
      <nav class="top-nav" aria-label={say('nav.label')}>
        <Places path={path} />
      </nav>
      <LinkState />
      <div class="top-tools">
        <SoundSwitch />
        <ThemeButton theme={theme} />
        <button class="button panic" type="button" onClick={panic} title={say('panic.says')}>
          <Icon name="panic" />
          <span>{say('panic.do')}</span>
        </button>
      </div>
    </header>
  )
}

/** The bar at the bottom of a phone. */
export function NavBar({ path }: { readonly path: Path }) {
  return (
    <nav class="bottom-nav" aria-label={say('nav.label')}>
      <Places path={path} />
    </nav>
  )
}

function Places({ path }: { readonly path: Path }) {
  return places.map((place) => (
    <a
      key={place.path}
      class="place"
      href={place.path}
      aria-current={path === place.path || path === place.also ? 'page' : undefined}
    >
      <Icon name={place.icon} />
      <span>{say(place.word)}</span>
    </a>
  ))
}

/** Silent while all is well; a thin line when the hub is out of reach, and how old the values are. */
function LinkState() {
  const { live, now } = useStudio()
  const age = useSignal(0)
  const link = live.link.value
  useEffect(() => {
    if (link.state !== 'lost') return
    const count = (): void => {
      age.value = now() - link.sinceMs
    }
    count()
    const timer = setInterval(count, 1000)
    return () => clearInterval(timer)
  }, [link])

  const lost = link.state === 'lost'
  const slow = live.dropped.value
  return (
    <div class="link-state" role="status">
      {lost && <p class="pill pill-wait">{say('link.lost', { age: ageOf(age.value) })}</p>}
      {!lost && slow > 0 && <p class="pill pill-wait">{say('link.slow', { n: slow })}</p>}
      {!lost && live.seat.value?.role === 'viewer' && <p class="pill">{say('role.viewer')}</p>}
    </div>
  )
}

const soundWords = {
  on: 'sound.on',
  off: 'sound.off',
  waiting: 'sound.tap',
  broken: 'sound.broken',
} as const satisfies Record<string, WordKey>

function SoundSwitch() {
  const { voice } = useStudio()
  const state = voice.state.value
  return (
    <button
      class="button button-icon"
      type="button"
      aria-pressed={state === 'on'}
      aria-label={say('sound.label')}
      title={say(soundWords[state])}
      onClick={voice.toggle}
    >
      <Icon name={state === 'on' ? 'sound-on' : 'sound-off'} />
    </button>
  )
}

const other: Readonly<Record<Theme, { icon: IconName; word: WordKey }>> = {
  dark: { icon: 'sun', word: 'theme.light' },
  light: { icon: 'moon', word: 'theme.dark' },
}

export function ThemeButton({ theme }: { readonly theme: ThemeSwitch }) {
  const { icon, word } = other[theme.theme.value]
  return (
    <button
      class="button button-icon theme-button"
      type="button"
      aria-label={say(word)}
      title={say(word)}
      onClick={theme.toggle}
    >
      <Icon name={icon} />
    </button>
  )
}
