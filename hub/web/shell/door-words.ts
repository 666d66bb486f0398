import { sayIn } from '../words/say.ts'

/** The words at the door, which come with it. */
const en = {
  'claim-title': 'Make this hub yours',
  'claim-says': 'The code stands in the terminal where Rigsong started.',
  'signin-title': 'Come in and play',
  'signin-says': 'Open the invite link you were given, or paste its code.',
  'invite-says': 'You are invited. Say who is playing.',
  code: 'Code',
  name: 'Your name',
  'name-says': 'It signs the notes you play.',
  'name-default': 'Player',
  claim: 'Claim the hub',
  enter: 'Come in',
  busy: 'Opening…',
} as const

export const sayAtDoor = sayIn(en)
