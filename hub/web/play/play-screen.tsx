import { say } from '../words/say.ts'
import { Composer } from './composer.tsx'
import { Keyboard } from './keyboard.tsx'
import { Roll } from './roll.tsx'
import { TransportStrip } from './transport-strip.tsx'

/** Where music is made: time above, the roll in the middle, the keys under the hands, pieces beside. */
export function PlayScreen() {
  return (
    <>
      <h1 class="said">{say('play.title')}</h1>
      <TransportStrip />
      <Roll />
      <Keyboard />
      <Composer />
    </>
  )
}
