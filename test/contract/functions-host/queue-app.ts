import { setTimeout as wait } from 'node:timers/promises'
import { app, type InvocationContext } from '@azure/functions'

interface Job {
  readonly act?: 'throw' | 'throwOnce' | 'wait'
  readonly waitMs?: number
  /** At the first delivery, waits for the other one that says so, and both go on in the same turn. */
  readonly meet?: boolean
}

let atOnce = 0
let meeting: PromiseWithResolvers<void> | undefined

/** Tells of every delivery on stdout, and does what the message asks for. */
async function work(job: Job | string, context: InvocationContext): Promise<void> {
  const metadata = context.triggerMetadata ?? {}
  atOnce++
  const { traceContext: trace, functionName: name } = context
  console.log(`delivery ${JSON.stringify({ name, job, metadata, trace, atOnce })}`)
  try {
    if (typeof job !== 'object') return
    if (job.waitMs !== undefined) await wait(job.waitMs)
    if (job.meet && metadata['deliveryCount'] === 1) await meet()
    if (job.act === 'throw' || (job.act === 'throwOnce' && metadata['deliveryCount'] === 1))
      throw new Error('the job failed')
    console.log(`done ${metadata['messageId']}`)
  } finally {
    atOnce--
  }
}

function meet(): Promise<void> {
  if (meeting === undefined) {
    meeting = Promise.withResolvers<void>()
    return meeting.promise
  }
  const { promise, resolve } = meeting
  meeting = undefined
  resolve()
  return promise
}

app.serviceBusQueue('work', { connection: 'BUS', queueName: '%QUEUE%', handler: work })
app.serviceBusQueue('unsettled', {
  connection: 'BUS',
  queueName: 'unsettled',
  autoCompleteMessages: false,
  handler: work,
})
