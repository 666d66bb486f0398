import { parseArgs } from 'node:util'
import { simulatorConsole } from './console.ts'
import { oneOf } from './one-of.ts'
import { anthropic } from './providers/anthropic.ts'
import { type Behaviour, behaviourNames } from './providers/behaviours.ts'
import { gemini } from './providers/gemini.ts'
import { lyriaBehaviourNames, startLyria } from './providers/lyria.ts'
import { openai } from './providers/openai.ts'
import { startVendor, type Wire } from './providers/vendor.ts'

/** `rigsong simulate provider openai`: a provider on the loopback, who does what he is told. */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    key: { type: 'string', default: 'simulated-key' },
    port: { type: 'string', default: '0' },
    'think-ms': { type: 'string', default: '300' },
    'drip-ms': { type: 'string', default: '150' },
  },
})
const wires: Readonly<Record<string, Wire>> = { openai, anthropic, gemini }
const name = oneOf([...Object.keys(wires), 'lyria'], positionals[0])
const common = {
  key: options.key,
  port: Number(options.port),
  heard: (says: string): void => console.heard(says),
}
const server = name === 'lyria' ? await openLyria() : await openVendor(wires[name]!)

async function openVendor(wire: Wire) {
  const vendor = await startVendor(wire, {
    ...common,
    thinkMs: Number(options['think-ms']),
    dripMs: Number(options['drip-ms']),
  })
  const how = (word: string | undefined): Behaviour => oneOf(behaviourNames, word)
  return {
    url: vendor.url,
    next: (words: readonly string[]) => vendor.next(...words.map(how)),
    always: (word: string | undefined) => vendor.always(how(word)),
    cut: vendor.cut,
    close: () => vendor[Symbol.asyncDispose](),
  }
}

async function openLyria() {
  const lyria = await startLyria(common)
  return {
    url: lyria.url,
    next: (words: readonly string[]) =>
      lyria.next(...words.map((word) => oneOf(lyriaBehaviourNames, word))),
    always: (word: string | undefined) => lyria.always(oneOf(lyriaBehaviourNames, word)),
    cut: lyria.cut,
    close: () => lyria[Symbol.asyncDispose](),
  }
}

const console = simulatorConsole({
  ready: {
    service: name,
    url: server.url,
    says: `its key is ${options.key}; next truncated, always rate-limit, cut, quit`,
  },
  commands: {
    next: { words: 'next <behaviours...>', do: server.next },
    always: { words: 'always <behaviour>', do: ([how]) => server.always(how) },
    cut: { words: 'cut', do: () => server.cut() },
  },
  async close() {
    await server.close()
  },
})
await console.ended
process.exit(0)
