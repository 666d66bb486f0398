/**
 * What is opened at once. Where one does not open, the others are closed again, and its error is thrown.
 * @example const [journal, clock] = await together(openJournal(…), openClock(…))
 */
export async function together<T extends readonly AsyncDisposable[]>(
  ...opening: { readonly [K in keyof T]: Promise<T[K]> | T[K] }
): Promise<T> {
  const ends = await Promise.allSettled(opening)
  const failed = ends.find((end) => end.status === 'rejected')
  if (!failed) return Promise.all(opening) as unknown as Promise<T>
  const closing = ends.map(async (end) => {
    if (end.status === 'fulfilled') await (end.value as AsyncDisposable)[Symbol.asyncDispose]()
  })
  await Promise.allSettled(closing)
  throw failed.reason
}
