import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Take } from '#core/score/take.ts'
import { readSmf, type SmfTrack } from '#core/smf/smf.ts'
import { compositionToSmf, phraseToSmf, takeToSmf } from '#hub/export/smf.ts'
import { anyComposition } from '#test/support/arbitraries.ts'
import { skip, skipWithout } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

const author = {
  kind: 'machine',
  engine: 'e',
  provider: 'local',
  seed: 1,
  because: 'cm_1',
} as const
const note = (pitch: number, start: number, length: number, velocity = 100): NoteEvent => ({
  pitch,
  velocity,
  start,
  length,
  author,
})

const nightBus: Composition = {
  spec: {
    title: 'Night Bus',
    style: 'lofi',
    bpm: 80,
    meter: { beats: 4, unit: 4 },
    key: { tonic: 'D', mode: 'minor' },
    swing: 0.2,
    moods: ['calm'],
    instruments: [{ role: 'bass', sound: 'bass-finger' }],
    sections: [
      { id: 'A', bars: 2, chords: ['Dm7'], energy: 0.5, density: 0.5, roles: ['bass'], motif: [] },
    ],
    form: ['A'],
  },
  seed: 7,
  engine: { name: 'test', version: '0' },
  lengthBeats: 8,
  form: [{ section: 'A', start: 0, length: 8 }],
  chords: [],
  parts: [
    { role: 'bass', sound: 'bass-finger', channel: 1, notes: [note(38, 0, 1.5), note(38, 2, 1)] },
    { role: 'drums', sound: 'kit-lofi', channel: 9, notes: [note(36, 0, 0.25)] },
  ],
}

/** What sounds in a track: each note-on with the note-off that ends it, in ticks. */
function soundingIn(track: SmfTrack): { pitch: number; start: number; end: number }[] {
  const held = new Map<number, number>()
  const sounded: { pitch: number; start: number; end: number }[] = []
  for (const { tick, ...event } of track.events) {
    if (event.type !== 'midi') continue
    const { message } = event
    if (isNoteOn(message)) {
      assert.ok(!held.has(message.pitch), 'struck while it sounds')
      held.set(message.pitch, tick)
    } else if (isNoteOff(message)) {
      sounded.push({ pitch: message.pitch, start: held.get(message.pitch)!, end: tick })
      assert.ok(held.delete(message.pitch), 'released without being struck')
    }
  }
  assert.equal(held.size, 0, 'a note hangs')
  return sounded
}

