@description('Region.')
param location string

@description('Name.')
param appName string

@description('Who it works as.')
param identityId string

@description('The same, as roles know it.')
param principalId string

@description('Instances that are always there.')
param alwaysReady { name: string, instanceCount: int }[]

@description('Whether the vault is reached from outside.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

@description('Key of the payment gateway.')
@secure()
param gatewayKey string = ''

@description('What the app reads.')
param settings object

@description('Kind of plan.')
@allowed(['FC1'])
param planSku string = 'FC1'

@description('Kind of vault.')
@allowed(['standard'])
param vaultSku string = 'standard'

var role = loadJsonContent('roles.json', 'secrets')

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: appName
  location: location
  sku: {
    name: planSku
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location
  tags: { 'azd-service-name': 'api' }
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      runtime: { name: 'node', version: '24' }
      deployment: {
        storage: { type: 'blobContainer', authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId } }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        alwaysReady: alwaysReady
      }
    }
    // Secrets are read as it.
    keyVaultReferenceIdentity: identityId
    siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2' }
  }

}

resource noPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [
  for way in ['ftp', 'scm']: {
    parent: app
    name: way
    properties: {
      allow: false
    }
  }
]

resource settingsOfApp 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, {
    AzureWebJobsFeature: 'x'
    GATEWAY_KEY: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/gateway-key)'
  })
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: appName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: vaultSku
    }
    enableRbacAuthorization: true
    publicNetworkAccess: publicNetworkAccess
  }
}

resource key 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(gatewayKey)) {
  parent: vault
  name: 'gateway-key'
  properties: {
    value: gatewayKey
  }
}

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, role.id)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
