import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import type { FollowStatus } from '#core/rig/clock-choice.ts'
import type { Cli, CliCommand, ExitCode } from '../cli.ts'

type ClockState = Payload<'clock'>

/** `rigsong clock`: who leads, how well we follow, who is sent ours. */
export const clock: CliCommand = {
  words: 'clock',
  says: 'who leads the tempo, how well we follow, and who is sent our clock',
  async run(cli) {
    const state = await (await cli.hub()).call<ClockState>('GET', '/api/v1/clock')
    cli.print(state, inLines(state))
    return 0
  },
}

export const clockOwn: CliCommand = {
  words: 'clock own',
  says: 'lead the tempo ourselves',
  run: (cli) => choose(cli, { leads: 'own' }),
}

/** `rigsong clock midi drum-machine` */
export const clockMidi: CliCommand = {
  words: 'clock midi',
  args: '[device]',
  says: 'follow the MIDI clock of a device; without a name the first one that ticks',
  run: (cli, [from]) => choose(cli, { leads: 'midi', ...(from !== undefined && { from }) }),
}

export const clockLink: CliCommand = {
  words: 'clock link',
  says: 'join the Ableton Link session of this network',
  run: (cli) => choose(cli, { leads: 'link' }),
}

/** `rigsong clock send drum-machine synth`, `rigsong clock send all`, `rigsong clock send none` */
export const clockSend: CliCommand = {
  words: 'clock send',
  args: '<devices...>',
  says: 'send our MIDI clock to these devices, to all or to none',
  run(cli, devices) {
    const word = devices.find((one) => one === 'all' || one === 'none')
    if (word !== undefined && devices.length > 1)
      throw new HubError('bad-request', `${word}, or some by name?`, {
        hint: 'rigsong clock send all, none, or names as rigsong devices list shows them.',
      })
    return choose(cli, { sends: word === undefined ? devices : word === 'all' })
  },
}

async function choose(cli: Cli, wish: object): Promise<ExitCode> {
  const state = await (await cli.hub()).call<ClockState>('PUT', '/api/v1/clock', wish)
  cli.print(state, inLines(state))
  return 0
}

const says: Readonly<Record<FollowStatus, string>> = {
  free: 'we lead',
  waiting: 'nobody is heard yet',
  locking: 'listening',
  locked: 'locked',
  holding: 'silent for a moment; we go on in its tempo',
  lost: 'gone; we go on in its last tempo',
}

function inLines({ leads, from, device, status, bpm, jitterMs, peers, sendsTo, hint }: ClockState) {
  const about = [
    says[status],
    bpm !== undefined && `${bpm} bpm`,
    jitterMs !== undefined && `jitter ${jitterMs} ms`,
    peers !== undefined && `${peers} ${peers === 1 ? 'peer' : 'peers'}`,
  ]
  const leader = leads === 'own' ? '' : `${leads} ${device ?? from ?? ''}`.trim()
  const sent = sendsTo === 'all' ? 'all' : sendsTo.join(', ') || 'nobody'
  return [
    [leader, about.filter(Boolean).join(', ')].filter(Boolean).join(': '),
    ...(hint === undefined ? [] : [hint]),
    `our clock goes to ${sent}`,
  ].join('\n')
}
