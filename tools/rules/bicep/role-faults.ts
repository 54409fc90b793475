import { at } from './list-faults.ts'
import type { Fault } from './model.ts'
import { type Instance, instances, isCertain, origins, rootsOf } from './program.ts'
import { resourceNamed } from './resource-faults.ts'
import type { Project } from './scope.ts'
import { settingsSet, textOf } from './setting-faults.ts'
import { textsIn } from './texts.ts'

/** A row of infra/hosting/roles.json: what an adapter may do, and where. */
export interface Role {
  /** A folder of `infra/` where it is one: its role is then given there. */
  readonly adapter: string
  readonly role: string
  readonly id: string
  /** The type of the resource that it is given on. */
  readonly resource: string
  /** The setting by which the app finds it: what it names is what the role is on. */
  readonly setting?: string
  /** Who has it, when it is not the app. */
  readonly principal?: string
  readonly why: string
}

const tablePath = 'infra/hosting/roles.json'
const identity = 'Microsoft.ManagedIdentity/userAssignedIdentities'
const ofCosmos = 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments'

/** Roles that adapters need and nobody gives them, and those that nobody needs or that reach too far. */
export function roleFaults(project: Project, builtIn: Readonly<Record<string, string>>): readonly Fault[] {
  const table = project.json.get(tablePath) as Readonly<Record<string, Role>> | undefined
  const say = (what: string): Fault => ({ path: tablePath, line: 1, what })
  if (!table) return [say('this table is missing')]
  const rows = Object.values(table)
  const given = instances(project)
    .filter(isAssignment)
    .map((instance) => ({ instance, ...assignment(instance) }))
  const rowOf = (one: (typeof given)[number]) =>
    rows.find(
      (row) => row.id === one.id && row.resource === one.on && isInFolder(row, one.instance.file.path),
    )
  return [
    ...rows.flatMap(({ role, id, why }) => {
      if (builtIn[role] === undefined) return [say(`there is no role "${role}" among the built-in ones`)]
      if (builtIn[role] !== id) return [say(`the id of "${role}" is ${builtIn[role]}, not ${id}`)]
      return why?.trim() ? [] : [say(`"${role}" needs a reason`)]
    }),
    ...given.flatMap((one) => {
      const row = rowOf(one)
      if (!one.id) return one.faults
      return [...one.faults, ...(row ? holderFaults(one.instance, row) : [strange(one, rows, builtIn)])]
    }),
    ...rows.flatMap((row) => {
      const places = given.filter((one) => rowOf(one) === row).map(({ instance }) => instance.file.path)
      const times = places.length
      if (times === 1) return settingElsewhere(project, row, places[0] ?? '')
      return [say(`"${row.role}" on ${row.resource} for ${row.adapter} is given ${times} times, not once`)]
    }),
  ]
}

function isAssignment({ resource }: Instance): boolean {
  return /\/(?:role|sqlRole)(?:Assignments|Definitions)$/.test(resource.type) && !resource.existing
}

function isInFolder({ adapter }: Role, path: string): boolean {
  return !adapter.startsWith('infra/') || path.startsWith(`${adapter}/`)
}

interface Assignment {
  /** Of the role. */
  readonly id: string | undefined
  /** The type of the resource that it is given on. */
  readonly on: string | undefined
  readonly faults: readonly Fault[]
}

function assignment(instance: Instance): Assignment {
  const { resource, file } = instance
  const say = (what: string): Fault => ({ path: file.path, line: resource.line, what })
  if (resource.type.endsWith('Definitions')) {
    return { id: undefined, on: undefined, faults: [say('the check knows no roles of one’s own')] }
  }
  const ids = new Set(
    at(instance, 'properties', 'roleDefinitionId')
      .flatMap(textsIn)
      .flatMap((text) => text.match(guid) ?? []),
  )
  const [id] = ids
  const named = at(instance, 'name').flatMap(rootsOf)
  return {
    id: ids.size === 1 ? id : undefined,
    on: resource.type === ofCosmos ? cosmosScope(instance) : scopeType(instance),
    faults: [
      ...(ids.size === 1 ? [] : [say('which role this gives cannot be told')]),
      ...(named.some((root) => root.kind === 'function' && root.name === 'guid')
        ? nameFaults(instance, ids).map(say)
        : [say('the name of a role assignment is guid() of what it gives')]),
      ...(resource.type === ofCosmos || isOfSubscription(instance)
        ? []
        : [say('the id of a role is a subscriptionResourceId()')]),
      ...(resource.type === ofCosmos ||
      textOf(at(instance, 'properties', 'principalType')) === 'ServicePrincipal'
        ? []
        : [say('principalType is "ServicePrincipal": one that was just made is not found otherwise')]),
    ],
  }
}

