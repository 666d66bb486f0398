import { useSignal } from '@preact/signals'
import type { Problem } from '../api.ts'
import { say } from '../words/say.ts'

type Props = { readonly problem: Problem; readonly again?: () => void }

/** What went wrong, what to do about it, and the trace to report it by. */
export function ProblemBox({ problem, again }: Props) {
  return (
    <div class="problem" role="alert">
      <p class="problem-title">{problem.title || say('error.title')}</p>
      {problem.detail && problem.status !== 0 && <p>{problem.detail}</p>}
      {problem.fix && <p>{problem.fix}</p>}
      <div class="row">
        {again && (
          <button class="button" type="button" onClick={again}>
            {say('app.retry')}
          </button>
        )}
        {problem.traceId && <Trace id={problem.traceId} />}
      </div>
    </div>
  )
}

function Trace({ id }: { readonly id: string }) {
  const copied = useSignal(false)
  const copy = (): void => {
    // navigator.clipboard is not there on plain HTTP; the trace can still be selected by hand.
    navigator.clipboard?.writeText(id).then(
      () => {
        copied.value = true
      },
      () => {},
    )
  }
  return (
    <>
      <span class="trace">{say('error.trace', { id })}</span>
      {'clipboard' in navigator && (
        <button class="button button-quiet" type="button" onClick={copy}>
          {say(copied.value ? 'error.copied' : 'error.copy')}
        </button>
      )}
    </>
  )
}
