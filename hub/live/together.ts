/**
 * What is opened at once. Where one does not open, the others are closed again, and its error is thrown.
 * @example const [journal, clock] = await together(openJournal(…), openClock(…))
 */
export async function together<T extends readonly AsyncDisposable[]>(
  ...opening: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  const all: readonly Promise<AsyncDisposable>[] = opening
  const ends = await Promise.allSettled(all)
  const failed = ends.find((end) => end.status === 'rejected')
  if (!failed) return (await Promise.all(all)) as unknown as T
  const closing = ends.map(async (end) => {
    if (end.status === 'fulfilled') await end.value[Symbol.asyncDispose]()
  })
  await Promise.allSettled(closing)
  throw failed.reason
}
