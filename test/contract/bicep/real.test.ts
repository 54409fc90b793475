import { describe, expect, test } from 'vitest'
import { readSettings } from '#infra/settings.ts'
import { accessFaults } from '#tools/rules/bicep/access-faults.ts'
import { infrastructureFaults, readFacts, readProject } from '#tools/rules/bicep/infrastructure.ts'
import { listFaults } from '#tools/rules/bicep/list-faults.ts'
import type { BicepFile, Entry, Fault, ObjectValue, Resource, Value } from '#tools/rules/bicep/model.ts'
import { moduleFaults } from '#tools/rules/bicep/module-faults.ts'
import { faultsOfResource } from '#tools/rules/bicep/resource-faults.ts'
import { roleFaults } from '#tools/rules/bicep/role-faults.ts'
import type { Project } from '#tools/rules/bicep/scope.ts'
import { type HostSettings, settingFaults, settingsRead } from '#tools/rules/bicep/setting-faults.ts'
import { mutantsOf } from './mutants.ts'
import { told } from './small-project.ts'

const project = await readProject('.')
const facts = readFacts('.', settingsRead(readSettings))
const files = [...project.files.values()]
const resources = files.flatMap((file) => file.resources.map((resource) => ({ file, resource })))

test('nothing is wrong with what is deployed', () => {
  expect(infrastructureFaults(project, facts).map(told)).toEqual([])
})

test('one version of each type is known, and a preview only where there is nothing else', () => {
  const types = Object.keys(facts.types).map((key) => key.split('@')[0])
  expect(new Set(types).size).toBe(types.length)
  expect(Object.keys(facts.types).filter((key) => key.endsWith('-preview'))).toEqual([
    'Microsoft.Insights/diagnosticSettings@2021-05-01-preview',
  ])
})

describe('each fault that is planted in a resource is told:', () => {
  test.each(resources.map(({ file, resource }) => [resource.name, file, resource] as const))(
    '%s',
    (_, file, resource) => {
      const type = facts.types[`${resource.type}@${resource.apiVersion}`] ?? {}
      const named = { 'name!': 'string' } as const
      const mutants = mutantsOf(resource.body, resource.existing ? named : type)
      const missed = mutants.filter(
        ({ body }) => faultsOfResource({ ...resource, body }, file, project, facts.types).length === 0,
      )
      expect(missed.map(({ kind, at }) => `${kind} at ${at}`)).toEqual([])
      expect([...new Set(mutants.map(({ kind }) => kind))].toSorted()).toEqual([
        'required one missing',
        'wrong literal',
        'wrong property',
      ])
    },
  )
})

/** What is left to see of each change when a check looks at the project as it then is. */
function unseen(
  changes: readonly Change[],
  check: (changed: Project) => readonly Fault[],
): readonly string[] {
  const one = changes.filter(({ file }) => {
    const changed = { ...project, files: new Map([...project.files, [file.path, file]]) }
    return check(changed).length === 0
  })
  return one.map(({ what }) => what)
}

interface Change {
  readonly what: string
  readonly file: BicepFile
}

function ofTypes(...types: readonly string[]) {
  return resources.filter(({ resource }) => types.includes(resource.type) && !resource.existing)
}

test('each role that is no longer given is missed', () => {
  const changes = ofTypes(
    'Microsoft.Authorization/roleAssignments',
    'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
  ).map(({ file, resource }) => ({
    what: resource.name,
    file: { ...file, resources: file.resources.filter((one) => one !== resource) },
  }))
  expect(unseen(changes, (changed) => roleFaults(changed, facts.roles))).toEqual([])
  expect(changes.length).toBeGreaterThan(5)
})

test('each property of a queue or a container that is no longer passed on is missed', () => {
  const changes = ofTypes(
    'Microsoft.ServiceBus/namespaces/queues',
    'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers',
    'Microsoft.DocumentDB/databaseAccounts/sqlDatabases',
  ).flatMap(({ file, resource }) =>
    without(resource.body)
      .filter(({ what }) => !/options|throughput|autoscale/i.test(what))
      .map(({ what, body }) => ({ what, file: withBody(file, resource, body) })),
  )
  expect(unseen(changes, listFaults)).toEqual([])
  expect(changes.length).toBeGreaterThan(10)
})

