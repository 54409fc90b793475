import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as sourcesOfDocument from '#functions/billing/document/invoice-pdf.ts'
import { appSettings } from '#local/system/app-settings.ts'
import { besides, missingForPortal } from '#local/system/portal.ts'
import type { Ports } from '#local/system/ports.ts'
import { builtFunctions } from '#tools/deploy/built-functions.ts'
import { lostNames } from '#tools/rules/lost-names.ts'
import { anInvoice, seller } from '../billing/sample-invoices.ts'
import { killAllHosts, type RunningHost, runHost } from './functions-host/run-host.ts'
import { aReceiver } from './telemetry/receiver.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'seatwarden-bundle-'))
const maps = `${out}-maps`

/** Port 9 answers nobody: what is asked here needs no stand-in. */
const nobody: Ports = {
  api: 9,
  'sign-in': 9,
  mailbox: 9,
  smtp: 9,
  'payment-gateway': 9,
  cosmos: 9,
  'service-bus': 9,
  blobs: 9,
  'functions-admin': 9,
  traces: 9,
}

let bundled: RunningHost
let sources: RunningHost

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, 'tools/build.ts'), '--out', out, '--maps', maps])
  const run = (entry: string, hostJson: string) =>
    runHost('', { entry, hostJson, settings: appSettings(nobody), adminPort: 0 })
  bundled = await run(join(out, 'app.js'), join(out, 'host.json'))
  sources = await run(join(root, 'functions/app.ts'), join(root, 'host.json'))
})

afterAll(async () => {
  await killAllHosts()
  for (const folder of [out, maps]) rmSync(folder, { recursive: true, force: true })
})

test('The bundle registers the same functions as the sources.', () => {
  expect([...bundled.functions].sort()).toEqual([...sources.functions].sort())
  expect(bundled.functions).toContain('move-users')
})

test('The check after a deployment counts what is built, and its last word is the exit code.', async () => {
  expect([...(await builtFunctions(out))].sort()).toEqual([...bundled.functions].sort())
  const program = join(root, 'tools/deploy-check.ts')
  const flags = ['--dist', out, '--url', bundled.url, '--admin', bundled.adminUrl, '--within', '1']
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...flags]).then(
    (said) => ({ code: 0, ...said }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  )
  // All are there, and no store, bus or mail server: which is what it says, and nothing else.
  expect(stdout).toContain(`${bundled.functions.length} functions are to be there`)
  expect(code).toBe(1)
  const withoutPortal = missingForPortal() ? 'GET /app/ answered 404: The portal is not built.+\\n+' : ''
  expect(stderr).toMatch(
    new RegExp(
      `^GET /health/work answered 503: .+\\nGET /health/ready answered 503: .+unreachable.+\\n${withoutPortal}What to do: docs/operate`,
    ),
  )
})

test('The bundle answers like the sources: the same routes and shapes in the same OpenAPI document.', async () => {
  const documents = await Promise.all(
    [bundled, sources].map(async ({ url }) => {
      const answer = await fetch(`${url}/openapi.json`)
      expect(answer.status).toBe(200)
      return answer.json()
    }),
  )
  expect(documents[0]).toEqual(documents[1])
})

test('The bundle says which version it is, as the sources do, and which commit it was built from, if any.', async () => {
  const facts = (file: string) =>
    JSON.parse(readFileSync(file, 'utf8')) as { version: string; commit?: string }
  const { version } = facts(join(root, 'package.json'))
  const built = facts(join(out, 'package.json'))
  const [bundle, source] = await Promise.all(
    [bundled, sources].map(async ({ url }) => (await fetch(`${url}/health/live`)).json()),
  )
  expect(source).toEqual({ status: 'ok', version })
  expect(bundle).toEqual({ status: 'ok', version, ...(built.commit && { commit: built.commit }) })
})