describe('compositionToSmf', () => {
  it('says title, tempo, meter, key and form in its first track', () => {
    const { format, ticksPerBeat, tracks } = readSmf(compositionToSmf(nightBus))

    assert.deepEqual([format, ticksPerBeat, tracks.length], [1, 480, 3])
    assert.deepEqual(tracks[0], {
      name: 'Night Bus',
      events: [
        { tick: 0, type: 'tempo', microsPerBeat: 750_000 },
        { tick: 0, type: 'meter', beats: 4, unit: 4, clocksPerClick: 24, thirtySecondsPerBeat: 8 },
        { tick: 0, type: 'key', sharps: -1, minor: true },
        { tick: 0, type: 'text', kind: 'marker', text: 'A' },
      ],
      endTick: 3840,
    })
  })

  it('gives each part its name, its program and its notes', () => {
    const [, bass, drums] = readSmf(compositionToSmf(nightBus)).tracks

    assert.equal(bass!.name, 'Bass')
    assert.deepEqual(bass!.events[1], {
      tick: 0,
      type: 'midi',
      message: { type: 'program-change', channel: 1, program: 33 },
    })
    assert.deepEqual(soundingIn(bass!), [
      { pitch: 38, start: 0, end: 720 },
      { pitch: 38, start: 960, end: 1440 },
    ])
    assert.equal(drums!.name, 'Drums')
    assert.deepEqual(soundingIn(drums!), [{ pitch: 36, start: 0, end: 120 }])
  })

  it('gives the same bytes for the same composition', () => {
    fc.assert(
      fc.property(anyComposition(), (composition) => {
        assert.deepEqual(
          compositionToSmf(composition),
          compositionToSmf(structuredClone(composition)),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('holds nothing of who asked for it and when', () => {
    const bytes = Buffer.from(compositionToSmf(nightBus)).toString('latin1')

    for (const word of ['cm_1', 'local', 'rigsong', '202']) assert.ok(!bytes.includes(word), word)
  })

  it('never leaves a note hanging, however notes pile up', () => {
    fc.assert(
      fc.property(anyComposition(), (composition) => {
        const { tracks } = readSmf(compositionToSmf(composition))

        for (const [n, part] of composition.parts.entries()) {
          const sounded = soundingIn(tracks[n + 1]!)
          const struck = new Set(
            part.notes.map(({ pitch, start }) => `${pitch} ${Math.round(start * 480)}`),
          )
          assert.deepEqual(new Set(sounded.map(({ pitch, start }) => `${pitch} ${start}`)), struck)
        }
      }),
    )
  })

  it('is heard by FluidSynth note for note', async function () {
    const soundFont = '/usr/share/sounds/sf2/TimGM6mb.sf2'
    const player = 'fluidsynth'
    skipWithout(this, player)
    if (!existsSync(soundFont)) skip(this, 'the sound font TimGM6mb is not installed')
    this.timeout(20_000)
    await using folder = await openTempFolder()
    const file = join(folder.path, 'piece.mid')
    await writeFile(file, compositionToSmf(nightBus))

    const child = spawn(player, ['-n', '-i', '-d', '-F', '/dev/null', '-T', 'raw', soundFont, file])
    const said = await text(child.stdout)

    const heard = said.split('\n').filter((line) => line.startsWith('event_post_noteon'))
    assert.deepEqual(heard, [
      'event_post_noteon 1 38 100',
      'event_post_noteon 9 36 100',
      'event_post_noteon 1 38 100',
    ])
  })
})

describe('phraseToSmf', () => {
  it('keeps tempo, meter, key and notes', () => {
    const { tracks } = readSmf(
      phraseToSmf({
        id: 'ph_1',
        session: 'ss_1',
        by: 'engine',
        bpm: 96,
        meter: { beats: 6, unit: 8 },
        key: { tonic: 'E', mode: 'dorian' },
        atMs: 123_456,
        notes: [note(64, 0, 0.5), note(67, 0.5, 0.5)],
      }),
    )

    assert.equal(tracks[0]!.name, 'Answer')
    assert.deepEqual(tracks[0]!.events, [
      { tick: 0, type: 'tempo', microsPerBeat: 625_000 },
      { tick: 0, type: 'meter', beats: 6, unit: 8, clocksPerClick: 36, thirtySecondsPerBeat: 8 },
      { tick: 0, type: 'key', sharps: 2, minor: true },
    ])
    assert.deepEqual(soundingIn(tracks[1]!), [
      { pitch: 64, start: 0, end: 240 },
      { pitch: 67, start: 240, end: 480 },
    ])
  })
})

describe('takeToSmf', () => {
  const hand = { kind: 'human', player: 'ada', device: 'keys' } as const
  const played = (atMs: number, device: string, ...bytes: number[]) => ({
    atMs,
    device,
    bytes,
    author: hand,
  })
  const take: Take = {
    id: 'tk_1',
    session: 'ss_1',
    title: 'Rainy',
    createdAt: '2026-01-01T00:00:00Z',
    lengthMs: 4000,
    tempo: [
      { atMs: 0, beat: 5.5, bpm: 60 },
      { atMs: 1500, beat: 7, bpm: 120 },
    ],
    events: [
      played(500, 'keys', 0x90, 60, 100),
      played(600, 'keys', 0xf8),
      played(1500, 'keys', 0x80, 60, 30),
      played(2000, 'pad', 0x91, 40, 80),
      played(2100, 'pad', 0xb1, 1, 9),
    ],
  }

  it('puts what was played on the beat on the beat of the file', () => {
    const [conductor, keys] = readSmf(takeToSmf(take)).tracks

    assert.deepEqual(conductor, {
      name: 'Rainy',
      events: [
        { tick: 0, type: 'tempo', microsPerBeat: 1_000_000 },
        { tick: 960, type: 'tempo', microsPerBeat: 500_000 },
      ],
      endTick: 3360,
    })
    assert.equal(keys!.name, 'keys')
    assert.deepEqual(soundingIn(keys!), [{ pitch: 60, start: 480, end: 960 }])
  })

  it('releases at the end what is still held', () => {
    const pad = readSmf(takeToSmf(take)).tracks[2]!

    assert.deepEqual(soundingIn(pad), [{ pitch: 40, start: 1440, end: 3360 }])
  })

  it('stands a tempo map that jumps back, or none at all', () => {
    const jumpy = { ...take, tempo: [...take.tempo, { atMs: 1900, beat: 0, bpm: 90 }] }

    for (const odd of [jumpy, { ...take, tempo: [] }])
      for (const track of readSmf(takeToSmf(odd)).tracks) soundingIn(track)
  })
})
