import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { say } from '../words/say.ts'
import { Mark } from './icon.tsx'

/** The first moment: nothing for 150 ms, then the mark; after 3 s what is awaited, and a button. */
export function Waiting() {
  const slow = useSignal(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      slow.value = true
    }, 3000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="alone waiting" aria-busy="true">
      <Mark />
      <p>{slow.value ? say('app.slow', { address: window.location.host }) : say('app.loading')}</p>
      {slow.value && (
        <button class="button" type="button" onClick={() => window.location.reload()}>
          {say('app.retry')}
        </button>
      )}
    </div>
  )
}
