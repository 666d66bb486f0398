import type { Ask } from '#core/bus/topics.ts'
import { choice, typed } from '../field.ts'
import { latestWins } from '../latest-wins.ts'
import { nodeKind } from '../node-kind.ts'
import { wrong } from '../words.ts'

const what = {
  bpm: 'the tempo',
  meter: 'the meter',
  answering: 'whether the accompanist answers',
  player: 'whose hands play',
} as const
type What = keyof typeof what

export const set = nodeKind({
  type: 'rigsong-set',
  label: 'set',
  group: 'out',
  icon: 'fa-cog',
  says: 'Sets the tempo, the meter, the player, or whether the accompanist answers.',
  takes: 'The value, in `msg.payload` unless the node says otherwise.',
  gives: [],
  example:
    'Sets the tempo to `msg.payload`, behind a map node from 0…1 to 60…180: a sensor is the tempo.',
  fields: {
    what: choice({ label: 'Sets', fallback: 'bpm', of: what }),
    to: typed({
      label: 'To',
      fallback: 'payload',
      needed: true,
      types: ['msg', 'num', 'str', 'bool', 'flow', 'global'],
      note: 'A number, 3/4, true or false, a name.',
    }),
  },
  needsHub: true,
  start(stage) {
    const { what, to } = stage.values
    const setting = latestWins<unknown>(async (value) => {
      await stage.ask('set', settings[what](value))
      stage.tell('fine', `${what} ${String(value)}`)
    })
    return async (message) => {
      const value = await stage.read(to, message)
      settings[what](value)
      await setting(value)
    }
  },
})

/** What is sent for a value; throws where it does not fit. */
const settings: Readonly<Record<What, (value: unknown) => Ask<'set'>>> = {
  bpm(value) {
    const bpm = Number(value)
    if (bpm >= 20 && bpm <= 300) return { bpm }
    throw wrong(`${String(value)} is no tempo`, 'Send 20 to 300 beats a minute.')
  },
  meter(value) {
    const found = /^(\d{1,2})\/(2|4|8|16)$/.exec(String(value))
    const beats = Number(found?.[1])
    if (found && beats >= 1 && beats <= 16)
      return { meter: { beats, unit: Number(found[2]) as 2 | 4 | 8 | 16 } }
    throw wrong(`${String(value)} is no meter`, 'Send text such as 3/4 or 6/8.')
  },
  answering(value) {
    if (value === true || value === 'true' || value === 'on' || value === 1)
      return { answering: true }
    if (value === false || value === 'false' || value === 'off' || value === 0)
      return { answering: false }
    throw wrong(`${String(value)} is neither yes nor no`, 'Send true or false.')
  },
  player(value) {
    if (typeof value === 'string' && value.length >= 1 && value.length <= 40)
      return { player: value }
    throw wrong('this is no name', 'Send a name of 1 to 40 letters.')
  },
}
