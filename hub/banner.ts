import { homedir } from 'node:os'
import type { Addresses } from '#hub/http/http.ts'
import type { Config } from '#runtime/config.ts'

/** What `npm start` says once the page answers: where the page, the broker and the music are. */
export function banner(
  { version, dataDir, brokerUrl }: Pick<Config, 'version' | 'dataDir' | 'brokerUrl'>,
  { url, claimUrl, lanUrls }: Addresses,
  mqttPort: number | undefined,
): readonly string[] {
  const broker = brokerUrl ?? `mqtt://127.0.0.1:${mqttPort}`
  return [
    '',
    `Rigsong ${version}`,
    ...(claimUrl === undefined
      ? [url, ...lanUrls].map((address) => `  page    ${address}`)
      : [
          `  page    ${claimUrl}`,
          '          Open it to make this hub yours; until then only this machine can reach it.',
        ]),
    `  broker  ${broker}`,
    `  music   ${shortened(dataDir)}`,
    '',
  ]
}

const shortened = (folder: string): string =>
  folder.startsWith(`${homedir()}/`) ? `~${folder.slice(homedir().length)}` : folder
