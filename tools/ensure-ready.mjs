// What `npm start` and `npm test` need before they can run: packages and the page. Plain JavaScript
// without a package, because it runs on whatever Node the system has (18 or newer) before anything
// is installed. Silent, and done in a blink, when there is nothing to do.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const modulesStamp = join(modules, '.rigsong-stamp')
const dist = join(root, 'hub', 'web', 'dist')
const pageStamp = join(dist, '.stamp')
/** The page's own sources and what it imports. */
const pageSources = ['core', 'hub/web', 'hub/engine', 'hub/audio']

/** What stands in the way, in a sentence for the player. */
class Refusal extends Error {}

try {
  const packages = packagesHash()
  const wanted = { packages, page: pageHash(packages) }
  if (!ready(wanted)) {
    // Two starts at once: the second one waits, then finds nothing left to do.
    await alone(() => {
      const fresh = installPackages(wanted.packages)
      projectNode()
      buildPage(wanted.page)
      if (fresh) compileAhead()
    })
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  console.error(error.message)
  process.exit(1)
}

function ready(wanted) {
  return textOf(modulesStamp) === wanted.packages && textOf(pageStamp) === wanted.page
}

function packagesHash() {
  const hash = createHash('sha256').update(textOf(join(root, 'package-lock.json')) ?? '')
  return hash.update(`${process.platform} ${process.arch}`).digest('hex')
}

function pageHash(packages) {
  const hash = createHash('sha256').update(packages)
  for (const path of pageSources.flatMap((folder) => filesOf(join(root, folder)))) {
    hash
      .update(`${relative(root, path)}\n`)
      .update(fs.readFileSync(path))
      .update('\n')
  }
  return hash.digest('hex')
}

/** Every file below a folder, in an order that does not depend on the disk. */
function filesOf(folder) {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : []
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (path === dist) return []
    return entry.isDirectory() ? filesOf(path) : [path]
  })
}

/** True where something was installed. */
function installPackages(wanted) {
  if (textOf(modulesStamp) === wanted) return false
  if (!installedByHand()) {
    console.log('Installing packages: once, about a minute …')
    fs.rmSync(modulesStamp, { force: true })
    const { command, args, env } = npm()
    const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    run(
      command,
      [...args, ...flags],
      env,
      'npm ci failed: see above. Is the registry within reach?',
    )
  }
  fs.writeFileSync(modulesStamp, wanted)
  return true
}

/** True where `npm install` has put exactly the lock file's packages there: `npm ci` would only repeat it. */
function installedByHand() {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const found = packagesOf(join(modules, '.package-lock.json'))
  const missing = Object.entries(wanted).some(
    ([path, { version, optional }]) =>
      path !== '' && (found[path] ? found[path].version !== version : !optional),
  )
  const foreign = Object.keys(found).some(
    (path) => !wanted[path] || !fs.existsSync(join(root, path)),
  )
  return !missing && !foreign && Object.keys(found).length > 0
}

function packagesOf(lock) {
  return JSON.parse(textOf(lock) ?? '{}').packages ?? {}
}

/**
 * The npm that runs this script, or the system's; never the one inside node_modules, which
 * `npm ci` removes under its own feet.
 */
function npm() {
  const path = (process.env.PATH ?? '').split(delimiter)
  const outside = path.filter((folder) => !folder.startsWith(modules)).join(delimiter)
  const env = { ...process.env, PATH: outside }
  const script = process.env.npm_execpath
  const node = process.env.npm_node_execpath
  if (script && node && ![script, node].some(isInModules))
    return { command: node, args: [script], env }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [], env }
}

function isInModules(path) {
  const real = fs.existsSync(path) ? fs.realpathSync(path) : path
  return real.startsWith(modules + sep)
}

/** The project's own Node 24, or this one where it is new enough. */
function projectNode() {
  const name = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(modules, `node-${name}-${process.arch}`, 'bin')
  const node = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  if (fs.existsSync(node)) return node
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Refusal(
    `Rigsong needs Node 24 or newer. There is no package of it for ${process.platform} on ` +
      `${process.arch}, and yours is ${process.version}: install Node 24 and start again.`,
  )
}

function buildPage(wanted) {
  if (textOf(pageStamp) === wanted || !fs.existsSync(join(root, 'hub', 'web', 'index.html'))) return
  console.log('Building the page …')
  // Beside the old one, so that a build that fails or is stopped leaves that in place.
  const fresh = join(modules, `.rigsong-page-${process.pid}`)
  const vite = join(modules, 'vite', 'bin', 'vite.js')
  const flags = ['build', join(root, 'hub', 'web'), '--outDir', fresh, '--logLevel', 'error']
  try {
    run(
      projectNode(),
      [vite, ...flags, '--emptyOutDir'],
      process.env,
      'The page was not built: see above.',
    )
    fs.writeFileSync(join(fresh, '.stamp'), wanted)
    fs.rmSync(dist, { recursive: true, force: true })
    fs.renameSync(fresh, dist)
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true })
  }
}

/** Only a matter of comfort: what was not compiled ahead is compiled when it is loaded. */
function compileAhead() {
  spawnSync(projectNode(), ['--no-warnings', join(root, 'tools', 'warm.ts')], { stdio: 'ignore' })
}

function run(command, args, env, sorry) {
  const stdio = ['ignore', 'ignore', 'inherit']
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio })
  if (error) throw new Refusal(`${command} could not be run: ${error.message}`)
  if (status !== 0) throw new Refusal(sorry)
}

/** Runs `work` while no other start of this folder does; a lock whose process is gone is taken over. */
async function alone(work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const lock = join(tmpdir(), `rigsong-${name}.lock`)
  let said = false
  while (!tryLock(lock)) {
    if (!said) console.log(`Waiting for another start (process ${textOf(lock)}) …`)
    said = true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  try {
    work()
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

function tryLock(lock) {
  const own = `${lock}.${process.pid}`
  fs.writeFileSync(own, String(process.pid))
  try {
    // A link is there with its pid in it, or not there at all.
    fs.linkSync(own, lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const holder = textOf(lock)
    // Moved away before it is removed, and looked at again: another one may have been quicker.
    if (holder && !lives(Number(holder))) moveAway(lock, holder)
    return false
  } finally {
    fs.rmSync(own, { force: true })
  }
}

function moveAway(lock, holder) {
  const aside = `${lock}.stale-${process.pid}`
  try {
    fs.renameSync(lock, aside)
    if (textOf(aside) !== holder) fs.linkSync(aside, lock)
  } catch {
    // Somebody else moved it; the next try shows who holds it.
  }
  fs.rmSync(aside, { force: true })
}

function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function textOf(path) {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
