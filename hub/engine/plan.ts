import type { Key, Mode } from '#core/music/key.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { isMinorish } from '#core/music/scale.ts'
import { type Random, randomFrom } from '#core/random.ts'
import {
  roles as allRoles,
  mostBars,
  type PieceSpec,
  type PieceWish,
  type Role,
} from '#core/score/piece-spec.ts'
import { isSound, type SoundName } from '#core/score/sounds.ts'
import { barGrid, isCompound } from './bar-grid.ts'
import { formOf } from './form.ts'
import { moodPull } from './mood-pull.ts'
import { type Plan, settledSections } from './plan-sections.ts'
import { styleFor } from './styles/index.ts'
import type { Style } from './styles/style.ts'
import { type Temper, titleFor } from './title.ts'

/** Beats a minute. */
const fastest = 300

/**
 * A whole plan for a wish. What is wished is done exactly; what is left open follows the style and
 * the seed. `seconds` become the nearest whole form; where no tempo is wished it bends to fill them to
 * a hundredth of a beat a minute.
 */
export function planPiece(wish: PieceWish, seed: number): PieceSpec {
  const random = randomFrom(seed).fork('plan')
  const style = styleFor(wish.style)
  const meter = wish.meter ?? style.meter
  const key = wish.key ?? keyFor(wish, style, random.fork('key'))
  const { bpm, bars } = measure(wish, { style, meter, random: random.fork('tempo') })
  const energy = Math.round((wish.energy ?? style.energy / 100) * 100)
  const places = formOf(bars, style, energy)
  const plan = { wish, style, key, grid: barGrid(meter), playing: playersOf(wish, style) }
  const swing = random.fork('swing')
  return {
    title: wish.title || titleFor(temperOf(key, energy), random.fork('title')),
    style: style.id,
    bpm,
    meter,
    key,
    swing: isCompound(meter) ? 0 : percent(swing, style.swing.least, style.swing.most) / 100,
    moods: [...(wish.moods ?? style.moods)],
    instruments: instrumentsOf(plan, random.fork('sounds')),
    sections: settledSections(places, plan, random),
    form: places.map((place) => place.id),
  }
}

const percent = (random: Random, least: number, most: number): number =>
  least + random.below(most - least + 1)

function keyFor(wish: PieceWish, style: Style, random: Random): Key {
  const light = moodPull(wish.moods, 'light')
  const pulled = style.modes.map(([mode, weight]): readonly [Mode, number] => {
    const minor = isMinorish({ tonic: 'C', mode })
    return [mode, light === 0 || light < 0 === minor ? weight : 0]
  })
  const usable = pulled.some(([, weight]) => weight > 0)
  const against: Mode = light < 0 ? 'minor' : 'major'
  return {
    tonic: random.pick(style.tonics),
    mode: usable ? random.weighted(pulled) : against,
  }
}

type Measures = { readonly style: Style; readonly meter: Meter; readonly random: Random }

function measure(wish: PieceWish, { style, meter, random }: Measures) {
  const bpm = wish.bpm ?? paceOf(wish, style, random)
  if (wish.bars !== undefined || wish.seconds === undefined)
    return { bpm, bars: wish.bars ?? barsAtHome(style, meter) }
  const exact = (wish.seconds * bpm) / (60 * barBeats(meter))
  const bars = Math.min(mostBars, Math.max(1, exact < 12 ? Math.round(exact) : even(exact)))
  const filling = Math.round((bars * barBeats(meter) * 6000) / wish.seconds) / 100
  // A jingle of a few bars has to bend further to be as long as it is wished, one of a bar or two as far as it takes.
  const most = bars < 3 ? fastest : bars < 6 ? bpm / 4 : bpm / 8
  const bends = wish.bpm === undefined && filling <= fastest && Math.abs(filling - bpm) <= most
  return { bpm: bends ? filling : bpm, bars }
}

const even = (bars: number): number => Math.round(bars / 2) * 2

/** A style in four has as many bars in three or five: a form is counted in bars. */
const barsAtHome = (style: Style, meter: Meter): number =>
  barBeats(meter) * 2 <= barBeats(style.meter) ? style.bars * 2 : style.bars

/** Moods stay in the tempos of the style; who says slow or fast leaves them, by half their width at most. */
function paceOf(wish: PieceWish, style: Style, random: Random): number {
  const [slow, fast] = style.bpm
  const half = Math.floor((fast - slow) / 2)
  if (wish.moods?.includes('slow')) return slow - random.below(half + 1)
  if (wish.moods?.includes('fast')) return fast + random.below(half + 1)
  const third = Math.floor((fast - slow) / 3)
  const pace = moodPull(wish.moods, 'pace')
  if (pace < 0) return slow + random.below(third + 1)
  if (pace > 0) return fast - random.below(third + 1)
  return slow + random.below(fast - slow + 1)
}

/** The style's players, and those asked for, without those left out; if nobody is left, whoever may. */
function playersOf(wish: PieceWish, style: Style): readonly Role[] {
  const layers = Object.values(style.layers).flat()
  const without = wish.without ?? []
  const wanted = allRoles.filter((role) => layers.includes(role) || wish.with?.includes(role))
  const playing = wanted.filter((role) => !without.includes(role))
  if (playing.length > 0) return playing
  const others = allRoles.filter((role) => !without.includes(role))
  return others.length > 0 ? others.slice(0, 1) : wanted.slice(0, 1)
}

const temperOf = (key: Key, energy: number): Temper =>
  energy < 45 ? 'calm' : isMinorish(key) ? 'dark' : 'bright'

const instrumentsOf = ({ wish, style, playing }: Plan, random: Random) =>
  playing.map((role) => ({
    role,
    sound: wishedSound(wish, role) ?? random.fork(role).pick(style.sounds[role]),
  }))

const wishedSound = ({ instruments = [] }: PieceWish, role: Role): SoundName | undefined =>
  instruments.map(({ role: of, sound }) => (of === role ? sound : '')).find(isSound)
