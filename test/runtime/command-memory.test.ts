import assert from 'node:assert/strict'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commandMemory, openCommandMemory } from '#runtime/command-memory.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** A clock whose wall time is turned by hand. */
function handClock(minutes = 0) {
  const clock = {
    minutes,
    now: () => 0,
    date: () => new Date(Date.UTC(2026, 0, 1) + clock.minutes * 60_000).toISOString(),
  }
  return clock
}

const reply = { id: 'cm_1', ok: true, piece: 'pc_1' }

describe('the memory of commands', () => {
  it('knows nothing of a new command', () => {
    assert.equal(commandMemory(handClock()).recall('play/page/cm_1'), undefined)
  })

  it('knows a command that was begun, and then its answer', async () => {
    const memory = commandMemory(handClock())

    await memory.begin('a')
    const first = memory.recall('a')
    await memory.finish('a', reply)

    assert.equal(first, 'begun')
    assert.deepEqual(memory.recall('a'), reply)
  })

  it('forgets after 10 minutes', async () => {
    const clock = handClock()
    const memory = commandMemory(clock)
    await memory.finish('a', reply)

    clock.minutes = 9.9
    const before = memory.recall('a')
    clock.minutes = 10.1

    assert.deepEqual(before, reply)
    assert.equal(memory.recall('a'), undefined)
  })

  it('forgets its oldest first in a flood', async () => {
    const memory = commandMemory(handClock())

    for (let i = 0; i < 20_001; i++) await memory.begin(`c${i}`)

    assert.equal(memory.recall('c0'), undefined)
    assert.equal(memory.recall('c1'), 'begun')
  })

  it('outlives its process, also one that was killed', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'commands')
    const memory = await openCommandMemory(file, handClock())
    await memory.finish('done', reply)
    await memory.begin('half')

    // Not disposed of, as after a kill.
    await using again = await openCommandMemory(file, handClock(5))

    assert.deepEqual(again.recall('done'), reply)
    assert.equal(again.recall('half'), 'begun')
    await memory[Symbol.asyncDispose]()
  })

  it('keeps only the last 10 minutes in its file', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'commands')
    {
      await using memory = await openCommandMemory(file, handClock())
      await memory.finish('old', reply)
    }
    {
      await using memory = await openCommandMemory(file, handClock(8))
      await memory.finish('young', reply)
    }

    await using memory = await openCommandMemory(file, handClock(11))

    assert.equal(memory.recall('old'), undefined)
    assert.deepEqual(memory.recall('young'), reply)
    assert.doesNotMatch(await readFile(file, 'utf8'), /old/)
  })

  it('passes over lines that a kill tore, and writes on after them', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'commands')
    await writeFile(file, 'null\n{"at":1}\nla la la\n')
    {
      await using memory = await openCommandMemory(file, handClock())
      await memory.finish('a', reply)
      await appendFile(file, '{"at":17672256000')
    }
    {
      await using memory = await openCommandMemory(file, handClock())
      await memory.finish('b', reply)
    }

    await using memory = await openCommandMemory(file, handClock())

    assert.deepEqual([memory.recall('a'), memory.recall('b')], [reply, reply])
  })
})
