import type { Intent } from './intent.ts'
import { patternOf } from './pattern-of.ts'

/*
 * Sentences that are commands as a whole, manners and names apart. (a|b) is one of these, [a|b] one or
 * none, ... is anything.
 */

const piece =
  'piece|song|track|tune|beat|loop|one|thing|music|playback|take|recording|groove|jam|composition'
const playing = `take|phrase|idea|loop|jam|recording|one|bit|part|riff|melody|solo|session|groove|lick|line|passage|stuff|
  performance|version|music|piece|song|track|tune|beat|thing|improvisation`
const top =
  'from the top|from the start|from the beginning|from the very beginning|from the very start|at the beginning'
const again = `[again|back|back to me|for me] [once more|one more time|one last time|${top}] [again]`
const answering =
  'answer|answers|answering|respond|responding|reply|replying|accompany|accompanying|follow|following|jam|jamming|join|joining'
const answers =
  'the answers|answers|the answering|answering|the accompaniment|accompaniment|the accompanist|accompanist|the responses|responses|the replies|replies'
const praise = `[that was|that is|that's|i like|i love|i liked|i loved|nice|great|good|perfect]
  [so|really|very] [good|great|nice|lovely|cool|perfect|fun|that|it|this] [one]`
const keeping = `${praise} [let's|i want to|i'd like to|i need to|i'd love to|we want to|we should|can i|could i|can we|let me|i'll] (keep|grab|get|save|store|capture|remember|record|bookmark|
  hold on to|hang on to|hold onto|hang onto|hang to|hold to|don't lose|don't forget|make a note of|log|archive|preserve)`
const noise = 'note|notes|sound|sounds|noise|voices|channels|tone|tones|key|keys|drone'
const stuck =
  'stuck|hanging|ringing|droning|hung|sustaining|sounding|humming|holding|playing forever|going'

