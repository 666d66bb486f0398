/** What the engine hears in playing: where a phrase ends, its tempo, its key. Pure, without a clock. */
export { keyOf } from './key-of.ts'
export {
  type PhraseListener,
  type PlayedNote,
  phraseListener,
  phraseOf,
} from './phrase-listener.ts'
export { tempoOf } from './tempo-of.ts'
