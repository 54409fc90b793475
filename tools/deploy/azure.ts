/** An app as Azure Resource Manager knows it. */
export interface AppOnAzure {
  readonly id: string
  token(): Promise<string>
  readonly management?: string
}

const apiVersion = '2025-03-01'
const patienceMs = 30_000

/** The key of the host of an app, as Azure gives it to whoever may have it. */
export async function masterKeyOf(app: AppOnAzure): Promise<string> {
  const { status, text } = await ask(app, 'POST', '/host/default/listkeys')
  if (status === 200) return (JSON.parse(text) as { masterKey: string }).masterKey
  const advice =
    status === 403
      ? 'Whoever checks needs Website Contributor, or another role that may list the keys of a host.'
      : 'The host keeps its keys in its storage: it may not have started, or not reach that.'
  throw new Error(`Azure did not give the key of the host (${status}). ${advice} ${text}`)
}

/**
 * Settings whose secrets Azure could not read, each with why. It looks for them once a day by itself, so where there are
 * any it is asked to look now: a role that has just been given takes minutes to be in force.
 */
export async function unreadSecrets(app: AppOnAzure): Promise<readonly string[]> {
  const references = '/config/configreferences/appsettings'
  const { status, text } = await ask(app, 'GET', references)
  if (status !== 200) return [`Azure did not tell which secrets it could read (${status}): ${text}`]
  const { value } = JSON.parse(text) as {
    value: { name: string; properties: { status: string; details?: string } }[]
  }
  const unread = value.filter(({ properties }) => properties.status !== 'Resolved')
  if (unread.length > 0) await ask(app, 'POST', `${references}/refresh`)
  return unread.map(
    ({ name, properties: { status, details } }) =>
      `Azure could not read the secret of ${name}, and has been asked to look again. ${status}: ${details ?? ''}`,
  )
}

async function ask(
  { id, token, management = 'https://management.azure.com' }: AppOnAzure,
  method: string,
  path: string,
) {
  const answer = await fetch(`${management}${id}${path}?api-version=${apiVersion}`, {
    method,
    headers: { authorization: `Bearer ${await token()}` },
    signal: AbortSignal.timeout(patienceMs),
  })
  return { status: answer.status, text: await answer.text() }
}
