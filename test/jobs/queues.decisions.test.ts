import { expect, test } from 'vitest'
import { jobs } from '#functions/jobs.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { kindOfWork } from '#local/system/poison-message.ts'

const declared = queues.UserConfig.Namespaces.flatMap(({ Queues }) => Queues.map(({ Name }) => Name))

test('every queue has its job, and every job its queue', () => {
  expect([...jobs.queues].sort()).toEqual(declared.toSorted())
})

test('a bad message can be made for every queue, of the kind that its job takes', () => {
  expect([...kindOfWork]).toEqual(jobs.queues.map((queue) => [queue, jobs.of(queue).kind]))
})
