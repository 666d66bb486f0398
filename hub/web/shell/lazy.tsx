import { useSignal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'
import { Waiting } from './waiting.tsx'

/** A screen that is fetched when it is first shown, so that Play does not carry its weight. */
export function lazy<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let Screen: FunctionComponent<Props> | undefined
  return function Lazy(props) {
    const there = useSignal(Screen !== undefined)
    useEffect(() => {
      if (there.peek()) return
      void load().then((loaded) => {
        Screen = loaded
        there.value = true
      })
    }, [])
    return there.value && Screen ? <Screen {...props} /> : <Waiting />
  }
}
