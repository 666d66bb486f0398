import { HubError } from '#core/errors.ts'
import { nearestWord } from '#core/nearest-word.ts'
import {
  type Accompaniment,
  type AccompanimentChange,
  bandRoles,
  responseNames,
} from '#core/score/accompaniment.ts'
import type { CliCommand } from '../cli.ts'

type Engine = { accompaniment: Accompaniment; answering: boolean; bandPlays: boolean }

const path = '/api/v1/accompaniment'

/** `rigsong accompany drums bass --style funk --respond trade --bars 4`; `rigsong accompany nobody`. */
export const accompany: CliCommand = {
  words: 'accompany',
  args: '[players...]',
  says: 'who plays along: drums, bass, chords, pad, counter, or nobody; without words, who does',
  options: [
    { flags: '--respond <how>', says: responseNames.join(', ') },
    { flags: '--bars <number>', says: 'for trade: how many bars each' },
    { flags: '--style <style>', says: 'whose drums, bass and chords, such as funk' },
  ],
  async run(cli, players, { respond, bars, style }) {
    const hub = await cli.hub()
    const change: AccompanimentChange = {
      ...(players.length > 0 && whoPlays(players)),
      ...(typeof respond === 'string' && { respond: respond as Accompaniment['respond'] }),
      ...(typeof bars === 'string' && { tradeBars: Number(bars) }),
      ...(typeof style === 'string' && { style }),
    }
    const asks = Object.keys(change).length > 0
    const found = asks
      ? await hub.call<Engine>('PUT', path, change)
      : await hub.call<Engine>('GET', path)
    cli.print(found, inWords(found))
    return 0
  },
}

function whoPlays(players: readonly string[]): AccompanimentChange {
  const words: readonly string[] = [...bandRoles, 'nobody']
  const wrong = players.find((player) => !words.includes(player))
  if (wrong !== undefined)
    throw new HubError('bad-request', `nobody is called "${wrong}"`, {
      hint: `Perhaps ${nearestWord(wrong, words).word}? There are ${words.join(', ')}.`,
    })
  return Object.fromEntries(bandRoles.map((role) => [role, players.includes(role)]))
}

function inWords({ accompaniment, answering, bandPlays }: Engine): string {
  const { respond, tradeBars } = accompaniment
  const turns = respond === 'trade' ? ` ${tradeBars} bars` : ''
  const who = playsInWords(accompaniment)
  const now = bandPlays ? ', playing' : ''
  return answering ? `${respond}${turns}; ${who}${now}` : `silent (answering is off); ${who}`
}

/** @example 'drums, bass in funk' */
export function playsInWords(accompaniment: Accompaniment): string {
  const along = bandRoles.filter((role) => accompaniment[role])
  return along.length > 0 ? `${along.join(', ')} in ${accompaniment.style}` : 'nobody plays along'
}
