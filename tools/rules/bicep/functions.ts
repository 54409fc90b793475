/** What a computed value is. */
export type Result = 'text' | 'int' | 'bool' | 'array' | 'object' | 'any'

const results: Readonly<Record<Result, string>> = {
  text: `base64 base64ToString cidrHost dataUri dataUriToString dateTimeAdd dateTimeFromEpoch environmentName extensionResourceId
    format getSecret guid join joinPath loadFileAsBase64 loadTextContent managementGroupResourceId newGuid padLeft parseCidrHost
    readEnvironmentVariable replace resourceId string subscriptionResourceId substring tenantResourceId toLower toUpper trim
    uniqueString uri uriComponent uriComponentToString utcNow`,
  int: 'dateTimeToEpoch indexOf int lastIndexOf length',
  bool: 'bool contains empty endsWith startsWith',
  array: `array concat createArray filter flatten intersection items map mapValues objectKeys pickZones range skip sort split take
    union`,
  object: `createObject deployment deployer environment managementGroup parseCidr parseUri resourceGroup subscription tenant
    toObject shallowMerge groupBy`,
  any: `any coalesce fail first json last loadJsonContent loadYamlContent max min nameof null reduce reference if tryGet`,
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
