import { possible } from './evaluate.ts'
import type { Fault } from './model.ts'
import { nearest } from './nearest.ts'
import { type Instance, instances } from './program.ts'
import type { Possible, Project, Thing } from './scope.ts'

/** Settings that are not the product's, and those of the product that are not set: infra/hosting/host-settings.json. */
export interface HostSettings {
  readonly readByOthers: readonly { readonly name: string; readonly reason: string }[]
  readonly neverSetOnAzure: readonly { readonly name: string; readonly reason: string }[]
}

const listPath = 'infra/hosting/host-settings.json'

interface Setting {
  readonly name: string
  readonly path: string
  readonly line: number
  readonly thing: Thing
}

/** What the app reads and nobody sets, and what is set and nobody reads. */
export function settingFaults(project: Project, read: readonly string[]): readonly Fault[] {
  const list = project.json.get(listPath) as HostSettings | undefined
  if (!list) return [{ path: listPath, line: 1, what: 'this list is missing' }]
  const { set, faults, at } = settingsSet(project)
  if (faults.length > 0) return faults
  if (!at) return [{ path: 'infra/main.bicep', line: 1, what: 'nothing sets the settings of a function app' }]
  const byOthers = list.readByOthers.map(({ name }) => name)
  const never = list.neverSetOnAzure.map(({ name }) => name)
  const isSet = (name: string) => set.some((one) => one.name === name)
  const say = (what: string): Fault => ({ path: listPath, line: 1, what })
  return [
    ...read
      .filter((name) => !isSet(name) && !never.includes(name))
      .map((name) => ({
        ...at,
        what: `the app reads ${name}: it is not set, and ${listPath} does not say why`,
      })),
    ...set.flatMap(({ name, path, line }) => {
      if (never.includes(name))
        return [{ path, line, what: `${name} is set, though ${listPath} says that it never is` }]
      if (read.includes(name) || byOthers.includes(name)) return []
      return [
        { path, line, what: `nobody reads the setting ${name}${nearest(name, [...read, ...byOthers])}` },
      ]
    }),
    ...byOthers.filter((name) => !isSet(name)).map((name) => say(`${name} is listed, but not set`)),
    ...byOthers.filter((name) => read.includes(name)).map((name) => say(`the product itself reads ${name}`)),
    ...byOthers.filter((name) => never.includes(name)).map((name) => say(`${name} is listed twice`)),
    ...[...list.readByOthers, ...list.neverSetOnAzure]
      .filter(({ reason }) => !reason?.trim())
      .map(({ name }) => say(`${name} needs a reason`)),
  ]
}

/** The settings of the function app, in every case in which they are set. */
export function settingsSet(project: Project) {
  const set: Setting[] = []
  const faults: Fault[] = []
  let at: Pick<Fault, 'path' | 'line'> | undefined
  for (const instance of instances(project)) {
    const found = settingsOf(instance)
    if (!found) continue
    at ??= { path: instance.file.path, line: instance.resource.line }
    for (const one of found) {
      if (one.kind === 'array') for (const item of one.items) set.push(...named(item))
      else if (one.kind === 'object' && !one.more) {
        set.push(
          ...one.entries.map(({ key, thing, line }) => ({
            name: key,
            path: thing.scope.file.path,
            line,
            thing,
          })),
        )
      } else
        faults.push({
          path: instance.file.path,
          line: one.line,
          what: 'which settings are set cannot be told',
        })
    }
  }
  return { set, faults, at }
}

function settingsOf({ resource, scope }: Instance) {
  if (resource.existing) return undefined
  const [body] = possible({ value: resource.body, scope })
  const isConfig =
    resource.type === 'Microsoft.Web/sites/config' && textOf(body && inside(body, 'name')) === 'appsettings'
  if (isConfig) return body && inside(body, 'properties').flatMap(possible)
  if (resource.type !== 'Microsoft.Web/sites' || !body) return undefined
  const found = inside(body, 'properties', 'siteConfig', 'appSettings')
  return found.length > 0 ? found.flatMap(possible) : undefined
}

function named(item: Thing): readonly Setting[] {
  return possible(item).flatMap((one) => {
    if (one.kind !== 'object') return []
    const name = textOf(inside(one, 'name'))
    const [thing] = inside(one, 'value')
    return name && thing ? [{ name, path: item.scope.file.path, line: one.line, thing }] : []
  })
}

/** What stands at a path of properties, in each case. */
export function inside(of: Possible, ...path: readonly string[]): readonly Thing[] {
  const [first, ...rest] = path
  if (of.kind !== 'object' || first === undefined) return []
  const found = of.entries.filter(({ key }) => key === first).map(({ thing }) => thing)
  if (rest.length === 0) return found
  return found.flatMap(possible).flatMap((one) => inside(one, ...rest))
}

/** The text that a value is, when it is one and the same in every case. */
export function textOf(things: readonly Thing[] | undefined): string | undefined {
  const values = new Set(
    (things ?? []).flatMap(possible).map((one) => (one.kind === 'literal' ? one.value : undefined)),
  )
  const [only] = values
  return values.size === 1 && typeof only === 'string' ? only : undefined
}

type Read = (environment: Readonly<Record<string, string | undefined>>) => unknown

/** The names that are asked for when settings are read, whatever is set: none, all, and each alone. */
export function settingsRead(read: Read): readonly string[] {
  const asked = new Set<string>()
  const samples = ['x', '1', 'https://example.com', 'Endpoint=sb://example']
  const run = (given: (name: string) => string | undefined) => {
    const environment = recording(asked, given)
    try {
      read(environment.proxy)
    } catch {
      // They are not complete: that is not what is asked here.
    }
    if (environment.isListed())
      throw new Error('Settings are read by name, so that it can be told which there are.')
  }
  run(() => undefined)
  for (const sample of samples) run(() => sample)
  for (const name of asked) for (const sample of samples) run((one) => (one === name ? sample : undefined))
  return [...asked].sort()
}

function recording(asked: Set<string>, given: (name: string) => string | undefined) {
  let listed = false
  const ask = (name: string | symbol) => {
    if (typeof name === 'symbol') return undefined
    asked.add(name)
    return given(name)
  }
  const proxy = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => ask(name),
      getOwnPropertyDescriptor: (_, name) => {
        const value = ask(name)
        return value === undefined
          ? undefined
          : { value, configurable: true, enumerable: true, writable: true }
      },
      has: (_, name) => ask(name) !== undefined,
      ownKeys: () => {
        listed = true
        return []
      },
    },
  )
  return { proxy, isListed: () => listed }
}
