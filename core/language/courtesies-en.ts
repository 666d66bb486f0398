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
    yup|sure|nope|nah|no no|oh no|rigsong|rig song|computer|quickly|kindly|maybe|perhaps|possibly|actually|also|anyway|thanks|thank you|sorry|excuse me|dear|dear box|box|machine|robot|maestro|dj|mate|
    mister|boss|band|boys|lads|guys|everyone|hey you|you there|good morning|good evening|good afternoon|good day|morning|evening|not my thing|not for me|not really|not it|not quite it|not quite right|meh|ugh|hm|right then|ok then|now then|not quite|
    one more thing|come on|go on|quick one|first|firstly|first of all|first up|next up|for starters|today|tonight|alrighty|hmm|fine|cool|
    great|listen|look|see|pretty please|if you please|if you don't mind|if possible|if i may|when you can|when you get a chance|
    when you have a moment|whenever you're ready|one sec|basically|honestly|ideally|in that case|instead|after that|finally|lastly)`,
  `(can|could|would|will|may|might) (you|we|someone|somebody|anybody|you guys) [please|maybe|just|kindly|possibly|perhaps|also|
    now|all]`,
  `(could|would|can|will) (you|we) be [so|a] (kind|nice|good|sweet|dear|love|darling|star) [and|as to|to]`,
  `(can|could|would|will) (the machine|the box|the computer|the band|the system|this thing|the thing|it please|you guys) [please]`,
  `[please] be [so|a] (kind|nice|good|sweet|dear|love|darling|star) (and|as to|to)`,
  `(what|all) (i|we|i'd|we'd) [really|just] (need|want|like|fancy|love) [now|right now|today|tonight] is`,
  `(could|can|may|might) (i|we) trouble you for`,
  `(any chance|is there any chance|any way|is there a chance|what are the odds) (you|we|i|that you|that we) (could|can|might)`,
  `(do me a favour|do us a favour|do me a favor|do us a favor|do me a solid|be a legend|be a hero|be a mate|be an angel) [and]`,
  `(i'd|we'd) be [so|very|really|most|extremely] (happy|glad|grateful|pleased|delighted|thankful) (about|with|for|of|if you made|
    if you made me|if you played|if i could have|if we could have|if i got|if we got|to have|to hear|to get)`,
  `(would you mind|do you mind|do you reckon you could|do you fancy|mind if we have|mind if i have|would you be able to|are you able to|
    would you be willing to|can you please|could you please|you wouldn't|do you think you could|do you think we could|you think you could|think you can|is it possible to|
    would it be possible to|would it be okay to|would it be ok to|is it ok to|is there any way to|is there a way to|feel free to|
    go ahead and|go on and|why don't you|why don't we|see if you can|let's see if you can|try to|try and|remember to)`,
  `[i was|i'm|we were|we're|i|just] (wonder|wondering) (if|whether) (you|we|it|there) (could|can|might|would|is) [maybe|possibly]`,
  `(i'd|we'd) (be grateful|be glad|be happy|be delighted|appreciate it|love it|like it) if (you|we) (could|would|can)`,
  `(it would be|it'd be|that would be|would be) [so|very|really|most|super] (nice|great|lovely|good|cool|amazing|wonderful|
    fun|kind|sweet|helpful|perfect|fantastic) (if you could|if you would|if we could|if i could|if we had|if i had|if there was|to have|
    to hear|to get|to)`,
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
    real quick|quickly|mate|man|dude|buddy|maestro|box|machine|robot|boss|dj|boys|lads|mister|
    bruv|fam|pal|help|help me|quick|please help|chief|love|darling|sweetheart|everyone|yo|innit|eh|my friend|guys|folks|everyone|everybody|dear|darling|bro|or something|or so|
    or whatever|or anything|and stuff|and so on|right|yeah|huh|hey|asap|straight away|right away|already|my dear|sir|any more|anymore|any longer|if you'd be so kind|if you would be so kind|
    if it's not too much trouble|if it isn't too much trouble|when you can|whenever you can|when you get a chance|when you have a moment|
    much appreciated|would be nice|would be great|would be lovely|would be good|would be cool|would be perfect|would be amazing|would be ideal|
    would be fine|would be wonderful|would be fantastic|would be appreciated|would do|will do|will do nicely|would do nicely|should do|should do it|is fine|
    sounds good|that would be nice|that would be great|that would be lovely|that'd be great|that'd be nice|that'd be lovely|
    that's what i need|that's what we need|that's what i want|is what i need|is what i want|is what we need|please and thank you|
    the rest is up to you|you decide the rest|the rest is your choice|you choose the rest|off you go|let's go|chop chop|i beg you|no rush|
    no hurry|as soon as you can|to start with|to begin with|for starters|to begin|for a change|thank you kindly|thanks a lot|thanks a million|
    thank you so much|thanks so much|many thanks in advance|thanks in advance|cheers|and thanks|pretty please|for me please|from now on|from here on)`,
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
      'make a',
      'play a',
      'write a',
      'compose a',
      'create a',
      'do a',
      'put on a',
      'stick on',
      'put some',
      'stick some',
      'pop some',
      'drop a',
      "let's go with",
      "let's try",
      'how about some',
      'how about a',
    )
    .map((said) => [said, true]),
)
