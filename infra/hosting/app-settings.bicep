// The settings of the function app: those of the product, which main.bicep puts together, and what the host and the client
// libraries read besides (host-settings.json says why). All of them are replaced at once: what is set by hand elsewhere
// goes with the next deployment.

@description('Name of the function app.')
param appName string

@description('What infra/settings.ts reads.')
param product object

@description('Client id of the identity that the app works as.')
param identityClientId string

@description('Name of the storage account of the host.')
param hostStorageName string

@description('Connection string of Application Insights. Empty: no telemetry.')
param insightsConnectionString string = ''

var identity = {
  AZURE_CLIENT_ID: identityClientId
  AZURE_TOKEN_CREDENTIALS: 'prod'
  SERVICE_BUS_CONNECTION__credential: 'managedidentity'
  SERVICE_BUS_CONNECTION__clientId: identityClientId
}
var host = {
  // Not __blobServiceUri: the host has been seen to start before it knew what to do with that, and then not at all.
  // https://github.com/Azure/azure-functions-host/issues/11787
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsDisableHomepage: 'true'
}
var telemetry = empty(insightsConnectionString)
  ? {}
  : {
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    }

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(identity, host, telemetry, product)
}
