import { useSignal } from '@preact/signals'
import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { barBeats } from '#core/music/meter.ts'
import { pitchName } from '#core/music/pitch.ts'
import { defineElement } from '../elements/rs-keys.ts'
import { type Grid, RsRoll } from '../elements/rs-roll.ts'
import { Icon } from '../shell/icon.tsx'
import { type Studio, useStudio } from '../studio.ts'
import { say, seconds } from '../words/say.ts'
import type { TrailNote } from './note-trail.ts'

/** The roll and, for who reads rather than looks, the same notes as a table. */
export function Roll() {
  const studio = useStudio()
  const roll = useRef<RsRoll>(null)
  const empty = useSignal(studio.trail.notes().length === 0)

  defineElement('rs-roll', RsRoll)
  useEffect(() => {
    const element = roll.current
    if (!element) return
    element.trail = studio.trail
    element.grid = () => gridOf(studio)
    element.wake = studio.frames.wake
    studio.trail.onChange(() => {
      empty.value = false
    })
    const transport = studio.transport.subscribe(() => studio.frames.wake())
    const ended = studio.frames.add((nowMs) => element.draw(nowMs))
    return () => {
      transport()
      ended()
    }
  }, [studio])

  return (
    <section class="panel roll-panel" aria-label={say('play.roll')}>
      {h('rs-roll', { ref: roll, role: 'img', 'aria-label': say('play.roll') })}
      <ul class="legend">
        <li class="legend-you">{say('play.roll-you')}</li>
        <li class="legend-machine">{say('play.roll-machine')}</li>
      </ul>
      {empty.value && (
        <div class="roll-empty">
          <p class="roll-empty-title">{say('play.empty-title')}</p>
          <p>{say('play.empty-says')}</p>
        </div>
      )}
      <SoundWish />
      <NoteTable />
    </section>
  )
}

/** One sentence while the browser waits for a tap before it gives sound. */
function SoundWish() {
  const { voice } = useStudio()
  const state = voice.state.value
  if (state !== 'waiting' && state !== 'broken') return null
  return (
    <p class="pill roll-say" role="status">
      {say(state === 'waiting' ? 'sound.tap' : 'sound.broken')}
    </p>
  )
}

function gridOf({ transport, live }: Studio): Grid | undefined {
  const said = transport.value?.value
  if (!said?.playing || !live.synced.value) return undefined
  return { ...said, originMs: live.clock.toPage(said.originMs), barBeats: barBeats(said.meter) }
}

const rowsShown = 24

/** The roll's twin: the newest notes in a real table, renewed twice a second while it is open. */
function NoteTable() {
  const { trail, now } = useStudio()
  const open = useSignal(false)
  const rows = useSignal<readonly TrailNote[]>([])
  useEffect(() => {
    if (!open.value) return
    const look = (): void => {
      rows.value = trail.notes().slice(-rowsShown).reverse()
    }
    look()
    const timer = setInterval(look, 500)
    return () => clearInterval(timer)
  }, [open.value])

  return (
    <details
      class="note-list"
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open
      }}
    >
      <summary aria-label={say('play.list')} title={say('play.list')}>
        <span aria-hidden="true">{say('play.list')}</span>
        <Icon name={open.value ? 'close' : 'list'} />
      </summary>
      {rows.value.length === 0 ? (
        <p>{say('play.list-empty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too
        <section class="note-list-scroll" tabIndex={0} aria-label={say('play.list')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('play.list-who')}</th>
                <th scope="col">{say('play.list-note')}</th>
                <th scope="col">{say('play.list-hard')}</th>
                <th scope="col">{say('play.list-when')}</th>
                <th scope="col">{say('play.list-long')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.value.map((note) => (
                <NoteRow key={`${note.startMs}/${note.pitch}`} note={note} nowMs={now()} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  )
}

function NoteRow({ note, nowMs }: { readonly note: TrailNote; readonly nowMs: number }) {
  const { by, drum, pitch, velocity, startMs, endMs } = note
  const agoMs = nowMs - startMs
  return (
    <tr>
      <td>{say(by === 'you' ? 'play.roll-you' : 'play.roll-machine')}</td>
      <td>{drum ? say('play.list-drum', { n: pitch }) : pitchName(pitch)}</td>
      <td>{velocity}</td>
      <td>
        {agoMs >= 0
          ? say('play.list-ago', { s: seconds(agoMs) })
          : say('play.list-in', { s: seconds(-agoMs) })}
      </td>
      <td>
        {endMs === undefined
          ? say('play.list-held')
          : say('play.list-lasting', { s: seconds(endMs - startMs) })}
      </td>
    </tr>
  )
}
