import { setTimeout as wait } from 'node:timers/promises'
import { app } from '@azure/functions'
import { log, within } from '#functions/invocation.ts'

log('info', 'while it loads')

/** Logs with what the product logs with, at the beginning, deep within, side by side with others, and after its end. */
app.http('log', {
  route: '{name}',
  handler: (request, context) =>
    within(context, async () => {
      const { name = '' } = request.params
      log('info', `${name} begins`)
      await Promise.all([deepWithin(name), deepWithin(name)])
      void lateAfter(name)
      return { jsonBody: { invocationId: context.invocationId } }
    }),
})

async function deepWithin(name: string): Promise<void> {
  await wait(20)
  log('warning', `${name} warns`, { at: 7 })
  await wait(20)
  log('error', `${name} fails: %s %d`)
}

async function lateAfter(name: string): Promise<void> {
  await wait(50)
  log('warning', `${name} is late`)
}
