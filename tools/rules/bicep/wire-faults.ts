import { pathFrom } from './json-values.ts'
import { at } from './list-faults.ts'
import type { Fault, Value } from './model.ts'
import { instances, origins } from './program.ts'
import type { Project } from './scope.ts'
import { settingsSet, textOf } from './setting-faults.ts'
import { textsIn } from './texts.ts'
import { within } from './walk.ts'

/** What is right by itself and belongs elsewhere: all of these are texts, and nothing but their names tells them apart. */
export function wireFaults(project: Project): readonly Fault[] {
  return [...argumentFaults(project), ...secretFaults(project), ...lifecycleFaults(project)]
}

/**
 * What a module gives and another takes is called alike: `identityClientId` takes no `principalId`. What several give, such
 * as an `id`, is taken under the name of who gives it. And what a file has under the name of a module's parameter is given
 * to it: a default would stand there unseen.
 */
function argumentFaults(project: Project): readonly Fault[] {
  const givers = [...project.files.values()].flatMap(({ outputs }) => outputs.map(({ name }) => name))
  return [...project.files.values()].flatMap((file) =>
    file.modules.flatMap((module) => {
      const params = module.body.entries.find(({ key }) => key === 'params')?.value
      const entries = params?.kind === 'object' ? params.entries : []
      const target = project.files.get(pathFrom(file.path, module.source))
      return [
        ...entries.flatMap(({ key, value, line }) => {
          const given = outputIn(value)
          if (typeof key !== 'string' || !given) return []
          const isCalledSo = key.toLowerCase().endsWith(given.output.toLowerCase())
          const isOne = givers.filter((name) => name === given.output).length === 1
          const isOfGiver = wordsIn(given.module).some((word) => wordsIn(key).includes(word))
          const what = `"${key}" is given ${given.output} of ${given.module}: it is called otherwise`
          return isCalledSo && (isOne || isOfGiver) ? [] : [{ path: file.path, line, what }]
        }),
        ...(target?.params ?? [])
          .filter(({ name }) => [...file.params, ...file.vars].some((one) => one.name === name))
          .filter(({ name }) => !entries.some(({ key }) => key === name))
          .map(({ name }) => ({
            path: file.path,
            line: module.line,
            what: `"${name}" of ${target?.path} is not given, though there is one here`,
          })),
      ]
    }),
  )
}

/** `module.outputs.name` */
function outputIn(value: Value): { readonly module: string; readonly output: string } | undefined {
  if (value.kind !== 'member' || value.of.kind !== 'member' || value.of.name !== 'outputs') return undefined
  const { of } = value.of
  return of.kind === 'name' ? { module: of.name, output: value.name } : undefined
}

function wordsIn(name: string): readonly string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())
}

/** A reference to a vault names a secret that is put there, and is called as the setting is. */
function secretFaults(project: Project): readonly Fault[] {
  const kept = instances(project)
    .filter(({ resource }) => resource.type === 'Microsoft.KeyVault/vaults/secrets')
    .map((instance) => textOf(at(instance, 'name')))
  return settingsSet(project).set.flatMap(({ name, path, line, thing }) =>
    origins(thing).flatMap((origin) => {
      const [, secret] = /KeyVault\(SecretUri=.*secrets\/([^)/]*)/.exec(textsIn(origin).join('')) ?? []
      if (secret === undefined) return []
      const wanted = name.toLowerCase().replaceAll('_', '-')
      return [
        ...(secret === wanted
          ? []
          : [{ path, line, what: `${name} refers to the secret "${secret}", not to "${wanted}"` }]),
        ...(kept.includes(secret) ? [] : [{ path, line, what: `nothing keeps the secret "${secret}"` }]),
      ]
    }),
  )
}

/** What goes by itself after some days lies in a container that is there: else nothing goes, and nobody sees it. */
function lifecycleFaults(project: Project): readonly Fault[] {
  const of = (type: string) =>
    instances(project).filter(({ resource }) => resource.type === `${storage}/${type}`)
  const containers = of('blobServices/containers').map((one) => ({
    path: one.file.path,
    name: at(one, 'name').flatMap(textsIn).join(''),
  }))
  return of('managementPolicies').flatMap(({ resource, file: { path }, scope }) =>
    prefixesIn(resource.body)
      .map((value) => textsIn({ value, scope }).join(''))
      .filter((prefix) => !containers.some((one) => one.path === path && prefix.startsWith(`${one.name}/`)))
      .map((prefix) => ({
        path,
        line: resource.line,
        what: `there is no container of "${prefix}": nothing of it goes`,
      })),
  )
}

const storage = 'Microsoft.Storage/storageAccounts'

function prefixesIn(body: Value): readonly Value[] {
  return [...within(body)].flatMap((one) =>
    one.kind === 'object'
      ? one.entries.flatMap(({ key, value }) =>
          key === 'prefixMatch' && value.kind === 'array' ? value.items : [],
        )
      : [],
  )
}
