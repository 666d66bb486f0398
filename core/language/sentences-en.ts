import type { Intent } from './intent.ts'

/** Sentences that are commands as a whole, manners apart; the first that fits is meant. */
export const wholeSentences: readonly {
  readonly intent: Intent
  readonly pattern: RegExp
  readonly answering?: boolean
}[] = [
  { intent: 'panic', pattern: /^(?:midi )?panic(?: button| stop)?$/ },
  { intent: 'panic', pattern: /^(?:turn )?(?:all|every) (?:the )?(?:notes?|sounds?) off$/ },
  {
    intent: 'panic',
    pattern:
      /^(?:turn off|release|kill|cut|stop|silence|mute|end) (?:all|every|everything|the)(?: of)?(?: the)? ?(?:(?:stuck |hanging )?(?:notes?|sounds?|noise|voices|channels))?(?<! the)$/,
  },
  {
    intent: 'panic',
    pattern: /^(?:total |absolute |complete )?silence(?: everything| it all| all)?$/,
  },
  { intent: 'panic', pattern: /^(?:emergency stop|notes off|quiet everything|everything off)$/ },
  {
    intent: 'panic',
    pattern:
      /^(?:there(?: is|'s) )?(?:a|one|that|the)? ?(?:stuck note|note (?:is |got )?(?:stuck|hanging)|note hangs)$/,
  },

  {
    intent: 'set',
    answering: false,
    pattern:
      /^(?:stop|don't|do not|no more|quit|never mind) (?:answer(?:ing|s)?|respond(?:ing)?|reply(?:ing)?|accompany(?:ing)?|play(?:ing)? along|jamming)(?: to)?(?: me| with me| us)?$/,
  },
  {
    intent: 'set',
    answering: false,
    pattern:
      /^(?:leave me alone|let me play(?: alone)?|turn (?:the )?answers off|turn off (?:the )?answers)$/,
  },
  {
    intent: 'set',
    answering: true,
    pattern:
      /^(?:answer|accompany|respond to|reply to|follow) (?:me|us|my playing|what i play)(?: again)?$/,
  },
  {
    intent: 'set',
    answering: true,
    pattern:
      /^(?:(?:start )?(?:play|jam|improvise)(?:ing|ming)? (?:along(?: with me)?|with me)|let's jam|start answering|turn (?:the )?answers on|turn on (?:the )?answers)$/,
  },

  {
    intent: 'stop',
    pattern:
      /^(?:stop|pause|halt|end|cut)(?: (?:playing|playback))?(?: (?:it|that|this|the))?(?: (?:music|song|piece|track|tune|beat|loop|transport|playback|band|playing))?$/,
  },
  { intent: 'stop', pattern: /^(?:that's|that is|thats)? ?enough(?: music)?$/ },
  {
    intent: 'stop',
    pattern:
      /^(?:be quiet|quiet|hush|shush|shut up|turn (?:it|the music|that|this) off|turn off the music|switch off the music|no more music)$/,
  },

  {
    intent: 'keep',
    pattern:
      /^(?:.*\b(?:good|great|nice|lovely|cool|like it|like that|love it|love that|perfect) )?(?:let's )?(?:keep|save|store|capture|remember|record|hold on to) (?:(?:that|this|it)(?: (?:last )?(?:take|phrase|idea|loop|jam|recording|one|bit|part|riff|melody|solo|performance|session|groove|version|music))?|(?:the|my|our) (?:last |latest )?(?:take|phrase|idea|jam|recording|one|bit|part|riff|solo|performance))(?: (?:as|and call it|called|named) .+)?$/,
  },
  {
    intent: 'keep',
    pattern:
      /^(?:keep|save|store|capture|remember|record) (?:what (?:i|we)(?:'ve)? (?:just )?(?:played|did)|everything (?:i|we)(?: just)? played)$/,
  },
  {
    intent: 'keep',
    pattern:
      /^(?:keep|save|store|capture) (?:the )?(?:last|past|previous) .*(?:seconds?|minutes?|half)(?: of (?:that|it|playing|music))?$/,
  },
  { intent: 'keep', pattern: /^that(?:'s| is| was) a keeper$/ },

  {
    intent: 'play',
    pattern:
      /^(?:play|resume|continue|restart|replay|unpause|start|(?:start|resume|continue) playing|play on|carry on|keep playing|keep going|go on|start over)(?: (?:it|that|this|the|my|our))?(?: (?:last|latest|newest|previous|same|new|first))?(?: (?:piece|song|track|tune|beat|loop|one|thing|music|playback|take|recording|composition|groove))?(?: (?:again|back|once more|one more time|from the (?:top|start|beginning)))*(?<!^(?:play|start) (?:music|the|my|our))$/,
  },
  {
    intent: 'play',
    pattern: /^start (?:it|the (?:music|piece|song|track|playback|transport))(?: again)?$/,
  },
  {
    intent: 'play',
    pattern:
      /^(?:play|start) (?:the |my |our )?(?:(?:last |old )?(?:piece|song|track|tune|take|one|beat|loop) )?(?:called|named|titled) .+$/,
  },

  {
    intent: 'generate',
    pattern:
      /^(?:(?:make|play|give me|do|generate|create|compose|try) )?(?:another one|one more|another)$/,
  },
]
