import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openapiDocument } from '#functions/docs/openapi-document.ts'
import { routes } from '#functions/routes.ts'

export const clientFile = 'portal/api/schema.d.ts'

const head = '// Made from the routes by `npm run portal:client`. Do not edit.\n\n'

/** What the client says with every call by itself (portal/api/client.ts): no page has to. */
const saidByTheClient = [
  'api-version',
  'Repeatability-Request-ID',
  'Repeatability-First-Sent',
  'Idempotency-Key',
]

/** The addresses that existing tools speak are no pages' business. */
const ofTools = /^\/(v1|v1\.0|fd)\//

/** The types of all routes, as TypeScript. Needs the portal's workspace, whose generator it is. */
export async function clientTypes(): Promise<string> {
  const document = JSON.parse(await openapiDocument('http://localhost', routes), asPagesKnowIt) as Document
  const paths = Object.entries(document.paths).filter(([path]) => !ofTools.test(path))
  for (const operation of paths.flatMap(([, path]) => Object.values(path))) shorten(operation)
  return `${head}${await generated(JSON.stringify({ ...document, paths: Object.fromEntries(paths) }))}`
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  parameters?: { readonly name: string }[] | undefined
  responses: Record<string, { headers?: unknown }>
}

/** Every refusal has one shape, that of `default`; headers are read by the client alone. */
function shorten(operation: Operation): void {
  operation.parameters = operation.parameters?.filter(({ name }) => !saidByTheClient.includes(name))
  for (const [status, response] of Object.entries(operation.responses)) {
    delete response.headers
    if (/^[45]/.test(status)) delete operation.responses[status]
  }
}

/** A page knows the error codes of today, so that none is forgotten where it says what to do next. */
function asPagesKnowIt(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('x-extensible-enum' in value)) return value
  const { 'x-extensible-enum': known, ...schema } = value
  return { ...schema, enum: known }
}

/** As a process of its own: the generator needs a TypeScript that only the portal's workspace has. */
async function generated(document: string): Promise<string> {
  const workspace = createRequire(new URL('../../portal/package.json', import.meta.url))
  const program = join(dirname(workspace.resolve('openapi-typescript')), '../bin/cli.js')
  const child = spawn(process.execPath, [program, '--empty-objects-unknown'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(document)
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  )
  const [made, code] = await Promise.all([text(child.stdout), ended])
  if (code !== 0) throw new Error(`The generator of the API's types ended with ${code}.`)
  return made
}
