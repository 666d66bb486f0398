import { aclText } from '#hub/broker/acl-text.ts'
import type { CliCommand } from '../cli.ts'

/** `rigsong broker acl > /etc/mosquitto/rigsong.acl` */
export const brokerAcl: CliCommand = {
  words: 'broker acl',
  says: "print the access rules of the bus in Mosquitto's form, for an external broker",
  async run(cli) {
    const acl = aclText(cli.config.hub)
    cli.print({ hub: cli.config.hub, acl }, acl.trimEnd())
    return 0
  },
}
