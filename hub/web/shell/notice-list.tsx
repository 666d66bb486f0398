import { say } from '../words/say.ts'
import { Icon } from './icon.tsx'
import type { Notice, Notices } from './notices.ts'
import { ProblemBox } from './problem-box.tsx'

export function NoticeList({ notices }: { readonly notices: Notices }) {
  return (
    <section class="notices" aria-label={say('notice.label')} aria-live="polite">
      {notices.list.value.map((notice) => (
        <NoticeLine key={notice.n} notice={notice} close={() => notices.close(notice.n)} />
      ))}
    </section>
  )
}

function NoticeLine({ notice, close }: { readonly notice: Notice; readonly close: () => void }) {
  const { text, problem, action } = notice
  const act = (): void => {
    action?.do()
    close()
  }
  return (
    <div class="notice">
      {problem ? <ProblemBox problem={problem} /> : <p>{text}</p>}
      {action && (
        <button class="button" type="button" onClick={act}>
          {action.label}
        </button>
      )}
      <button
        class="button button-icon button-quiet"
        type="button"
        aria-label={say('notice.close')}
        onClick={close}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
