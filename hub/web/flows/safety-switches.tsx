import { useSignal } from '@preact/signals'
import { Toggle } from '../play/toggle.tsx'
import { ProblemBox } from '../shell/problem-box.tsx'
import { useStudio } from '../studio.ts'
import type { FlowsModel, Switch } from './flows-model.ts'
import { useAnswer } from './use-answer.ts'
import { sayFlows } from './words.ts'

const switches: readonly Switch[] = ['systemNodes', 'palette']

/** What nodes may do beyond the hub, each with what it lets in beside its switch. */
export function SafetySwitches({ model }: { readonly model: FlowsModel }) {
  const studio = useStudio()
  const { value, problem, again } = useAnswer(model.allowed, undefined)
  const turning = useSignal(false)
  const turn = async (which: Switch, on: boolean): Promise<void> => {
    turning.value = true
    value.value = studio.heed(await model.allow(which, on)) ?? value.value
    turning.value = false
  }
  const allowed = value.value
  return (
    <div class="flows-part">
      <p class="quiet">{sayFlows('safety-says')}</p>
      {problem.value && <ProblemBox problem={problem.value} again={again} />}
      {allowed &&
        switches.map((which) => (
          <section key={which} class="panel flows-switch">
            <Toggle
              kind="you"
              on={allowed.settings[which]}
              says={sayFlows(which)}
              disabled={turning.value}
              turn={(on) => void turn(which, on)}
            >
              {sayFlows(which)}
            </Toggle>
            <p>{allowed.means[which]}</p>
          </section>
        ))}
    </div>
  )
}
