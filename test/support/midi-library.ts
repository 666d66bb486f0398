import { EventEmitter } from 'node:events'
import type { MidiLibrary } from '#firmware-bridge/transports/midi-library.ts'

/** A sequencer that is not there: what its library would do, and who still holds a handle of it. */
export function midiLibrary({
  inputs = [],
  outputs = [],
  taken = [],
}: {
  inputs?: readonly string[]
  outputs?: readonly string[]
  /** Ports that refuse a connection. */
  taken?: readonly string[]
}) {
  const held = new Set<object>()
  const sent: number[][] = []
  const said = new EventEmitter()
  const made = { call: () => {} }

  class Handle extends EventEmitter {
    name: string | undefined
    readonly names: readonly string[]
    constructor(names: readonly string[]) {
      super()
      this.names = names
      held.add(this)
      made.call()
    }
    openPortByName(name: string): void {
      if (taken.includes(name)) throw new Error('Internal RtMidi error')
      if (this.names.includes(name)) this.name = name
    }
    isPortOpen(): boolean {
      return this.name !== undefined
    }
    closePort(): void {
      this.name = undefined
    }
    destroy(): void {
      held.delete(this)
    }
  }

  class Input extends Handle {
    types: readonly boolean[] = [true, true, true]
    constructor() {
      super(inputs)
      said.on('bytes', (name: string, sinceLastMs: number, bytes: readonly number[]) => {
        if (name !== this.name) return
        if (this.types.includes(true)) throw new Error('some types are ignored')
        this.emit('messageBuffer', sinceLastMs / 1000, Uint8Array.from(bytes))
      })
    }
    static getPortNames = (): string[] => [...inputs]
    ignoreTypes(...types: boolean[]): void {
      this.types = types
    }
  }

  class Output extends Handle {
    constructor() {
      super(outputs)
    }
    static getPortNames = (): string[] => [...outputs]
    openVirtualPort(): void {}
    sendMessage(bytes: readonly number[] | Buffer): void {
      if (!Buffer.isBuffer(bytes)) throw new Error('First argument must be an array or Buffer')
      sent.push([...bytes])
    }
  }

  const library = { Input, Output } satisfies MidiLibrary
  return {
    library,
    /** Called with each new handle. */
    set made(call: () => void) {
      made.call = call
    },
    /** A port says these bytes, so long after it last said something. */
    say: (name: string, sinceLastMs: number, bytes: readonly number[]) =>
      void said.emit('bytes', name, sinceLastMs, bytes),
    /** Every call of sendMessage. */
    sent,
    /** Handles that were not destroyed. */
    held: () => held.size,
  }
}
