import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { follow } from '../live/live.ts'
import { useStudio } from '../studio.ts'
import { EditorFrame, showAnew } from './editor-frame.tsx'
import { ExampleList } from './example-list.tsx'
import { openFlowsModel } from './flows-model.ts'
import { SafetySwitches } from './safety-switches.tsx'
import { StandLine } from './stand-line.tsx'
import { VersionList } from './version-list.tsx'
import { sayFlows } from './words.ts'

/** Where the owner rewires what the rig does; everybody else is told why not. */
export function FlowsScreen() {
  const role = useStudio().live.seat.value?.role
  if (role === undefined) return null
  return role === 'owner' ? <FlowsRoom /> : <NotYours />
}

function NotYours() {
  return (
    <div class="empty">
      <h1 class="empty-title">{sayFlows('not-yours')}</h1>
      <p>{sayFlows('not-yours-says')}</p>
      <a class="button button-main" href="/play">
        {sayFlows('not-yours-do')}
      </a>
    </div>
  )
}

const parts = ['editor', 'examples', 'versions', 'safety'] as const
type Part = (typeof parts)[number]

function FlowsRoom() {
  const studio = useStudio()
  const part = useSignal<Part>('editor')
  const frame = useRef<HTMLIFrameElement>(null)
  const alone = useRef<HTMLAnchorElement>(null)
  const model = useMemo(() => {
    const news = follow(studio.live, 'state/flows', studio.now)
    return openFlowsModel({ api: studio.api, now: studio.now, news: () => news.value })
  }, [studio])
  useEffect(() => model.close, [model])
  const returns = model.returns.value
  useEffect(() => {
    // Other nodes may be there now, or none that were.
    if (returns > 0) showAnew(frame.current)
  }, [returns])

  const choose = (one: Part): void => {
    part.value = one
  }
  const showTab = (tab: string): void => {
    part.value = 'editor'
    showAnew(frame.current, tab)
  }
  return (
    <div class="flows">
      <h1 class="said">{sayFlows('title')}</h1>
      <div class="flows-head">
        <PartChoice part={part.value} choose={choose} />
        <StandLine model={model} />
        <a
          class="button"
          ref={alone}
          href="/flows/"
          target="_blank"
          rel="noopener"
          title={sayFlows('alone-says')}
        >
          {sayFlows('alone')}
        </a>
      </div>
      {part.value === 'examples' && <ExampleList model={model} showTab={showTab} />}
      {part.value === 'versions' && (
        <VersionList model={model} onBack={() => showAnew(frame.current)} />
      )}
      {part.value === 'safety' && <SafetySwitches model={model} />}
      <EditorFrame
        frame={frame}
        theme={studio.theme.value}
        hidden={part.value !== 'editor'}
        onLeave={() => alone.current?.focus()}
      />
    </div>
  )
}

type ChoiceProps = { readonly part: Part; readonly choose: (part: Part) => void }

function PartChoice({ part, choose }: ChoiceProps) {
  return (
    <fieldset class="tabs" aria-label={sayFlows('parts')}>
      {parts.map((one) => (
        <button
          key={one}
          class="tab"
          type="button"
          aria-current={one === part ? 'true' : undefined}
          onClick={() => choose(one)}
        >
          {sayFlows(one)}
        </button>
      ))}
    </fieldset>
  )
}
