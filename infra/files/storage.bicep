// Where exports lie: names and addresses of people, so in an account of their own, which nobody opens with a key and where
// nothing stays for long.

@description('Region of the account.')
param location string = resourceGroup().location

@description('Tags of the account.')
param tags object = {}

@description('Name of the account, unique in the world: 3 to 24 small letters and digits.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Object id of the identity that the function app works as.')
param appPrincipalId string

@description('How copies are kept: LRS in one place, ZRS in three availability zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param skuName string = 'Standard_LRS'

@description('Days after which an export goes. Operations are kept for 30; a file that is missed before is made again, the same.')
@minValue(1)
param keepDays int = 30

@description('Whether the account can be reached from outside the private network.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'

var role = loadJsonContent('../hosting/roles.json').files
// The name that infra/files/blob-files.ts looks for.
var containerName = 'exports'

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: skuName
  }
  properties: {
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicNetworkAccess
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource exports 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}

resource nothingStays 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'exports-go'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${containerName}/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: keepDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

resource worksWithExports 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(exports.id, appPrincipalId, role.id)
  scope: exports
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: role.why
  }
}

output id string = account.id
output blobEndpoint string = account.properties.primaryEndpoints.blob
