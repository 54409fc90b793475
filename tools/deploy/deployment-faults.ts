import { setTimeout as wait } from 'node:timers/promises'
import type { DeployedApp } from './deployed-app.ts'

/**
 * What is wrong with a deployment; nothing when all is well. An app whose settings are not complete registers no
 * function at all, and Azure calls such a deployment a success: so they are counted, against those of the package.
 */
export async function deploymentFaults(
  app: DeployedApp,
  expected: readonly string[],
): Promise<readonly string[]> {
  // What says how the app is, under the names that the package has for it: health-live is /health/live.
  const health = expected.filter((name) => name.startsWith('health-')).map((name) => name.replace('-', '/'))
  const portal = expected.includes('portal-get') ? ['app/'] : []
  const [functions, ...answers] = await Promise.all([
    countFaults(app, expected),
    ...[...health, ...portal].map((path) => answerFaults(app, `/${path}`)),
  ])
  return [...functions, ...answers.flat()]
}

/** Looks until nothing is wrong, or time is up: an app takes a while to start, and a timer to run the first time. */
export async function deploymentSettles(
  app: DeployedApp,
  expected: readonly string[],
  { withinMs, everyMs }: { readonly withinMs: number; readonly everyMs: number },
  tell: (faults: readonly string[]) => void,
): Promise<readonly string[]> {
  const end = Date.now() + withinMs
  for (;;) {
    const faults = await deploymentFaults(app, expected)
    if (faults.length === 0 || Date.now() + everyMs > end) return faults
    tell(faults)
    await wait(everyMs)
  }
}

async function countFaults(app: DeployedApp, expected: readonly string[]): Promise<readonly string[]> {
  let found: readonly string[]
  try {
    found = await app.functions()
  } catch (error) {
    return [`The functions could not be counted. ${error instanceof Error ? error.message : error}`]
  }
  if (found.length === 0) {
    return [
      `The host has loaded none of the ${expected.length} functions: the app stopped while it loaded, most often because a setting is missing, or refers to a secret that Azure could not read. Its log says which.`,
      ...(await app.unreadSecrets()),
    ]
  }
  const missing = expected.filter((name) => !found.includes(name))
  const others = found.filter((name) => !expected.includes(name))
  return [
    ...(missing.length > 0
      ? [`The host lacks ${missing.length} of ${expected.length} functions: ${some(missing)}.`]
      : []),
    ...(others.length > 0 ? [`The package lacks ${others.length} that the host has: ${some(others)}.`] : []),
  ]
}

async function answerFaults(app: DeployedApp, path: string): Promise<readonly string[]> {
  const answer = await app.ask(path)
  if ('why' in answer) return [`GET ${path} got no answer: ${answer.why}`]
  return answer.status === 200 ? [] : [`GET ${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`]
}

function some(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and others` : names.join(', ')
}
