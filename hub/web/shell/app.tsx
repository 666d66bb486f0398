import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Api, Problem } from '../api.ts'
import { PiecesScreen } from '../pieces/pieces-screen.tsx'
import { TakesScreen } from '../pieces/takes-screen.tsx'
import { PlayScreen } from '../play/play-screen.tsx'
import type { Voice } from '../play/voice.ts'
import { type Router, routes, type Screen, type Ticket } from '../router.ts'
import { openStudio, type Studio, StudioProvider, told } from '../studio.ts'
import { say } from '../words/say.ts'
import { Door } from './door.tsx'
import { Header, NavBar } from './header.tsx'
import type { Memory } from './memory.ts'
import { NoticeList } from './notice-list.tsx'
import type { Notices } from './notices.ts'
import { ProblemBox } from './problem-box.tsx'
import type { ThemeSwitch } from './theme.ts'
import { Waiting } from './waiting.tsx'

export type AppProps = {
  readonly api: Api
  readonly router: Router
  readonly notices: Notices
  readonly theme: ThemeSwitch
  readonly memory: Memory
  readonly voice: Voice
  readonly ticket: Ticket | undefined
}

type Stand =
  | { readonly at: 'street' }
  | { readonly at: 'door' }
  | { readonly at: 'broken'; readonly problem: Problem }
  | { readonly at: 'studio'; readonly studio: Studio }

const screens: Readonly<Record<Screen, () => preact.JSX.Element>> = {
  play: PlayScreen,
  pieces: PiecesScreen,
  takes: TakesScreen,
}

/** From the street through the door into the studio. */
export function App(props: AppProps) {
  const { api, notices, memory, voice, ticket } = props
  const stand = useSignal<Stand>({ at: ticket ? 'door' : 'street' })

  const enter = (): void => {
    stand.value = { at: 'studio', studio: openStudio({ window, api, voice, notices, memory }) }
  }
  const look = async (): Promise<void> => {
    const me = await api.me()
    if (me.ok) return enter()
    const problem = told(me.problem)
    stand.value = problem.status === 401 ? { at: 'door' } : { at: 'broken', problem }
  }
  useEffect(() => {
    if (stand.peek().at === 'street') void look()
  }, [])

  const now = stand.value
  switch (now.at) {
    case 'street':
      return <Waiting />
    case 'door':
      return <Door api={api} ticket={ticket} theme={props.theme} onOpen={enter} />
    case 'broken':
      return (
        <main class="alone">
          <ProblemBox problem={now.problem} again={() => void look()} />
        </main>
      )
    case 'studio':
      return (
        <StudioProvider value={now.studio}>
          <House {...props} studio={now.studio} />
        </StudioProvider>
      )
  }
}

function House({ router, theme, studio }: AppProps & { readonly studio: Studio }) {
  const path = router.path.value
  const screen = routes[path]
  const Shown = screens[screen]
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  const title = screen === 'play' ? say('play.title') : say('pieces.title')

  useEffect(() => {
    document.title = `${title} · ${say('app.name')}`
    // After a change of screen the reader starts at its top, not at the link that was pressed.
    if (!first.current) main.current?.focus()
    first.current = false
  }, [path])
  useEffect(() => {
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key === 'Escape' && !pressed.defaultPrevented && !pressed.repeat) studio.panic()
    }
    const away = (): void => studio.hands.releaseAll()
    window.addEventListener('keydown', key)
    window.addEventListener('blur', away)
    return () => {
      window.removeEventListener('keydown', key)
      window.removeEventListener('blur', away)
    }
  }, [studio])

  return (
    <div class={`house house-${screen}`}>
      <a class="skip" href="#main">
        {say('app.skip')}
      </a>
      <Header path={path} theme={theme} />
      <main id="main" ref={main} tabIndex={-1} class={`screen screen-${screen}`}>
        <Shown />
      </main>
      <NavBar path={path} />
      <NoticeList notices={studio.notices} />
      <p class="said" role="status" aria-live="polite">
        {studio.announcer.text}
      </p>
    </div>
  )
}
