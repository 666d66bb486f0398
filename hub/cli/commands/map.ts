import { HubError } from '#core/errors.ts'
import { type Mapping, type Source, targets } from '#core/rig/mapping.ts'
import { Role } from '#core/rig/roles.ts'
import { slugOf } from '#core/rig/slug-of.ts'
import { v } from '#core/schema.ts'
import type { CliCommand } from '../cli.ts'

type Listed = Mapping & { by: 'scene' | 'rig' | 'default' }

export const mapList: CliCommand = {
  words: 'map list',
  says: 'which control does what, as it is played now',
  async run(cli) {
    const found = await (await cli.hub()).call<{ stored: boolean; mappings: readonly Listed[] }>(
      'GET',
      '/api/v1/mappings',
    )
    const lines = found.mappings.map(({ by, ...mapping }) => `${mappingLine(mapping)}  (${by})`)
    const unstored = found.stored ? [] : ['Not stored yet: rigsong store']
    cli.print(found, [...lines, ...unstored].join('\n'))
    return 0
  },
}

/** A mapping as a person reads it: 'knob-1-tempo  box/knob-1 → tempo pickup 0..1'. */
export function mappingLine({ id, when, do: does, args, ...how }: Mapping): string {
  const more = [
    ...Object.entries(args ?? {}).map(([name, value]) => `${name} ${value}`),
    how.takeover,
    how.range && `${how.range[0]}..${how.range[1]}`,
    how.curve,
    how.slewMs !== undefined && `${how.slewMs} ms`,
  ]
  return [`${id}  ${sourceWord(when)} → ${does}`, ...more].filter(Boolean).join(' ')
}

const sourceWord = (when: Source): string =>
  'role' in when ? when.role : `${when.device}/${when.control}`

/** What a person writes for a control: 'box/knob-1', or a role such as 'foot-1'. */
export function sourceOf(word: string): Source {
  const [device, control] = word.split('/')
  if (device && control) return { device, control }
  if (v.is(Role, word)) return { role: word }
  throw new HubError('bad-request', `"${word}" is no control and no role`, {
    hint: 'Write device/control, such as box/knob-1, or a role, such as foot-1.',
  })
}

/** `rigsong map add box/knob-1 tempo --takeover scale --range 0.2,0.6` */
export const mapAdd: CliCommand = {
  words: 'map add',
  args: '<control> <target>',
  says: `have a control (device/control, or a role) do something: ${Object.keys(targets).join(', ')}`,
  options: [
    { flags: '--id <id>', says: 'its name; that of a mapping that is there changes it' },
    { flags: '--takeover <how>', says: 'jump, pickup, scale or relative' },
    {
      flags: '--range <from,to>',
      says: 'the part of the target it covers, such as 0.2,0.8 or 1,0',
    },
    { flags: '--curve <curve>', says: 'linear, log or exp' },
    { flags: '--slew <ms>', says: 'how long the target takes to follow' },
    { flags: '--scene <scene>', says: 'for scene: which one' },
    { flags: '--prompt <words>', says: 'for generate' },
    { flags: '--last <ms>', says: 'for keep: how far back' },
    { flags: '--pitch <n>', says: 'for note: 0 to 127, 60 is middle C' },
    { flags: '--channel <n>', says: 'for note: 0 to 15' },
  ],
  async run(cli, [control = '', target = ''], { id, takeover, range, curve, slew, ...rest }) {
    const name = typeof id === 'string' ? id : slugOf(`${control.split('/').at(-1)}-${target}`)
    const { scene, prompt, last, pitch, channel } = rest
    const args = {
      ...{ scene, prompt },
      ...{ lastMs: number(last), pitch: number(pitch), channel: number(channel) },
    }
    const hasArgs = Object.values(args).some((arg) => arg !== undefined)
    const ask = {
      ...{ when: sourceOf(control), do: target, takeover, curve, slewMs: number(slew) },
      range: typeof range === 'string' ? range.split(',').map(Number) : undefined,
      args: hasArgs ? args : undefined,
    }
    const path = `/api/v1/mappings/${encodeURIComponent(name)}`
    const made = await (await cli.hub()).call<Mapping>('PUT', path, ask)
    cli.print(made, mappingLine(made))
    return 0
  },
}

/** '1 mapping', '2 mappings'. */
export const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** What is no number is left to the hub to refuse. */
const number = (word: string | boolean | undefined): number | string | undefined =>
  typeof word !== 'string' ? undefined : Number.isNaN(Number(word)) ? word : Number(word)

export const mapRemove: CliCommand = {
  words: 'map remove',
  args: '<mapping>',
  says: 'take a mapping away; the name of a role clears what it does by itself',
  async run(cli, [mapping = '']) {
    await (await cli.hub()).call('DELETE', `/api/v1/mappings/${encodeURIComponent(mapping)}`)
    cli.print({ removed: mapping }, `removed ${mapping}`)
    return 0
  },
}

export const mapReset: CliCommand = {
  words: 'map reset',
  says: 'take all mappings away: every role does what it does by itself',
  async run(cli) {
    const done = await (await cli.hub()).call<{ removed: number }>('DELETE', '/api/v1/mappings')
    cli.print(done, `removed ${done.removed}`)
    return 0
  },
}
