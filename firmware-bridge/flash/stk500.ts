import { HubError } from '#core/errors.ts'

/**
 * The words of STK500 version 1 that Arduino bootloaders know (Atmel AVR061, "STK500 Communication
 * Protocol", and Optiboot's optiboot.c).
 */
const words = {
  inSync: 0x14,
  ok: 0x10,
  endOfCommand: 0x20,
  getSync: 0x30,
  enter: 0x50,
  leave: 0x51,
  address: 0x55,
  writePage: 0x64,
  readPage: 0x74,
  signature: 0x75,
  flash: 0x46,
} as const

/** How long a bootloader may take to answer; writing a page takes it 5 ms, and the bytes their time. */
const answerMs = 1000
const quietMs = 20

/** A line to a bootloader. */
export type BootLine = {
  write(bytes: Uint8Array): void
  /** Rejects when the line is gone, or the work was stopped. */
  readonly broken: Promise<never>
}

/** A bootloader that answers. Everything throws 'flash-failed' where it does not. */
export type Bootloader = {
  /** Tries once; false where nothing, or something else, came within `waitMs`. */
  sync(waitMs: number): Promise<boolean>
  signature(): Promise<Uint8Array>
  enter(): Promise<void>
  /** @param at in bytes, even */
  writePage(at: number, bytes: Uint8Array): Promise<void>
  readPage(at: number, count: number): Promise<Uint8Array>
  leave(): Promise<void>
}

/** Speaks to the bootloader at the other end; `heard` is called with all that comes. */
export function bootloader(line: BootLine): Bootloader & { heard(bytes: Uint8Array): void } {
  let came: number[] = []
  let grown = Promise.withResolvers<void>()

  function heard(bytes: Uint8Array): void {
    came.push(...bytes)
    grown.resolve()
  }

  /** So many bytes, or undefined where they did not come in time. */
  async function next(count: number, waitMs: number): Promise<Uint8Array | undefined> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      grown.resolve()
    }, waitMs)
    try {
      while (came.length < count && !late) {
        grown = Promise.withResolvers()
        await Promise.race([grown.promise, line.broken])
      }
    } finally {
      clearTimeout(timer)
    }
    return came.length < count ? undefined : Uint8Array.from(came.splice(0, count))
  }

  /** Asks, and gives what stands between the two words of an answer. */
  async function ask(question: readonly number[], count = 0): Promise<Uint8Array> {
    line.write(Uint8Array.of(...question, words.endOfCommand))
    const answer = await next(count + 2, answerMs)
    if (answer?.[0] !== words.inSync || answer.at(-1) !== words.ok) {
      throw new HubError('flash-failed', 'the bootloader of the board stopped answering', {
        hint: 'Check the lead.',
      })
    }
    return answer.subarray(1, -1)
  }

  /** Addresses count words of two bytes. */
  const goTo = (at: number) => ask([words.address, (at >> 1) & 0xff, at >> 9])

  return {
    heard,
    async sync(waitMs) {
      came = []
      line.write(Uint8Array.of(words.getSync, words.endOfCommand))
      const answer = await next(2, waitMs)
      if (answer?.[0] !== words.inSync || answer[1] !== words.ok) return false
      // Another answer that is still on its way would be taken for that of the next question.
      return (await next(1, quietMs)) === undefined
    },
    signature: () => ask([words.signature], 3),
    async enter() {
      await ask([words.enter])
    },
    async writePage(at, bytes) {
      await goTo(at)
      await ask([words.writePage, bytes.length >> 8, bytes.length & 0xff, words.flash, ...bytes])
    },
    async readPage(at, count) {
      await goTo(at)
      return ask([words.readPage, count >> 8, count & 0xff, words.flash], count)
    },
    async leave() {
      await ask([words.leave])
    },
  }
}
