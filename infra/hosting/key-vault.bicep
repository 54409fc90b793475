// The two secrets that no identity replaces: the password of the mail server and the key of the payment gateway. Settings
// refer to them; the platform reads them as the app.

@description('Region of the vault.')
param location string = resourceGroup().location

@description('Tags of the vault.')
param tags object = {}

@description('Name of the vault, unique in the world: 3 to 24 letters, digits and hyphens. The name of a vault that was deleted stays taken until it is purged, or its days are over.')
@minLength(3)
@maxLength(24)
param vaultName string

@description('Object id of the identity that the function app works as.')
param appPrincipalId string

@description('standard, or premium, whose keys lie in hardware: there are no keys in this vault.')
@allowed(['standard', 'premium'])
param skuName string = 'standard'

@description('Days for which a deleted vault or secret can be brought back. It cannot be changed later.')
@minValue(7)
@maxValue(90)
param softDeleteDays int = 90

@description('Whether what is deleted cannot be purged before those days are over, by anybody. It cannot be switched off again.')
param purgeProtection bool = true

@description('default, or recover: brings back a deleted vault of that name, with what is in it.')
@allowed(['default', 'recover'])
param createMode string = 'default'

@description('Whether the vault can be reached from outside the private network.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'

@description('Password of the mail server. Empty: none is kept, or the one that is there stays.')
@secure()
param smtpPassword string = ''

@description('Key of the payment gateway. Empty: none is kept, or the one that is there stays.')
@secure()
param paymentGatewayKey string = ''

var role = loadJsonContent('roles.json').secrets

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: skuName
    }
    createMode: createMode
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: softDeleteDays
    // Azure takes true or nothing.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: publicNetworkAccess
  }
}

resource mailPassword 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(smtpPassword)) {
  parent: vault
  name: 'smtp-password'
  properties: {
    value: smtpPassword
    contentType: 'Password of the mail server'
  }
}

resource gatewayKey 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(paymentGatewayKey)) {
  parent: vault
  name: 'payment-gateway-key'
  properties: {
    value: paymentGatewayKey
    contentType: 'Key of the payment gateway'
  }
}

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, role.id)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: role.why
  }
}

output id string = vault.id
output name string = vault.name
@description('What SMTP_PASSWORD is set to. It names no version, so that a new one is taken within a day.')
output mailSecretReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/smtp-password)'
@description('What PAYMENT_GATEWAY_KEY is set to, likewise.')
output gatewaySecretReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/payment-gateway-key)'
