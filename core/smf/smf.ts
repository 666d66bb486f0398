/** Standard MIDI Files: what a file holds, how it is read, how it is written. */
export type { Smf, SmfEvent, SmfMessage, SmfText, SmfTrack } from './format.ts'
export { readSmf, type SmfLimits } from './read.ts'
export { writeSmf } from './write.ts'
