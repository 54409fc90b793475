import { app, input, output, trigger } from '@azure/functions'

const handler = () => ({ status: 200 })
const nothing = () => {}
const queue = { connection: 'BUS', queueName: 'q' }

/** Each registers one thing that this host does not serve. */
const registrations: Record<string, () => void> = {
  streaming: () => {
    app.setup({ enableHttpStream: true })
    app.http('f', { handler })
  },
  capability: () => {
    app.setup({ capabilities: { SomethingNew: true } })
    app.http('f', { handler })
  },
  authLevel: () => app.http('f', { authLevel: 'function', handler }),
  route: () => app.http('f', { route: 'a/{b}-{c}', handler }),
  constraint: () => app.http('f', { route: 'a/{b:int:alpha}', handler }),
  constraintArgument: () => app.http('f', { route: 'a/{b:maxlength(x)?}', handler }),
  catchAll: () => app.http('f', { route: 'a/{*b:maxlength(3)}', handler }),
  adminRoute: () => app.http('f', { route: 'admin/x', handler }),
  administrators: () => app.http('f', { route: 'administrators', handler }),
  twoRoutes: () => {
    app.http('f', { route: 'a/{b}', handler })
    app.http('g', { route: 'A/{b}/', methods: ['POST'], handler })
  },
  sameParameter: () => app.http('f', { route: 'a/{b}/{B}', handler }),
  twoNames: () => {
    app.http('f', { route: 'a', handler })
    app.http('F', { route: 'b', handler })
  },
  badName: () => app.http('f.g', { route: 'a', handler }),
  sessions: () => app.serviceBusQueue('f', { ...queue, isSessionsEnabled: true, handler: nothing }),
  batch: () => app.serviceBusQueue('f', { ...queue, cardinality: 'many', handler: nothing }),
  sdkBinding: () => app.serviceBusQueue('f', { ...queue, sdkBinding: true, handler: nothing }),
  topic: () =>
    app.serviceBusTopic('f', {
      connection: 'BUS',
      topicName: 't',
      subscriptionName: 's',
      handler: nothing,
    }),
  missingConnection: () => app.serviceBusQueue('f', { ...queue, connection: 'OTHER', handler: nothing }),
  missingSetting: () => app.serviceBusQueue('f', { ...queue, queueName: '%QUEUE%', handler: nothing }),
  blob: () => app.storageBlob('f', { connection: 'X', path: 'a/b', handler: nothing }),
  warmup: () => app.warmup('f', { handler: nothing }),
  extraInput: () =>
    app.http('f', { extraInputs: [input.storageBlob({ connection: 'X', path: 'a/b' })], handler }),
  extraOutput: () => app.http('f', { extraOutputs: [output.serviceBusQueue(queue)], handler }),
  returnOutput: () =>
    app.serviceBusQueue('f', { ...queue, return: output.serviceBusQueue(queue), handler: nothing }),
  retry: () =>
    app.timer('f', {
      schedule: '0 * * * * *',
      retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: 1000 },
      handler: nothing,
    }),
  schedule: () => app.timer('f', { schedule: '0 0 12 L * *', handler: nothing }),
  option: () =>
    app.generic('f', {
      trigger: trigger.generic({ type: 'timerTrigger', schedule: '0 * * * * *', color: 'red' }),
      handler: nothing,
    }),
  logHook: () => {
    app.http('f', { handler })
    app.hook.log(() => {})
  },
  throws: () => {
    throw new Error('the app gave up')
  },
  late: () => {
    app.http('f', { handler })
    setTimeout(() => app.http('g', { handler }), 50)
  },
  nothing: () => {},
}

registrations[process.env['REFUSED'] ?? 'nothing']?.()
