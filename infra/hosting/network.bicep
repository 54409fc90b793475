// The private-network option: the function app reaches Cosmos DB, Service Bus, storage and Key Vault by private endpoints
// only. Whoever deploys this module also turns public access of those four off, and takes Service Bus Premium, without
// which a namespace has no private endpoints.
//
// Of storage the host needs blobs alone: its leases, keys and timers, and the deployed package lie there. Queues would be
// for blob triggers, of which there are none, and tables for the host's own diagnostic events, which it does without.
//
// Networks, endpoints and zones of names span all availability zones of the region by themselves.

@description('Region of the network; that of the function app.')
param location string = resourceGroup().location

@description('Tags of every resource here.')
param tags object = {}

@description('Name of the network; the names of endpoints and security groups begin with it.')
param networkName string

@description('Addresses of the network. It need not be known anywhere else, unless it is peered.')
param addressPrefix string = '10.80.0.0/23'

@description('Addresses for the function app. Flex Consumption wants 27 bits or fewer; all apps in a subnet share its addresses.')
param functionSubnetPrefix string = '10.80.0.0/24'

@description('Addresses for the private endpoints, one or two for each.')
param privateEndpointSubnetPrefix string = '10.80.1.0/27'

@description('Id of a NAT gateway through which the function app goes out to the mail server, the payment gateway and Entra. Empty: the way out that the platform gives a subnet that is delegated to it, from addresses that change.')
param natGatewayId string = ''

@description('Id of the Cosmos DB account.')
param cosmosAccountId string

@description('Id of the Service Bus namespace, which must be Premium.')
param serviceBusId string

@description('Ids of the storage accounts.')
param storageAccountIds array

@description('Id of the key vault.')
param keyVaultId string

var cosmosZone = 'privatelink.documents.azure.com'
var serviceBusZone = 'privatelink.servicebus.windows.net'
var blobZone = 'privatelink.blob.${environment().suffixes.storage}'
var keyVaultZone = 'privatelink.vaultcore.azure.net'
var zoneNames = [cosmosZone, serviceBusZone, blobZone, keyVaultZone]

var blobEndpoints = [
  for (id, index) in storageAccountIds: {
    name: 'blob-${index}'
    resourceId: id
    group: 'blob'
    zone: blobZone
  }
]
var endpoints = concat(
  [
    {
      name: 'cosmos'
      resourceId: cosmosAccountId
      group: 'Sql'
      zone: cosmosZone
    }
    {
      name: 'service-bus'
      resourceId: serviceBusId
      group: 'namespace'
      zone: serviceBusZone
    }
    {
      name: 'key-vault'
      resourceId: keyVaultId
      group: 'vault'
      zone: keyVaultZone
    }
  ],
  blobEndpoints
)

// The endpoints answer the function app, over HTTPS and AMQP, and nobody else who is in or peered with the network.
resource endpointsGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: '${networkName}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'function-app'
        properties: {
          description: 'HTTPS to all of them; 5671 is AMQP over TLS, to Service Bus.'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: functionSubnetPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: privateEndpointSubnetPrefix
          destinationPortRanges: ['443', '5671']
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

// With its subnets: a network that is written without them has been seen to lose them.
resource network 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: functionSubnetPrefix
          // What Flex Consumption asks for; Elastic Premium would ask for Microsoft.Web/serverFarms.
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
          natGateway: empty(natGatewayId) ? null : { id: natGatewayId }
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: privateEndpointSubnetPrefix
          networkSecurityGroup: {
            id: endpointsGroup.id
          }
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
          defaultOutboundAccess: false
        }
      }
    ]
  }
}

resource functionSubnet 'Microsoft.Network/virtualNetworks/subnets@2025-09-01' existing = {
  parent: network
  name: 'functions'
}

resource privateEndpointSubnet 'Microsoft.Network/virtualNetworks/subnets@2025-09-01' existing = {
  parent: network
  name: 'endpoints'
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in zoneNames: {
    parent: zones[index]
    name: networkName
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: {
        id: network.id
      }
      registrationEnabled: false
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-09-01' = [
  for endpoint in endpoints: {
    name: '${networkName}-${endpoint.name}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: privateEndpointSubnet.id
      }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          properties: {
            privateLinkServiceId: endpoint.resourceId
            groupIds: [endpoint.group]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'names'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.name
          properties: {
            privateDnsZoneId: zones[indexOf(zoneNames, endpoint.zone)].id
          }
        }
      ]
    }
    // The names must be seen in the network before the app starts and keeps what it found.
    dependsOn: [zoneLinks]
  }
]

output functionSubnetId string = functionSubnet.id
output privateEndpointSubnetId string = privateEndpointSubnet.id
