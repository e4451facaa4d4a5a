// Package stacks is the Pulumi program: it turns an environment's settings into a platform on Azure and the Galera clusters
// on it.
//
// A stack is described by its Pulumi.<stack>.yaml; package [github.com/galera-aks/galera-aks/stacks/settings] documents
// every key, its default and its bounds. Little is needed for a whole environment:
//
//	config:
//	  galera-aks:location: westeurope
//	  galera-aks:network:
//	    egressNextHop: 10.50.255.4
//	    application:
//	      virtualNetworkId: /subscriptions/.../virtualNetworks/application
//	      addressSpaces: [10.50.0.0/16]
//	  galera-aks:image:
//	    build: true
//	  galera-aks:cluster:
//	    adminGroups: [00000000-0000-0000-0000-000000000000]
//	  galera-aks:databases:
//	    - name: orders
//	      address: 10.60.8.10
//
// which is private in every respect: the application's network reaches the database's address, nodes have no way out, and
// only the agents that build the image leave, through the firewall at the next hop.
//
// Before any resource is registered, [Program] reports everything that is wrong with the settings at once, each problem with
// its key, the bound and the value found. Unknown keys are refused.
//
//	problems in the settings of the stack dev (Pulumi.dev.yaml, below "galera-aks:"):
//	databases[0].storge: unknown key (did you mean storage?)
//	databases[0].members: must be odd (or set allowEven), got 4
//
// # Layers
//
// A stack holds the layer that its setting "layer" names:
//
//   - "platform" is what Azure provides: resource groups, network, registry with the members' image, the Kubernetes
//     cluster with a pool of nodes in each zone, and the private DNS zone;
//   - "databases" is, for each database, its managed disks, its DNS record and everything in Kubernetes, so that growing
//     or replacing a disk is one ordered change of one stack;
//   - "all", the default, is both.
//
// A stack of databases names the stack of its platform, and learns of it through that stack's single output "platform",
// which is one [Platform]. In one stack the same value goes straight from the one to the other. The platform is brought up
// first and destroyed last.
//
// # Outputs
//
//   - "platform", where the layer has it: what a stack of databases needs to know;
//   - "databases": for each its name, private address, host name, ports, schema and user;
//   - "passwords", a secret: the application user's password by the database's name;
//   - "storage": the sizes and kinds of the disks, which the next run compares with what is asked for then, since no disk
//     can shrink.
//
// The constants Output... name them.
//
// # Running it
//
// The project's main calls [Program] in the project's folder. A program that runs the stacks by itself, by Pulumi's
// Automation API, uses [ProgramIn] and says where the project's files are.
package stacks
