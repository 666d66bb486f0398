import type { Accompaniment } from '#core/score/accompaniment.ts'
import type { CliCommand } from '../cli.ts'
import { tempoInWords } from '../in-words.ts'
import { playsInWords } from './accompany.ts'
import { counted } from './map.ts'

type Scene = {
  id: string
  name: string
  bpm?: number
  accompaniment?: Accompaniment
  mappings: readonly unknown[]
}
type Scenes = { open?: string; scenes: readonly Scene[] }

export const sceneList: CliCommand = {
  words: 'scene list',
  says: 'the scenes in the order of the set list',
  async run(cli) {
    const found = await (await cli.hub()).call<Scenes>('GET', '/api/v1/scenes')
    const lines = found.scenes.map(({ id, name, bpm, accompaniment, mappings }) =>
      [
        `${id === found.open ? '*' : ' '} ${id}  ${name}`,
        bpm !== undefined && tempoInWords(bpm),
        accompaniment && playsInWords(accompaniment),
        counted(mappings.length, 'mapping'),
      ]
        .filter(Boolean)
        .join('  '),
    )
    cli.print(found, lines.join('\n') || 'No scenes yet: rigsong scene save <name>')
    return 0
  },
}

/** `rigsong scene open chorus --at bar`; without a name the next one. */
export const sceneOpen: CliCommand = {
  words: 'scene open',
  args: '[scene]',
  says: 'open a scene; without a name the next one',
  options: [{ flags: '--at <moment>', says: 'now, beat or bar', fallback: 'now' }],
  async run(cli, [scene], { at }) {
    const hub = await cli.hub()
    const opened = await hub.call<{ scene: string }>('POST', '/api/v1/scenes/open', { scene, at })
    cli.print(
      opened,
      at === 'now' ? `opened ${opened.scene}` : `opens ${opened.scene} on the ${at}`,
    )
    return 0
  },
}

export const sceneSave: CliCommand = {
  words: 'scene save',
  args: '<name...>',
  says: 'make a scene of how everything stands, in place of the one of that name',
  async run(cli, words) {
    const body = { name: words.join(' ') }
    const saved = await (await cli.hub()).call<{ scene: string }>('POST', '/api/v1/scenes', body)
    cli.print(saved, `saved ${saved.scene}; rigsong store keeps it`)
    return 0
  },
}

export const sceneRemove: CliCommand = {
  words: 'scene remove',
  args: '<scene>',
  says: 'take a scene away',
  async run(cli, [scene = '']) {
    await (await cli.hub()).call('DELETE', `/api/v1/scenes/${encodeURIComponent(scene)}`)
    cli.print({ removed: scene }, `removed ${scene}`)
    return 0
  },
}
