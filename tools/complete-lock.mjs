// Adds to package-lock.json the optional packages of other platforms that npm could not fetch and
// therefore left out; without them `npm ci` refuses the lock (npm/cli 9846). Run after each change of
// dependencies: npm install --ignore-scripts && node tools/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'arm']

const file = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
for (const [path, entry] of Object.entries(lock.packages)) {
  const wanted = path === '' ? {} : (entry.optionalDependencies ?? {})
  for (const [name, version] of Object.entries(wanted)) {
    const key = `node_modules/${name}`
    if (lock.packages[key] ?? lock.packages[`${path}/${key}`]) continue
    lock.packages[key] = { version, ...platformOf(name), dev: entry.dev, optional: true }
  }
}
const inOrder = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
lock.packages = Object.fromEntries(inOrder)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

/** What a package's name says it is for: `@biomejs/cli-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  if (!os || !cpu) throw new Error(`no platform in the name ${name}`)
  const libc = /musl/.test(name) ? ['musl'] : /-gnu/.test(name) ? ['glibc'] : undefined
  return { cpu: [cpu], os: [os], libc }
}
