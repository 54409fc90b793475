import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { deployedApp } from '#tools/deploy/deployed-app.ts'
import { deploymentFaults, deploymentSettles } from '#tools/deploy/deployment-faults.ts'
import { killAllHosts, runHost } from './functions-host/run-host.ts'

const servers: Server[] = []
afterEach(async () => {
  await killAllHosts()
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An app on Azure as the check sees it: paths and what they answer. */
const appWith = (answers: Readonly<Record<string, readonly [number, unknown]>>) =>
  serve((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [404, '']
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  })

const expected = ['health-live', 'health-ready', 'move-users']
const named = (names: readonly string[]) => names.map((name) => ({ name }))
const well = {
  '/admin/functions': [200, named(expected)],
  '/health/live': [200, { status: 'ok' }],
  '/health/ready': [200, { status: 'ok' }],
} as const

async function faultsOf(answers: Readonly<Record<string, readonly [number, unknown]>>) {
  return deploymentFaults(deployedApp({ url: await appWith(answers) }), expected)
}

test('nothing is wrong where every function is loaded and the app says that it is well', async () => {
  expect(await faultsOf(well)).toEqual([])
})

test('the host of this machine is counted like that of Azure, and one function less is seen', async () => {
  const host = await runHost('http-app', { adminPort: 0 })
  const app = deployedApp(host)
  expect(await deploymentFaults(app, host.functions)).toEqual([])
  expect(await deploymentFaults(app, [...host.functions, 'one-more'])).toEqual([
    `The host lacks 1 of ${host.functions.length + 1} functions: one-more.`,
  ])
})

test('an app that loaded nothing is found out, though its deployment was a success', async () => {
  const faults = await faultsOf({ '/admin/functions': [200, []] })
  expect(faults[0]).toMatch(/none of the 3 functions: the app stopped while it loaded.*setting/)
  expect(faults.slice(1)).toEqual(['GET /health/live answered 404: ', 'GET /health/ready answered 404: '])
})

test('another package than the one that was built is found out', async () => {
  expect(
    await faultsOf({ ...well, '/admin/functions': [200, named(['health-live', 'health-ready', 'old'])] }),
  ).toEqual(['The host lacks 1 of 3 functions: move-users.', 'The package lacks 1 that the host has: old.'])
})

test('what the app cannot reach is told in its own words', async () => {
  expect(await faultsOf({ ...well, '/health/ready': [503, { unreachable: ['messages'] }] })).toEqual([
    'GET /health/ready answered 503: {"unreachable":["messages"]}',
  ])
})

test('a package that has the portal shows it, and one that was built without it is found out', async () => {
  const withPortal = [...expected, 'portal-get']
  const answers = { ...well, '/admin/functions': [200, named(withPortal)] } as const
  const faultsWith = async (more: Readonly<Record<string, readonly [number, unknown]>>) =>
    deploymentFaults(deployedApp({ url: await appWith({ ...answers, ...more }) }), withPortal)
  expect(await faultsWith({ '/app/': [200, '<!doctype html>'] })).toEqual([])
  expect(await faultsWith({ '/app/': [404, 'The portal is not built.'] })).toEqual([
    'GET /app/ answered 404: The portal is not built.',
  ])
})

test('an app that is not there is told as that', async () => {
  const url = await appWith({})
  servers.pop()?.close()
  const faults = await deploymentFaults(deployedApp({ url }), expected)
  expect(faults).toHaveLength(3)
  expect(faults[0]).toContain('could not be counted')
  expect(faults[1]).toContain('/health/live got no answer')
})

test('an app that is slow to start is waited for, but not for ever', async () => {
  let asked = 0
  const url = await serve((request, response) => {
    asked += 1
    const isUp = asked > 5
    const body = request.url === '/admin/functions' ? named(expected) : {}
    response.writeHead(isUp ? 200 : 503).end(JSON.stringify(body))
  })
  const told: number[] = []
  const tell = (faults: readonly string[]) => told.push(faults.length)
  const patience = { withinMs: 5_000, everyMs: 10 }
  expect(await deploymentSettles(deployedApp({ url }), expected, patience, tell)).toEqual([])
  expect(told[0]).toBe(3)
  const never = await appWith({})
  expect(
    await deploymentSettles(deployedApp({ url: never }), expected, { withinMs: 50, everyMs: 10 }, () => {}),
  ).toHaveLength(3)
})

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app'

test('the key of the host is asked of Azure, and opens the list', async () => {
  const management = await serve((request, response) => {
    const isRight =
      request.method === 'POST' &&
      request.url === `${id}/host/default/listkeys?api-version=2025-03-01` &&
      request.headers.authorization === 'Bearer token'
    response.writeHead(isRight ? 200 : 403).end(JSON.stringify({ masterKey: 'opens' }))
  })
  const url = await serve((request, response) => {
    const isOpen = request.url !== '/admin/functions' || request.headers['x-functions-key'] === 'opens'
    response.writeHead(isOpen ? 200 : 401).end(JSON.stringify(named(expected)))
  })
  const app = (token: string) => deployedApp({ url, azure: { id, token: async () => token, management } })
  expect(await deploymentFaults(app('token'), expected)).toEqual([])
  const [refused] = await deploymentFaults(app('another'), expected)
  expect(refused).toMatch(/could not be counted. Azure did not give the key of the host \(403\)/)
  expect(refused).toContain('Website Contributor')
  const [closed] = await deploymentFaults(deployedApp({ url }), expected)
  expect(closed).toContain('/admin/functions of the host answered 401')
})

test('a secret that Azure could not read is told by the name of its setting, and Azure looks again until it can', async () => {
  let looked = 0
  const references = `${id}/config/configreferences/appsettings`
  const management = await serve((request, response) => {
    const [path] = request.url?.split('?') ?? []
    if (path === `${references}/refresh` && request.method === 'POST') looked += 1
    const reference = (name: string, status: string) => ({
      name,
      properties: { status, details: 'No role.' },
    })
    const value = [
      reference('PAYMENT_GATEWAY_KEY', 'Resolved'),
      reference('SMTP_PASSWORD', looked < 2 ? 'AccessToKeyVaultDenied' : 'Resolved'),
    ]
    response.end(JSON.stringify(path?.startsWith(references) ? { value } : { masterKey: 'opens' }))
  })
  const url = await serve((request, response) => {
    const isLoaded = looked === 2
    if (request.url === '/admin/functions') response.end(JSON.stringify(named(isLoaded ? expected : [])))
    else response.writeHead(isLoaded ? 200 : 404).end()
  })
  const app = deployedApp({ url, azure: { id, token: async () => 'token', management } })
  const told: (readonly string[])[] = []
  const patience = { withinMs: 5_000, everyMs: 10 }
  expect(await deploymentSettles(app, expected, patience, (faults) => told.push(faults))).toEqual([])
  expect(told).toHaveLength(2)
  expect(told[0]?.[1]).toMatch(/secret of SMTP_PASSWORD, .+ AccessToKeyVaultDenied: No role\.$/)
  expect(told.flat().join()).not.toContain('PAYMENT_GATEWAY_KEY')
  expect(looked).toBe(2)
})
