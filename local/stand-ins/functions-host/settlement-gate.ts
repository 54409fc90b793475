export type Outcome = 'complete' | 'abandon'

/**
 * Lets only one kind of outcome settle in one turn of the event loop. The client's AMQP library merges two
 * neighbouring settlements of one turn into one frame with the first one's outcome, so that an abandoned message
 * would be completed, and lost.
 */
export function createSettlementGate(): (outcome: Outcome) => Promise<void> {
  let ofThisTurn: Outcome | undefined
  let nextTurn: Promise<void> | undefined
  return async (outcome) => {
    while (ofThisTurn !== undefined && ofThisTurn !== outcome) await nextTurn
    if (ofThisTurn !== undefined) return
    ofThisTurn = outcome
    nextTurn = new Promise((resolve) => {
      setImmediate(() => {
        ofThisTurn = undefined
        resolve()
      })
    })
  }
}
