export type Count = {
  readonly winner: string
  readonly votes: Readonly<Record<string, number>>
  readonly total: number
}

/** Counts votes; who votes again changes their mind. A tie goes to what was voted for first. */
export function tally() {
  let votes = new Map<string, string>()
  let strangers = 0
  return {
    /** @param voter who votes; without a name it is somebody new each time */
    vote(choice: string, voter?: string): void {
      strangers += voter === undefined ? 1 : 0
      votes.set(voter === undefined ? `a stranger ${strangers}` : `known ${voter}`, choice)
    },
    /** What came of it, and begins anew; undefined where nobody voted. */
    close(): Count | undefined {
      const counted = new Map<string, number>()
      for (const choice of votes.values()) counted.set(choice, (counted.get(choice) ?? 0) + 1)
      const total = votes.size
      votes = new Map()
      let winner: string | undefined
      for (const [choice, count] of counted)
        if (winner === undefined || count > counted.get(winner)!) winner = choice
      return winner === undefined
        ? undefined
        : { winner, votes: Object.fromEntries(counted), total }
    },
    cast: (): number => votes.size,
  }
}
