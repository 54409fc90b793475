// Cosmos DB: the database and containers of containers.json, the file that the adapter and the stand-in read as well.
// Nobody gets in with a key.

@description('Region of the account.')
param location string = resourceGroup().location

@description('Tags of the account.')
param tags object = {}

@description('Name of the account, unique in the world: 3 to 44 small letters, digits and hyphens.')
@minLength(3)
@maxLength(44)
param accountName string

@description('Object id of the identity that the function app works as.')
param appPrincipalId string

@description('Request units a second up to which a container scales by itself, in steps of 1,000; a tenth of it is paid when nothing happens. It counts when a container is made; afterwards it is changed as docs/operate/deploy.md says.')
@minValue(1000)
param maxThroughput int = 1000

@description('How long the account can be put back to any moment: 7 days cost nothing extra, 30 days do.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param backupTier string = 'Continuous7Days'

@description('Whether the copies of a region stand in different availability zones. It is decided when a region is added, for good.')
param zoneRedundant bool = false

@description('A second region, which takes over when the first is lost. Empty: none, and everything is paid once.')
param secondLocation string = ''

@description('Whether the account can be reached from outside the private network.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'

var definition = loadJsonContent('containers.json')
var role = loadJsonContent('../hosting/roles.json').documents
var firstRegion = {
  locationName: location
  failoverPriority: 0
  isZoneRedundant: zoneRedundant
}
var secondRegion = {
  locationName: secondLocation
  failoverPriority: 1
  isZoneRedundant: zoneRedundant
}

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: accountName
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // What the design needs, and no more: see “What is read may be old” in docs/architecture.md.
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    locations: empty(secondLocation) ? [firstRegion] : [firstRegion, secondRegion]
    enableAutomaticFailover: !empty(secondLocation)
    // One region writes: a batch with conditions must not meet another one behind its back.
    enableMultipleWriteLocations: false
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: backupTier
      }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: publicNetworkAccess
    networkAclBypass: 'None'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2026-03-15' = {
  parent: account
  name: definition.database
  properties: {
    resource: {
      id: definition.database
    }
  }
}

resource containers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2026-03-15' = [
  for container in definition.containers: {
    parent: database
    name: container.id
    properties: {
      // Id, partition key, index and TTL, as they stand in the file.
      resource: container
      options: {
        autoscaleSettings: {
          maxThroughput: maxThroughput
        }
      }
    }
  }
]

// Cosmos DB keeps who may read documents itself; a role of Azure gives no access to them.
resource worksWithDocuments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: account
  name: guid(account.id, definition.database, appPrincipalId, role.id)
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${role.id}'
    scope: '${account.id}/dbs/${definition.database}'
    principalId: appPrincipalId
  }
  // A role on a database that is not there yet is refused.
  dependsOn: [database]
}

output id string = account.id
output name string = account.name
output endpoint string = account.properties.documentEndpoint
