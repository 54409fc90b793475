import type { Message } from '#core/ports/messages.ts'
import type { Charge } from '#core/ports/payments.ts'
import type { Ports } from '#core/ports/ports.ts'
import { parseTraceparent, type Telemetry } from '#core/ports/telemetry.ts'

/** The same ports, which tell what is done through them: all that is told of the outside stands in this file. */
export function toldPorts<P extends Ports>(ports: P, telemetry: Telemetry): P {
  const { documents, messages, mailer, payments, webhooks, files } = ports
  const call = <Asked extends unknown[], T>(name: string, ask: (...asked: Asked) => Promise<T>) => {
    return (...asked: Asked) => telemetry.part({ name, to: 'system' }, () => ask(...asked))
  }
  /** A call of which something becomes, in a word that is counted. */
  const judged = <T, Word extends string>(
    name: string,
    ask: () => Promise<T>,
    wordFor: (answer: T) => Word,
    count: (word: Word | 'unavailable') => void,
  ): Promise<T> =>
    telemetry.part({ name, to: 'system' }, async (tell) => {
      let word: Word | 'unavailable' = 'unavailable'
      try {
        const answer = await ask()
        word = wordFor(answer)
        return answer
      } finally {
        count(word)
        tell({ outcome: word })
      }
    })
  return {
    ...ports,
    telemetry,
    documents: {
      ...documents,
      commit: (tenantId, writes) =>
        telemetry.part({ name: 'commit', facts: { writes: writes.length } }, async (tell) => {
          const commit = await documents.commit(tenantId, writes)
          const outcome = commit.committed ? 'committed' : commit.because
          tell({ outcome, requestUnits: commit.requestUnits })
          return commit
        }),
    },
    messages: {
      send: (queue, message, options) =>
        telemetry.part({ name: `send ${queue}`, to: 'queue', facts: { queue } }, () =>
          messages.send(queue, caused(message, telemetry), options),
        ),
    },
    mailer: {
      send: (mail) =>
        judged(
          'mail',
          () => mailer.send(mail),
          (result) => ('sent' in result ? 'sent' : 'refused' in result ? 'refused' : 'postponed'),
          (outcome) => telemetry.count('seatwarden.mails', 1, { outcome }),
        ),
    },
    payments: {
      lookUpCard: call('payment card', payments.lookUpCard),
      charge: (key, token, amount) =>
        judged(
          'payment charge',
          () => payments.charge(key, token, amount),
          outcomeOf,
          (outcome) => telemetry.count('seatwarden.charges', 1, { outcome }),
        ),
      outcome: call('payment outcome', payments.outcome),
      voidKey: call('payment void', payments.voidKey),
      refund: call('payment refund', payments.refund),
      updateCard: call('payment card change', payments.updateCard),
    },
    webhooks: {
      ...webhooks,
      ask: call('webhook handshake', webhooks.ask),
      post: call('webhook event', webhooks.post),
    },
    files: { write: call('file write', files.write), read: call('file read', files.read) },
    log(level, message, facts) {
      const here = parseTraceparent(telemetry.traceparent())
      ports.log(level, message, here ? { ...facts, traceId: here.traceId, spanId: here.spanId } : facts)
    },
  }
}

/** Tells of a request to the store, whatever became of it. */
export function toldRequest(telemetry: Telemetry) {
  return (operation: string, requestUnits: number, status: number | string, ms: number): void => {
    const { work } = telemetry
    telemetry.took(
      { name: `cosmos ${operation}`, to: 'system', facts: { operation, requestUnits, status } },
      ms,
    )
    if (requestUnits > 0) telemetry.count('seatwarden.request_units', requestUnits, { work, operation })
    if (status === 429) telemetry.count('seatwarden.throttles', 1, { work })
  }
}

/**
 * What is going on here has caused the message, unless that is of another trace: the sweeper sends on behalf of the
 * operation or mail that it found, whose own trace goes on.
 */
function caused(message: Message, telemetry: Telemetry): Message {
  const here = telemetry.traceparent()
  const own = parseTraceparent(message.traceparent)
  const isOther = own && own.traceId !== parseTraceparent(here)?.traceId
  return here === undefined || isOther ? message : { ...message, traceparent: here }
}

function outcomeOf(charge: Charge): 'succeeded' | 'declined' | 'unknown' {
  if (charge.charged === true) return 'succeeded'
  return charge.charged === 'unknown' ? 'unknown' : 'declined'
}
