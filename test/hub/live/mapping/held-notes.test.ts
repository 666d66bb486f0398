import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decodeMidi, isNoteOn } from '#core/midi/codec.ts'
import type { Mapping } from '#core/rig/mapping.ts'
import { heldNotes } from '#hub/live/mapping/held-notes.ts'

const mapping = (pitch: number): Mapping => ({
  id: `note-${pitch}`,
  when: { role: 'pads' },
  do: 'note',
  args: { pitch },
})

/** What is done with a control: it strikes, lets go, goes with its device, or all mappings of a pitch go. */
const act = fc.record(
  {
    does: fc.constantFrom('strike', 'strike', 'lift', 'lose', 'unmap'),
    device: fc.constantFrom('box', 'pads'),
    control: fc.constantFrom('a', 'b'),
    pitch: fc.constantFrom(60, 61),
  },
  { noNullPrototype: true },
)

describe('notes held by mappings', () => {
  it('sound as long as somebody holds them, and not a moment longer', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const sounding = new Set<string>()
        const holders = new Map<string, string>()
        const notes = heldNotes((bytes, device) => {
          const message = decodeMidi(bytes)!
          const note = `${device} ${bytes[1]}`
          if (isNoteOn(message)) sounding.add(note)
          else sounding.delete(note)
        })
        const letGo = (goes: (holder: string, note: string) => boolean): void => {
          for (const [holder, note] of holders) if (goes(holder, note)) holders.delete(holder)
        }

        for (const { does, device, control, pitch } of acts) {
          if (does === 'strike') {
            notes.strike({ device, control, mapping: mapping(pitch), scene: undefined }, 0.5)
            holders.set(`${device} ${control} ${pitch}`, `${device} ${pitch}`)
          } else if (does === 'lift') {
            notes.lift(device, control)
            letGo((holder) => holder.startsWith(`${device} ${control} `))
          } else if (does === 'lose') {
            notes.lift(device)
            letGo((holder) => holder.startsWith(`${device} `))
          } else {
            notes.keep((held) => held.mapping.args?.pitch !== pitch)
            letGo((_, note) => note.endsWith(` ${pitch}`))
          }
          assert.deepEqual([...sounding].sort(), [...new Set(holders.values())].sort())
        }
        notes.keep(() => false)
        assert.equal(sounding.size, 0)
      }),
    )
  })
})
