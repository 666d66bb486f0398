import { render } from 'preact'
import { openApi } from './api.ts'
import { ticketFrom } from './paths.ts'
import { openVoice } from './play/voice.ts'
import { openRouter } from './router.ts'
import { App } from './shell/app.tsx'
import { openMemory } from './shell/memory.ts'
import { openNotices } from './shell/notices.ts'
import { openTheme } from './shell/theme.ts'
import { openSound } from './sound/sound.ts'

const memory = openMemory(() => window.localStorage)
const ticket = ticketFrom(window.location.hash)
// A code in the address bar would stay in the history and in every screenshot.
if (window.location.hash !== '')
  window.history.replaceState(null, '', window.location.pathname + window.location.search)

const voice = openVoice({
  sound: openSound(),
  wanted: memory.get('sound') !== 'off',
  remember: (wanted) => memory.set('sound', wanted ? 'on' : 'off'),
  warn: (cause) => console.warn('no sound in this browser', cause),
  now: () => window.performance.now(),
})
for (const gesture of ['pointerdown', 'pointerup', 'keydown'] as const)
  window.addEventListener(gesture, voice.wake, { capture: true })

render(
  <App
    api={openApi({ fetch: window.fetch.bind(window) })}
    router={openRouter({ window })}
    notices={openNotices()}
    theme={openTheme({ window, memory })}
    memory={memory}
    voice={voice}
    ticket={ticket}
  />,
  document.body,
)
