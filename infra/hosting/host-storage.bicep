// The storage of the Functions host: its leases, keys and timers, and the package that is deployed.

@description('Region of the account; that of the function app.')
param location string = resourceGroup().location

@description('Tags of the account.')
param tags object = {}

@description('Name of the account, unique in the world: 3 to 24 small letters and digits.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Object id of the identity that the function app works as.')
param appPrincipalId string

@description('How copies are kept: LRS in one place, ZRS in three availability zones, which an app in several zones needs.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param skuName string = 'Standard_LRS'

@description('Name of the container that the deployed package lies in.')
@minLength(3)
@maxLength(63)
param packageContainerName string = 'package'

@description('Whether the account can be reached from outside the private network.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'

var role = loadJsonContent('roles.json').host

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

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: packageContainerName
  properties: {
    publicAccess: 'None'
  }
}

resource hosts 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appPrincipalId, role.id)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: role.why
  }
}

output id string = account.id
output name string = account.name
@description('Where azd deploy puts the package, and the app starts from.')
output packageUrl string = '${account.properties.primaryEndpoints.blob}${packageContainerName}'
