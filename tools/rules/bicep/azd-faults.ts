import { possible } from './evaluate.ts'
import { hookFaults, type Say } from './hook-faults.ts'
import { at } from './list-faults.ts'
import type { BicepFile, Fault } from './model.ts'
import { nearest } from './nearest.ts'
import { instances, mainPath } from './program.ts'
import type { Project } from './scope.ts'
import { entries, NotYaml, parseYaml, part, textOf, type Yaml } from './yaml.ts'

const valuesPath = 'infra/main.parameters.json'

/** What azd reads besides Bicep: azure.yaml and the values of main.bicep's parameters. */
export function azdFaults(project: Project): readonly Fault[] {
  return [...azureYaml(project), ...valueFaults(project)]
}

function azureYaml(project: Project): readonly Fault[] {
  const path = 'azure.yaml'
  const text = project.read(path)
  if (text === undefined) return [{ path, line: 1, what: 'this file is missing' }]
  const say = (named: string, what: string): Fault => ({ path, line: lineOf(text, named), what })
  let yaml: Yaml
  try {
    yaml = parseYaml(text)
  } catch (cause) {
    if (!(cause instanceof NotYaml)) throw cause
    return [{ path, line: cause.line, what: cause.message }]
  }
  const infra = part(yaml, 'infra')
  const main = `${textOf(part(infra, 'path')) ?? 'infra'}/${textOf(part(infra, 'module')) ?? 'main'}.bicep`
  return [
    ...(textOf(part(yaml, 'name')) ? [] : [say('', 'it needs a name')]),
    ...(main === mainPath ? [] : [say('infra:', `it deploys ${main}, not ${mainPath}`)]),
    ...entries(part(yaml, 'services')).flatMap(([name, service]) =>
      serviceFaults(name, service, project, say),
    ),
    ...hookFaults(part(yaml, 'hooks'), project, say),
  ]
}

/** npm run build writes a complete app to dist/, and that is what is deployed. */
const builtHere = { host: 'function', language: 'js', dist: 'dist', remoteBuild: 'false' }

function serviceFaults(name: string, service: Yaml, project: Project, say: Say): readonly Fault[] {
  const folder = textOf(part(service, 'project'))
  const ignored = project.read('.funcignore')
  const tagged = instances(project).flatMap((instance) =>
    at(instance, 'tags')
      .flatMap(possible)
      .flatMap((tags) => (tags.kind === 'object' ? tags.entries : []))
      .filter(({ key }) => key === 'azd-service-name')
      .flatMap(({ thing }) => possible(thing)),
  )
  return [
    ...(folder && project.exists(folder)
      ? []
      : [say(`${name}:`, `the service "${name}" needs a project that is there`)]),
    ...Object.entries(builtHere)
      .filter(([key, value]) => textOf(part(service, key)) !== value)
      .map(([key, value]) => say(`${name}:`, `${key} of "${name}" is "${value}"`)),
    ...(part(service, 'hooks') ? [say(`${name}:`, `the check knows no hooks of a service`)] : []),
    ...(ignored === undefined || /node_modules/.test(ignored.replaceAll(/^#.*$/gm, ''))
      ? [
          say(
            'remoteBuild:',
            'azd takes it for what it says where a .funcignore is that does not name node_modules',
          ),
        ]
      : []),
    ...(tagged.some((one) => one.kind === 'literal' && one.value === name)
      ? []
      : [say(`${name}:`, `no resource has the tag azd-service-name "${name}"`)]),
  ]
}

function valueFaults(project: Project): readonly Fault[] {
  const main = project.files.get(mainPath)
  if (!main) return [{ path: mainPath, line: 1, what: 'this file is missing' }]
  const { parameters } = (project.json.get(valuesPath) ?? {}) as {
    parameters?: Readonly<Record<string, { readonly value?: unknown }>>
  }
  const text = project.read(valuesPath) ?? ''
  const say = (name: string, what: string): Fault => ({
    path: valuesPath,
    line: lineOf(text, `"${name}"`),
    what,
  })
  if (!parameters) return [say('', 'it needs "parameters"')]
  const names = main.params.map(({ name }) => name)
  const variables = new Map<unknown, string>()
  return [
    ...Object.entries(parameters).flatMap(([name, { value }]) => {
      const before = variables.get(value)
      variables.set(value, name)
      if (!names.includes(name))
        return [say(name, `${mainPath} has no parameter "${name}"${nearest(name, names)}`)]
      if (isSecure(main, name) && !isVariable(value))
        return [say(name, `"${name}" is secure: its value comes from the environment`)]
      return before && isVariable(value) ? [say(name, `"${name}" has the variable of "${before}"`)] : []
    }),
    ...main.params
      .filter(
        ({ name, standard, type }) =>
          !standard && type.kind !== 'nullable' && !Object.hasOwn(parameters, name),
      )
      .map(({ name }) => say('', `${mainPath} needs "${name}", which has no default`)),
  ]
}

function isVariable(value: unknown): boolean {
  return typeof value === 'string' && /^\$\{\w+(?:=[^}]*)?\}$/.test(value)
}

function isSecure(file: BicepFile, name: string): boolean {
  const param = file.params.find((one) => one.name === name)
  return param?.decorators.some((decorator) => decorator.name === 'secure') ?? false
}

function lineOf(text: string, named: string): number {
  return text.slice(0, Math.max(0, text.indexOf(named))).split('\n').length
}
