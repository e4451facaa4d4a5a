// One Galera cluster on any Kubernetes cluster, from TypeScript.
//
//   pulumi package add ../../components/plugin   # generates the SDK into sdks/galera-aks
//   pulumi stack init laptop
//   pulumi config set image registry.example/galera-member@sha256:...
//   pulumi up
import * as pulumi from "@pulumi/pulumi";
import { FileSystem, GaleraCluster, ServiceType, types } from "@galera-aks/galera-aks";

const config = new pulumi.Config();

const member: types.input.MemberArgs = {
    volume: { sizeGiB: 8, storageClass: config.require("storageClass"), fileSystem: FileSystem.Ext4 },
};

const cluster = new GaleraCluster("orders", {
    namespace: config.require("namespace"),
    image: config.require("image"),
    members: [member, member, member],
    resources: { cpu: "500m", memory: "1Gi" },
    // A laptop has one node and no load balancer. Leave both lines out where there are more.
    allowSharedNodes: true,
    service: { type: ServiceType.ClusterIP },
});

export const host = cluster.host;
export const port = cluster.port;
export const user = cluster.user;
export const password = cluster.password;
