import { Skeletons } from '../pieces/library-parts.tsx'
import { ProblemBox } from '../shell/problem-box.tsx'
import { useStudio } from '../studio.ts'
import { dateOf } from '../words/say.ts'
import type { FlowsModel, Version } from './flows-model.ts'
import { useAnswer } from './use-answer.ts'
import { isFlowsWord, sayFlows } from './words.ts'

type Props = { readonly model: FlowsModel; readonly onBack: () => void }

/** The flows as they were; the newest is how they are. */
export function VersionList({ model, onBack }: Props) {
  const studio = useStudio()
  const { value, problem, again } = useAnswer(model.versions, model.stand.value)
  const goBack = async (version: number): Promise<void> => {
    if (!studio.heed(await model.restore(version))) return
    studio.notices.say({ text: sayFlows('restored', { n: version }) })
    onBack()
  }
  const versions = value.value?.versions
  return (
    <div class="flows-part">
      <p class="quiet">{sayFlows(versions?.length === 0 ? 'versions-empty' : 'versions-says')}</p>
      {problem.value && <ProblemBox problem={problem.value} again={again} />}
      {!versions && !problem.value && <Skeletons />}
      <ul class="flows-rows">
        {versions?.map((version, i) => (
          <VersionRow
            key={version.version}
            version={version}
            isNow={i === 0}
            goBack={() => void goBack(version.version)}
          />
        ))}
      </ul>
    </div>
  )
}

type RowProps = { readonly version: Version; readonly isNow: boolean; readonly goBack: () => void }

function VersionRow({ version: { version, at, nodes, why }, isNow, goBack }: RowProps) {
  const word = `why-${why}`
  return (
    <li class="panel flows-row">
      <div class="piece-words">
        <h2 class="card-title">{isFlowsWord(word) ? sayFlows(word) : why}</h2>
        <p class="card-line">{sayFlows('version-line', { date: dateOf(at), n: nodes })}</p>
      </div>
      {isNow ? (
        <span class="pill">{sayFlows('version-now')}</span>
      ) : (
        <button
          class="button"
          type="button"
          aria-label={sayFlows('back-says', { n: version })}
          onClick={goBack}
        >
          {sayFlows('back')}
        </button>
      )}
    </li>
  )
}