test('each way in that is no longer closed is missed', () => {
  const ways = /localAuth|sharedKey|public|TlsVersion|httpsOnly|httpsTraffic|Rbac|allow$/i
  const changes = resources.flatMap(({ file, resource }) =>
    (resource.existing ? [] : without(resource.body))
      .filter(({ what }) => ways.test(what) && !harmless.test(what))
      .map(({ what, body }) => ({ what: `${resource.name}${what}`, file: withBody(file, resource, body) })),
  )
  expect(unseen(changes, (changed) => accessFaults(changed, facts.types))).toEqual([])
  expect(changes.length).toBeGreaterThan(20)
})

/** Closed by the account that they are in, or by its default. */
const harmless = /[.]publicAccess$/

test('each setting that is called otherwise is missed, and told to be read by nobody', () => {
  const list = project.json.get('infra/hosting/host-settings.json') as HostSettings
  const names = [...facts.settings, ...list.readByOthers.map(({ name }) => name)]
  const changes = names.flatMap((name) =>
    files.flatMap((file) => {
      const renamed = renaming(file, name)
      return renamed ? [{ what: name, file: renamed }] : []
    }),
  )
  expect(unseen(changes, (changed) => settingFaults(changed, facts.settings))).toEqual([])
  expect(changes.length).toBeGreaterThan(25)
})

test('each parameter of a module that is called otherwise is missed', () => {
  const changes = files.flatMap((file) =>
    file.modules.flatMap((module) => {
      const given = module.body.entries.find(({ key }) => key === 'params')?.value
      return (given?.kind === 'object' ? given.entries : []).flatMap(({ key }) => {
        const renamed = { ...module, body: renamedIn(module.body, String(key)) as ObjectValue }
        const modules = file.modules.map((one) => (one === module ? renamed : one))
        return [{ what: `${module.name}.${key}`, file: { ...file, modules } }]
      })
    }),
  )
  expect(unseen(changes, moduleFaults)).toEqual([])
  expect(changes.length).toBeGreaterThan(60)
})

function withBody(file: BicepFile, resource: Resource, body: ObjectValue): BicepFile {
  return { ...file, resources: file.resources.map((one) => (one === resource ? { ...resource, body } : one)) }
}

/** An object, each time without one of the properties that it or an object in it has. */
function without(
  body: ObjectValue,
  at = '',
): readonly { readonly what: string; readonly body: ObjectValue }[] {
  return body.entries.flatMap((entry, index) => {
    const { key, value } = entry
    const what = `${at}.${key}`
    if (at === '' && key !== 'properties') return []
    const inner = value.kind === 'object' ? without(value, what) : []
    return [
      ...(at === '' ? [] : [{ what, body: { ...body, entries: body.entries.toSpliced(index, 1) } }]),
      ...inner.map((one) => ({
        what: one.what,
        body: { ...body, entries: body.entries.with(index, { ...entry, value: one.body }) },
      })),
    ]
  })
}

/** A file with a property of that name called otherwise, wherever it is; undefined when there is none. */
function renaming(file: BicepFile, name: string): BicepFile | undefined {
  const change = <T extends { readonly body: ObjectValue }>(one: T): T => ({
    ...one,
    body: renamedIn(one.body, name) as ObjectValue,
  })
  const renamed = {
    ...file,
    vars: file.vars.map((one) => ({ ...one, value: renamedIn(one.value, name) })),
    modules: file.modules.map(change),
    resources: file.resources.map(change),
  }
  return JSON.stringify(renamed.vars) === JSON.stringify(file.vars) &&
    JSON.stringify(renamed.modules) === JSON.stringify(file.modules) &&
    renamed.resources.every(
      ({ body }, at) => JSON.stringify(body) === JSON.stringify(file.resources[at]?.body),
    )
    ? undefined
    : renamed
}

function renamedIn(value: Value, name: string): Value {
  const inner = (one: Value) => renamedIn(one, name)
  switch (value.kind) {
    case 'object':
      return {
        ...value,
        entries: value.entries.map((entry) => ({
          ...entry,
          key: entry.key === name ? 'calledOtherwise' : entry.key,
          value: inner(entry.value),
        })) as readonly Entry[],
      }
    case 'choice':
      return { ...value, branches: value.branches.map(inner) }
    case 'call':
      return { ...value, args: value.args.map(inner) }
    default:
      return value
  }
}
