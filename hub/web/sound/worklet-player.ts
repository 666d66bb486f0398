import type { Message } from './message.ts'
import type { Player } from './player.ts'
import workletUrl from './worklet.ts?worker&url'

/** The synth as an AudioWorklet: only where the page's context is secure (HTTPS or localhost). */
export async function openWorkletPlayer(context: AudioContext): Promise<Player> {
  await context.audioWorklet.addModule(workletUrl)
  const node = new AudioWorkletNode(context, 'rigsong-synth', {
    numberOfInputs: 0,
    outputChannelCount: [2],
  })
  node.connect(context.destination)
  return {
    kind: 'worklet',
    send: (message: Message) => node.port.postMessage(message),
    nowS: () => 0,
    close: () => node.disconnect(),
  }
}
