import type { ArmType } from './arm-types.ts'
import { possible } from './evaluate.ts'
import { at, lineIn } from './list-faults.ts'
import type { Fault, Value } from './model.ts'
import { type Instance, instances, mainPath, meaningOf, rootsOf } from './program.ts'
import { asksForKeys } from './reference-faults.ts'
import type { ArmTypes } from './resource-faults.ts'
import type { Project, Thing } from './scope.ts'
import { settingsSet, textOf } from './setting-faults.ts'
import { valuesOf, within } from './walk.ts'

/** The types of what holds data or secrets: with a private network, nothing outside of it reaches them. */
const closedByNetwork = [
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.ServiceBus/namespaces',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.KeyVault/vaults',
]

/** What must be so wherever a type has the property. */
const musts: readonly { readonly name: RegExp; readonly is: readonly unknown[]; readonly why: string }[] = [
  { name: /^disableLocalAuth$/i, is: [true], why: 'nobody gets in with a key' },
  { name: /^disableKeyBasedMetadataWriteAccess$/, is: [true], why: 'nobody gets in with a key' },
  { name: /^allowSharedKeyAccess$/, is: [false], why: 'nobody gets in with a key' },
  { name: /^enableRbacAuthorization$/, is: [true], why: 'roles say who may read' },
  { name: /^allowBlobPublicAccess$/, is: [false], why: 'nobody reads without signing in' },
  { name: /^supportsHttpsTrafficOnly$|^httpsOnly$/, is: [true], why: 'everything goes over TLS' },
  {
    name: /^(?:minimum|minimal|min|scmMin)TlsVersion$/,
    is: ['1.2', '1.3', 'TLS1_2', 'TLS1_3', 'Tls12'],
    why: 'older TLS is broken',
  },
]

/** Keys that open something, and what can be reached by more than need to. */
export function accessFaults(project: Project, arm: ArmTypes): readonly Fault[] {
  const made = instances(project).filter(({ resource }) => !resource.existing)
  return [
    ...keysAsked(project),
    ...made.flatMap((instance) => mustFaults(instance, arm)),
    ...made.filter(({ resource }) => closedByNetwork.includes(resource.type)).flatMap(networkFaults),
    ...made
      .filter(({ resource }) => resource.type === 'Microsoft.Web/sites')
      .flatMap((site) => publishingFaults(site, made)),
    ...settingFaults(project),
  ]
}

const keyInText = /(?:AccountKey|SharedAccessKey|SharedAccessSignature|InstrumentationKey)=|[?&]sig=/i

function keysAsked(project: Project): readonly Fault[] {
  return [...project.files.values()].flatMap((file) =>
    [...valuesOf(file)].flatMap(({ value }) =>
      [...within(value)].flatMap((one) => {
        const what = askedFor(one)
        return what ? [{ path: file.path, line: one.line, what }] : []
      }),
    ),
  )
}

function askedFor(value: Value): string | undefined {
  if (value.kind === 'call' && asksForKeys.test(value.name)) return `${value.name}() asks for keys`
  const texts = value.kind === 'interpolated' ? value.parts : value.kind === 'literal' ? [value.value] : []
  return texts.some((text) => typeof text === 'string' && keyInText.test(text))
    ? 'a key stands in a text'
    : undefined
}

function mustFaults(instance: Instance, arm: ArmTypes): readonly Fault[] {
  const { resource, file } = instance
  const type = arm[`${resource.type}@${resource.apiVersion}`]
  if (!type) return []
  return musts.flatMap(({ name, is, why }) =>
    pathsTo(name, type['properties'] ?? type['properties!'], ['properties']).flatMap((path) => {
      const things = at(instance, ...path)
      const options = things.flatMap(possible)
      const right =
        options.length > 0 && options.every((one) => one.kind === 'literal' && is.includes(one.value))
      if (right) return []
      const say = `${resource.type}.${path.join('.')} must be ${is.map((one) => JSON.stringify(one)).join(' or ')}: ${why}`
      return [{ path: file.path, line: lineIn(instance, things), what: say }]
    }),
  )
}

/** Where a type has a property: at its top, and in what of it is an object; lists are left out. */
function pathsTo(
  name: RegExp,
  type: ArmType | undefined,
  path: readonly string[],
): readonly (readonly string[])[] {
  if (typeof type !== 'object' || Array.isArray(type) || path.length > 3) return []
  return Object.entries(type).flatMap(([written, inner]) => {
    const key = written.replace(/!$/, '')
    return name.test(key) ? [[...path, key]] : pathsTo(name, inner, [...path, key])
  })
}

/** `privateNetwork ? 'Disabled' : 'Enabled'`, wherever it is written. */
function networkFaults(instance: Instance): readonly Fault[] {
  const { resource, file } = instance
  const things = at(instance, 'properties', 'publicNetworkAccess').flatMap(followed)
  const right = things.length > 0 && things.every(isClosedByNetwork)
  if (right) return []
  const what = `${resource.type}.properties.publicNetworkAccess must be privateNetwork ? 'Disabled' : 'Enabled'`
  return [{ path: file.path, line: resource.line, what }]
}

function isClosedByNetwork(thing: Thing): boolean {
  if ('type' in thing || thing.value.kind !== 'choice') return false
  const { condition, branches } = thing.value
  const roots = rootsOf({ value: condition, scope: thing.scope })
  if (
    condition.kind !== 'name' ||
    !roots.every((root) => root.kind === 'param' && root.path === mainPath && root.name === 'privateNetwork')
  ) {
    return false
  }
  const [yes, no] = branches.map((value) => textOf([{ value, scope: thing.scope }]))
  return roots.length > 0 && yes === 'Disabled' && no === 'Enabled'
}

/** What a name stands for, however often it is passed on. */
function followed(thing: Thing): readonly Thing[] {
  if ('type' in thing || thing.value.kind !== 'name') return [thing]
  const meant = meaningOf(thing.value.name, thing.scope)
  return meant ? meant.flatMap(followed) : [thing]
}

/** An app can be published to with a user name and a password until both ways are closed. */
function publishingFaults(site: Instance, made: readonly Instance[]): readonly Fault[] {
  const policies = made.filter(
    ({ resource, file }) =>
      resource.type === 'Microsoft.Web/sites/basicPublishingCredentialsPolicies' && file === site.file,
  )
  const closed = policies
    .filter((policy) => {
      const allowed = at(policy, 'properties', 'allow').flatMap(possible)
      return allowed.length > 0 && allowed.every((one) => one.kind === 'literal' && one.value === false)
    })
    .map((policy) => textOf(at(policy, 'name')))
  return ['ftp', 'scm']
    .filter((way) => !closed.includes(way))
    .map((way) => ({
      path: site.file.path,
      line: site.resource.line,
      what: `${site.resource.type} needs a basicPublishingCredentialsPolicies "${way}" that does not allow it`,
    }))
}

/** Plain texts are no place for what a vault holds. */
function settingFaults(project: Project): readonly Fault[] {
  return settingsSet(project).set.flatMap(({ name, path, line, thing }) => {
    if (!/(?:PASSWORD|SECRET|_KEY)$/.test(name)) return []
    const fromVault = rootsOf(thing).some(
      (root) => root.kind === 'resource' && root.type.startsWith('Microsoft.KeyVault/vaults'),
    )
    return fromVault ? [] : [{ path, line, what: `${name} is a secret: refer to Key Vault` }]
  })
}
