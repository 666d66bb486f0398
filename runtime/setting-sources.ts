import { readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import { HubError } from '#core/errors.ts'
import { nearestWord } from '#core/nearest-word.ts'
import { settings } from './settings.ts'

/** Settings by their name, as text, and where they stand. */
export type Source = { readonly name: string; readonly words: Readonly<Record<string, string>> }

/** Throws HubError 'bad-settings', as all of these do, where there is no such setting. */
export function commandLine(argv: readonly string[]): Source {
  const words: Record<string, string> = {}
  for (let i = 0; i < argv.length; i++) {
    const [flag, inside] = splitFlag(argv[i]!)
    const name = flag.replace(/^--/, '')
    if (flag === name || !isSetting(name)) throw unknown(flag, 'the command line', '--')
    const value = inside ?? argv[++i]
    if (value === undefined) {
      throw new HubError('bad-settings', `${flag} has no value`, {
        hint: `Write ${flag} and ${settings.find((one) => one.name === name)!.wants}.`,
      })
    }
    words[name] = value
  }
  return { name: 'the command line', words }
}

function splitFlag(word: string): [flag: string, value: string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

export function environment(env: NodeJS.ProcessEnv): Source {
  const words: Record<string, string> = {}
  for (const { name, env: variable } of settings) {
    const value = env[variable]
    if (value !== undefined) words[name] = value
  }
  const names = settings.map((one) => one.env)
  for (const variable of Object.keys(env)) {
    // RIGSONG_<NAME>_URL is the address of a provider or platform; those have tables of their own.
    if (!variable.startsWith('RIGSONG_') || names.includes(variable) || variable.endsWith('_URL'))
      continue
    const near = nearestWord(variable, names)
    if (near.steps <= 2) {
      throw new HubError('bad-settings', `there is no setting ${variable}`, {
        hint: `Did you mean ${near.word}?`,
      })
    }
  }
  return { name: 'the environment', words }
}

/** A file that is not there says nothing. */
export function settingsFile(path: string): Source {
  const found = parseFile(path)
  if (found === undefined || found === null) return { name: path, words: {} }
  if (typeof found !== 'object' || Array.isArray(found)) {
    throw new HubError('bad-settings', `${path} is not a list of settings`, {
      hint: 'Write one a line, such as http-port: 7447.',
    })
  }
  const words: Record<string, string> = {}
  for (const [name, value] of Object.entries(found)) {
    // The data folder is where this file was found; it cannot say that it lies elsewhere.
    if (!isSetting(name) || name === 'data') throw unknown(name, path)
    words[name] = Array.isArray(value) ? value.join(',') : String(value ?? '')
  }
  return { name: path, words }
}

function parseFile(path: string): unknown {
  const text = readText(path)
  if (text === undefined) return undefined
  try {
    return parseYaml(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new HubError('bad-settings', `${path} is not YAML: ${reason}`, {
      hint: 'Write one setting a line, such as http-port: 7447.',
      cause,
    })
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new HubError('bad-settings', `${path} cannot be read`, {
      hint: 'Give this user the right to read it.',
      cause,
    })
  }
}

const isSetting = (name: string): boolean => settings.some((one) => one.name === name)

function unknown(name: string, where: string, prefix = ''): HubError {
  const near = nearestWord(
    name,
    settings.map((one) => prefix + one.name),
  )
  return new HubError('bad-settings', `${where} has no setting ${name}`, {
    hint: `Did you mean ${near.word}? All settings stand in docs/reference/settings.md.`,
  })
}
