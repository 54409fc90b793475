import { readFileSync } from 'node:fs'

export interface LocalSettings {
  readonly values: Readonly<Record<string, string>>
  readonly httpPort: number | undefined
}

/** Reads local.settings.json, or takes the values themselves. Anything it cannot honour is refused by name. */
export function readSettings(settings: string | Readonly<Record<string, string>>): LocalSettings {
  if (typeof settings !== 'string') return { values: checkValues(settings, 'settings'), httpPort: undefined }
  const content: unknown = JSON.parse(readFileSync(settings, 'utf8'))
  if (!isObject(content)) throw new Error(`${settings} must hold an object.`)
  const { IsEncrypted: encrypted, Values: values = {}, Host: host = {}, ...others } = content
  if (encrypted !== false)
    throw new Error(`${settings}: IsEncrypted must be false, encrypted settings are not read.`)
  refuseKeys(others, settings)
  if (!isObject(values) || !isObject(host)) throw new Error(`${settings}: Values and Host must be objects.`)
  const { LocalHttpPort: httpPort, ...otherHost } = host
  refuseKeys(otherHost, `${settings}: Host`)
  if (httpPort !== undefined && !(Number.isInteger(httpPort) && Number(httpPort) >= 0))
    throw new Error(`${settings}: Host.LocalHttpPort must be a port number.`)
  return {
    values: checkValues(values, settings),
    httpPort: httpPort === undefined ? undefined : Number(httpPort),
  }
}

/** The app setting of this name; connections may also be spelled `AzureWebJobs<name>`, as in the real host. */
export function connectionSetting(name: string): string {
  const value = process.env[name] ?? process.env[`AzureWebJobs${name}`]
  if (value !== undefined && value !== '') return value
  const identity = `${name}__fullyQualifiedNamespace`
  if (process.env[identity] !== undefined)
    throw new Error(
      `${identity}: connections by identity are not served by this host; give "${name}" a connection string.`,
    )
  throw new Error(`The app setting "${name}" is missing: it must hold a Service Bus connection string.`)
}

/** Replaces every `%SETTING%`, and names a setting that is missing. */
export function resolveSettings(text: string): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = process.env[name]
    if (value === undefined) throw new Error(`"${text}" names the app setting "${name}", which is missing.`)
    return value
  })
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuseKeys(others: Record<string, unknown>, where: string): void {
  const names = Object.keys(others)
  if (names.length > 0) throw new Error(`${where}: ${names.join(', ')} is not honoured by this host.`)
}

function checkValues(values: Record<string, unknown>, where: string): Record<string, string> {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw new Error(`${where}: the value of ${name} must be a text.`)
  }
  return values as Record<string, string>
}
