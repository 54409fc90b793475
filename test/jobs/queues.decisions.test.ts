import { expect, test } from 'vitest'
import { jobs } from '#functions/jobs.ts'
import { operationKinds } from '#functions/operations/view.ts'
import { maxDeliveryCount } from '#infra/messages/queue-facts.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { kindOfWork } from '#local/system/poison-message.ts'

/** The list of jobs, and the queues that whoever deploys makes. */

const declared = queues.UserConfig.Namespaces.flatMap(({ Queues }) => Queues)

test('every queue has its job, and every job its queue', () => {
  expect([...jobs.queues].sort()).toEqual(declared.map(({ Name }) => Name).sort())
})

test('no two queues carry the same kind of work', () => {
  for (const queue of jobs.queues) expect(jobs.queueOf(jobs.of(queue).kind)).toBe(queue)
})

test('every kind of operation has a job that is one, but for what one batch begins and ends', () => {
  const atOnce = ['deleteSignUp']
  for (const kind of operationKinds.filter((one) => !atOnce.includes(one)))
    expect([kind, jobs.of(jobs.queueOf(kind)).operation]).not.toContain(undefined)
  for (const kind of atOnce) expect(() => jobs.queueOf(kind)).toThrow(kind)
})

test.each(declared)(
  '$Name drops a repeat, and gives up after as many deliveries as the jobs count on: ten, of which scaling in may take some',
  ({ Properties }) => {
    expect(maxDeliveryCount).toBe(10)
    expect(Properties).toMatchObject({
      MaxDeliveryCount: maxDeliveryCount,
      RequiresDuplicateDetection: true,
      DuplicateDetectionHistoryTimeWindow: 'PT10M',
      RequiresSession: false,
    })
  },
)

test('a bad message can be made for every queue, of the kind that its job takes', () => {
  expect([...kindOfWork]).toEqual(jobs.queues.map((queue) => [queue, jobs.of(queue).kind]))
})