const sentences: Readonly<Record<Exclude<Intent, 'set'>, readonly string[]>> = {
  panic: [
    '[midi] panic [button|stop|panic|mode|now]',
    `[turn|switch] (all|every) [the] (${noise}) off`,
    `(turn off|release|kill|cut|stop|silence|mute|end|clear|shut off) (all|every|everything) [of] [the|that]
      [stuck|hanging] [${noise}]`,
    `(release|kill|cut|stop|silence|clear) the [stuck|hanging] (${noise})`,
    `(release|kill|clear|stop|unstick|cut|end|silence) [the|that|this|those] (stuck|hanging) (${noise})`,
    '[total|absolute|complete] silence [everything|it all|all]',
    '(kill it|emergency stop|emergency|notes off|quiet everything|everything off|make it stop|kill it all|shut it all off|kill everything)',
    `[a|one|that|the|some] (${noise}|it's|something|something's) [is|are|got|keeps] (${stuck}) on (the|my|our|a|one|some) (synth|keyboard|piano|organ|bass|pad|lead|drum machine|module|sampler|note|chord|tone)`,
    `[there's|there are] [a|one|that|the|some] stuck (${noise}) [everywhere]`,
    `(everything|something|it|the synth|the keyboard|the piano|the organ|the bass|one of the notes) (is|keeps|keeps on|got|won't stop|'s) [on|still] (${stuck}|sounding|ringing|droning|humming)`,
    "[it|that|this] (won't stop|doesn't stop|isn't stopping|keeps ringing|keeps droning|keeps sounding|is hanging)",
    '(all sound off|all sounds off|all off|midi reset|reset midi|reset the midi|reset all notes|release everything|let go of everything|kill all sound|stop all sound)',
    `[there's] [a|one|that|the|some|all] [my|the] (${noise}) [is|are|got|that's] (${stuck})`,
    `(no more|stop all|end all) (${noise})`,
    `[...] (${noise}) [that|which] (is|are|got|keeps|keep|won't|doesn't|don't|that's) [all|still|just|on|going] (${stuck}|stop|stopping|end|go away)`,
    `(something|it|that) (is|got|keeps|won't|'s) [still] (${stuck}|stop|stuck)`,
    "(it's|that's) stuck",
  ],
  stop: [
    `(stop|pause|halt|end|cut|mute|freeze) [playing|playback] [it|that|this|the|my|all|everything]
      [${piece}|transport|band|playing] [there|right there|here]`,
    '(stop|pause|halt) (stop|it|that|now|please|there) [stop|it|that|now|there]',
    "[that's] enough [music|of that|of this|already|thanks]",
    `(we're done|i'm done|we're finished|i'm finished|all done) [here|for today|now|for now|playing]`,
    "[let's] (stop|pause|leave it|end it|call it a day|wrap it up|wrap up|call it a night|leave it there|leave it at that|finish|finish up|finish here|stop here|stop there|pause here|pause there|let's take a break|let's have a break)",
    "(that's plenty|that's enough|enough for today|enough for now|enough music|sh|shh|shhh|ssh|hush now|hush hush|quiet now|music off|kill the music|kill the sound|stop the band|band stop|no music|come to a stop|rest now|fade out|you may stop|you may rest|that'll do nicely|stop now|stop playing now)",
    "(that'll do|that'll be all|that's all|that's it|cut it|hold it|knock it off|give it a rest|shut it|stop there|pack it in)",
    '(be quiet|quiet|hush|shush|shut up|no more music|no more|hit stop|press stop|push stop|stop it|cease|cut|time out|be silent)',
    '(turn|switch|shut) (it off|that off|this off|the music off|off the music|off|off it)',
    '(stop|pause|halt|cut) (the music|everything|playing|it) (right there|there|here|at once|completely)',
  ],
  keep: [
    `${keeping} (that|this|it) [last|whole|little] [${playing}]`,
    `${keeping} (that|this) (last|whole|little) (${playing})`,
    `${keeping} (the|my|our) [last|latest|whole] (${playing})`,
    `${keeping} (what|everything|all|whatever|the thing|the bit|the stuff|that thing|that bit|all that) [that] (i|we|i've|we've|you) [just|have|have just] (played|did|made|got|recorded|jammed|improvised) [there|now]`,
    `${keeping} (what|everything|all) [that] (i|we|i've|we've) [just] (played|did) [in|of|over|during|for] [the] [last|past] [...] [second|seconds|minute|minutes|hour]`,
    `${keeping} [the|these|those|my|our] (last|past|previous) [...] (second|seconds|minute|minutes|hour|hours|half)
      [of it|of that|of playing|of music|of this|i played|we played|that i played|of my playing]`,
    "(that is|that's|that was|this is|this one is|that one's|that one is|that one was) a [real] keeper",
    `${keeping} (everything|all|it|that|all of it) (from|of|in) the (last|past) [...] (second|seconds|minute|minutes|hour|hours)`,
    'keep [that|this|it] (safe|for later)',
    `${keeping} (that|this|it|that one|this one|that take|this take) [for later|for me|forever|somewhere|in the library|to the library|away|on file]`,
    "(that's|that was|this is) (one to keep|worth keeping|worth saving|one for the album|going on the album)",
    `[let's] (don't|not|don't let's|let's not|never) (lose|delete|forget|throw away) (that|this|it|that one|this one|what i played|what we played) [one]`,
    `(make sure|make sure you|be sure to|be sure you) (keep|save|store|record|remember) (that|this|it|that one|this one)`,
    `(put|set|file|stash) (that|this|it|that one|this one) (aside|by|in the library|on file)`,
  ],
  play: [
    `(play|replay|resume|continue|restart|unpause|start|start playing|resume playing|continue playing|
      play on|carry on|keep playing|keep going|go on|start over|start the music)`,
    `(play|replay|resume|continue|restart|start|repeat|run) (it|that|this|that one|this one) ${again}`,
    `(let me hear|let's hear|i want to hear|i'd like to hear|i'd love to hear|can i hear|could i hear|can we hear|hear|let me listen to|
      i want to listen to|have a listen to|let's listen to) (it|that|this|that one|this one|what i played|what we have|what we've got) ${again}`,
    `(play|replay|resume|continue|restart|start|repeat) (the|my|our|that|this)
      [last|latest|newest|previous|same|new|first|most recent] (${piece}|transport) [again] ${again}`,
    `(let me hear|let's hear|i want to hear|i'd like to hear|can i hear|could i hear|hear|let's listen to) (the|my|our|that|this)
      [last|latest|newest|previous|same|new|first|most recent] (${piece}) ${again}`,
    `(play|play me|play us|let's hear|let me hear) back`,
    `(play|play me|play us) back (it|that|the last take|the last one|the take|the recording|what i played|what we played|what we recorded|what we did|what i recorded|my take)`,
    `(play|play me|play us|let me hear|let's hear|hear) [back] (what|the thing|the bit|that thing|the one|that|the song|the piece) [that] (i|we|you) [just|have just] (played|recorded|did|made) [back|again]`,
    `(play|play me|play us|replay|let me hear|let's hear|hear|can i hear|i want to hear|bring back|repeat) [back] (what|whatever|the thing|the bit|that thing|the one|that|the song|the piece|the track|the tune|
      the last thing|the loop|the take|everything) [that] (i|we|you|i've|we've|you've) [just|have|have just] (played|recorded|did|made|composed|wrote|saved|kept|had|came up with) [just now|last|before|earlier|a minute ago|a moment ago|back|again|there]`,
    '(resume|continue|start|restart|begin) [the] (playback|playing|music|piece|song|track)',
    `(carry on|keep on|go on|continue|keep|resume) [with] [playing|going|the music|it|that] [from there|from where we stopped|where we left off|from where you stopped]`,
    `(play|replay|run) (it|that|this) [back] [to me|for me] [again] (from the top|from the start|from the beginning|once more|one more time|again)`,
    `(play) (it|that|this|the song|the piece) (back|back to me|to me|for me)`,
    `(play|play it) again [${top}]`,
    `[do it|play|play it] (once more|one more time) [${top}]`,
    `[again|take it|play it|go|start|start it|start it again|run it|go back|back|play|play that|go again|let's go|once more|one more time] (${top}) [again]`,
    `(go back to|back to|return to) the (start|beginning|top) [and] [play|play it|start|go|play again]`,
    `(put|throw|stick) (the last|my last|the previous) (${piece}) (on|back on) [again]`,
    `(put|throw|stick) (it|that|that one|this one) (on|back on) [again]`,
    '(repeat|encore|hit play|press play|push play|rewind|rewind it|repeat that|on with it)',
  ],
  generate: [
    `(make|play|play me|play us|give me|give us|compose|create|generate|improvise|do|try|write) something
      [else|new|nice|good|different|cool|fun|for me|for us|interesting]`,
    '(compose|improvise|create|generate|just play|play away|make music|make some music|invent something|make something up|play something up)',
    "(surprise me|surprise us|your choice|dealer's choice|whatever you like|anything you like|play whatever|play anything|play whatever you like|play anything you like|you choose|you pick)",
  ],
}

