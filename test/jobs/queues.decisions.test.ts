import { expect, test } from 'vitest'
import { deliveriesMax } from '#functions/jobs/back-off.ts'
import { jobs } from '#functions/jobs.ts'
import { operationKinds } from '#functions/operations/view.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }

/** The list of jobs, and the queues that whoever deploys makes. */

const made = queues.UserConfig.Namespaces.flatMap(({ Queues }) => Queues)

test('every job has its queue in queues.json, and every queue there has its job', () => {
  expect(made.map(({ Name }) => Name).sort()).toEqual([...jobs.queues].sort())
})

test('no two queues carry the same kind of work', () => {
  for (const queue of jobs.queues) expect(jobs.queueOf(jobs.of(queue).kind)).toBe(queue)
})

test('every kind of operation has a job that is one', () => {
  for (const kind of operationKinds)
    expect([kind, jobs.of(jobs.queueOf(kind)).operation]).not.toContain(undefined)
})

test.each(made)(
  '$Name drops a repeat, and gives up after as many deliveries as the jobs count on',
  ({ Properties }) => {
    expect(Properties).toMatchObject({
      MaxDeliveryCount: deliveriesMax,
      RequiresDuplicateDetection: true,
      DuplicateDetectionHistoryTimeWindow: 'PT10M',
      RequiresSession: false,
    })
  },
)
