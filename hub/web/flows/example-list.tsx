import { Skeletons } from '../pieces/library-parts.tsx'
import { ProblemBox } from '../shell/problem-box.tsx'
import { useStudio } from '../studio.ts'
import type { Example, FlowsModel } from './flows-model.ts'
import { useAnswer } from './use-answer.ts'
import { sayFlows } from './words.ts'

type Props = { readonly model: FlowsModel; readonly showTab: (tab: string) => void }

/** Flows to begin with; each comes as a tab of its own. */
export function ExampleList({ model, showTab }: Props) {
  const studio = useStudio()
  const { value, problem, again } = useAnswer(model.examples, model.stand.value)
  const install = async ({ id, title }: Example): Promise<void> => {
    const made = studio.heed(await model.install(id))
    if (!made) return
    const action = { label: sayFlows('show'), do: () => showTab(made.tab) }
    studio.notices.say({ text: sayFlows('installed', { title }), action })
  }
  return (
    <div class="flows-part">
      {problem.value && <ProblemBox problem={problem.value} again={again} />}
      {!value.value && !problem.value && <Skeletons />}
      <ul class="flows-cards">
        {value.value?.examples.map((example) => (
          <ExampleCard key={example.id} example={example} install={() => void install(example)} />
        ))}
      </ul>
    </div>
  )
}

type CardProps = { readonly example: Example; readonly install: () => void }

function ExampleCard({ example, install }: CardProps) {
  const { title, says, installed, edited } = example
  return (
    <li class="panel flows-card">
      <h2 class="card-title">{title}</h2>
      <p>{says}</p>
      <div class="row">
        {installed && <span class="pill">{sayFlows(edited ? 'edited' : 'there')}</span>}
        <button
          class="button"
          type="button"
          aria-label={sayFlows(installed ? 'again-says' : 'install-says', { title })}
          onClick={install}
        >
          {sayFlows(installed ? 'again' : 'install')}
        </button>
      </div>
    </li>
  )
}
