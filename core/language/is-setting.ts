import type { Heard } from './intent.ts'

/** 'set the tempo to 92', 'a bit faster', '120 bpm', 'make it 3/4': nothing but a setting and small words. */
export function isSetting({ sentence, slots }: Heard): boolean {
  const { bpm, tempoFactor, tempoStep, meter, key } = slots
  const { low, words, claimOf, lexicon } = sentence
  const steers = bpm ?? tempoFactor ?? tempoStep ?? meter
  const turnsKey = lexicon.keyTurns.test(words.map((word) => word.low).join(' '))
  if (key ? !turnsKey : steers === undefined) return false
  // 'Do that in 3/4' is of the piece that is there.
  if (low(0) === 'do' && /^(?:it|this|that)$/.test(low(1))) return false
  if (slots.reference && /^(?:get|have|hear)$/.test(low(0))) return false
  const soft = tempoFactor !== undefined || tempoStep !== undefined
  if (
    /^(?:a|an|some|something|create|compose|generate|write)$/.test(low(0)) &&
    !claimOf(0) &&
    !soft
  )
    return false
  return words.every((_, at) => {
    const claim = claimOf(at)
    if (claim === 'tempo' || claim === 'meter' || claim === 'key') return true
    if ((claim !== undefined && claim !== 'reference') || !lexicon.settingWords.has(low(at)))
      return false
    // 'The beat' plays already; 'a beat' is still to be made.
    return !lexicon.musicNouns.has(low(at)) || /^(?:the|this|that)$/.test(low(at - 1))
  })
}
