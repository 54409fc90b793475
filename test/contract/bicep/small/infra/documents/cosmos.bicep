@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Name.')
param accountName string

@description('Who works with it.')
param appPrincipalId string

@description('Whether it is reached from outside.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

var facts = loadJsonContent('containers.json')
var role = loadJsonContent('../hosting/roles.json').documents
var common = {
  databaseAccountOfferType: 'Standard'
  locations: [{ locationName: location, failoverPriority: 0 }]
}

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: accountName
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    ...common
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: 'Continuous7Days'
      }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: publicNetworkAccess
  }

  resource database 'sqlDatabases' = {
    name: facts.database
    properties: {
      resource: {
        id: facts.database
      }
    }

    resource containers 'containers' = [
      for container in facts.containers: {
        name: container.id
        properties: {
          resource: {
            id: container.id
            partitionKey: container.partitionKey
            defaultTtl: container.defaultTtl
          }
        }
      }
    ]
  }
}

resource worksWithDocuments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: account
  name: guid(account.id, appPrincipalId, role.id)
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${role.id}'
    scope: '${account.id}/dbs/${facts.database}'
    principalId: appPrincipalId
  }
  dependsOn: [account::database]
}

output endpoint string = account.properties.documentEndpoint
