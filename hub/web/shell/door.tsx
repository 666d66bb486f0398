import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import type { Api, Problem } from '../api.ts'
import type { Ticket } from '../paths.ts'
import { told } from '../studio.ts'
import { say } from '../words/say.ts'
import { sayAtDoor } from './door-words.ts'
import { ThemeButton } from './header.tsx'
import { Mark } from './icon.tsx'
import { ProblemBox } from './problem-box.tsx'
import type { ThemeSwitch } from './theme.ts'

type Props = {
  readonly api: Api
  readonly ticket: Ticket | undefined
  /** A hub that has its owner takes invites only. */
  readonly claimed: boolean
  readonly theme: ThemeSwitch
  readonly onOpen: () => void
}

/** Claim or sign in: one code, one name, one button. */
export function Door({ api, ticket, claimed, theme, onOpen }: Props) {
  const kind = useSignal<Ticket['kind']>(ticket?.kind ?? (claimed ? 'invite' : 'claim'))
  const code = useSignal(ticket?.code ?? '')
  const name = useSignal(sayAtDoor('name-default'))
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  const claiming = kind.value === 'claim'

  const submit = async (): Promise<void> => {
    busy.value = true
    problem.value = undefined
    const who = name.value.trim() || sayAtDoor('name-default')
    const said = code.value.trim()
    const answered = await (claiming ? api.claim(said, who) : api.enter(said, who))
    busy.value = false
    if (answered.ok) onOpen()
    else problem.value = told(answered.problem)
  }
  const onSubmit = (submitted: TargetedSubmitEvent<HTMLFormElement>): void => {
    submitted.preventDefault()
    void submit()
  }

  return (
    <main class="alone door">
      <form class="panel door-panel" onSubmit={onSubmit}>
        <div class="door-brand">
          <Mark />
          <span>{say('app.name')}</span>
          <ThemeButton theme={theme} />
        </div>
        <h1>{sayAtDoor(claiming ? 'claim-title' : 'signin-title')}</h1>
        <p class="quiet">
          {sayAtDoor(claiming ? 'claim-says' : ticket ? 'invite-says' : 'signin-says')}
        </p>
        {problem.value && <ProblemBox problem={problem.value} />}
        <label class="field">
          <span>{sayAtDoor('code')}</span>
          <input
            class="input input-code"
            name="code"
            required
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck={false}
            value={code.value}
            onInput={({ currentTarget }) => {
              code.value = currentTarget.value
            }}
          />
        </label>
        <label class="field">
          <span>{sayAtDoor('name')}</span>
          <input
            class="input"
            name="name"
            maxLength={40}
            autocomplete="nickname"
            value={name.value}
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value
            }}
          />
          <small>{sayAtDoor('name-says')}</small>
        </label>
        <button class="button button-main" type="submit" disabled={busy.value}>
          {sayAtDoor(busy.value ? 'busy' : claiming ? 'claim' : 'enter')}
        </button>
      </form>
    </main>
  )
}
