@description('Region.')
param location string

@description('Name.')
param identityName string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: identityName
  location: location
}

output id string = identity.id
output principalId string = identity.properties.principalId
