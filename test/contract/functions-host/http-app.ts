import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions'

/** Shows a request as a function sees it. */
async function echo(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const body = Buffer.from(await request.arrayBuffer())
  return {
    jsonBody: {
      function: context.functionName,
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      body: body.toString('base64'),
      trace: context.traceContext,
    },
  }
}

app.http('echo', { route: 'echo', methods: ['GET', 'POST', 'PUT'], handler: echo })
app.http('echo-number', { route: 'echo/{id:int}', handler: echo })
app.http('echo-text', { route: 'echo/{name}', handler: echo })
app.http('echo-literal', { route: 'echo/me', methods: ['GET'], handler: echo })
app.http('echo-deep', { route: 'echo/{name}/parts/{part}', handler: echo })
app.http('echo-rest', { route: 'files/{*rest}', handler: echo })
app.deleteRequest('echo-delete', { route: 'echo/{name}', handler: echo })
app.get('byName', echo)

// Two that overlap are tried in the order of their names, which the order here contradicts.
app.get('order-literal', { route: 'order/me', handler: echo })
app.get('order-any', { route: 'order/{name}', handler: echo })
app.get('Case-b', { route: 'case/{b}', handler: echo })
app.get('case-a', { route: 'case/{a}', handler: echo })
app.get('optional', { route: 'optional/{id:int?}', handler: echo })
app.get('short', { route: 'short/{code:maxlength(2)}', handler: echo })
if (process.env['CATCH_ALL']) {
  app.get('root', { route: '{ignored:maxlength(0)?}', handler: echo })
  app.http('zz-anything', { route: '{*path}', methods: ['GET', 'PATCH'], handler: echo })
}

app.http('utf8', {
  handler: async (request) => ({
    body: `Grüße, ${await request.text()} – ✓`,
    headers: { 'x-kind': 'text' },
  }),
})
app.http('bytes', { handler: () => ({ body: new Uint8Array([0, 255, 128, 10]) }) })
app.http('status', {
  methods: ['GET', 'HEAD'],
  handler: (request) => ({ status: Number(request.query.get('code')), body: 'said' }),
})
app.http('nothing', { handler: () => undefined as unknown as HttpResponseInit })
app.http('cookies', {
  handler: () => ({
    headers: [
      ['set-cookie', 'first=1'],
      ['set-cookie', 'last=2'],
    ],
    cookies: [
      { name: 'plain', value: 'a b' },
      {
        name: 'full',
        value: 'v',
        path: '/x',
        domain: 'example.test',
        maxAge: 60,
        secure: true,
        httpOnly: true,
        sameSite: 'Lax',
        expires: new Date('2030-01-01T00:00:00Z'),
      },
    ],
  }),
})
app.http('throws', {
  handler: () => {
    throw new Error('the handler gave up')
  },
})
app.http('answers-text', { handler: () => 'not an object' as unknown as HttpResponseInit })
app.http('slow', {
  handler: async () => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    return { body: 'done' }
  },
})
app.http('logs', {
  handler: (_, context) => {
    context.debug('a debug line')
    context.warn('a warning line')
    return { body: process.env['GREETING'] ?? '' }
  },
})

app.hook.appStart(() => console.log('hook: appStart'))
app.hook.appTerminate(() => console.log('hook: appTerminate'))
app.hook.preInvocation((context) => {
  context.hookData['started'] = context.invocationContext.functionName
})
app.hook.postInvocation((context) => {
  if (context.hookData['started'] === 'utf8') (context.result as HttpResponseInit).status = 201
})
