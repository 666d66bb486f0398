import { type BrokerUser, foreignRightsOf, rightsOf, type Scope, scopes } from './access.ts'

/** Every scope as a user of its own name. */
const oneOfEach: readonly BrokerUser[] = (Object.keys(scopes) as Scope[]).map((scope) => ({
  name: scope,
  scope,
}))

/**
 * The rules of the bus as an `acl_file` of Mosquitto, from the same table that the embedded broker
 * obeys. A filter is granted there as it was asked for, and what comes is filtered.
 */
export function aclText(hub: string, users: readonly BrokerUser[] = oneOfEach): string {
  const sensors = users.filter(({ scope }) => scope === 'sensor').map(({ name }) => name)
  const lines = users.map((user) =>
    [
      `user ${user.name}`,
      ...rightsOf(user, 'publishes').map((path) => `topic write rigsong/${hub}/${path}`),
      ...rightsOf(user, 'reads').map((path) => `topic read rigsong/${hub}/${path}`),
      ...foreignRightsOf(user, 'publishes', sensors).map((path) => `topic write ${path}`),
      ...foreignRightsOf(user, 'reads', sensors).map((path) => `topic read ${path}`),
    ].join('\n'),
  )
  return `${[heading(hub), ...lines].join('\n\n')}\n`
}

const heading = (hub: string): string =>
  [
    `# The rules of the bus of ${hub}: acl_file of Mosquitto 2`,
    '# For a sensor of its own name, such as kitchen, repeat the lines of the user sensor and those',
    '# of live that name it, with kitchen in place of sensor.',
  ].join('\n')
