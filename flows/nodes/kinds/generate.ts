import type { Answer, Ask } from '#core/bus/topics.ts'
import { styles } from '#core/language/styles.ts'
import { v } from '#core/schema.ts'
import { mostBars, PieceWish } from '#core/score/piece-spec.ts'
import { choice, number, typed } from '../field.ts'
import { turnedMacros } from '../logic/turned-macros.ts'
import { nodeKind } from '../node-kind.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { Message } from '../red.ts'
import { saidWords, wrong } from '../words.ts'
import { macroNames } from './macro-names.ts'

const styleNames = Object.fromEntries(
  Object.entries(styles).map(([style, { label }]) => [style, label]),
)

export const generate = nodeKind({
  type: 'rigsong-generate',
  label: 'generate',
  group: 'out',
  icon: 'fa-magic',
  says: 'Composes a piece, offline and in a moment. While one is being made, and a moment after, further messages make none.',
  takes:
    'Any message. `msg.wish` adds to what the node says (`{ style, moods, bpm, key, bars, energy … }`), `msg.from` is a piece or take it grows from.',
  gives: [
    {
      label: 'piece',
      says: '`msg.piece` is the id of the piece, `msg.title` its title, `msg.payload` is `{ piece, title, seed }`.',
    },
  ],
  example:
    'Request “a slow rainy piano loop in D minor”, energy by macro 1, then play: a pad makes it, and the first knob says how much happens in it.',
  fields: {
    prompt: typed({
      label: 'Request',
      fallback: '',
      types: ['str', 'msg', 'flow', 'global'],
      note: 'In plain English; empty leaves all to the composer.',
    }),
    style: choice({ label: 'Style', fallback: '', of: { '': 'as requested', ...styleNames } }),
    bars: number({
      label: 'Bars',
      fallback: 0,
      least: 0,
      most: mostBars,
      whole: true,
      note: '0 leaves it to the composer.',
    }),
    energyMacro: choice({
      label: 'Energy',
      fallback: '0',
      of: { '0': 'as requested', ...macroNames },
      note: 'A macro that nobody has turned says nothing.',
    }),
    tempoMacro: choice({
      label: 'Tempo',
      fallback: '0',
      of: { '0': 'as requested', ...macroNames },
      note: 'A macro covers 60 to 180 bpm.',
    }),
    from: typed({
      label: 'Grows from',
      fallback: 'from',
      types: ['msg', 'str', 'flow', 'global'],
      note: 'A piece or take; nothing where it is not there.',
    }),
  },
  needsHub: true,
  start(stage) {
    const { values } = stage
    const energyMacro = Number(values.energyMacro)
    const tempoMacro = Number(values.tempoMacro)
    let macros: readonly (number | undefined)[] = []
    if (energyMacro > 0 || tempoMacro > 0)
      stage.hear('macros', ({ payload }) => {
        macros = turnedMacros(payload)
      })

    const ofNode = (): PieceWish => {
      const energy = macros[energyMacro - 1]
      const tempo = macros[tempoMacro - 1]
      return {
        ...(values.style !== '' && { style: values.style }),
        ...(values.bars > 0 && { bars: values.bars }),
        ...(energy !== undefined && { energy }),
        ...(tempo !== undefined && { bpm: Math.round(slowest + tempo * (fastest - slowest)) }),
      }
    }

    const make = oneAtATime(stage, rest, async (asked: Ask<'generate'>, told: Told) => {
      const piece = await stage.ask('generate', asked)
      stage.tell('fine', piece.title)
      told(piece)
    })
    return async (message, send) => {
      const prompt = saidWords(await stage.read(values.prompt, message), 'the request')
      const from = saidWords(await stage.read(values.from, message), 'what it grows from')
      const wish = { ...ofNode(), ...wishOf(message) }
      const asked = {
        ...(prompt !== undefined && { prompt }),
        ...(from !== undefined && { from }),
        ...(Object.keys(wish).length > 0 && { wish }),
      }
      await make(asked, (piece) =>
        send({ ...message, payload: piece, piece: piece.piece, title: piece.title }),
      )
    }
  },
})

type Told = (piece: Answer<'generate'>) => void
const rest = { restMs: 250, busy: 'one is being made' }

const slowest = 60
const fastest = 180

function wishOf({ wish }: Message): PieceWish {
  if (wish === undefined) return {}
  const found = v.safeParse(PieceWish, wish)
  if (found.success) return found.output
  throw wrong(
    `msg.wish cannot be used: ${found.issues[0].message}`,
    'Send what a wish has: style, moods, bpm, key, meter, bars, energy, with, without, title.',
  )
}
