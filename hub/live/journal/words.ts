import type { Journal } from './journal.ts'

/** How the journal fares, in numbers. */
export function figuresOf(journal: Journal) {
  const { waitingBytes, lost, unsent } = journal.state()
  return { journalWaitingBytes: waitingBytes, journalLost: lost, journalUnsent: unsent }
}

/** What of it somebody has to know. */
export function notesOf(journal: Journal): readonly string[] {
  const { fault, lost, trouble } = journal.state()
  const notes: string[] = []
  if (fault)
    notes.push(
      `The journal cannot be written (${fault}); what is played is held in memory. Free some space.`,
    )
  if (lost > 0) notes.push(`${lost} messages found neither disk nor memory and are lost.`)
  if (trouble) notes.push(`The hub does not take the journal (${trouble}); it waits on this disk.`)
  return notes
}
