import { app } from '@azure/functions'

/** What a function costs that does nothing: the yardstick for the answers of ours, on the same host. */
app.http('empty', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'empty',
  handler: async () => ({ jsonBody: { eligible: true, reasons: [] } }),
})
