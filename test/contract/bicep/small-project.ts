import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { infrastructureFaults, projectOf, readFacts } from '#tools/rules/bicep/infrastructure.ts'
import type { Fault } from '#tools/rules/bicep/model.ts'
import { parseBicep } from '#tools/rules/bicep/parse.ts'

export const main = 'infra/main.bicep'
export const cosmos = 'infra/documents/cosmos.bicep'
export const containers = 'infra/documents/containers.json'
export const bus = 'infra/messages/service-bus.bicep'
export const queues = 'infra/messages/queues.json'
export const app = 'infra/hosting/app.bicep'
export const roles = 'infra/hosting/roles.json'
export const hostSettings = 'infra/hosting/host-settings.json'
export const identity = 'infra/identity/identity.bicep'
export const other = 'infra/other.bicep'
export const values = 'infra/main.parameters.json'
export const azure = 'azure.yaml'
export const funcignore = '.funcignore'
export const arm = 'tools/rules/bicep/arm.json'

/** What is changed where, from what and to what; and what is then said, of which line. By what it is about. */
export interface Planted {
  readonly [about: string]: readonly (readonly [
    title: string,
    path: string,
    from: string,
    to: string,
    where: string,
    line: number,
    what: string,
  ])[]
}

const root = fileURLToPath(new URL('small', import.meta.url))
const texts = new Map(
  globSync(['**/*.{bicep,json,yaml}', '.funcignore'], { cwd: root }).map(
    (path) =>
      [path.replaceAll('\\', '/'), readFileSync(`${root}/${path}`, 'utf8').replaceAll('\r\n', '\n')] as const,
  ),
)
const exists = (path: string) => existsSync(`${root}/${path}`)
const whole = await projectOf(texts, exists)
const settings = ['COSMOS_ENDPOINT', 'BUS', 'SOMETIMES', 'GATEWAY_KEY', 'CLOCK_FILE']
const facts = readFacts('.', settings)
const used = new Set(
  [...whole.files.values()].flatMap(({ resources }) =>
    resources.map(({ type, apiVersion }) => `${type}@${apiVersion}`),
  ),
)
// The real system uses more.
const types = Object.fromEntries(Object.entries(facts.types).filter(([type]) => used.has(type)))

/** Everything that is wrong with the small system of the folder `small/` once a text in it is another one. */
export async function faultsAfter(path: string, from: string, to: string): Promise<readonly string[]> {
  const text = texts.get(path) ?? ''
  if (!text.includes(from)) throw new Error(`${path} does not have: ${from}`)
  const changed = text.replace(from, () => to)
  const files = new Map(whole.files)
  const json = new Map(whole.json)
  if (path.endsWith('.bicep')) files.set(path, await parseBicep(path, changed))
  if (path.endsWith('.json')) json.set(path, JSON.parse(changed))
  const read = (one: string) => (one === path ? changed : whole.read(one))
  return infrastructureFaults({ files, json, read, exists }, { ...facts, types }).map(told)
}

export function told({ path, line, what }: Fault): string {
  return `${path}:${line}: ${what}`
}