/** Another one for whoever else gets it: an assignment is never given to somebody else, and a name never used twice. */
function nameFaults(instance: Instance, ids: ReadonlySet<string>): readonly string[] {
  const things = at(instance, 'name')
  const roots = things.flatMap(rootsOf).map((root) => JSON.stringify(root))
  const texts = things.flatMap(textsIn)
  const principals = at(instance, 'properties', 'principalId').flatMap(rootsOf)
  const target = instance.resource.body.entries.find(({ key }) => key === 'scope')
  const on = target ? rootsOf({ value: target.value, scope: instance.scope }) : []
  const isIn = (root: object) => roots.includes(JSON.stringify(root))
  return [
    ...(principals.every(isIn) ? [] : ['who gets the role is part of the name of its assignment']),
    ...([...ids].every((id) => texts.includes(id)) ? [] : ['the role is part of the name of its assignment']),
    ...(on.every((root) => root.kind !== 'resource' || isIn({ ...root, property: 'id' }))
      ? []
      : ['what the role is given on is part of the name of its assignment']),
  ]
}

function isOfSubscription(instance: Instance): boolean {
  return at(instance, 'properties', 'roleDefinitionId')
    .flatMap(rootsOf)
    .some((root) => root.kind === 'function' && root.name === 'subscriptionResourceId')
}

/** An app that is sent elsewhere than its role reaches is refused there. */
function settingElsewhere(project: Project, { role, setting: name }: Role, path: string): readonly Fault[] {
  if (name === undefined) return []
  const set = settingsSet(project).set.filter((one) => one.name === name)
  if (set.length === 0) return [{ path: tablePath, line: 1, what: `"${role}": nothing sets ${name}` }]
  return set
    .filter(({ thing }) => !origins(thing).every((origin) => origin.scope.file.path === path))
    .map((one) => ({
      path: one.path,
      line: one.line,
      what: `${one.name} names another than "${role}" is given on`,
    }))
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

function scopeType({ resource, file }: Instance): string | undefined {
  const scope = resource.body.entries.find(({ key }) => key === 'scope')
  return scope && resourceNamed(scope.value, file)?.type
}

/** Cosmos DB takes a text: the account, a database in it, or a container in that. */
function cosmosScope(instance: Instance): string {
  const text = at(instance, 'properties', 'scope').flatMap(textsIn).join('')
  const account = 'Microsoft.DocumentDB/databaseAccounts'
  if (text.includes('/colls/')) return `${account}/sqlDatabases/containers`
  return text.includes('/dbs/') ? `${account}/sqlDatabases` : account
}

/** The app is its identity, nobody else; who else has a role is chosen by whoever deploys. */
function holderFaults(instance: Instance, { role, principal }: Role): readonly Fault[] {
  const { file, resource } = instance
  const say = (what: string): Fault => ({ path: file.path, line: resource.line, what })
  const roots = at(instance, 'properties', 'principalId').flatMap(rootsOf)
  const isApp = (root: (typeof roots)[number]) =>
    root.kind === 'resource' && root.type === identity && root.property === 'properties.principalId'
  if (roots.length === 0) return [say(`who gets "${role}" cannot be told`)]
  if (!principal && !isCertain(instance)) return [say(`"${role}" is only given on a condition`)]
  if (principal) return roots.some(isApp) ? [say(`"${role}" is for ${principal}`)] : []
  return roots.every(isApp) ? [] : [say(`"${role}" is for the identity of the app`)]
}

function strange(
  { instance, id, on }: Assignment & { readonly instance: Instance },
  rows: readonly Role[],
  builtIn: Readonly<Record<string, string>>,
): Fault {
  const { path } = instance.file
  const role = Object.entries(builtIn).find(([, one]) => one === id)?.[0] ?? id ?? 'a role'
  const row = rows.find((one) => one.id === id && isInFolder(one, path)) ?? rows.find((one) => one.id === id)
  const where = on ?? 'the whole resource group'
  const what = row
    ? `"${role}" is given on ${where}, ${tablePath} says on ${row.resource} for ${row.adapter}`
    : `"${role}" is given on ${where}, and ${tablePath} does not ask for it`
  return { path, line: instance.resource.line, what }
}
