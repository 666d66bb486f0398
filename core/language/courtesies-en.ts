import { patternOf } from './pattern-of.ts'

/*
 * How a polite, hasty or pleased speaker begins and ends, none of which is what he wants. In the
 * patterns (a|b) is one of these, [a|b] one or none.
 */

const subjects = [
  'that',
  'this',
  'it',
  'that one',
  'this one',
  'the piece',
  'the song',
  'the tune',
  'the track',
  'the beat',
]
const being = ['was', 'is', 'sounds', 'sounded', 'feels']
const said = subjects.flatMap((subject) => being.map((is) => `${subject} ${is}`)).join('|')
/** What a wish goes on with. */
const verbs =
  "stop|play|give|make|keep|save|do|redo|change|set|put|turn|take|try|leave|start|pause|let's|can|could|have|add"
const reaction = `(${said}|that's|it's)
  [so|really|very|pretty|quite|actually|just] (nice|good|great|lovely|cool|perfect|fun|awesome|beautiful|amazing|
  wonderful|brilliant|fantastic|sweet|better|sick|fire|fine|ok|okay|alright|wicked)`

/** What may come before a wish. */
export const openings: readonly RegExp[] = [
  `(hey|hi|hello|hiya|ok|okay|okey|yo|please|now|so|well|oh|ooh|oooh|ah|aw|wow|help|then|and|but|or|alright|right|yes|yeah|yep|
    yup|sure|nope|nah|no no|oh no|rigsong|rig song|computer|quickly|kindly|maybe|perhaps|possibly|actually|also|anyway|thanks|thank you|sorry|excuse me|dear|dear box|good morning|good evening|good afternoon|good day|morning|evening|right then|ok then|now then|not quite|
    one more thing|come on|go on)`,
  `(can|could|would|will|may|might) (you|we|someone|somebody|anybody|you guys) [please|maybe|just|kindly|possibly|perhaps|also|
    now|all]`,
  `(could|would|can|will) (you|we) be [so|a] (kind|nice|good|sweet|dear|love|darling|star) [and|as to|to]`,
  `(can|could|would|will) (the machine|the box|the computer|the band|the system|this thing|the thing|it please|you guys) [please]`,
  `[please] be [so|a] (kind|nice|good|sweet|dear|love|darling|star) (and|as to|to)`,
  `(would you mind|do you mind|do you think you could|do you think we could|you think you could|think you can|is it possible to|
    would it be possible to|would it be okay to|would it be ok to|is it ok to|is there any way to|is there a way to|feel free to|
    go ahead and|go on and|why don't you|why don't we|see if you can|let's see if you can|try to|try and|remember to)`,
  `[i was|i'm|we were|we're|i|just] (wonder|wondering) (if|whether) (you|we|it|there) (could|can|might|would|is) [maybe|possibly]`,
  `(i'd|we'd) (be grateful|be glad|be happy|be delighted|appreciate it|love it|like it) if (you|we) (could|would|can)`,
  `(it would be|it'd be|that would be|would be) (nice|great|lovely|good|cool|amazing|wonderful|fun) (if you could|if you would|
    if we could|to)`,
  `(i want|i need|i'd like|i'd love|i'd want|we want|we need|we'd like|we'd love) (you|it) to`,
  `(you) (can|could|should|may|must|have to|need to|might) [now|just|please|also|maybe]`,
  `(ask|tell|get) rigsong (to|for)`,
  `(i'd like to|i want to|we want to|we'd like to|i'd love to|i need to|let's|we should|we could) (ask for|request|order)`,
  `${reaction} (but|so|now|and)`,
  `(i|we) [really|quite|do|kind of] (like|love|liked|loved|enjoy|enjoyed) (it|that one|this one)`,
  `(i|we) [really|quite|do|kind of] (like|love|liked|loved|enjoy|enjoyed) (that|this) (but|so|and)`,
  '(love|loved|liked|enjoyed) (it|that|this) (but|so|and)',
]
  .map((said) => patternOf(said, { open: 'after' }))
  .concat(
    // 'Just piano' and 'quick jazz' say more than 'just stop'.
    new RegExp(`^ (?:just|no)(?= (?:${verbs})\\b)`),
    /^ let's(?= (?:change|set|switch|move|turn|take|keep|stop|save|speed|slow|drop|raise|put|add)\b)/,
    new RegExp(`^ (?:quick|like)(?= (?:a|an|some|really|${verbs})\\b)`),
    new RegExp(
      `${patternOf(reaction, { open: 'after' }).source}(?= (?:another|again|one|same|${verbs})\\b)`,
    ),
  )

/** What may come after. */
export const closings: readonly RegExp[] = [
  `(right now|please|now|thanks|thank you|thank you very much|many thanks|for me|for us|then|immediately|ok|okay|at once|
    rigsong|instead|if you can|if you could|if you would|if you will|if you don't mind|if possible|if that's ok|if that's okay|
    if that's possible|if it's possible|if you like|if you want|would you|will you|can you|could you|for now|for today|
    real quick|quickly|mate|man|dude|buddy|my friend|guys|folks|everyone|everybody|dear|darling|bro|or something|or so|
    or whatever|or anything|and stuff|and so on|right|yeah|huh|hey|asap|straight away|right away|already|my dear|sir|any more|anymore|any longer|for me please|from now on|from here on)`,
  "(when|whenever) you're ready",
  '(please|thanks) and (thanks|thank you)',
  'for (a second|a sec|a moment|a bit|a while|a little while|tonight|the day|the moment|this evening|the time being|once)',
].map((said) => patternOf(said, { open: 'before' }))

/** Said of what was heard, and asks for nothing. */
export const reactions: readonly RegExp[] = [
  reaction,
  '[i|we] [really|quite|do] (like|love|liked|loved|enjoy|enjoyed) (it|that|this|that one|this one)',
  '(nice|great|lovely|perfect|beautiful|good|amazing|excellent|awesome|brilliant|cool|super) (one|stuff|work|job|take)',
  "[ok|okay] [that's] enough [of that] [music]",
  '(wait|hold on|whoa|woah|enough|help|oh no|damn|oops|quick|hurry)',
].map((said) => patternOf(said))

/** Begins what somebody tells of himself. */
export const leads =
  /^ (?:i|we|i'm|we're|i've|we've|my|our|he|she|it|it's|they|you're|the (?:kids|guests|children|baby|class|party|weather))\b/
/** Begins a request wherever it stands. */
export const requests = /^ (?:can|could|would|will) (?:you|we|someone|somebody)$/
/** Asks for music wherever it stands. */
export const imperatives: ReadonlyMap<string, true> = new Map(
  ['play', 'give', 'make', 'write', 'do', 'compose', 'get', 'bring']
    .flatMap((verb) => [`${verb} me`, `${verb} us`])
    .concat(
      "let's have",
      "let's hear",
      'put on some',
      'make it',
      'play some',
      'play something',
      'make some',
      'make something',
    )
    .map((said) => [said, true]),
)
