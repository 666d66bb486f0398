import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Theme } from '../shell/theme.ts'
import { sayFlows } from './words.ts'

type Props = {
  readonly frame: RefObject<HTMLIFrameElement | null>
  readonly theme: Theme
  readonly hidden: boolean
  /** F6 was pressed inside. */
  readonly onLeave: () => void
}

/** Node-RED's editor. Its keys are its own but for F6, which leaves it. */
export function EditorFrame({ frame, theme, hidden, onLeave }: Props) {
  useEffect(() => {
    const show = (): void => {
      const words = { type: 'set-theme', payload: { theme } }
      frame.current?.contentWindow?.postMessage(words, window.location.origin)
    }
    // The editor asks when it is ready to hear.
    const asked = ({ source, data }: MessageEvent<{ type?: string } | null>): void => {
      if (source === frame.current?.contentWindow && data?.type === 'request-theme') show()
    }
    show()
    window.addEventListener('message', asked)
    return () => window.removeEventListener('message', asked)
  }, [theme])
  const loaded = (): void => {
    frame.current?.contentWindow?.addEventListener(
      'keydown',
      (pressed) => {
        if (pressed.key !== 'F6') return
        pressed.preventDefault()
        onLeave()
      },
      { capture: true },
    )
  }
  return (
    <div class="flows-desk" hidden={hidden}>
      <iframe
        class="flows-frame"
        ref={frame}
        src="/flows/"
        title={sayFlows('frame')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its desk scrolls, so keys must reach what is in it.
        tabIndex={0}
        onLoad={loaded}
      />
    </div>
  )
}

/** What Node-RED's editor shows of itself to the window around it. */
type EditorWindow = Window & { readonly RED?: { readonly nodes?: { dirty(): boolean } } }

/** Shows what has changed on the hub, unless something is drawn that was not deployed. */
export function showAnew(frame: HTMLIFrameElement | null, tab?: string): void {
  const editor = frame?.contentWindow as EditorWindow | null | undefined
  if (!editor || editor.RED?.nodes?.dirty()) return
  if (tab !== undefined) editor.location.hash = `flow/${tab}`
  editor.location.reload()
}
