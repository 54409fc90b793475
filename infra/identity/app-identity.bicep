// Who the function app is: one identity for everything that it reaches. It is there before the app, so that its roles
// stand before the app first starts, and it outlives an app that is made again.

@description('Region of the identity.')
param location string = resourceGroup().location

@description('Tags of the identity.')
param tags object = {}

@description('Name of the identity.')
param identityName string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: identityName
  location: location
  tags: tags
}

output id string = identity.id
@description('What roles are given to.')
output principalId string = identity.properties.principalId
@description('What settings name it by.')
output clientId string = identity.properties.clientId
