import { possible } from './evaluate.ts'
import { at } from './list-faults.ts'
import type { Fault, Value } from './model.ts'
import { type Instance, instances, isCertain, meaningOf, rootsOf } from './program.ts'
import { resourceNamed } from './resource-faults.ts'
import type { Project, Scope, Thing } from './scope.ts'
import { textOf } from './setting-faults.ts'
import { partsOf } from './walk.ts'

/** A row of infra/hosting/roles.json: what an adapter may do, and where. */
export interface Role {
  /** A folder of `infra/` where it is one: its role is then given there. */
  readonly adapter: string
  readonly role: string
  readonly id: string
  /** The type of the resource that it is given on. */
  readonly resource: string
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
      const times = given.filter((one) => rowOf(one) === row).length
      if (times === 1) return []
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
        ? []
        : [say('the name of a role assignment is guid() of what it gives')]),
      ...(resource.type === ofCosmos ||
      textOf(at(instance, 'properties', 'principalType')) === 'ServicePrincipal'
        ? []
        : [say('principalType is "ServicePrincipal": one that was just made is not found otherwise')]),
    ],
  }
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

/** Every piece of plain text that a value is made of. */
function textsIn(thing: Thing): readonly string[] {
  return 'type' in thing ? [] : textsOfValue(thing.value, thing.scope)
}

function textsOfValue(value: Value, scope: Scope): readonly string[] {
  if (value.kind === 'literal') return [String(value.value)]
  if (value.kind === 'interpolated') {
    return value.parts.flatMap((part) => (typeof part === 'string' ? [part] : textsOfValue(part, scope)))
  }
  if (value.kind === 'name') return (meaningOf(value.name, scope) ?? []).flatMap(textsIn)
  if (value.kind === 'member' || value.kind === 'index') {
    return possible({ value, scope }).flatMap((one) => (one.kind === 'literal' ? [String(one.value)] : []))
  }
  return partsOf(value).flatMap((part) => textsOfValue(part, scope))
}
