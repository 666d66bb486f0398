import type { Studio } from '../studio.ts'
import { say } from '../words/say.ts'

/**
 * What Play does: stops what plays; else plays the newest piece; on a hub with no piece yet it makes
 * one first, so that the first press of the first evening sounds.
 */
export async function playOrStop(studio: Studio): Promise<void> {
  if (studio.transport.value?.value.playing) return studio.stop()
  const newest = studio.cards.newest()
  if (newest) return studio.play(newest)
  await studio.cards.make(say('play.placeholder'))
}
