import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { type Mapper, openMapper, type PresentDevice } from '#hub/live/mapping/mapper.ts'
import { systemClock } from '#runtime/clock.ts'
import type { OpenHouse } from './open-house.ts'

const nobody = (): void => {}

/** The mappings of live, on the bus of a house and on its rig, in place of the live process. */
export async function playMapper(
  { broker: { bus }, library }: OpenHouse,
  present: readonly PresentDevice[] = [],
): Promise<Mapper> {
  const clock = systemClock
  const mapper = openMapper({
    clock,
    transport: openTransport(nobody, clock.now()),
    herald: { state: (name, payload) => void bus.publish(name, payload) },
    present: () => present,
    answering: () => true,
    accompaniment: () => ({ ...firstAccompaniment, style: 'funk', drums: true }),
    act: {
      play: nobody,
      stop: nobody,
      panic: nobody,
      tempo: nobody,
      generate: nobody,
      keep: nobody,
      answering: nobody,
      accompany: nobody,
      macro: nobody,
      note: nobody,
    },
  })
  const follow = async (): Promise<void> => mapper.apply((await library.rigs.current()).rig)
  await follow()
  await mapper.own(bus)
  await bus.subscribe('rig', () => void follow())
  return mapper
}
