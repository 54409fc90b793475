import type { Component } from './components.ts'

export interface Released {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly commit: string
  /** When the commit was made: the same release has the same document. */
  readonly at: string
  /** SHA-256 of the package, in hexadecimal. */
  readonly sha256: string
  readonly builtWith: { readonly name: string; readonly version: string }
}

/**
 * The list of what is in a release, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the packages in it, not all
 * those that are installed to make it.
 */
export function sbomOf(released: Released, components: readonly Component[], serialNumber: string): object {
  const { name, version, licence, commit, at, sha256, builtWith } = released
  const self = `${name}@${version}`
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serialNumber}`,
    version: 1,
    metadata: {
      timestamp: at,
      lifecycles: [{ phase: 'build' }],
      tools: { components: [{ type: 'application', ...builtWith }] },
      component: {
        type: 'application',
        'bom-ref': self,
        name,
        version,
        hashes: [{ alg: 'SHA-256', content: sha256 }],
        licenses: licences(licence),
        properties: [{ name: `${name}:commit`, value: commit }],
      },
    },
    components: components.map((component) => ({
      type: 'library',
      'bom-ref': purlOf(component),
      ...nameOf(component),
      version: component.version,
      scope: 'required',
      hashes: [{ alg: 'SHA-512', content: Buffer.from(component.sha512, 'base64').toString('hex') }],
      licenses: licences(component.licence),
      purl: purlOf(component),
    })),
    dependencies: [
      { ref: self, dependsOn: components.filter(({ isOurs }) => isOurs).map(purlOf) },
      ...components.map((component) => ({ ref: purlOf(component), dependsOn: component.needs.map(purlOf) })),
    ],
  }
}

/** https://github.com/package-url/purl-spec: the scope of a name stands before it, its sign written in hexadecimal. */
export function purlOf({ name, version }: Pick<Component, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

function nameOf({ name }: Component): { readonly group?: string; readonly name: string } {
  const [scope, own] = name.split('/')
  return own === undefined ? { name } : { group: scope ?? '', name: own }
}

function licences(licence: string): object[] {
  if (licence === 'UNLICENSED') return [{ license: { name: licence } }]
  return / (?:AND|OR|WITH) /.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }]
}
