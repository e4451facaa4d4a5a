package rules

const kindRegistry = "containerregistry:Registry"

// publicRegistry is the configuration of registry-private.
type publicRegistry struct {
	AllowPublic bool `json:"allowPublic" says:"Whether a registry may have a public endpoint; who may pull and push is a matter of roles even so."`
}

func registryRules() []Rule {
	registry := func(name, says, why, remedy string) Rule {
		return Rule{Name: name, Level: Mandatory, Says: says, Why: why, Remedy: remedy, Kinds: []string{kindRegistry}}
	}
	return []Rule{
		plainly(registry("registry-no-shared-login", "Nobody uses the registry without being somebody.",
			"The admin's password is one for all, and an anonymous pull leaves no trace.",
			"Set adminUserEnabled and anonymousPullEnabled to false."),
			func(s *subject) {
				s.isNot("adminUserEnabled", true)
				s.isNot("anonymousPullEnabled", true)
			}),
		configured(registry("registry-private", "The registry is reached from inside the network only.",
			"Whoever can push an image to a public endpoint can run it beside the data.",
			"Set registry.sku to Premium and registry.publicAccess to false, or allow it in this rule's allowPublic."),
			publicRegistry{}, func(s *subject, c publicRegistry) {
				if c.AllowPublic {
					return
				}
				s.oneOf("publicNetworkAccess", "Disabled")
				s.oneOf("sku.name", "Premium")
			}),
		wholly(Rule{
			Name: "registry-endpoint", Level: Mandatory,
			Says:   "A private registry has a private endpoint.",
			Why:    "Without one no node can pull the members' image, which shows when the first node is replaced.",
			Remedy: "Declare a private endpoint for the registry, with the group registry.",
		}, registryEndpoint),
	}
}

func registryEndpoint(s *stackSubject) {
	endpoints := 0
	for _, endpoint := range s.of("network:PrivateEndpoint") {
		for _, connection := range endpoint.Inputs.At("privateLinkServiceConnections").Items() {
			if among("registry", connection.At("groupIds").Texts()) {
				endpoints++
			}
		}
	}
	for n, registry := range s.of(kindRegistry) {
		if among(registry.Inputs.At("publicNetworkAccess").Text(), []string{"Disabled"}) && endpoints <= n {
			s.find(registry, "private endpoint", "be declared", "none")
		}
	}
}