test('What the product logs in a call stands under its invocation, in the bundle, too.', async () => {
  const line =
    /\[Function\.health-work\.User\] [\da-f-]{36}: \{"level":"warning","message":"health-work: Cosmos DB did not answer/
  for (const host of [bundled, sources]) {
    const answer = await fetch(`${host.url}/health/work`)
    expect([answer.status, host.stderr()]).toEqual([503, expect.stringMatching(line)])
  }
})

test('The bundle brings the files of the docs page along.', async () => {
  for (const asset of ['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']) {
    const answer = await fetch(`${bundled.url}/docs/${asset}`)
    expect(answer.status).toBe(200)
  }
})

test.skipIf(missingForPortal())(
  'The bundle brings the portal along, as it is served from the sources, with every file that its pages name.',
  async () => {
    const pages = await Promise.all(
      [bundled, sources].map(async ({ url }) => (await fetch(`${url}/app/products`)).text()),
    )
    expect(pages[0]).toBe(pages[1])
    const named = [...(pages[0] ?? '').matchAll(/(?:src|href)="(\/app\/[^"]+)"/g)].map(([, path]) => path)
    expect(named).toEqual(expect.arrayContaining([expect.stringMatching(/^\/app\/assets\/index-.+\.js$/)]))
    for (const path of named) {
      const { status, headers } = await fetch(bundled.url + path, { headers: { 'accept-encoding': 'br' } })
      expect([path, status]).toEqual([path, 200])
      // What is small is no smaller compressed.
      if (Number(headers.get('content-length')) > 1_000) expect(headers.get('content-encoding')).toBe('br')
    }
    expect(readdirSync(join(out, 'portal-files'))).not.toEqual(expect.arrayContaining(Object.values(besides)))
  },
)

test('The bundle leads whoever opens the bare address to the portal, and answers HEAD there without a body.', async () => {
  const home = await fetch(bundled.url, { redirect: 'manual' })
  expect([home.status, home.headers.get('location')]).toEqual([302, '/app/'])
  const head = await fetch(bundled.url, { method: 'HEAD', redirect: 'manual' })
  expect([head.status, await head.text()]).toEqual([302, ''])
  const post = await fetch(`${bundled.url}/app/products`, { method: 'POST' })
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

const invoicesThatShip = async () => {
  const chunk = readdirSync(join(out, 'chunks')).find((name) => /^invoice-pdf-\w+\.js$/.test(name))
  return (await import(pathToFileURL(join(out, 'chunks', chunk ?? '')).href)) as typeof sourcesOfDocument
}

test('The bundle draws the same invoice as the sources, with nothing but what ships.', async () => {
  const ships = await invoicesThatShip()
  for (const language of ['en', 'nl'] as const) {
    const [built, drawn] = await Promise.all(
      [ships, sourcesOfDocument].map(({ invoicePdf }) => invoicePdf(anInvoice(), { language, seller })),
    )
    expect(Buffer.from(built ?? []).toString('latin1')).toMatch(/^%PDF-1\.7[\s\S]+%%EOF\s*$/)
    expect(Buffer.compare(built ?? Buffer.of(), drawn ?? Buffer.of())).toBe(0)
  }
  expect(readdirSync(join(out, 'fonts'))).toContain('LICENSE_FONT')
})

describe('The source maps of the bundle', () => {
  /** As `npm run stack` gives it. */
  async function readStack(trace: string, folder = maps): Promise<string> {
    const running = promisify(execFile)(process.execPath, [join(root, 'tools/stack.ts'), '--maps', folder])
    running.child.stdin?.end(trace)
    return (await running).stdout
  }
  const lineOf = (place = '') => {
    const [file = '', line = ''] = place.split(':')
    return readFileSync(join(root, file), 'utf8').split('\n')[Number(line) - 1]
  }

  test('are no part of what is deployed.', () => {
    const files = readdirSync(out, { recursive: true }).map(String)
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
    const texts = files.filter((file) => /^(app|chunks.*)\.js$/.test(file))
    expect(texts.length).toBeGreaterThan(100)
    for (const file of texts) expect(readFileSync(join(out, file), 'utf8')).not.toMatch(/sourceMappingURL/)
  })

  test('turn the trace of an entry that does not start into lines of the sources.', async () => {
    const options = { cwd: out, env: { ...process.env, COSMOS_ENDPOINT: '' } }
    const started = promisify(execFile)(process.execPath, ['app.js'], options)
    const { stderr } = (await started.catch((failed: unknown) => failed)) as { readonly stderr: string }
    expect(stderr).toMatch(/at readSettings \(file:.*app\.js:\d+:\d+\)/)
    const said = await readStack(stderr)
    const place = /at readSettings \((.+)\)/.exec(said)?.[1]
    expect(place).toMatch(/^infra\/settings\.ts:\d+:\d+$/)
    expect(lineOf(place)).toContain('The settings are not complete')
  })

  test('read what a log has kept on one line, of what is loaded later, wherever that was deployed.', async () => {
    const { invoicePdf } = await invoicesThatShip()
    const failed = await invoicePdf(null as never, { language: 'en', seller }).catch((error: Error) => error)
    const stack = (failed as unknown as Error).stack?.replaceAll(out, '/home/site/wwwroot') ?? ''
    const said = await readStack(JSON.stringify({ level: 'error', message: stack }))
    const { message } = JSON.parse(said) as { readonly message: string }
    const place = /at \w+ \((functions\/billing\/document\/[^)]+)\)/.exec(message)?.[1]
    expect(lineOf(place)).toContain('invoice')
    expect(message).not.toContain('wwwroot')
  })

  test('of another build are not made to fit.', async () => {
    const other = 'at f (file:///home/site/wwwroot/chunks/pay-AAAAAAAA.js:1:10)'
    expect(await readStack(other)).toBe(other)
    await expect(readStack(other, join(out, 'nowhere'))).rejects.toThrow('There are no source maps in')
  })
})

test('A cold start reads at most 600 KiB: the client libraries are in files that are read when first needed.', () => {
  const atStart = readAtStart(join(out, 'app.js'))
  const bytes = [...atStart].reduce((sum, file) => sum + statSync(file).size, 0)
  expect(bytes / 1_024).toBeLessThanOrEqual(600)
  const text = [...atStart].map((file) => readFileSync(file, 'utf8')).join('\n')
  expect(text).not.toMatch(
    /x-ms-documentdb-partitionkey|amqp:link:detach-forced|x-ms-blob-type|service\.instance\.id/,
  )
})

describe('What tells of the app', () => {
  const watched = fileURLToPath(new URL('./telemetry/watched-app.ts', import.meta.url))
  const run = (app: string, endpoint: string) =>
    runHost('', {
      entry: watched,
      hostJson: join(root, 'host.json'),
      settings: { ...appSettings(nobody), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, WATCHED_APP: app },
      triggers: ['http'],
    })

  test.each(['the bundle', 'the sources'])('is not loaded by %s while nobody listens.', async (which) => {
    const host = await run(which === 'the bundle' ? join(out, 'app.js') : join(root, 'functions/app.ts'), '')
    expect((await fetch(`${host.url}/nothing`)).status).toBe(404)
    expect(host.stderr()).not.toContain('loaded ')
    await host.stop()
  })

  test('is in the bundle, and works there, once somebody does.', async () => {
    const receiver = await aReceiver()
    const host = await run(join(out, 'app.js'), receiver.url)
    expect((await fetch(`${host.url}/nothing`)).status).toBe(404)
    expect(await host.stop()).toBe(0)
    expect(host.stderr()).toMatch(/loaded .*\/chunks\/start-telemetry-\w+\.js/)
    expect(host.stderr()).not.toContain('@opentelemetry')
    expect(receiver.taken.find(({ path }) => path === '/v1/traces')?.text).toContain('zz-unknown')
    await receiver.close()
  })
})

test.each([
  "export const make = async () => { const { Client } = await import('old'); return new Client() }",
  "export const make = () => import('old').then(({ Client: Other }) => new Other())",
  "export const make = async () => new (await import('old')).Client()",
])('A build says which names a lazily imported CommonJS package does not give: %s', async (source) => {
  const tree = mkdtempSync(join(tmpdir(), 'seatwarden-lost-names-'))
  try {
    mkdirSync(join(tree, 'node_modules/old'), { recursive: true })
    writeFileSync(join(tree, 'node_modules/old/index.js'), 'class Client {}\nexports.Client = Client')
    writeFileSync(join(tree, 'app.js'), source)
    const bundle = () =>
      build({
        entryPoints: [join(tree, 'app.js')],
        absWorkingDir: tree,
        outdir: join(tree, 'dist'),
        bundle: true,
        splitting: true,
        format: 'esm',
        metafile: true,
      })
    expect(await lostNames((await bundle()).metafile, tree)).toEqual([
      'app.js: old gives no Client once it is bundled.',
    ])
    writeFileSync(join(tree, 'node_modules/old/index.js'), 'export class Client {}')
    expect(await lostNames((await bundle()).metafile, tree)).toEqual([])
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
})

/** The entry and what it imports at once, and what that imports. */
function readAtStart(entry: string): ReadonlySet<string> {
  const files = new Set([entry])
  for (const file of files) {
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
      files.add(join(dirname(file), specifier ?? ''))
    }
  }
  return files
}
