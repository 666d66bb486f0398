import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** One line of input, without showing on a terminal what is typed; what is piped in is read as it is. */
export async function readUnseen(
  prompt: string,
  input: NodeJS.ReadStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  if (input.isTTY) output.write(prompt)
  const lines = createInterface({ input, output: nowhere, terminal: input.isTTY })
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve)
      // The end of the input, or Ctrl-C.
      lines.once('close', () => resolve(''))
    })
  } finally {
    lines.close()
    input.pause()
    if (input.isTTY) output.write('\n')
  }
}
