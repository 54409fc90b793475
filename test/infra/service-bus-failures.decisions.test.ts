import { expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import { failure } from '#infra/messages/service-bus-failures.ts'

const withFacts = (facts: object, message = 'it said') => Object.assign(new Error(message), facts)

test.each([
  ['an error with a code that may pass', withFacts({ code: 'ServiceTimeout' })],
  [
    'one that the library itself calls retryable',
    withFacts({ name: 'OperationTimeoutError', retryable: true }),
  ],
  ['a connection refused', withFacts({ code: 'ECONNREFUSED' })],
  ['a call that was broken off', withFacts({ name: 'AbortError' })],
  [
    'all tries of a call, of which one may pass',
    new AggregateError([new TypeError('x'), withFacts({ retryable: true })]),
  ],
  ['a try within a try', new AggregateError([new AggregateError([withFacts({ code: 'EPIPE' })])])],
])('%s may be over the next time: the work waits and is tried again', (_what, error) => {
  expect(failure('take a message', error)).toBeInstanceOf(Unavailable)
  expect(failure('take a message', error).message).toContain('Service Bus did not take a message')
})

test.each([
  ['a mistake of ours', new TypeError('x is not a function')],
  ['a queue that there is not', withFacts({ code: 'MessagingEntityNotFound', retryable: false })],
  ['no right to it, whatever else it says', withFacts({ code: 'UnauthorizedAccess', retryable: true })],
  ['a message that is too large', withFacts({ code: 'MessageSizeExceeded' })],
  ['many mistakes', new AggregateError([new TypeError('x'), new RangeError('y')])],
  ['no error at all', 'nothing'],
])('%s stays as it is: somebody has to look', (_what, error) => {
  const seen = failure('take a message', error)
  expect(seen).not.toBeInstanceOf(Unavailable)
  expect(seen.cause).toBe(error)
})
