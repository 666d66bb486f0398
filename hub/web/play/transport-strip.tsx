import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { meterName } from '#core/music/meter.ts'
import { Icon } from '../shell/icon.tsx'
import { useStudio } from '../studio.ts'
import { lengthOf, say } from '../words/say.ts'
import { playOrStop } from './play-or-stop.ts'
import { noTaps, tapped } from './tap-tempo.ts'
import { Toggle } from './toggle.tsx'

/** Play and stop, tempo, the beat, answering, keeping: everything about time in one line. */
export function TransportStrip() {
  const studio = useStudio()
  const { transport, engine, api, heed, live } = studio
  const said = transport.value?.value
  const playing = said?.playing ?? false
  const stale = live.link.value.state === 'lost'

  const keep = async (): Promise<void> => {
    const kept = heed(await api.keep())
    if (!kept) return
    studio.notices.say({
      text: say('play.kept', { n: kept.notes, length: lengthOf(kept.lengthMs) }),
      action: { label: say('play.kept-see'), do: () => studio.go('/takes') },
    })
  }
  const answer = async (answering: boolean): Promise<void> => {
    heed(await api.transport({ answering }))
  }

  return (
    <section class={stale ? 'strip stale' : 'strip'} aria-label={say('play.tempo')}>
      <button
        class="play-button"
        type="button"
        aria-label={say(playing ? 'play.stop' : 'play.play')}
        title={say(playing ? 'play.stop-key' : 'play.play')}
        onClick={() => void playOrStop(studio)}
      >
        <Icon name={playing ? 'stop' : 'play'} />
      </button>
      <Tempo />
      <BeatDots />
      <div class="strip-end">
        <Toggle
          kind="machine"
          on={engine.value?.value.answering ?? true}
          turn={(on) => void answer(on)}
        >
          {say('play.answer')}
        </Toggle>
        <button
          class="button"
          type="button"
          title={say('play.keep-says')}
          onClick={() => void keep()}
        >
          <Icon name="keep" />
          <span>{say('play.keep')}</span>
        </button>
      </div>
    </section>
  )
}

const defaultBpm = 100

/** The tempo as a number to read, nudge, tap or write. */
function Tempo() {
  const { transport, api, heed, now } = useStudio()
  const said = transport.value?.value
  const taps = useRef(noTaps)
  const bpm = said?.bpm ?? defaultBpm

  const set = async (wanted: number): Promise<void> => {
    if (!Number.isFinite(wanted)) return
    heed(await api.transport({ bpm: Math.min(300, Math.max(20, wanted)) }))
  }
  const tap = (): void => {
    taps.current = tapped(taps.current, now())
    if (taps.current.bpm !== undefined) void set(taps.current.bpm)
  }

  return (
    <fieldset class="tempo" aria-label={say('play.tempo')}>
      <button
        class="button button-icon"
        type="button"
        aria-label={say('play.slower')}
        onClick={() => void set(Math.round(bpm) - 1)}
      >
        <Icon name="minus" />
      </button>
      <label class="tempo-number">
        <input
          class="tempo-input"
          inputMode="decimal"
          size={3}
          aria-label={say('play.tempo')}
          value={String(Math.round(bpm))}
          onChange={({ currentTarget }) => {
            void set(Number(currentTarget.value.replace(',', '.')))
            currentTarget.value = String(Math.round(bpm))
          }}
        />
        <span class="tempo-unit">{say('play.bpm')}</span>
        <span class="tempo-source">{say(`play.source.${said?.source ?? 'default'}`)}</span>
      </label>
      <button
        class="button button-icon"
        type="button"
        aria-label={say('play.faster')}
        onClick={() => void set(Math.round(bpm) + 1)}
      >
        <Icon name="plus" />
      </button>
      <button
        class="button tap"
        type="button"
        title={say('play.tap-says')}
        onPointerDown={tap}
        // A click without a pointer comes from Enter or Space.
        onClick={({ detail }) => detail === 0 && tap()}
      >
        {say('play.tap')}
      </button>
    </fieldset>
  )
}

/** One dot a beat; the one that sounds is lit. Moved by hand, once a beat, not by the framework. */
function BeatDots() {
  const { transport, live, frames } = useStudio()
  const dots = useRef<HTMLDivElement>(null)
  const meter = transport.value?.value.meter ?? { beats: 4, unit: 4 }
  const lit = useSignal(-1)

  useEffect(() => {
    const off = transport.subscribe(() => frames.wake())
    const ended = frames.add((nowMs) => {
      const said = transport.peek()?.value
      const playing = said?.playing === true && live.synced.peek()
      const beat = playing
        ? said.originBeat + ((live.clock.toHub(nowMs) - said.originMs) * said.bpm) / 60_000
        : -1
      // A beat is a quarter; the dots count the meter's own unit, so that 6/8 has six.
      const counted = Math.floor((beat * (said?.meter.unit ?? 4)) / 4)
      lit.value = beat < 0 ? -1 : counted % (said?.meter.beats ?? 4)
      return playing
    })
    return () => {
      off()
      ended()
    }
  }, [transport])

  return (
    <div
      class="beats"
      ref={dots}
      role="img"
      aria-label={say('play.beat', { meter: meterName(meter) })}
    >
      {Array.from({ length: meter.beats }, (_, i) => (
        <span key={i} class={i === lit.value ? 'beat beat-lit' : 'beat'} />
      ))}
      <span class="meter" aria-hidden="true">
        {meterName(meter)}
      </span>
    </div>
  )
}
