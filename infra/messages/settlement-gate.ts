export type SettlementKind = 'complete' | 'abandon' | 'defer' | 'deadLetter'

export type SettlementGate = <T>(kind: SettlementKind, settle: () => Promise<T>) => Promise<T>

/**
 * Keeps settlements apart that the client library would mix up. rhea (every version up to 3.0.5) writes the outcomes
 * of neighbouring deliveries that were settled in the same turn of the event loop as one frame with the first outcome:
 * `Promise.all([complete(a), deadLetter(b)])` completes both, and both promises resolve. So completions share a turn,
 * and every other settlement gets its own, because its reason or properties would be mixed up too. Use one gate for
 * all messages of a client; what the library settles by itself does not pass here.
 */
export function settlementGate(): SettlementGate {
  let waiting: { readonly kind: SettlementKind; readonly letOut: () => void }[] = []

  function nextTurn(): void {
    const [first, ...others] = waiting
    const shares = (kind: SettlementKind) => first?.kind === 'complete' && kind === 'complete'
    const company = others.filter(({ kind }) => shares(kind))
    waiting = others.filter(({ kind }) => !shares(kind))
    first?.letOut()
    for (const { letOut } of company) letOut()
    if (waiting.length > 0) setImmediate(nextTurn)
  }

  return (kind, settle) =>
    new Promise((resolve, reject) => {
      const run = async () => settle()
      waiting.push({ kind, letOut: () => run().then(resolve, reject) })
      if (waiting.length === 1) setImmediate(nextTurn)
    })
}
