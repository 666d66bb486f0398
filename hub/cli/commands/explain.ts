import type { Explanation } from '#hub/engine/explain.ts'
import type { CliCommand } from '../cli.ts'

/** `rigsong explain pc_…`, or the newest piece */
export const explainPiece: CliCommand = {
  words: 'explain',
  args: '[piece]',
  says: 'say why a piece is as it is: style, form, harmony, motif, seed and what the critic said',
  async run(cli, [piece]) {
    const hub = await cli.hub()
    const id = piece ?? (await newest(hub))
    if (id === undefined) {
      cli.print({ piece: null }, 'There is no piece yet: rigsong generate "…"')
      return 1
    }
    const why = await hub.call<Explanation>('GET', `/api/v1/pieces/${id}/why`)
    cli.print(why, inWords(why).join('\n'))
    return 0
  },
}

async function newest(hub: Awaited<ReturnType<Parameters<CliCommand['run']>[0]['hub']>>) {
  const found = await hub.call<{ pieces: readonly { id: string }[] }>(
    'GET',
    '/api/v1/pieces?limit=1',
  )
  return found.pieces[0]?.id
}

function inWords(why: Explanation): readonly string[] {
  const { made, style, shares, bed } = why
  const critic = made.critic
    ? `candidate ${made.critic.chosen + 1} of ${made.critic.tried} tried, ${made.critic.off} held against it`
    : 'what the critic said was not kept'
  return [
    `${why.title}: ${style.played}, ${why.key}, ${why.bpm} bpm, ${why.meter}`,
    made.prompt === undefined ? `asked by ${made.because}` : `asked: "${made.prompt}"`,
    ...(made.from === undefined ? [] : [`grew from ${made.from}`]),
    `made by ${made.engine} ${made.version} (${made.providers.join(', ')}), seed ${made.seed}: ${critic}`,
    ...why.motifs.map(
      ({ of, source, notes }) =>
        `motif ${of}, ${source}: ${notes.map(([step, steps, rung]) => `${step}+${steps} ${rung}`).join(', ')}`,
    ),
    ...why.sections.flatMap(sectionInWords),
    ...made.variations.map((variation) => `then: ${variationInWords(variation)}`),
    `notes by hands ${percent(shares.human.notes)}, machine ${percent(shares.machine.notes)}, rules ${percent(shares.rule.notes)}`,
    ...(bed ? [`bed of sound by ${bed.author.provider}, which is no notes`] : []),
  ]
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

function sectionInWords(section: Explanation['sections'][number]): readonly string[] {
  const [from, to] = section.bars
  const chords = section.harmony.map(({ symbol, numeral, role }) =>
    role === 'diatonic' ? `${symbol} ${numeral}` : `${symbol} ${numeral} (${role})`,
  )
  return [
    `${section.section}, bars ${from} to ${to}, energy ${section.energy}: ${section.roles.join(', ')}`,
    `  ${chords.join(' | ')}; cadence ${section.cadence}`,
    ...(section.melody.length > 0 ? [`  melody: ${section.melody.join(', ')}`] : []),
  ]
}

function variationInWords(variation: Explanation['made']['variations'][number]): string {
  const { without, rests = [], instruments = [], key, bpm, anew, prompt } = variation
  const done = [
    ...(without ? [`without ${without.join(', ')}`] : []),
    ...rests.map(({ parts, bars }) => `without ${parts.join(', ')} in bars ${bars.join(' to ')}`),
    ...instruments.map(({ role, sound }) => `${role} on ${sound}`),
    ...(key ? [`in ${key.tonic} ${key.mode}`] : []),
    ...(bpm === undefined ? [] : [`at ${bpm} bpm`]),
    ...(anew
      ? [
          `${anew.parts?.join(', ') ?? 'everything'} anew${anew.bars ? ` in bars ${anew.bars.join(' to ')}` : ''} from seed ${anew.seed}`,
        ]
      : []),
  ].join('; ')
  return prompt === undefined ? done : `"${prompt}": ${done}`
}
