import type { Fault } from './model.ts'
import { nearest } from './nearest.ts'
import type { Project } from './scope.ts'
import { entries, part, textOf, type Yaml } from './yaml.ts'

export type Say = (named: string, what: string) => Fault

/** Hooks that azd would never run, would run otherwise on another machine, or too late. */
export function hookFaults(hooks: Yaml | undefined, project: Project, say: Say): readonly Fault[] {
  const named = entries(hooks)
  const early = runs(part(hooks, 'preup'))
  return [
    ...named
      .filter(([name]) => !known.test(name))
      .map(([name]) => say(`${name}:`, `azd has no hook "${name}"`)),
    ...named.flatMap(([name, hook]) => everywhere(name, hook, say)),
    ...runs(part(hooks, 'preprovision'))
      .filter((run) => !early.includes(run))
      .map((run) =>
        say('preprovision:', `azd up asks for what is not set before it: preup runs "${run}" as well`),
      ),
    ...runs(hooks).flatMap((run) => runFaults(run, project, say)),
  ]
}

const known = /^(?:pre|post)(?:build|deploy|down|package|provision|publish|restore|up)$/

/** Which shell it is run by, on Windows and elsewhere; the same is run there and here. */
function everywhere(name: string, hook: Yaml, say: Say): readonly Fault[] {
  const [posix, windows] = [part(hook, 'posix'), part(hook, 'windows')]
  const shells = [
    ['sh', posix],
    ['pwsh', windows],
  ] as const
  if (!posix || !windows) return [say(`${name}:`, `"${name}" says what is run on posix, and what on windows`)]
  return [
    ...shells
      .filter(([shell, one]) => textOf(part(one, 'shell')) !== shell)
      .map(([shell]) => say(`${name}:`, `"${name}" needs the shell "${shell}"`)),
    ...(textOf(part(posix, 'run')) === textOf(part(windows, 'run'))
      ? []
      : [say(`${name}:`, `"${name}" runs something else on windows`)]),
  ]
}

/** What a hook runs is a script of package.json, or a file. */
function runFaults(run: string, project: Project, say: Say): readonly Fault[] {
  const { scripts = {} } = (project.json.get('package.json') ?? {}) as {
    scripts?: Readonly<Record<string, string>>
  }
  const script = /^npm run (?<script>[\w:-]+)/.exec(run)?.groups?.['script']
  if (script) {
    return Object.hasOwn(scripts, script)
      ? []
      : [say(run, `package.json has no script "${script}"${nearest(script, Object.keys(scripts))}`)]
  }
  const files = run.split(/\s+/).filter((word) => /^[\w./-]+\.(?:ts|js|sh|ps1)$/.test(word))
  if (files.length === 0) return [say(run, `what this hook runs cannot be told: ${run}`)]
  return files.filter((file) => !project.exists(file)).map((file) => say(run, `there is no file ${file}`))
}

function runs(yaml: Yaml | undefined): readonly string[] {
  return entries(yaml).flatMap(([key, value]) =>
    key === 'run' && typeof value === 'string' ? [value] : runs(value),
  )
}
