import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { root } from './bundle.ts'
import { builtFunctions } from './deploy/built-functions.ts'
import { deployedApp, type Whereabouts } from './deploy/deployed-app.ts'
import { deploymentSettles } from './deploy/deployment-faults.ts'

/**
 * `npm run deploy:check [-- --within SECONDS]`: whether what `azd deploy` put on Azure runs: it counts the functions
 * against those of `dist/`, and asks how the app is. `azd up` ends with it. `--url URL --admin URL` asks an app elsewhere.
 */
const { values } = parseArgs({
  options: {
    dist: { type: 'string', default: join(root, 'dist') },
    within: { type: 'string', default: '600' },
    url: { type: 'string' },
    admin: { type: 'string' },
  },
})

try {
  const expected = await builtFunctions(values.dist)
  const where = await whereabouts()
  console.log(`${where.url}: ${expected.length} functions are to be there`)
  const patience = { withinMs: Number(values.within) * 1_000, everyMs: 10_000 }
  const faults = await deploymentSettles(deployedApp(where), expected, patience, (now) =>
    console.log(`not yet: ${now.join(' ')}`),
  )
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) {
    console.error('What to do: docs/operate/deploy.md, “When the check fails”.')
    process.exitCode = 1
  } else {
    console.log('all of them are there, and the app says that it is well')
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function whereabouts(): Promise<Whereabouts> {
  if (values.url !== undefined) {
    return { url: values.url, ...(values.admin === undefined ? {} : { adminUrl: values.admin }) }
  }
  const [url, id] = await Promise.all([fromAzd('API_URL'), fromAzd('API_ID')])
  return { url, azure: { id, token: managementToken } }
}

async function managementToken(): Promise<string> {
  const scope = 'https://management.azure.com/.default'
  const { stdout } = await promisify(execFile)('azd', ['auth', 'token', '--output', 'json', '--scope', scope])
  return JSON.parse(stdout).token
}

/** Of the environment that is being deployed, where a hook of azd runs this; else of the one that is selected. */
async function fromAzd(key: string): Promise<string> {
  const environment = process.env['AZURE_ENV_NAME']
  const which = environment ? ['--environment', environment] : []
  const { stdout } = await promisify(execFile)('azd', ['env', 'get-value', key, ...which])
  return stdout.trim()
}
