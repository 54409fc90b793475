/** `{tid}` stands for the tenant id of the token itself. */
export type TrustedIssuers = {
  readonly templates: readonly string[]
  /** Where the public keys of all of them are. */
  readonly keysUrl: string
}

/** Entra's two token versions: https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats */
export const entraIssuers: TrustedIssuers = {
  templates: ['https://sts.windows.net/{tid}/', 'https://login.microsoftonline.com/{tid}/v2.0'],
  keysUrl: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
}

/** The stand-in, from the template that it gives when it is ready. */
export function localIssuers(template: string): TrustedIssuers {
  return { templates: [template], keysUrl: new URL('/common/discovery/v2.0/keys', template).href }
}

const microsoftHosts = [
  'login.microsoftonline.com',
  'sts.windows.net',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'sts.chinacloudapi.cn',
]

/**
 * Refuses issuers that are not Microsoft's when the product runs in Azure, which is when Azure has set
 * WEBSITE_SITE_NAME: a forgotten local setting must stop the start, not let anybody in.
 */
export function assertTrusted(issuers: TrustedIssuers, websiteSiteName: string | undefined): void {
  for (const template of issuers.templates)
    if (!template.includes('{tid}')) throw new Error(`The issuer ${template} has no {tid} in it.`)
  if (websiteSiteName === undefined) return
  for (const address of [...issuers.templates, issuers.keysUrl]) {
    const { hostname, protocol } = new URL(address)
    if (protocol === 'https:' && microsoftHosts.includes(hostname)) continue
    throw new Error(
      `${address} is not Microsoft's, and this is Azure (WEBSITE_SITE_NAME is ${websiteSiteName}).`,
    )
  }
}
