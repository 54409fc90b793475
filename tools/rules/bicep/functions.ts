/** What a computed value is. */
export type Result = 'text' | 'int' | 'bool' | 'array' | 'object' | 'any'

const results: Readonly<Record<Result, string>> = {
  text: `base64 base64ToString cidrHost cidrSubnet dataUri dataUriToString dateTimeAdd dateTimeFromEpoch extensionResourceId
    format guid join loadFileAsBase64 loadTextContent managementGroupResourceId nameof newGuid padLeft replace resourceId
    string subscriptionResourceId substring tenantResourceId toLower toUpper trim uniqueString uri uriComponent
    uriComponentToString utcNow`,
  int: 'dateTimeToEpoch indexOf int lastIndexOf length max min',
  bool: 'bool contains empty endsWith startsWith',
  array: 'array filter flatten items map objectKeys pickZones range sort split',
  object: `deployer deployment environment groupBy managementGroup mapValues parseCidr resourceGroup roleDefinitions
    shallowMerge subscription tenant toObject`,
  any: `any base64ToJson coalesce concat fail first intersection json last loadJsonContent loadYamlContent reduce
    reference skip take union`,
}
const byName = new Map(
  Object.entries(results).flatMap(([result, names]) =>
    names.split(/\s+/).map((name) => [name, result as Result]),
  ),
)

/** What a function of Bicep gives; undefined when there is none of that name. */
export function functionNamed(name: string): Result | undefined {
  return byName.get(name)
}
