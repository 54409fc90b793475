// A small system that everything is right with: the tests of the checks break it in one place at a time.

targetScope = 'resourceGroup'

@description('Region.')
param location string

@description('Whether it is reached from a private network only.')
param privateNetwork bool = false

@description('What makes names unique.')
param token string = uniqueString(resourceGroup().id)

@description('Kind of Service Bus.')
@allowed(['Standard', 'Premium'])
param busSku string = 'Standard'

@description('Instances that are always there.')
param alwaysReady readyInstances[] = []

@description('Key of the payment gateway.')
@secure()
param gatewayKey string = ''

type readyInstances = {
  name: string
  instanceCount: int
}

var publicNetworkAccess = privateNetwork ? 'Disabled' : 'Enabled'
var tags = { system: 'small' }

module identity 'identity/identity.bicep' = {
  name: 'identity'
  params: {
    location: location
    identityName: 'small-${token}'
  }
}

module cosmos 'documents/cosmos.bicep' = {
  name: 'cosmos'
  params: {
    location: location
    tags: tags
    accountName: 'small-${token}'
    appPrincipalId: identity.outputs.principalId
    publicNetworkAccess: publicNetworkAccess
  }
}

module bus 'messages/service-bus.bicep' = {
  name: 'bus'
  params: {
    location: location
    namespaceName: 'small-${token}'
    skuName: privateNetwork ? 'Premium' : busSku
    appPrincipalId: identity.outputs.principalId
    publicNetworkAccess: publicNetworkAccess
  }
}

module app 'hosting/app.bicep' = {
  name: 'app'
  params: {
    location: location
    appName: 'small-${token}'
    identityId: identity.outputs.id
    principalId: identity.outputs.principalId
    alwaysReady: alwaysReady
    publicNetworkAccess: publicNetworkAccess
    gatewayKey: gatewayKey
    settings: union(
      {
        COSMOS_ENDPOINT: cosmos.outputs.endpoint
        BUS: bus.outputs.hostName
      },
      privateNetwork ? { SOMETIMES: 'x' } : {}
    )
  }
}

output endpoint string = cosmos.outputs.endpoint
