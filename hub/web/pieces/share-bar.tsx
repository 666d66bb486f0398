import { percent, say } from '../words/say.ts'

/** How much of a piece human hands made: solid for hands, hatched for the machine. */
export function ShareBar({ share }: { readonly share: number }) {
  const words =
    share === 0 ? say('piece.share-all-machine') : say('piece.share', { percent: percent(share) })
  return (
    <div class="share" role="img" aria-label={words} title={words}>
      <span class="share-you" style={{ width: `${share * 100}%` }} />
      <span class="share-machine" />
    </div>
  )
}
