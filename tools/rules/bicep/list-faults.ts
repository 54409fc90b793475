import { possible } from './evaluate.ts'
import type { Fault } from './model.ts'
import { type Instance, instances, isCertain, rootsOf } from './program.ts'
import { isNull, type Project, type Thing } from './scope.ts'
import { inside, textOf } from './setting-faults.ts'

const queuesPath = 'infra/messages/queues.json'
const containersPath = 'infra/documents/containers.json'

interface Queues {
  readonly UserConfig: {
    readonly Namespaces: readonly {
      readonly Queues: readonly {
        readonly Name: string
        readonly Properties: Readonly<Record<string, unknown>>
      }[]
      readonly Topics?: readonly unknown[]
    }[]
  }
}

interface Containers {
  readonly database: string
  readonly containers: readonly { readonly id: string; readonly [property: string]: unknown }[]
}

/** The queues and containers of the lists that adapters and stand-ins read: each is made, as the list says it. */
export function listFaults(project: Project): readonly Fault[] {
  return [...queueFaults(project), ...containerFaults(project)]
}

function queueFaults(project: Project): readonly Fault[] {
  const list = project.json.get(queuesPath) as Queues | undefined
  const made = madeOf(project, 'Microsoft.ServiceBus/namespaces/queues')
  const say = (what: string): Fault => ({ path: queuesPath, line: 1, what })
  if (!list) return [say('this list is missing')]
  const namespaces = list.UserConfig.Namespaces
  const queues = namespaces.flatMap((namespace) => namespace.Queues)
  return [
    ...(namespaces.length === 1 ? [] : [say('the check knows one namespace, no more')]),
    ...(namespaces.some(({ Topics = [] }) => Topics.length > 0) ? [say('the check knows no topics')] : []),
    ...fromList(made, queuesPath),
    ...others(
      made,
      queues.map(({ Name }) => Name),
      queuesPath,
    ),
    ...queues.flatMap(({ Name: name, Properties: properties }) => {
      const one = made.find((instance) => nameOf(instance) === name)
      if (!one) return [say(`nothing makes the queue ${name}`)]
      const passed = Object.entries(properties).map(([key, value]) => [inCamelCase(key), value] as const)
      return asListed(one, ['properties'], Object.fromEntries(passed), `the queue ${name}`, queuesPath)
    }),
  ]
}

function containerFaults(project: Project): readonly Fault[] {
  const list = project.json.get(containersPath) as Containers | undefined
  const containers = madeOf(project, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers')
  const databases = madeOf(project, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases')
  const say = (what: string): Fault => ({ path: containersPath, line: 1, what })
  if (!list) return [say('this list is missing')]
  const database = databases.find((instance) => nameOf(instance) === list.database)
  return [
    ...others(databases, [list.database], containersPath),
    ...(database ? [] : [say(`nothing makes the database ${list.database}`)]),
    ...(database
      ? asListed(database, ['properties', 'resource'], { id: list.database }, 'the database', containersPath)
      : []),
    ...fromList(containers, containersPath),
    ...others(
      containers,
      list.containers.map(({ id }) => id),
      containersPath,
    ),
    ...list.containers.flatMap((container) => {
      const one = containers.find((instance) => nameOf(instance) === container.id)
      if (!one) return [say(`nothing makes the container ${container.id}`)]
      return asListed(
        one,
        ['properties', 'resource'],
        container,
        `the container ${container.id}`,
        containersPath,
      )
    }),
  ]
}

/** What is deployed in every case. */
function madeOf(project: Project, type: string): readonly Instance[] {
  return instances(project).filter(
    (instance) => instance.resource.type === type && !instance.resource.existing && isCertain(instance),
  )
}

/** Whoever changes the list changes what is deployed: it is read, not repeated. */
function fromList(made: readonly Instance[], path: string): readonly Fault[] {
  return [...new Map(made.map((instance) => [instance.resource, instance])).values()]
    .filter(({ resource, file, scope }) => {
      const over = resource.loop?.over
      const outer = {
        project: scope.project,
        file,
        bound: new Map(),
        ...(scope.given ? { given: scope.given } : {}),
      }
      return (
        !over ||
        !rootsOf({ value: over, scope: outer }).some((root) => root.kind === 'json' && root.path === path)
      )
    })
    .map(({ resource, file }) => ({
      path: file.path,
      line: resource.line,
      what: `${resource.type} is not a loop over loadJsonContent of ${path}`,
    }))
}

function others(made: readonly Instance[], names: readonly string[], path: string): readonly Fault[] {
  return made
    .filter((instance) => !names.includes(nameOf(instance) ?? ''))
    .map((instance) => ({
      path: instance.file.path,
      line: instance.resource.line,
      what: `${path} does not list ${nameOf(instance) ?? 'what has a computed name'}`,
    }))
}

/** What a list says is passed on as it stands there, and nothing else is set: stand-ins would know nothing of it. */
function asListed(
  instance: Instance,
  where: readonly string[],
  listed: Readonly<Record<string, unknown>>,
  name: string,
  path: string,
): readonly Fault[] {
  const { file, resource } = instance
  const say = (what: string, line = resource.line): Fault => ({ path: file.path, line, what })
  const set = at(instance, ...where)
    .flatMap(possible)
    .flatMap((one) => (one.kind === 'object' ? one.entries : []))
  return [
    ...Object.entries(listed)
      .filter(([key, value]) => !same(at(instance, ...where, key), value))
      .map(([key]) => say(`"${key}" of ${name} is not passed on as ${path} has it`)),
    ...set
      .filter(({ key, thing }) => !Object.hasOwn(listed, key) && !possible(thing).every(isNull))
      .map(({ key, line }) => say(`"${key}" of ${name} is set, and ${path} does not have it`, line)),
  ]
}

/** The list of queues is written as the emulator wants it. */
function inCamelCase(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`
}

function nameOf(instance: Instance): string | undefined {
  return textOf(at(instance, 'name'))
}

/** What stands at a path of properties of a resource. */
export function at({ resource, scope }: Instance, ...path: readonly string[]): readonly Thing[] {
  return possible({ value: resource.body, scope }).flatMap((body) => inside(body, ...path))
}

/** The line in the file of a resource on which what it sets stands, or else its own. */
export function lineIn({ resource, file }: Instance, things: readonly Thing[]): number {
  const here = things.find(({ scope }) => scope.file === file)
  return here && 'value' in here ? here.value.line : resource.line
}

/** Whether one of the things can be what JSON says, down to the last of its parts. */
function same(things: readonly Thing[], json: unknown): boolean {
  return things.flatMap(possible).some((one) => {
    if (one.kind === 'literal') return one.value === json
    if (one.kind === 'array') {
      return (
        Array.isArray(json) &&
        json.length === one.items.length &&
        one.items.every((item, i) => same([item], json[i]))
      )
    }
    if (one.kind !== 'object' || typeof json !== 'object' || json === null || Array.isArray(json))
      return false
    return Object.entries(json).every(([key, value]) => same(inside(one, key), value))
  })
}