const answersOff = [
  `(stop|don't|no more|quit|no) (${answering}|play along|playing along|join in|jump in|backing me) [in] [to|with] [me|us|with me|what i play|everything|everything i play|my playing]`,
  `[i] (don't|stop|quit|no need to|you don't have to|you don't need to|you needn't|i don't want you to|never|please don't) (answer|reply|respond|follow|accompany|join|answering|replying|responding|following|accompanying|reacting|react|echo|echoing|copy|copying) [in|back|along] [to|with]
    [me|us|what i play|what we play|my playing|everything|everything i play|anything] [when i play|while i play|if i play|when we play|now|any more|for now]`,
  '(leave me alone|let me play alone|let me play on my own|let me play by myself|just listen|only listen|leave me to it|let me solo|listen only|let me practise alone)',
  `(i'd like to|i want to|let me|i'll|i'm going to|we want to|we'd like to) (play|practise|practice|jam|go) (alone|solo|by myself|on my own|by ourselves|on our own)`,
  `(turn|switch) (off|the) (${answers})`,
  `(turn|switch) (${answers}) off`,
  `(mute|disable|silence|no) (${answers}|more answers|more accompaniment)`,
]
const answersOn = [
  '(answer|accompany|respond to|reply to|follow|back|back up|support) (me|us|my playing|what i play|what we play|when i play|if i play) [up] [again|when i play|whenever i play|while i play|if i play|when i stop|back]',
  '(answer|respond|accompany|reply|answer back) [again]',
  '(answer|respond|reply|join in) (when|whenever|if|every time) (i|we) (play|stop|pause)',
  `(listen|listen to me|wait|just listen) and (answer|respond|reply|join in|follow|play along|answer me|follow me|react)`,
  `(react|reply|respond|answer back|talk back|sing back|answer|listen and respond) [to] (me|us|what i play|what we play|my playing|everything i play|my phrases)`,
  `(improvise|trade|trade bars|trade phrases|swap phrases|swap licks|play a duet|duet|jam) with (me|us)`,
  `(answer|join in|come in|come back in|jump in|jump back in|respond|reply|play along|jam) (again|when i play|whenever i play|while i play|with me again)`,
  '[start] (play|playing|jam|jamming|improvise|improvising) (along|with me|along with me|with us|along with us|together)',
  "(let's jam|start answering|join in|join me|join us|jump in|come in|jam along|jam|let's play together|be my band|be my backing band|be the band|start accompanying) [again|with me|now]",
  `(start|begin|resume|keep|go back to|go on) (answering|responding|accompanying|following|jamming|replying) [to] [me|us|with me|what i play|my playing] [again]`,
  `(turn|switch) on (${answers})`,
  `(turn|switch) (${answers}) (on|back on) [again]`,
  `(enable|activate) (${answers})`,
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
