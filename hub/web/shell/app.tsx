import { useSignal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Api, Problem } from '../api.ts'
import { routes, type Screen, type Ticket } from '../paths.ts'
import { PlayScreen } from '../play/play-screen.tsx'
import type { Voice } from '../play/voice.ts'
import type { Router } from '../router.ts'
import { openStudio, type Studio, StudioProvider, told } from '../studio.ts'
import type { WordKey } from '../words/en.ts'
import { say } from '../words/say.ts'
import { Header, NavBar } from './header.tsx'
import { lazy } from './lazy.tsx'
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
  | { readonly at: 'door'; readonly claimed: boolean }
  | { readonly at: 'broken'; readonly problem: Problem }
  | { readonly at: 'studio'; readonly studio: Studio }

/** Passed once; who is in does not carry it. */
const Door = lazy(async () => (await import('./door.tsx')).Door)

const screens: Readonly<Record<Screen, FunctionComponent>> = {
  play: PlayScreen,
  pieces: lazy(async () => (await import('../pieces/pieces-screen.tsx')).PiecesScreen),
  takes: lazy(async () => (await import('../pieces/takes-screen.tsx')).TakesScreen),
  flows: lazy(async () => (await import('../flows/flows-screen.tsx')).FlowsScreen),
}

const titles = {
  play: 'play.title',
  pieces: 'pieces.title',
  takes: 'pieces.tab-takes',
  flows: 'nav.flows',
} as const satisfies Record<Screen, WordKey>

/** From the street through the door into the studio. */
export function App(props: AppProps) {
  const { api, notices, memory, theme, voice, ticket } = props
  const stand = useSignal<Stand>(ticket ? { at: 'door', claimed: false } : { at: 'street' })

  const enter = (): void => {
    const studio = openStudio({
      window,
      api,
      voice,
      notices,
      memory,
      theme,
      go: props.router.go,
      onSentOut: () => void look(),
    })
    stand.value = { at: 'studio', studio }
  }
  const look = async (): Promise<void> => {
    const [me, health] = await Promise.all([api.me(), api.health()])
    if (me.ok) return enter()
    const problem = told(me.problem)
    stand.value =
      problem.status === 401
        ? { at: 'door', claimed: health.ok && health.value.claimed }
        : { at: 'broken', problem }
  }
  useEffect(() => {
    if (stand.peek().at === 'street') void look()
  }, [])

  const now = stand.value
  switch (now.at) {
    case 'street':
      return (
        <main>
          <h1 class="said">{say('app.name')}</h1>
          <Waiting />
        </main>
      )
    case 'door':
      return <Door api={api} ticket={ticket} claimed={now.claimed} theme={theme} onOpen={enter} />
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
  const Flows = screens.flows
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  const title = say(titles[screen])
  const wired = useRef(false)
  wired.current ||= screen === 'flows'

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
        {/* What is drawn in the editor and not deployed yet must outlive a look at another screen. */}
        {wired.current && (
          <div class="kept" key="flows" hidden={screen !== 'flows'}>
            <Flows />
          </div>
        )}
        {screen !== 'flows' && <Shown key={screen} />}
      </main>
      <NavBar path={path} />
      <NoticeList notices={studio.notices} />
      <p class="said" role="status" aria-live="polite">
        {studio.announcer.text}
      </p>
    </div>
  )
}
