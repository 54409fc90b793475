// The function app, on Flex Consumption. It has no settings here: they name its own address, so hosting/app-settings.bicep
// gives them once it is there.

@description('Region of the plan and the app; not all have Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('Tags of the plan and the app.')
param tags object = {}

@description('Name of the plan, which carries this app alone.')
param planName string

@description('Name of the app, unique in the world. The host tells apps apart by its first 32 letters.')
@minLength(2)
@maxLength(32)
param appName string

@description('Kind of plan. The app is made for Flex Consumption; others take other settings.')
@allowed(['FC1'])
param planSku string = 'FC1'

@description('Id of the identity that the app works as.')
param identityId string

@description('Address of the container that the deployed package lies in.')
param packageUrl string

@description('Node version.')
param nodeVersion string = '24'

@description('Memory of an instance in MB. With less the processor is smaller, too.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances on demand at most, for each group of functions: all routes are one group, the timer and each queue one of their own.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that are always there, paid whether they work or not: name is http for the routes or function:NAME for a queue or the timer. In several zones Azure keeps two of each by itself, and bills them.')
param alwaysReady readyInstances[] = []

@description('Whether instances stand in different availability zones; the storage of the host must as well.')
param zoneRedundant bool = false

@description('Subnet through which the app goes out. Empty: no private network.')
param functionSubnetId string = ''

@description('Origins whose pages may call the API, such as https://portal.contoso.com. The app’s own pages need none.')
param allowedOrigins string[] = []

type readyInstances = {
  name: string
  instanceCount: int
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: planSku
    tier: 'FlexConsumption'
  }
  properties: {
    // Linux.
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location
  // By this tag azd finds where to deploy the service "api" of azure.yaml.
  tags: union(tags, { 'azd-service-name': 'api' })
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
    // Else the platform would read secrets as a system-assigned identity, which the app has not.
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(functionSubnetId) ? null : functionSubnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      cors: {
        allowedOrigins: allowedOrigins
        supportCredentials: false
      }
    }
  }
}

// Packages come from somebody who has signed in to Entra; there are no user names and passwords for them.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noPublishingPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
  // Two changes of one app at once may be refused.
  dependsOn: [noFtp]
}

output id string = app.id
output name string = app.name
@description('Where the app is reached. It may hold more than the app’s name.')
output hostName string = app.properties.defaultHostName
