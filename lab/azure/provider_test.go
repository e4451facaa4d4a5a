package azure

import (
	"context"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"sigs.k8s.io/yaml"
)

type object = map[string]any

func urn(token, name string) resource.URN {
	return resource.NewURN("dev", "test", "", tokens.Type(token), name)
}

// bench is a provider and what a test does with it.
type bench struct {
	*testing.T
	p *Provider
}

func newBench(t *testing.T, effects Effects) bench {
	t.Helper()
	store := NewStore()
	if err := store.Seed(ApplicationNetwork(
		"/subscriptions/"+DefaultAccount.SubscriptionID+"/resourceGroups/app/providers/Microsoft.Network/virtualNetworks/app",
		"westeurope", "10.50.0.0/16")...); err != nil {
		t.Fatal(err)
	}
	return bench{t, NewProvider(store, effects)}
}

func (b bench) check(token, name string, olds, news object) plugin.CheckResponse {
	b.Helper()
	resp, err := b.p.Check(b.Context(), plugin.CheckRequest{
		URN: urn(token, name), Olds: resource.NewPropertyMapFromMap(olds), News: resource.NewPropertyMapFromMap(news),
		RandomSeed: []byte(name + "0123456789abcdef0123456789abcdef"), AllowUnknowns: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	return resp
}

func (b bench) create(token, name string, in object) (plugin.CreateResponse, error) {
	b.Helper()
	checked := b.check(token, name, nil, in)
	if len(checked.Failures) > 0 {
		b.Fatalf("refused: %v", checked.Failures)
	}
	return b.p.Create(b.Context(), plugin.CreateRequest{URN: urn(token, name), Properties: checked.Properties})
}

func (b bench) must(token, name string, in object) plugin.CreateResponse {
	b.Helper()
	resp, err := b.create(token, name, in)
	if err != nil {
		b.Fatal(err)
	}
	return resp
}

func TestNamesAndLocationsMadeUp(t *testing.T) {
	b := newBench(t, NoEffects{})
	first := b.check(TypeUserAssignedIdentity, "plane", nil, object{"resourceGroupName": "app"})
	name := first.Properties["resourceName"].StringValue()
	if !regexp.MustCompile(`^plane[0-9a-f]{8}$`).MatchString(name) {
		t.Errorf("named %q, want the logical name and eight digits", name)
	}
	if got := first.Properties["location"].StringValue(); got != "westeurope" {
		t.Errorf("located in %q, want the resource group's", got)
	}
	again := b.check(TypeUserAssignedIdentity, "plane", first.Properties.Mappable(), object{"resourceGroupName": "app"})
	if !again.Properties.DeepEquals(first.Properties) {
		t.Errorf("named and located anew: %v, want %v", again.Properties, first.Properties)
	}
	child := b.check(TypeCacheRule, "images", nil, object{
		"resourceGroupName": "app", "registryName": "galera", "sourceRepository": "a/*", "targetRepository": "b/*",
	})
	if got := child.Properties["cacheRuleName"].StringValue(); got != "images" {
		t.Errorf("a child is named %q, want its logical name", got)
	}
	unknown := b.check(TypeDisk, "d", nil, object{
		"resourceGroupName": resource.MakeComputed(resource.NewProperty("")), "creationData": object{"createOption": "Empty"}, "diskSizeGB": 4.0,
	})
	if len(unknown.Failures) > 0 || !unknown.Properties["location"].IsComputed() {
		t.Errorf("with an unknown group: %v, %v", unknown.Properties["location"], unknown.Failures)
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	b := newBench(t, NoEffects{})
	failures := b.check(TypeDisk, "d", nil, object{
		"resourceGroupName": "app", "diskName": "a.b", "diskSizeGb": 4.0, "sku": object{"name": "Fast"}, "location": "westeurope",
	}).Failures
	var said []string
	for _, f := range failures {
		said = append(said, f.Reason)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"diskName: must be", "properties.diskSizeGb: is not a field", "sku.name: must be one of", "creationData.createOption: is required"} {
		if !strings.Contains(all, want) {
			t.Errorf("did not say %q:\n%s", want, all)
		}
	}
}

func TestANameOfItsOwnMustBeFreeFirst(t *testing.T) {
	b := newBench(t, NoEffects{})
	diff := func(before, after object) plugin.DiffResult {
		d, err := b.p.Diff(t.Context(), plugin.DiffRequest{
			URN: urn(TypeRegistry, "r"), OldInputs: resource.NewPropertyMapFromMap(before), NewInputs: resource.NewPropertyMapFromMap(after),
		})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	named := diff(object{"location": "a"}, object{"location": "b"})
	if !named.Replace() || !named.DeleteBeforeReplace {
		t.Errorf("a named one: %v", named)
	}
	madeUp := diff(object{"location": "a", createFirst: true}, object{"location": "b", createFirst: true})
	if !madeUp.Replace() || madeUp.DeleteBeforeReplace {
		t.Errorf("one with a name made up: %v", madeUp)
	}
	if d := diff(object{"tags": object{"a": "b"}}, object{"tags": object{"a": "c"}}); d.Replace() || d.Changes != plugin.DiffSome {
		t.Errorf("a tag: %v", d)
	}
}

func TestWhatExistsIsNotCreatedAgain(t *testing.T) {
	b := newBench(t, NoEffects{})
	in := object{"resourceGroupName": "g", "location": "westeurope"}
	first := b.must(TypeResourceGroup, "g", in)
	if second := b.must(TypeResourceGroup, "g", in); second.ID != first.ID {
		t.Errorf("the very same creation gives %s, want %s", second.ID, first.ID)
	}
	in["tags"] = object{"a": "b"}
	if _, err := b.create(TypeResourceGroup, "g", in); err == nil || !strings.Contains(err.Error(), "cannot create already existing resource") {
		t.Errorf("another creation: %v", err)
	}
}

func TestAGroupTakesItsContentsAlong(t *testing.T) {
	e := &remembering{}
	b := newBench(t, e)
	g := b.must(TypeResourceGroup, "g", object{"resourceGroupName": "g", "location": "westeurope"})
	b.must(TypeVirtualNetwork, "v", object{
		"resourceGroupName": "g", "virtualNetworkName": "vn", "addressSpace": object{"addressPrefixes": []any{"10.60.0.0/16"}},
	})
	b.must(TypeSubnet, "s", object{"resourceGroupName": "g", "virtualNetworkName": "vn", "subnetName": "s", "addressPrefix": "10.60.0.0/24"})
	if _, err := b.p.Delete(t.Context(), plugin.DeleteRequest{URN: urn(TypeResourceGroup, "g"), ID: g.ID}); err != nil {
		t.Fatal(err)
	}
	if want := []string{TypeSubnet, TypeVirtualNetwork, TypeResourceGroup}; strings.Join(e.removed, " ") != strings.Join(want, " ") {
		t.Errorf("removed %v, want %v", e.removed, want)
	}
	if n := len(b.p.store.All()); n != 2 {
		t.Errorf("%d resources are left, want the application's two", n)
	}
	read, err := b.p.Read(t.Context(), plugin.ReadRequest{URN: urn(TypeResourceGroup, "g"), ID: g.ID})
	if err != nil || read.ID != "" {
		t.Errorf("reading what is gone gives %q, %v", read.ID, err)
	}
}

// remembering notes what it removes, and fails to make disks.
type remembering struct {
	NoEffects
	removed []string
}

func (e *remembering) Remove(_ context.Context, r Resource, _ Progress) error {
	e.removed = append(e.removed, r.Type)
	return nil
}

func (e *remembering) Apply(ctx context.Context, r Resource, prior *Resource, p Progress) (map[string]any, error) {
	if r.Type == TypeDisk {
		return nil, errors.New("no space left")
	}
	return e.NoEffects.Apply(ctx, r, prior, p)
}

func TestAFailedEffectLeavesAPartialResource(t *testing.T) {
	b := newBench(t, &remembering{})
	resp, err := b.create(TypeDisk, "d", object{
		"resourceGroupName": "app", "diskName": "d", "diskSizeGB": 4.0, "creationData": object{"createOption": "Empty"},
	})
	var failed *plugin.InitError
	if !errors.As(err, &failed) || resp.Status != resource.StatusPartialFailure || resp.ID == "" || len(resp.Properties) == 0 {
		t.Errorf("got %v with status %v, id %q", err, resp.Status, resp.ID)
	}
}

func TestKubeconfigIsThatOfAnEntraCluster(t *testing.T) {
	raw, err := NoEffects{}.Kubeconfig(t.Context(), "/c")
	if err != nil {
		t.Fatal(err)
	}
	c := Resource{ID: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks"}
	out, err := entraKubeconfig(raw, c, DefaultAccount, "exec")
	if err != nil {
		t.Fatal(err)
	}
	var k kubeconfig
	if err := yaml.Unmarshal(out, &k); err != nil {
		t.Fatal(err)
	}
	user := k.Users[0]
	if k.CurrentContext != "aks" || user.Name != "clusterUser_rg_aks" || user.User.Exec.Command != "kubelogin" ||
		!strings.Contains(strings.Join(user.User.Exec.Args, " "), "--server-id 6dae42f8-4368-4678-94ff-3960e28e3630") {
		t.Errorf("got\n%s", out)
	}
	if authority, err := base64.StdEncoding.DecodeString(k.Clusters[0].Cluster.Authority); err != nil || string(authority) != string(none) {
		t.Errorf("the authority is %q (%v)", authority, err)
	}
	if _, err := entraKubeconfig(raw, c, DefaultAccount, nil); err == nil {
		t.Error("a format left out is accepted")
	}
}

func TestFunctions(t *testing.T) {
	b := newBench(t, NoEffects{})
	config := resource.PropertyMap{"subscriptionId": resource.NewProperty("another")}
	if _, err := b.p.Configure(t.Context(), plugin.ConfigureRequest{Inputs: config}); err != nil {
		t.Fatal(err)
	}
	who, err := b.p.Invoke(t.Context(), plugin.InvokeRequest{Tok: "azure-native:authorization:getClientConfig"})
	if err != nil {
		t.Fatal(err)
	}
	if got := who.Properties.Get("subscriptionId").AsString(); got != "another" {
		t.Errorf("the subscription is %q, want the configured one", got)
	}
	args := property.NewMap(map[string]property.Value{"resourceGroupName": property.New("g"), "resourceName": property.New("none")})
	for tok, want := range map[tokens.ModuleMember]string{
		"azure-native:containerservice:listManagedClusterUserCredentials": "ResourceNotFound",
		"azure-native:storage:listStorageAccountKeys":                     "does not know the function",
	} {
		if _, err := b.p.Invoke(t.Context(), plugin.InvokeRequest{Tok: tok, Args: args}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", tok, err, want)
		}
	}
}
