import type { Intent } from './intent.ts'
import { patternOf } from './pattern-of.ts'

/*
 * Sentences that are commands as a whole, manners apart. (a|b) is one of these, [a|b] one or none,
 * ... is anything.
 */

const piece = 'piece|song|track|tune|beat|loop|one|thing|music|playback|take|recording|groove'
const playing = 'take|phrase|idea|loop|jam|recording|one|bit|part|riff|melody|solo|session|groove'
const top = 'from the top|from the start|from the beginning'
const again = `[again|back] [once more|one more time|${top}] [again]`
const answering =
  'answer|answers|answering|respond|responding|reply|replying|accompany|accompanying'
const praise = `[that was|that is|that's|i like|i love|i liked|i loved|nice|great|good|perfect]
  [so|really|very] [good|great|nice|lovely|cool|perfect|fun|that|it|this] [one]`
const keeping = `${praise} [let's] (keep|save|store|capture|remember|record|bookmark|
  hold on to|hang on to|hold onto|hang onto)`
const naming = '[as ...|called ...|named ...|and call it ...|it was ...]'

const sentences: Readonly<Record<Exclude<Intent, 'set'>, readonly string[]>> = {
  panic: [
    '[midi] panic [button|stop]',
    '[turn] (all|every) [the] (note|notes|sound|sounds) off',
    `(turn off|release|kill|cut|stop|silence|mute|end) (all|every|everything) [of] [the]
      [stuck|hanging] [note|notes|sound|sounds|noise|voices|channels]`,
    '(release|kill|cut|stop|silence) the [stuck|hanging] (note|notes|sound|sounds|noise|voices)',
    '[total|absolute|complete] silence [everything|it all|all]',
    '(kill it|emergency stop|notes off|quiet everything|everything off)',
    "[there is|there's|there are] [a|one|that|the|some] stuck (note|notes)",
    "[there is|there's] [a|one|that|the|some|all] [my|the] (note|notes) [is|are|got] (stuck|hanging)",
    '[...] (note|notes|sound|sounds) (is|are|got|keeps|keep) (stuck|hanging|ringing)',
  ],
  stop: [
    `(stop|pause|halt|end|cut|mute) [playing|playback] [it|that|this|the|my]
      [${piece}|transport|band|playing]`,
    "[that's|that is|thats] enough [music]",
    '(be quiet|quiet|hush|shush|shut up|no more music|hit stop|press stop|push stop)',
    '(turn|switch) (it off|that off|this off|the music off|off the music)',
  ],
  keep: [
    `${keeping} (that|this|it) [last] [${playing}|piece|song|track|tune|beat|performance|version|music] ${naming}`,
    `${keeping} (the|my|our) [last|latest] (${playing}|piece|song|track|tune|beat|performance) ${naming}`,
    `${keeping} (what|everything) (i|we|i've|we've) [just] (played|did) [in|of|over] [the] [last|past] [...] [second|seconds|minute|minutes|hour] ${naming}`,
    `${keeping} [the] (last|past|previous) [...] (second|seconds|minute|minutes|hour|hours|half)
      [of it|of that|of playing|of music]`,
    "(that is|that's|that was) a keeper",
  ],
  play: [
    `(play|replay|resume|continue|restart|unpause|start|start playing|resume playing|continue playing|
      play on|carry on|keep playing|keep going|go on|start over)`,
    `(play|replay|resume|continue|restart|start|repeat) (it|that|this) ${again}`,
    `(let me hear|let's hear|i want to hear|i'd like to hear|can i hear|could i hear) (it|that|this) ${again}`,
    `(play|replay|resume|continue|restart|start) (the|my|our|that|this)
      [last|latest|newest|previous|same|new|first] (${piece}|transport|composition) ${again}`,
    '(play|start) [the|my|our] [last|old|new] [piece|song|track|tune|take|one|beat|loop] (called|named|titled) ...',
    `(play|play it) again [${top}]`,
    `[do it|play|play it] (once more|one more time) [${top}]`,
    `[again|take it|play it|go|start] (${top})`,
    '(repeat|encore|hit play|press play|push play)',
  ],
  generate: [
    '(make|play|play me|give me|compose|create|generate|improvise) something [else|new|nice|good|different]',
    'surprise me',
  ],
}

const answersOff = [
  `(stop|don't|do not|no more|quit) (${answering}|play along|playing along|jamming) [to] [me|us|with me]`,
  '(leave me alone|let me play alone)',
  'turn (off the answers|off answers|the answers off|answers off)',
]
const answersOn = [
  '(answer|accompany|respond to|reply to|follow) (me|us|my playing|what i play) [again]',
  '[start] (play|playing|jam|jamming|improvise|improvising) (along|with me|along with me)',
  "(let's jam|start answering)",
  'turn (on the answers|on answers|the answers on|answers on)',
]

/** What a whole sentence commands; `answering` where it turns the answers on or off. */
export type Command = {
  readonly intent: Intent
  readonly pattern: RegExp
  readonly answering?: boolean
}

/** Every sentence as a pattern over a line of lower-case words; the first that fits is meant. */
export const commands: readonly Command[] = [
  ...sentences.panic.map((said) => ({ intent: 'panic' as const, pattern: patternOf(said) })),
  ...answersOff.map((said) => ({
    intent: 'set' as const,
    pattern: patternOf(said),
    answering: false,
  })),
  ...answersOn.map((said) => ({
    intent: 'set' as const,
    pattern: patternOf(said),
    answering: true,
  })),
  ...(['stop', 'keep', 'play', 'generate'] as const).flatMap((intent) =>
    sentences[intent].map((said) => ({ intent, pattern: patternOf(said) })),
  ),
]
