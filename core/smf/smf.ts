/** Standard MIDI Files: what a file holds, how it is read, how it is written. */
export type { Smf, SmfEvent, SmfMessage, SmfTrack } from './format.ts'
export { readSmf } from './read.ts'
export { writeSmf } from './write.ts'
