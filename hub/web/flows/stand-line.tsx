import { ProblemBox } from '../shell/problem-box.tsx'
import { dateOf } from '../words/say.ts'
import type { FlowsModel, FlowsSaid } from './flows-model.ts'
import { sayFlows } from './words.ts'

/** How flows are in one line; what is wrong with them below it, for who wants to know. */
export function StandLine({ model }: { readonly model: FlowsModel }) {
  const stand = model.stand.value
  if (!stand) return <div class="flows-stand" role="status" />
  if (stand.is === 'away')
    return (
      <div class="flows-stand" role="status">
        {stand.problem.status === 503 || stand.problem.status === 504 ? (
          <Told title={sayFlows('away')} lines={[sayFlows('away-fix')]} />
        ) : (
          <ProblemBox problem={stand.problem} />
        )}
      </div>
    )
  const { said } = stand
  const lines = [
    ...(said.state === 'safe-mode' && said.notes.length === 0 ? [sayFlows('safe-fix')] : []),
    ...said.notes,
    ...said.lastErrors.toReversed().map(errorLine),
  ]
  return (
    <div class="flows-stand" role="status">
      <Told title={titleOf(said)} lines={lines} />
    </div>
  )
}

function Told({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return <p class="quiet">{title}</p>
  return (
    <details class="flows-told">
      <summary class="button button-quiet">{title}</summary>
      <ul class="panel flows-lines">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  )
}

function titleOf({ state, deployedAt, lastErrors }: FlowsSaid): string {
  if (state !== 'ready') return sayFlows(state)
  if (lastErrors.length > 0) return sayFlows('errors', { n: lastErrors.length })
  return deployedAt ? sayFlows('deployed', { date: dateOf(deployedAt) }) : sayFlows('ready')
}

const errorLine = ({ at, node, message }: FlowsSaid['lastErrors'][number]): string =>
  [dateOf(at), node, message].filter(Boolean).join(' · ')
