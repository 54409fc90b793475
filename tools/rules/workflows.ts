import { parse } from 'yaml'

interface Step {
  readonly run?: unknown
  readonly uses?: unknown
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly 'runs-on'?: unknown
  readonly 'timeout-minutes'?: unknown
  readonly permissions?: unknown
  readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> }
  readonly steps?: readonly Step[]
}

export interface Package {
  readonly engines: { readonly node: string }
  readonly scripts: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** What is wrong with a workflow of GitHub: it can do more than it needs, or something that this project has not got. */
export function workflowFaults(text: string, { engines, scripts, devDependencies }: Package): string[] {
  let workflow: { readonly on?: unknown; readonly permissions?: unknown; readonly jobs?: Record<string, Job> }
  try {
    workflow = parse(text)
  } catch (error) {
    return [`It is no YAML: ${(error as Error).message}`]
  }
  const faults: string[] = []
  if (JSON.stringify(workflow.permissions) !== '{"contents":"read"}')
    faults.push('permissions: expected contents: read, and nothing else.')
  if (/pull_request_target|workflow_run/.test(JSON.stringify(workflow.on)))
    faults.push('on: what others propose would run with rights of ours.')
  if (/\$\{\{[^}]*\bsecrets\b/.test(text)) faults.push('It uses secrets, which it does not need.')
  const jobs = Object.entries(workflow.jobs ?? {})
  if (jobs.length === 0) faults.push('jobs: there is none.')
  const oldest = Number(/^>=(\d+)/.exec(engines.node)?.[1])
  const newest = Number.parseInt(devDependencies['node'] ?? '', 10)
  for (const [name, job] of jobs) {
    if (job.permissions !== undefined) faults.push(`${name}: it has permissions of its own.`)
    if (typeof job['timeout-minutes'] !== 'number') faults.push(`${name}: it has no timeout-minutes.`)
    const matrix = job.strategy?.matrix ?? {}
    for (const step of job.steps ?? []) {
      faults.push(...stepFaults(step, scripts).map((fault) => `${name}: ${fault}`))
      const version = step.with?.['node-version']
      if (version === undefined) continue
      const inMatrix = /^\$\{\{ matrix\.(\w+) \}\}$/.exec(String(version))?.[1]
      const versions = inMatrix ? matrix[inMatrix] : [version]
      const expected = inMatrix ? [oldest, newest] : [newest]
      if (JSON.stringify(versions) !== JSON.stringify(expected))
        faults.push(`${name}: Node ${versions}, expected ${expected}, as package.json has it.`)
    }
  }
  return faults
}

/** Steps run scripts of package.json alone, and actions as they were when somebody looked at them. */
function stepFaults({ run, uses }: Step, scripts: Readonly<Record<string, string>>): string[] {
  if (uses !== undefined)
    return /^actions\/[\w-]+@[0-9a-f]{40}$/.test(String(uses)) ? [] : [`${uses} is not pinned to a commit.`]
  const [, script] = /^npm (?:run ([\w:-]+)(?: -- [\w -]+)?|ci|test)$/.exec(String(run)) ?? ['', null]
  if (script === null) return [`"${run}" is no command of npm.`]
  return script === undefined || scripts[script] ? [] : [`package.json has no script ${script}.`]
}

/** What is wrong with a file of Docker Compose for this machine: whom it lets in, and what it takes from elsewhere. */
export function composeFaults(text: string): string[] {
  let compose: {
    readonly services?: Record<string, { readonly image?: string; readonly ports?: readonly string[] }>
  }
  try {
    compose = parse(text)
  } catch (error) {
    return [`It is no YAML: ${(error as Error).message}`]
  }
  return Object.entries(compose.services ?? {}).flatMap(([name, { image = '', ports = [] }]) => [
    ...(/^mcr\.microsoft\.com\/[\w./-]+:[\w.-]+$/.test(image)
      ? []
      : [`${name}: ${image} is no image of Microsoft with a tag.`]),
    ...ports
      .filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(String(port)))
      .map((port) => `${name}: port ${port} is open to others than this machine.`),
  ])
}
