/** How many bytes each client has waiting under which packet id. */
export type ByteLedger = {
  readonly total: number
  of(client: string): { readonly messages: number; readonly bytes: number }
  add(client: string, id: number | undefined, bytes: number): void
  /** Gives bytes that were added without an id the id they are acknowledged by. */
  name(client: string, id: number, bytes: number): void
  remove(client: string, id: number): void
  forget(client: string): void
}

export function byteLedger(): ByteLedger {
  type Account = { messages: number; bytes: number; byId: Map<number, number> }
  const accounts = new Map<string, Account>()
  let total = 0

  const accountOf = (client: string): Account => {
    const account = accounts.get(client) ?? { messages: 0, bytes: 0, byId: new Map() }
    accounts.set(client, account)
    return account
  }
  const forget = (client: string): void => {
    total -= accounts.get(client)?.bytes ?? 0
    accounts.delete(client)
  }
  return {
    get total() {
      return total
    },
    of: (client) => accounts.get(client) ?? { messages: 0, bytes: 0 },
    add(client, id, bytes) {
      const account = accountOf(client)
      account.messages += 1
      account.bytes += bytes
      total += bytes
      if (id !== undefined) account.byId.set(id, bytes)
    },
    name: (client, id, bytes) => void accounts.get(client)?.byId.set(id, bytes),
    remove(client, id) {
      const account = accounts.get(client)
      if (!account) return
      const bytes = Math.min(account.bytes, account.byId.get(id) ?? 0)
      account.byId.delete(id)
      account.messages -= 1
      account.bytes -= bytes
      total -= bytes
      if (account.messages <= 0) forget(client)
    },
    forget,
  }
}
