import { possible } from './evaluate.ts'
import { at, lineIn } from './list-faults.ts'
import type { BicepFile, Fault, Param } from './model.ts'
import { type Instance, instances, mainPath, type Root, rootsOf, scopesFromMain } from './program.ts'
import { isNull, type Possible, type Project, scopeOf } from './scope.ts'

/** Parameters that nobody explains, secrets that show, and what somebody must be able to choose and cannot. */
export function parameterFaults(project: Project): readonly Fault[] {
  const files = [...project.files.values()]
  return [
    ...files.flatMap((file) => file.params.flatMap((param) => declarationFaults(param, file))),
    ...files.flatMap((file) => shownSecrets(file, project)),
    ...carelessSecrets(project),
    ...keptSecrets(project),
    ...instances(project)
      .filter(({ resource }) => !resource.existing)
      .flatMap(choiceFaults),
  ]
}

function declarationFaults(param: Param, { path }: BicepFile): readonly Fault[] {
  const say = (what: string): Fault => ({
    path,
    line: param.line,
    what: `the parameter "${param.name}" ${what}`,
  })
  const description = param.decorators.find(({ name }) => name === 'description')?.args[0]
  const isDescribed = description?.kind === 'literal' && String(description.value).trim() !== ''
  const isText = param.type.kind === 'primitive' && param.type.name === 'string'
  const hasDefault = param.standard && !(param.standard.kind === 'literal' && param.standard.value === '')
  return [
    ...(isDescribed ? [] : [say('needs a @description')]),
    ...(isText && secretName.test(param.name) && !isSecure(param)
      ? [say('is a secret by its name: it needs @secure()')]
      : []),
    ...(isSecure(param) && hasDefault ? [say('is secure: it has no default but an empty one')] : []),
  ]
}

const secretName = /(?:password|secret|key)$/i

function isSecure({ decorators }: Param): boolean {
  return decorators.some(({ name }) => name === 'secure')
}

function isSecureRoot(root: Root, project: Project): boolean {
  if (root.kind !== 'param') return false
  const param = project.files.get(root.path)?.params.find(({ name }) => name === root.name)
  return param !== undefined && isSecure(param)
}

/** Outputs are kept with each deployment, for whoever may read it. */
function shownSecrets(file: BicepFile, project: Project): readonly Fault[] {
  const scope = scopeOf(project, file)
  return file.outputs
    .filter(({ value }) => rootsOf({ value, scope }).some((root) => isSecureRoot(root, project)))
    .map(({ name, line }) => ({
      path: file.path,
      line,
      what: `the output "${name}" shows a secure parameter`,
    }))
}

/** What a secure parameter is given was secure before, and stays so. */
function carelessSecrets(project: Project): readonly Fault[] {
  return scopesFromMain(project).flatMap(({ file, given }) =>
    file.params.flatMap((param) => {
      const things = given?.get(param.name) ?? []
      const roots = things.flatMap(rootsOf)
      const found = roots.filter((root) => isSecureRoot(root, project)).length
      const careless = isSecure(param)
        ? found < roots.length || things.flatMap(possible).some(isPlain)
        : found > 0
      if (!careless) return []
      const what = isSecure(param)
        ? `the parameter "${param.name}" is secure, and is given what is not`
        : `the parameter "${param.name}" is given a secure one: it needs @secure()`
      return [{ path: file.path, line: param.line, what }]
    }),
  )
}

function isPlain(one: Possible): boolean {
  return one.kind === 'literal' && !isNull(one) && one.value !== ''
}

/** A vault is the only place for a secret: whoever may look at any other resource would see it. */
function keptSecrets(project: Project): readonly Fault[] {
  return instances(project)
    .filter(({ resource }) => resource.type !== 'Microsoft.KeyVault/vaults/secrets')
    .filter(({ resource, scope }) =>
      rootsOf({ value: resource.body, scope }).some((root) => isSecureRoot(root, project)),
    )
    .map(({ resource, file }) => ({
      path: file.path,
      line: resource.line,
      what: `${resource.type} holds a secure parameter: only a vault does`,
    }))
}

/** Whose names Azure or the resource that they stand on decides. */
const fixedNames = [
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.Insights/diagnosticSettings',
  'Microsoft.Insights/workbooks',
  'Microsoft.Network/privateDnsZones',
]

/** Names, SKUs and instances that are always there follow from parameters of main.bicep. */
function choiceFaults(instance: Instance): readonly Fault[] {
  const { resource, file } = instance
  const isChild = resource.type.split('/').length > 2
  const choices: (readonly string[])[] = [
    ...(isChild || fixedNames.includes(resource.type) ? [] : [['name']]),
    ['sku', 'name'],
    ['sku', 'capacity'],
    ['properties', 'sku', 'name'],
    ['properties', 'functionAppConfig', 'scaleAndConcurrency', 'alwaysReady'],
  ]
  return choices.flatMap((path) => {
    const things = at(instance, ...path)
    const options = things.flatMap(possible)
    if (things.length === 0 || options.every(isNull)) return []
    if (things.flatMap(rootsOf).some((root) => root.kind === 'param' && root.path === mainPath)) return []
    if (isOnlyOne(instance, path)) return []
    return [
      {
        path: file.path,
        line: lineIn(instance, things),
        what: `${resource.type}.${path.join('.')} cannot be chosen: no parameter of ${mainPath} leads there`,
      },
    ]
  })
}

/** A parameter that allows one value leaves nothing to choose. */
function isOnlyOne({ resource, file, scope }: Instance, path: readonly string[]): boolean {
  const alone = { resource, file, scope: scopeOf(scope.project, file) }
  const roots = at(alone, ...path).flatMap(rootsOf)
  const params = roots.flatMap((root) =>
    root.kind === 'param' ? file.params.filter(({ name }) => name === root.name) : [],
  )
  return params.some(({ decorators }) => {
    const allowed = decorators.find(({ name }) => name === 'allowed')?.args[0]
    return allowed?.kind === 'array' && allowed.items.length === 1
  })
}
